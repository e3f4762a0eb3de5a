import assert from "node:assert/strict";
import { test } from "node:test";
import { MovableClock } from "#platform/clock.ts";
import { createLog } from "#platform/log.ts";
import { readRegister } from "#storage/read-readings.ts";
import {
  createTestPoint,
  createTestSite,
  storeSteadyReadings,
} from "#test/support/metered-site.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { compactReadings } from "./compact-readings.ts";

test("days that are over are packed into one row, yesterday and today stay as they came", async (t) => {
  const database = await testDatabase(t);
  const siteId = await createTestSite(database);
  const { channelId } = await createTestPoint(database, { siteId, name: "Unit 1" });
  const range = { from: "2026-11-20T00:00Z", to: "2026-11-24T12:00Z" };
  await storeSteadyReadings(database, { channelId, ...range, counts: 3 });
  const instants = {
    from: Temporal.Instant.from(range.from),
    to: Temporal.Instant.from(range.to),
  };
  const before = await readRegister(database, channelId, instants);
  const clock = new MovableClock(instants.to);
  await compactReadings({ database, clock, log: createLog("silent") });
  await compactReadings({ database, clock, log: createLog("silent") });
  const { rows } = await database.query(
    `select (select readings from reading_month) as packed,
            (select min(measured_at) from reading) as oldest_row`,
  );
  assert.equal(rows[0].packed, 3 * 96);
  assert.equal(String(rows[0].oldest_row), "2026-11-23T00:00:00Z");
  assert.deepEqual(await readRegister(database, channelId, instants), before);
});
