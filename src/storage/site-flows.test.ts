import assert from "node:assert/strict";
import { test } from "node:test";
import { createTestPoint, createTestSite } from "#test/support/metered-site.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { storeLiveValues } from "./live-values.ts";
import { listSiteFlows } from "./site-flows.ts";

const NOW = Temporal.Instant.from("2026-11-24T11:00Z");

test("what flows at a site is told by its supply meters, else by all others together", async (t) => {
  const database = await testDatabase(t);
  const siteId = await createTestSite(database);
  const add = (name: string, point: Partial<Parameters<typeof createTestPoint>[1]>) =>
    createTestPoint(database, { siteId, name, ...point });
  const supply = await add("Supply", { role: "supply", multiplier: 40 });
  const unit = await add("Unit 1", {});
  const tap = await add("Tap 1", { commodity: "cold-water", unit: "m3" });
  const other = await add("Tap 2", { commodity: "cold-water", unit: "m3" });
  const old = await add("Tap 3", { commodity: "cold-water", unit: "m3" });
  const measuredAt = NOW.subtract({ minutes: 5 });
  const value = { measuredAt };
  await storeLiveValues(database, [
    // 40 times 250 W is 10 kW; a phase is a part of it, and what is under it is in it already.
    { ...value, meterId: supply.meterId, quantity: "activePower", value: "250", unit: "W" },
    { ...value, meterId: supply.meterId, quantity: "activePowerL1", value: "90", unit: "W" },
    { ...value, meterId: unit.meterId, quantity: "activePower", value: "3.5", unit: "kW" },
    // 120 l/h and 0.2 m3/h are 0.32 m3/h; what was told two hours ago is not now.
    { ...value, meterId: tap.meterId, quantity: "flow", value: "120", unit: "l/h" },
    { ...value, meterId: other.meterId, quantity: "flow", value: "0.2", unit: "m3/h" },
    {
      meterId: old.meterId,
      quantity: "flow",
      value: "5",
      unit: "m3/h",
      measuredAt: NOW.subtract({ hours: 2 }),
    },
  ]);
  assert.deepEqual(await listSiteFlows(database, NOW), [
    { siteId, commodity: "cold-water", value: "0.32", unit: "m3/h" },
    { siteId, commodity: "electricity", value: "10", unit: "kW" },
  ]);
});
