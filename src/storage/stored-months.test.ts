import assert from "node:assert/strict";
import { test } from "node:test";
import { asId, type ChannelId } from "#domain/core/id.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { storeMonths } from "./month-row.ts";
import { packMonth } from "./packed-month.ts";
import { listStoredMonths } from "./stored-months.ts";

const APRIL_MS = Date.parse("2026-04-01T00:00Z");
const HOUR_MS = 3_600_000;

function monthOf(channelId: ChannelId, month: string, first: number) {
  const epochMs = Float64Array.from({ length: 300 }, (_, n) => Date.parse(month) + n * HOUR_MS);
  const counts = epochMs.map((_, n) => first + n * 129);
  return {
    channelId,
    month,
    packed: packMonth({ epochMs, counts, qualities: new Uint8Array(300).fill(1) }),
  };
}

test("months are the same by COPY, in a transaction, and by a query of the pool", async (t) => {
  const database = await testDatabase(t);
  const [one, other] = [asId<ChannelId>(1), asId<ChannelId>(2)];
  await database.transaction((tx) =>
    storeMonths(tx, [
      monthOf(one, "2026-03-01", 2 ** 40),
      monthOf(one, "2026-04-01", 2 ** 41),
      monthOf(other, "2026-04-01", 0),
    ]),
  );
  await database.query(
    `insert into archived_month (channel_id, month, first_at, last_at, readings, archive_id)
     values ($1, '2026-05-01', '2026-05-01Z', '2026-05-02Z', 25, 7)`,
    [one],
  );
  const range = {
    from: Temporal.Instant.fromEpochMilliseconds(APRIL_MS - 490 * HOUR_MS),
    to: Temporal.Instant.from("2026-05-01T12:00Z"),
  };
  const ids = [one, other];
  const queried = await listStoredMonths(database, ids, range);
  assert.deepEqual(
    queried.map(({ channel_id, month, archive_id }) => [channel_id, month, archive_id === null]),
    [
      [one, "2026-03-01", true],
      [one, "2026-04-01", true],
      [one, "2026-05-01", false],
      [other, "2026-04-01", true],
    ],
  );
  const copied = await database.transaction(async (tx) => {
    const months = await listStoredMonths(tx, ids, range);
    const { rows } = await tx.query("select 1 as one");
    assert.deepEqual(rows, [{ one: 1 }], "the connection goes on");
    assert.deepEqual(await listStoredMonths(tx, [], range), []);
    return months;
  });
  assert.deepEqual(copied, queried);
});
