import assert from "node:assert/strict";
import { test } from "node:test";
import { asId, type ChannelId } from "#domain/core/id.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { compactClosedDays } from "./closed-days.ts";
import { storeMonths } from "./month-row.ts";
import { packMonth } from "./packed-month.ts";
import { registerAt } from "./nearest-readings.ts";
import { readRegister } from "./read-readings.ts";
import { newestReading, storeReadings } from "./readings.ts";
import type { Reading } from "./reading.ts";

const channelId = asId<ChannelId>(7);

function reading(at: string, counts: number, quality = 1): Reading {
  const measuredAt = Temporal.Instant.from(at);
  return { channelId, measuredAt, counts, quality, collectedAt: measuredAt };
}

test("readings", async (t) => {
  const database = await testDatabase(t);
  const day = [
    reading("2026-03-01T00:00Z", 100),
    reading("2026-03-01T00:15Z", 110),
    reading("2026-03-01T23:45Z", 300, 2),
  ];
  const next = reading("2026-03-02T00:00Z", 310);

  await t.test("the same reading twice is one row and no conflict", async () => {
    const first = await storeReadings(database, [...day, next]);
    assert.deepEqual(first, { stored: 4, conflicts: [] });
    assert.deepEqual(await storeReadings(database, day), { stored: 0, conflicts: [] });
  });

  await t.test(
    "a reading that differs from the stored one is reported, and stays out",
    async () => {
      const other = reading("2026-03-01T00:15Z", 999);
      const { stored, conflicts } = await storeReadings(database, [other]);
      assert.equal(stored, 0);
      assert.deepEqual(conflicts, [other]);
    },
  );

  const range = { from: day[0]!.measuredAt, to: next.measuredAt };
  const expected = [100, 110, 300, 310];

  await t.test("a closed day moves from rows into one row and reads the same", async () => {
    assert.deepEqual([...(await readRegister(database, channelId, range)).counts], expected);
    const before = Temporal.PlainDate.from("2026-03-02");
    assert.deepEqual(await compactClosedDays(database, before), { readings: 3 });
    assert.deepEqual(await compactClosedDays(database, before), { readings: 0 });
    const { rows } = await database.query("select count(*)::int as rows from reading");
    assert.equal(rows[0].rows, 1);
    const series = await readRegister(database, channelId, range);
    assert.deepEqual([...series.counts], expected);
    assert.deepEqual([...series.qualities], [1, 1, 2, 1]);
  });

  await t.test("the view shows people the same readings", async () => {
    const { rows } = await database.query(
      "select value, quality from reading_history where channel_id = 7 order by measured_at",
    );
    assert.deepEqual(
      rows.map(({ value }) => Number(value)),
      expected,
    );
  });

  await t.test("what a closed day holds is not stored again, what it lacks is merged", async () => {
    const late = reading("2026-03-01T12:00Z", 200);
    const wrong = reading("2026-03-01T00:00Z", 1);
    const result = await storeReadings(database, [...day, late, wrong]);
    assert.deepEqual(result, { stored: 1, conflicts: [wrong] });
    await compactClosedDays(database, Temporal.PlainDate.from("2026-03-02"));
    const series = await readRegister(database, channelId, range);
    assert.deepEqual([...series.counts], [100, 110, 200, 300, 310]);
  });

  await t.test(
    "where an end has no reading, the nearest beyond it is given with its neighbours",
    async () => {
      const series = await readRegister(database, channelId, {
        from: Temporal.Instant.from("2026-03-01T13:00Z"),
        to: Temporal.Instant.from("2026-03-01T14:00Z"),
      });
      assert.deepEqual([...series.counts], [200, 300, 310]);
      const at = await registerAt(database, channelId, Temporal.Instant.from("2026-03-01T13:00Z"));
      assert.equal(at?.counts, 200);
    },
  );

  await t.test(
    "the neighbours of both ends are given, so that a misread there is known",
    async () => {
      const series = await readRegister(database, channelId, {
        from: Temporal.Instant.from("2026-03-01T00:15Z"),
        to: Temporal.Instant.from("2026-03-01T23:45Z"),
      });
      assert.deepEqual([...series.counts], [100, 110, 200, 300, 310]);
    },
  );

  await t.test("months are loaded in bulk, and what comes again after is known", async () => {
    const at = ["2026-01-01T00:00Z", "2026-01-01T00:15Z", "2026-01-31T23:45Z"];
    const packed = packMonth({
      epochMs: Float64Array.from(at, (one) => Temporal.Instant.from(one).epochMilliseconds),
      counts: Float64Array.of(5, 100_005, 100_001),
      qualities: Uint8Array.of(1, 1, 2),
    });
    const month = { channelId: asId<ChannelId>(8), month: "2026-01-01", packed };
    await database.transaction((tx) => storeMonths(tx, [month]));
    const { rows } = await database.query(
      `select measured_at, value::int, quality from reading_history
        where channel_id = 8 order by measured_at`,
    );
    assert.deepEqual(
      rows.map(({ measured_at, value, quality }) => [measured_at.toString(), value, quality]),
      [
        ["2026-01-01T00:00:00Z", 5, 1],
        ["2026-01-01T00:15:00Z", 100_005, 1],
        ["2026-01-31T23:45:00Z", 100_001, 2],
      ],
    );
    const again = { ...reading("2026-01-01T00:15Z", 100_005), channelId: asId<ChannelId>(8) };
    assert.deepEqual(await storeReadings(database, [again]), { stored: 0, conflicts: [] });
  });
});

test("stored by several at once and packed meanwhile, every reading is there once", async (t) => {
  const database = await testDatabase(t);
  const from = Temporal.Instant.from("2026-03-01T00:00Z");
  const all = Array.from({ length: 3000 }, (_, n): Reading => {
    const measuredAt = from.add({ minutes: Math.floor(n / 3) * 15 });
    const one = { measuredAt, quality: 1, collectedAt: measuredAt };
    return { ...one, channelId: asId((n % 3) + 1), counts: n };
  });
  const before = Temporal.PlainDate.from("2026-04-01");
  const writer = async (portion: number) => {
    for (let at = 0; at < all.length; at += portion) {
      await storeReadings(database, all.slice(at, at + portion));
    }
  };
  const progress = { isWriting: true };
  const writing = Promise.all([writer(70), writer(130), writer(900)]).finally(() => {
    progress.isWriting = false;
  });
  while (progress.isWriting) {
    await compactClosedDays(database, before);
  }
  await writing;
  await compactClosedDays(database, before);
  const { rows } = await database.query(
    `select count(*)::int as readings, count(distinct (channel_id, measured_at))::int as different,
            sum(value)::int as sum
       from reading_history`,
  );
  assert.deepEqual(rows[0], { readings: 3000, different: 3000, sum: (2999 * 3000) / 2 });
});

test("what comes instant by instant is stored channel by channel, across batches", async (t) => {
  const database = await testDatabase(t);
  const from = Temporal.Instant.from("2026-03-01T00:00Z");
  const [channels, slots] = [1_100, 10];
  const all = Array.from({ length: slots * channels }, (_, n): Reading => {
    const measuredAt = from.add({ minutes: Math.floor(n / channels) * 15 });
    const one = { measuredAt, quality: 1, collectedAt: measuredAt };
    return { ...one, channelId: asId((n % channels) + 1), counts: n };
  });
  assert.equal((await storeReadings(database, all)).stored, all.length);
  // Where a row lies tells when it was written: rows never moved in this table.
  const { rows } = await database.query(
    `select count(*)::int as misplaced
       from (select channel_id,
                    measured_at,
                    lag((channel_id, measured_at)) over (order by ctid) as before
               from reading) stored
      where (channel_id, measured_at) < before`,
  );
  assert.equal(rows[0].misplaced, 0);
});

test("the newest reading is the newest although an older one comes late", async (t) => {
  const database = await testDatabase(t);
  await storeReadings(database, [reading("2026-03-01T00:00Z", 100)]);
  await compactClosedDays(database, Temporal.PlainDate.from("2026-03-03"));
  const late = { ...reading("2026-02-27T22:00Z", 5), channelId: asId<ChannelId>(8) };
  await storeReadings(database, [late]);
  assert.equal(String(await newestReading(database)), "2026-03-01T00:00:00Z");
});
