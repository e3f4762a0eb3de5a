import assert from "node:assert/strict";
import { test } from "node:test";
import { asId, type MeterId } from "#domain/core/id.ts";
import { createTestPoint, createTestSite } from "#test/support/metered-site.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { listShownRates, storeLiveValues } from "./live-values.ts";

test("values of very many meters at once are stored, and told in several notices", async (t) => {
  const database = await testDatabase(t);
  const measuredAt = Temporal.Instant.from("2026-11-20T10:00:00Z");
  const values = Array.from({ length: 3_000 }, (_, n) => ({
    meterId: asId<MeterId>(2_000_000_000 + n),
    quantity: "volume",
    value: "1.5",
    unit: "m3",
    measuredAt,
  }));
  await database.transaction((tx) => storeLiveValues(tx, values));
  const { rows } = await database.query("select count(*)::int as stored from live_value");
  assert.equal(rows[0]?.stored, values.length);
});

test("since when a rate is above zero is kept, and the least since", async (t) => {
  const database = await testDatabase(t);
  const siteId = await createTestSite(database);
  const { servicePointId, meterId } = await createTestPoint(database, { siteId, name: "Unit 1" });
  const shows = async (time: string, value: string) => {
    const measuredAt = Temporal.Instant.from(`2026-11-20T${time}Z`);
    const shown = { meterId, quantity: "activePower", value, unit: "kW", measuredAt };
    await storeLiveValues(database, [shown]);
    const [rate] = await listShownRates(database, servicePointId);
    return [rate?.aboveZeroSince?.toString().slice(11, 16), rate?.least.toString()];
  };
  assert.deepEqual(await shows("10:00", "0.0"), [undefined, "0"]);
  assert.deepEqual(await shows("10:10", "2.5"), ["10:10", "2.5"]);
  assert.deepEqual(await shows("10:20", "1.5"), ["10:10", "1.5"]);
  assert.deepEqual(await shows("10:35", "9"), ["10:10", "1.5"]);
  // Nobody knows what it showed in the quarter of an hour and more between.
  assert.deepEqual(await shows("10:51", "9"), ["10:51", "9"]);
  assert.deepEqual(await shows("10:52", "-9"), [undefined, "0"]);
  assert.deepEqual(await shows("10:53", "3"), ["10:53", "3"]);
});
