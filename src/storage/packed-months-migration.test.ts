import assert from "node:assert/strict";
import { test } from "node:test";
import { asId, type ChannelId } from "#domain/core/id.ts";
import { migrate, MIGRATIONS_FOLDER, readMigrations } from "#platform/migrate.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { compactClosedDays } from "./closed-days.ts";
import { readRegister } from "./read-readings.ts";

const PACKED_MONTHS = 21;

test("days packed by an older SmartPM keep every reading when they become months", async (t) => {
  const database = await testDatabase(t);
  await database.query("drop schema public cascade; create schema public");
  const migrations = readMigrations(MIGRATIONS_FOLDER);
  await migrate(
    database,
    migrations.filter(({ number }) => number < PACKED_MONTHS),
  );
  await database.query(
    `insert into reading_day (channel_id, day, interval_minutes, first_index, first_value,
                              small_deltas, big_deltas, qualities)
     values (7, '2026-02-28', 15, 94, 1000, '{4}', null, null),
            (7, '2026-03-01', 15, 0, 1010, '{null,7,-3}', null, '{1,1,2,1}'),
            (7, '2026-03-02', 60, 0, 1020, null, '{5000000000}', null)`,
  );
  await migrate(database, migrations);
  const range = {
    from: Temporal.Instant.from("2026-02-01T00:00Z"),
    to: Temporal.Instant.from("2026-04-01T00:00Z"),
  };
  const before = await readRegister(database, asId<ChannelId>(7), range);
  const shown = Array.from(before.epochMs, (ms, n) => [
    new Date(ms).toISOString().slice(5, 16),
    before.counts[n],
    before.qualities[n],
  ]);
  assert.deepEqual(shown, [
    ["02-28T23:30", 1000, 1],
    ["02-28T23:45", 1004, 1],
    ["03-01T00:00", 1010, 1],
    ["03-01T00:30", 1017, 2],
    ["03-01T00:45", 1014, 1],
    ["03-02T00:00", 1020, 1],
    ["03-02T01:00", 5_000_001_020, 1],
  ]);
  await compactClosedDays(database, Temporal.PlainDate.from("2026-03-03"));
  assert.deepEqual(await readRegister(database, asId<ChannelId>(7), range), before);
});
