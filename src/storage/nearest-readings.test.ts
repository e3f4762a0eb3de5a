import assert from "node:assert/strict";
import { test } from "node:test";
import { asId, type ChannelId } from "#domain/core/id.ts";
import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import type { Queryable } from "#platform/database.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { compactClosedDays } from "./closed-days.ts";
import { nearestReadings } from "./nearest-readings.ts";
import { readRegister, readRegisters } from "./read-readings.ts";
import type { Reading } from "./reading.ts";
import { storeReadings } from "./readings.ts";

const at = (text: string) => Temporal.Instant.from(text);
const AT = at("2026-06-15T12:00Z");
/** Before the first, between them and after the last of these a channel has no reading. */
const TIMES = ["2026-04-20T10:00Z", "2026-05-31T23:00Z", "2026-06-30T08:00Z", "2026-08-01T00:00Z"];

/** Readings of a channel: which of the times it was read at, an hour before each, too. */
function readingsOf(channelId: ChannelId): Reading[] {
  return TIMES.filter((_, n) => ((channelId >> n) & 1) === 1)
    .flatMap((time) => [at(time).subtract({ hours: 1 }), at(time)])
    .map((measuredAt, n) => ({
      channelId,
      measuredAt,
      counts: 1000 * channelId + n,
      quality: READING_QUALITY.measured,
      collectedAt: measuredAt,
    }));
}

/** Tells how many questions it was asked. */
function counting(database: Queryable): { readonly db: Queryable; readonly asked: () => number } {
  let asked = 0;
  const query = (...given: Parameters<Queryable["query"]>) => {
    asked += 1;
    return database.query(...given);
  };
  return { db: { query } as Queryable, asked: () => asked };
}

test("what was not read at an instant is looked for together, however many meters it is", async (t) => {
  const database = await testDatabase(t);
  const channels = Array.from({ length: 16 }, (_, n) => asId<ChannelId>(n));
  await storeReadings(database, channels.slice(1).flatMap(readingsOf));
  const range = { from: AT, to: AT };

  for (const stored of ["as rows", "packed, but for the newest"]) {
    await t.test(stored, async () => {
      const one = counting(database);
      await readRegisters(one.db, [asId<ChannelId>(15)], range);
      const all = counting(database);
      const together = await readRegisters(all.db, channels, range);
      assert.equal(all.asked(), one.asked());
      for (const id of channels) {
        const alone = await readRegister(database, id, range);
        assert.deepEqual(together.get(id), alone, `channel ${id}`);
        // The nearest on either side, with its neighbour of the hour beside it.
        const times = readingsOf(id).map(({ measuredAt }) => measuredAt.epochMilliseconds);
        const before = times.filter((ms) => ms <= AT.epochMilliseconds);
        const after = times.filter((ms) => ms >= AT.epochMilliseconds);
        assert.deepEqual([...alone.epochMs], [...before.slice(-2), ...after.slice(0, 2)]);
        for (const [side, ms] of [
          ["before", before.at(-1)],
          ["after", after[0]],
        ] as const) {
          const nearest = await nearestReadings(database, [id], { at: AT, side });
          assert.equal(nearest.get(id)?.measuredAt.epochMilliseconds, ms, `${id} ${side}`);
        }
      }
    });
    await compactClosedDays(database, Temporal.PlainDate.from("2026-07-15"));
  }
});
