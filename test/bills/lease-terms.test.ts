/** What a tariff asks for beside energy comes from the database: reactive registers, the area. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createChannel } from "#storage/meters.ts";
import { letUnit, onlyBill, STEADY } from "#test/support/let-unit.ts";
import { storeSteadyReadings } from "#test/support/metered-site.ts";

const TARIFF = {
  format: "smartpm-tariff/1",
  name: "By area and power factor",
  commodity: "electricity",
  currency: "EUR",
  charges: [
    { kind: "consumption", id: "energy", label: "Energy", price: "0.20" },
    {
      kind: "fixed",
      id: "area",
      label: "Area",
      price: "0.50",
      times: "area",
      per: "month",
      prorate: "days",
    },
    { kind: "power-factor", id: "factor", label: "Power factor", standard: "0.90", on: ["energy"] },
    { kind: "reactive", id: "kvarh", label: "Reactive", price: "0.01", freePercent: "50" },
  ],
};

test("a unit of 80 m2 that draws as much reactive as active energy", async (t) => {
  const unit = await letUnit(t, "2026-06-01");
  const { database, bill, attach } = unit;
  await database.query("update space set area_m2 = 80", []);
  const { channelId, pointId } = await attach("Workshop", TARIFF);
  const reactive = await createChannel(database, {
    servicePointId: pointId,
    quantity: "reactiveEnergyDelivered",
    unit: "kvarh",
    resolution: "0.1",
    registerDigits: 9,
    intervalMinutes: 15,
  });
  await database.query("update channel set billing = false where id = $1", [reactive]);
  await storeSteadyReadings(database, { channelId, ...STEADY });
  await storeSteadyReadings(database, { ...STEADY, channelId: reactive });
  const issued = await bill("2026-07-01", "2026-08-01");
  assert.ok(issued.ok, JSON.stringify(issued));
  const { lines } = await onlyBill(unit);
  // July: 31 × 38.4 = 1190.4 kWh and kvarh. cos φ = 1 ÷ √2 = 0.71: 19 steps of 0.5 % below 0.90.
  // Of 238.08 for energy 9.5 % are 22.62; 80 × 0.50 = 40.00; (1190.4 − 595.2) × 0.01 = 5.95.
  assert.deepEqual(
    lines.map(({ kind, amountMinor }) => `${kind} ${amountMinor}`),
    ["energy 23808", "fixed 4000", "power-factor 2262", "reactive 595"],
  );
});
