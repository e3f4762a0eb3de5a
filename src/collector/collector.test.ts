import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import pino from "pino";
import { asId, type ChannelId } from "#domain/core/id.ts";
import { loadCatalogue } from "#drivers/catalogue.ts";
import { MovableClock } from "#platform/clock.ts";
import { planBuilding } from "#simulator/building.ts";
import { ConsumptionModel } from "#simulator/consumption-model.ts";
import { startSimulator } from "#simulator/start-simulator.ts";
import { createChannel, createLine, createMeter, installMeter } from "#storage/meters.ts";
import { createOrganisation, createServicePoint, createSite } from "#storage/property.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { startCollector } from "./collector.ts";

const START = Temporal.Instant.from("2026-11-20T09:58:00Z");
const TICK_MS = 500;

async function setUp(t: TestContext) {
  const database = await testDatabase(t);
  const folder = await mkdtemp(join(tmpdir(), "smartpm-collector-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const clock = new MovableClock(START);
  const catalogue = loadCatalogue(join(import.meta.dirname, "../../catalogue/meters"));
  const plan = planBuilding({ seed: 7, timeZone: "Europe/Berlin" });
  const simulator = await startSimulator({ plan, clock, catalogue, folder, controlPort: 0 });
  t.after(() => simulator.stop());
  const organisationId = await createOrganisation(database, { name: "Owner", title: "Bill" });
  const siteId = await createSite(database, {
    organisationId,
    name: "Site",
    timeZone: "Europe/Berlin",
    currency: "EUR",
    locale: "en",
  });
  const chosen = plan.points.filter(({ meter }) => meter.gateway === 1).slice(0, 6);
  const lineId = await createLine(database, {
    siteId,
    name: "Gateway 1",
    transport: {
      kind: "modbus-tcp",
      host: "127.0.0.1",
      port: simulator.ports[0]!,
      timeoutMs: 300,
    },
  });
  const channels: ChannelId[] = [];
  for (const { name, commodity, role, meter, channel } of chosen) {
    const servicePointId = await createServicePoint(database, { siteId, commodity, role, name });
    const { serialNumber, modelId, unitAddress } = meter;
    const meterId = await createMeter(database, {
      siteId,
      serialNumber,
      modelId,
      lineId,
      unitAddress,
    });
    await installMeter(database, { meterId, servicePointId, installedAt: START });
    channels.push(await createChannel(database, { servicePointId, ...channel }));
  }
  const log = pino({ level: "silent" });
  const collector = await startCollector({ database, clock, log, catalogue, dataFolder: folder });
  t.after(() => collector.stop());
  return { database, clock, plan, chosen, channels, simulator };
}

/** Moves the clock in small steps, as time goes by, until the condition holds. */
async function until(clock: MovableClock, holds: () => Promise<boolean>): Promise<void> {
  for (let step = 0; step < 2_000; step += 1) {
    if (await holds()) return;
    clock.moveTo(clock.now().add({ milliseconds: TICK_MS }));
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.fail("the condition did not come to hold within 1000 s of the clock");
}

test("registers are kept at their boundary as the meter has them; a dead meter stops no other", async (t) => {
  const { database, clock, plan, chosen, channels, simulator } = await setUp(t);
  const dead = chosen[2]!.meter;
  await simulator.simulator.apply({
    kind: "unplug",
    serialNumber: dead.serialNumber,
    answer: "exception",
  });
  const boundary = Temporal.Instant.from("2026-11-20T10:00:00Z");
  const stored = async () => {
    const { rows } = await database.query<{ channel_id: number; value: bigint }>(
      "select channel_id, value from reading where measured_at = $1 order by channel_id",
      [boundary.toString()],
    );
    return rows;
  };
  await until(clock, async () => (await stored()).length >= channels.length - 1);
  const model = new ConsumptionModel(plan);
  for (const [n, { name }] of chosen.entries()) {
    const row = (await stored()).find(({ channel_id: id }) => asId(id) === channels[n]);
    if (n === 2) {
      assert.equal(row, undefined, "the unplugged meter has no reading, and none is invented");
      continue;
    }
    const pointIndex = plan.points.findIndex((point) => point.name === name);
    // It was read within a round of the boundary: what the register shows moves on meanwhile.
    const atBoundary = model.registerAt(pointIndex, boundary);
    const soonAfter = model.registerAt(pointIndex, boundary.add({ minutes: 3 })) + 1;
    const value = Number(row?.value);
    assert.ok(value >= atBoundary && value <= soonAfter, `${name}: ${value} after ${atBoundary}`);
  }
});

test("a meter that falls silent is noted, and noted again when it is back", async (t) => {
  const { database, clock, chosen, simulator } = await setUp(t);
  const { serialNumber } = chosen[1]!.meter;
  const failures = async () => {
    const { rows } = await database.query<{ consecutive_failures: number }>(
      `select consecutive_failures
         from communication_state
         join meter on meter.id = meter_id
        where serial_number = $1`,
      [serialNumber],
    );
    return rows[0]?.consecutive_failures;
  };
  await until(clock, async () => (await failures()) === 0);
  await simulator.simulator.apply({ kind: "unplug", serialNumber, answer: "exception" });
  await until(clock, async () => ((await failures()) ?? 0) >= 2);
  await simulator.simulator.apply({ kind: "plug", serialNumber });
  await until(clock, async () => (await failures()) === 0);
  const { rows } = await database.query("select count(*)::int as values from live_value");
  assert.ok(rows[0].values > 20, "live values of the others are there");
});
