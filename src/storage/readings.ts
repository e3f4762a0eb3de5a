import type { PoolClient } from "pg";
import type { Database, Queryable } from "#platform/database.ts";
import { copyReadings, inKeyOrder } from "./copy-readings.ts";
import { settleDifferences } from "./correct-readings.ts";
import { fillArchived } from "./archived-months.ts";
import {
  monthAt,
  monthOf,
  readHorizonMs,
  STORED_MONTH_COLUMNS,
  type StoredMonthRow,
} from "./month-row.ts";
import { unpackMonth } from "./packed-month.ts";
import type { Reading } from "./reading.ts";
import { shareReadings } from "./readings-lock.ts";

export interface StoredReadings {
  /** New rows. */
  readonly stored: number;
  /**
   * Readings that differ from what is stored for their channel and instant; not stored. One that
   * was stored once and has been corrected since is none: it is known.
   */
  readonly conflicts: readonly Reading[];
}

const ROWS_AT_ONCE = 10_000;

/**
 * Stores readings, in batches of 10,000, each in a transaction of its own unless one is given, and
 * channel by channel: neighbours in a batch then share a page of the index, and what is handed over
 * for many instants costs as much for ten thousand channels as for a thousand. The same reading
 * twice is no error and no second row; one that differs from the stored one is reported and changes
 * nothing, but a measured one takes the place of a mere estimate, which is kept in its history. What
 * comes late for a closed day waits as a row until the day is compacted again.
 */
export async function storeReadings(
  db: Database | PoolClient,
  readings: readonly Reading[],
): Promise<StoredReadings> {
  let stored = 0;
  const conflicts: Reading[] = [];
  const ordered = inKeyOrder(readings);
  for (let at = 0; at < ordered.length; at += ROWS_AT_ONCE) {
    const batch = ordered.slice(at, at + ROWS_AT_ONCE);
    const result =
      "transaction" in db
        ? await db.transaction((tx) => storeBatch(tx, batch))
        : await storeBatch(db, batch);
    stored += result.stored;
    conflicts.push(...result.conflicts);
  }
  return { stored, conflicts };
}

async function storeBatch(tx: PoolClient, batch: readonly Reading[]): Promise<StoredReadings> {
  await shareReadings(tx);
  const horizonMs = await readHorizonMs(tx);
  const late = batch.filter(({ measuredAt }) => measuredAt.epochMilliseconds < horizonMs);
  if (late.length === 0) return storeOpen(tx, batch, []);
  const packed = await compareWithMonths(tx, late);
  return storeOpen(
    tx,
    batch.filter((reading) => !packed.known.has(reading)),
    packed.differing,
  );
}

/** Stores what lies in no packed month. */
async function storeOpen(
  tx: PoolClient,
  batch: readonly Reading[],
  differing: readonly Reading[],
): Promise<StoredReadings> {
  if (await copyReadings(tx, batch)) {
    return { stored: batch.length, conflicts: await settleDifferences(tx, differing) };
  }
  const stored = await insertReadings(tx, batch);
  const others = stored < batch.length ? await differingIn(tx, batch) : [];
  return { stored, conflicts: await settleDifferences(tx, [...differing, ...others]) };
}

interface Compared {
  /** Those that are in a packed month. */
  readonly known: ReadonlySet<Reading>;
  /** Those of them that are there with another value or quality. */
  readonly differing: readonly Reading[];
}

async function compareWithMonths(db: Queryable, batch: readonly Reading[]): Promise<Compared> {
  const byMonth = Map.groupBy(batch, monthKey);
  const keys = [...byMonth.values()].flatMap(([first]) => first ?? []);
  const { rows } = await db.query<StoredMonthRow>(
    `select ${STORED_MONTH_COLUMNS}
       from unnest($1::int[], $2::date[]) as u (channel_id, month)
       join stored_month using (channel_id, month)`,
    [
      keys.map(({ channelId }) => channelId),
      keys.map(({ measuredAt }) => monthAt(measuredAt.epochMilliseconds)),
    ],
  );
  const known = new Set<Reading>();
  const differing: Reading[] = [];
  for (const row of await fillArchived(db, rows)) {
    const own = byMonth.get(`${row.channel_id} ${row.month}`) ?? [];
    const { epochMs, counts, qualities } = unpackMonth(monthOf(row)).series;
    const slots = new Map(Array.from(epochMs, (ms, n) => [ms, n]));
    for (const reading of own) {
      const n = slots.get(reading.measuredAt.epochMilliseconds);
      if (n === undefined) continue;
      known.add(reading);
      if (reading.counts !== counts[n] || reading.quality !== qualities[n]) differing.push(reading);
    }
  }
  return { known, differing };
}

function monthKey({ channelId, measuredAt }: Reading): string {
  return `${channelId} ${monthAt(measuredAt.epochMilliseconds)}`;
}

/** Milliseconds since 1970 as SQL: several times as fast as text that PostgreSQL must read. */
function instantOf(column: string): string {
  return `(timestamptz 'epoch' + ${column} * interval '1 millisecond')`;
}

function contentColumns(batch: readonly Reading[]) {
  return [
    batch.map(({ channelId }) => channelId),
    batch.map(({ measuredAt }) => measuredAt.epochMilliseconds),
    batch.map(({ counts }) => counts),
    batch.map(({ quality }) => quality),
  ];
}

async function insertReadings(db: Queryable, batch: readonly Reading[]): Promise<number> {
  const { rowCount } = await db.query(
    `insert into reading (channel_id, measured_at, value, quality, collected_at)
     select u.channel_id, ${instantOf("u.measured_ms")}, u.value, u.quality,
            ${instantOf("u.collected_ms")}
       from unnest($1::int[], $2::bigint[], $3::bigint[], $4::smallint[], $5::bigint[])
         as u (channel_id, measured_ms, value, quality, collected_ms)
      -- In one order, so that two writers never wait for each other.
      order by 1, 2
         on conflict do nothing`,
    [...contentColumns(batch), batch.map(({ collectedAt }) => collectedAt.epochMilliseconds)],
  );
  return rowCount ?? 0;
}

/** Those of a batch that are stored with another value or quality. */
async function differingIn(db: Queryable, batch: readonly Reading[]): Promise<Reading[]> {
  const { rows } = await db.query<{ position: bigint }>(
    `select u.position
       from unnest($1::int[], $2::bigint[], $3::bigint[], $4::smallint[]) with ordinality
         as u (channel_id, measured_ms, value, quality, position)
       join reading r
         on r.channel_id = u.channel_id
        and r.measured_at = ${instantOf("u.measured_ms")}
      where r.value <> u.value
         or r.quality <> u.quality`,
    contentColumns(batch),
  );
  return rows.flatMap(({ position }) => batch[Number(position) - 1] ?? []);
}

/**
 * The newest instant that any channel has a reading of; undefined without readings. What comes late
 * lies unpacked although newer readings are packed.
 */
export async function newestReading(db: Queryable): Promise<Temporal.Instant | undefined> {
  const { rows } = await db.query<{ newest: Temporal.Instant | null }>(
    `select greatest(
              (select max(measured_at) from reading),
              (select max(last_at) from stored_month)
            ) as newest`,
  );
  return rows[0]?.newest ?? undefined;
}
