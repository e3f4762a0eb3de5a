import assert from "node:assert/strict";
import { test } from "node:test";
import type { MeterModel } from "#domain/metering/meter-model.ts";
import { parseMeterModel } from "#drivers/meter-model-file.ts";
import { listMeteredChannels } from "#storage/channel-consumption.ts";
import { createTestSite } from "#test/support/metered-site.ts";
import { modelOf } from "#test/support/simulated-wire.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { enterMeter } from "./enter-meter.ts";

const generic = modelOf("dlt645-2007", "dlt645-2007");

/** The generic type, with the registers kept that are named. */
function keeping(kept: RegExp): MeterModel {
  return {
    ...generic,
    id: "own-four-tariffs",
    registers: generic.registers.map((register) =>
      kept.test(register.quantity)
        ? { ...register, role: "billing", resolution: "0.01", digits: 8 }
        : register,
    ),
  };
}

test("tariff registers of a meter are kept as channels of their own, beside the one that is billed", async (t) => {
  const database = await testDatabase(t);
  const siteId = await createTestSite(database);
  const model = keeping(/^energyDelivered(T[12])?$/);
  const parsed = parseMeterModel(model);
  assert.ok(parsed.ok, JSON.stringify(parsed));
  const entered = await database.transaction((tx) =>
    enterMeter(tx, {
      siteId,
      model,
      lineId: null,
      unitAddress: null,
      serialNumber: "000012345678",
      parameters: {},
      servicePointId: null,
      newPoint: { name: "Flat 1", commodity: "electricity", role: "unit", spaceId: null },
      multiplier: { numerator: 1, denominator: 1 },
      intervalMinutes: 15,
      at: Temporal.Instant.from("2026-11-20T10:00:00Z"),
    }),
  );
  assert.ok(entered.ok);
  const channels = await listMeteredChannels(database, { siteId });
  assert.deepEqual(
    channels.map(({ quantity, unit, resolution, billing }) =>
      [quantity, unit, resolution.toString(), billing].join(" "),
    ),
    [
      "energyDelivered kWh 0.01 true",
      "energyDeliveredT1 kWh 0.01 false",
      "energyDeliveredT2 kWh 0.01 false",
    ],
  );
});

test("a phase, or a voltage, cannot be billed", () => {
  const parsed = parseMeterModel(keeping(/^(energyDelivered|voltageL1)$/));
  assert.ok(!parsed.ok);
  assert.deepEqual(
    parsed.faults.map(({ message }) => message),
    ["voltageL1 cannot be billed"],
  );
});
