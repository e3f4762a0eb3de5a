/**
 * R23: one byte of a packed month of readings is changed in the database, in a column chosen by a seed,
 * and put back: each time the check of the seals must find it, and name the month. 60 by default;
 * SMARTPM_TAMPERED=10000 for a release, SMARTPM_SEED for other places.
 */
import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { compactReadings } from "#jobs/compact-readings.ts";
import { sealOldReadings, verifyReadings } from "#jobs/seal-readings.ts";
import { MovableClock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import { createLog } from "#platform/log.ts";
import { noiseAt } from "#simulator/seeded-noise.ts";
import { storeMonths } from "#storage/month-row.ts";
import { useMonthSeals } from "#storage/month-seal.ts";
import { packMonth } from "#storage/packed-month.ts";
import {
  createTestPoint,
  createTestSite,
  storeSteadyReadings,
} from "#test/support/metered-site.ts";
import { testDatabase } from "#test/support/test-database.ts";

const TAMPERED = Number(process.env["SMARTPM_TAMPERED"] ?? 60);
const SEED = Number(process.env["SMARTPM_SEED"] ?? 20_261_126);
const CHANNELS = 3;
const KEY = Buffer.alloc(32, 7);

/** How a byte, or the smallest step, is changed in each column. */
const CHANGES = {
  packed:
    "packed = set_byte(packed, $3::int % length(packed), get_byte(packed, $3::int % length(packed)) # 1)",
  first_value: "first_value = first_value # (1 << ($3::int % 16))",
  first_at: "first_at = first_at + interval '1 second' * (1 + $3::int % 60)",
  last_at: "last_at = last_at - interval '1 second' * (1 + $3::int % 60)",
  step_seconds: "step_seconds = step_seconds + 1 + $3::int % 60",
  readings: "readings = readings + 1 + $3::int % 60",
  seal: "seal = set_byte(seal, $3::int % 16, get_byte(seal, $3::int % 16) # 1)",
} as const;

const any = (n: number, salt: number, of: number): number =>
  Math.floor(noiseAt(SEED + salt, n) * of);

/** Three meters with two months, packed by a process that has the key; `before`: before there was one. */
async function packed(t: TestContext, { before = false } = {}) {
  useMonthSeals(KEY);
  const database = await testDatabase(t);
  const siteId = await createTestSite(database);
  const channels: number[] = [];
  for (let n = 1; n <= CHANNELS; n += 1) {
    const { channelId } = await createTestPoint(database, { siteId, name: `Unit ${n}` });
    const range = { from: "2026-05-01T00:00Z", to: "2026-06-15T00:00Z" };
    await storeSteadyReadings(database, { ...range, channelId, counts: n });
    channels.push(channelId);
  }
  const clock = new MovableClock(Temporal.Instant.from("2026-07-10T00:00Z"));
  await compactReadings({ database, clock, log: createLog("silent") });
  if (before) await database.query("update reading_month set seal = null");
  else assert.equal(await sealOldReadings({ database, clock }), false);
  const { rows } = await database.query<{ channel_id: number; month: string }>(
    "select channel_id, month from reading_month order by 1, 2",
  );
  assert.ok(rows.length >= 2 * CHANNELS);
  return { database, clock, channels, months: rows };
}

async function change(database: Database, set: string, parameters: readonly unknown[]) {
  await database.query(
    `update reading_month set ${set} where channel_id = $1 and month = $2::date`,
    [...parameters],
  );
}

test(
  `R23: each of ${TAMPERED} changed bytes of packed readings is found and named (seed ${SEED})`,
  { timeout: 120_000 + TAMPERED * 200 },
  async (t) => {
    const { database, months } = await packed(t);
    const columns = Object.keys(CHANGES) as (keyof typeof CHANGES)[];
    assert.equal((await verifyReadings(database)).broken, 0);
    await database.query("create table kept as select * from reading_month");
    for (let n = 0; n < TAMPERED; n += 1) {
      const { channel_id: channelId, month } = months[any(n, 1, months.length)] ?? assert.fail();
      const column = columns[any(n, 2, columns.length)] ?? assert.fail();
      await change(database, CHANGES[column], [channelId, month, any(n, 3, 1_000_000)]);
      const { broken, first } = await verifyReadings(database);
      assert.equal(broken, 1, `${column} of ${month}`);
      assert.deepEqual([first[0]?.channelId, first[0]?.month], [channelId, month]);
      assert.match(first[0]?.point ?? "", /^Unit \d$/);
      await database.query(
        `update reading_month m
            set packed = k.packed, first_value = k.first_value, first_at = k.first_at,
                last_at = k.last_at, step_seconds = k.step_seconds, readings = k.readings,
                seal = k.seal
           from kept k
          where k.channel_id = m.channel_id and k.month = m.month
            and m.channel_id = $1 and m.month = $2::date`,
        [channelId, month],
      );
    }
    assert.equal((await verifyReadings(database)).broken, 0, "all is as it was");
  },
);

test("R23: a changed month stays found after more readings were packed into it, and without its seal too", async (t) => {
  const { database, clock, channels, months } = await packed(t);
  const channelId = channels[0] ?? assert.fail();
  const last = months.filter((one) => one.channel_id === channelId).at(-1) ?? assert.fail();
  await change(database, CHANGES.first_value, [channelId, last.month, 3]);
  // The days that follow are packed into the same month, by us.
  const range = { from: "2026-06-15T00:15Z", to: "2026-06-25T00:00Z" };
  await storeSteadyReadings(database, { ...range, channelId: channelId as never, counts: 1 });
  clock.moveTo(clock.now().add({ hours: 48 }));
  await compactReadings({ database, clock, log: createLog("silent") });
  const after = await verifyReadings(database);
  assert.equal(after.broken, 1);
  assert.deepEqual([after.first[0]?.channelId, after.first[0]?.month], [channelId, last.month]);
  await change(database, "seal = null", [channelId, last.month]);
  assert.equal(
    (await verifyReadings(database)).broken,
    1,
    "once all are sealed none may be without",
  );
});

test("R23: months packed before there were seals are sealed once, and none is without from then on", async (t) => {
  const { database, clock, months } = await packed(t, { before: true });
  const old = await verifyReadings(database);
  assert.deepEqual([old.unsealed, old.broken], [months.length, 0]);
  while (await sealOldReadings({ database, clock }));
  const sealed = await verifyReadings(database);
  assert.deepEqual([sealed.unsealed, sealed.broken], [0, 0]);
  await database.query("update reading_month set seal = null");
  assert.equal(await sealOldReadings({ database, clock }), false, "it was done already");
  assert.equal((await verifyReadings(database)).broken, months.length);
});

test("R23: months that are loaded in bulk are sealed as those that are packed are", async (t) => {
  useMonthSeals(KEY);
  const database = await testDatabase(t);
  const siteId = await createTestSite(database);
  const { channelId } = await createTestPoint(database, { siteId, name: "Unit 1" });
  const epochMs = [Date.parse("2026-05-01T00:00:00.123Z"), Date.parse("2026-05-01T00:15:00.123Z")];
  const packedMonth = packMonth({
    epochMs: Float64Array.from(epochMs),
    counts: Float64Array.from([100, 107]),
    qualities: Uint8Array.from([1, 1]),
  });
  const month = { channelId, month: "2026-05-01", packed: packedMonth };
  await database.transaction((tx) => storeMonths(tx, [month]));
  const { months, broken, unsealed } = await verifyReadings(database);
  assert.deepEqual({ months, broken, unsealed }, { months: 1, broken: 0, unsealed: 0 });
});
