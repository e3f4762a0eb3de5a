import { pipeline } from "node:stream/promises";
import { Readable } from "node:stream";
import { from as copyFrom } from "pg-copy-streams";
import type { PoolClient } from "pg";
import type { ChannelId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";
import { isSealed, sealOf } from "./month-seal.ts";
import { BYTES_OF_A_STEP, type PackedMonth } from "./packed-month.ts";
import { ownReadings } from "./readings-lock.ts";

/** What one month of a channel is found by. */
export interface MonthKey {
  readonly channelId: ChannelId;
  /** Its first day, UTC: `2026-11-01`. */
  readonly month: string;
}

/** A packed month of one channel. */
export interface ChannelMonth extends MonthKey {
  readonly packed: PackedMonth;
}

/** The columns of reading_month for a select; a binary double holds every count in use exactly. */
export const MONTH_COLUMNS = monthColumns("packed");

/** The columns of stored_month for a select: see fillArchived. */
export const STORED_MONTH_COLUMNS = `${MONTH_COLUMNS}, archive_id`;

/**
 * As STORED_MONTH_COLUMNS, of `packed` only what holds the readings up to an instant, which is a
 * parameter or a literal.
 */
export function monthColumnsUntil(instant: `$${number}` | `'${string}'`): string {
  const steps = `ceil(extract(epoch from ${instant}::timestamptz - first_at) / step_seconds)::int`;
  const bytes = `greatest(${steps} + 1, 1) * ${BYTES_OF_A_STEP}`;
  const packed = `case when last_at <= ${instant} then packed else substring(packed for ${bytes}) end`;
  return `${monthColumns(`${packed} as packed`)}, archive_id`;
}

function monthColumns(packed: string): string {
  return `channel_id, month, extract(epoch from first_at)::float8 as first_second,
    extract(epoch from last_at)::float8 as last_second, step_seconds,
    first_value::float8 as first_counts, readings, ${packed}`;
}

export interface MonthRow {
  readonly channel_id: ChannelId;
  readonly month: string;
  readonly first_second: number;
  readonly last_second: number;
  readonly step_seconds: number;
  readonly first_counts: number;
  readonly readings: number;
  readonly packed: Buffer;
}

/** A row of stored_month. */
export interface StoredMonthRow extends Omit<MonthRow, "packed"> {
  /** Null where the month lies in a file; the steps and the first value are not known then. */
  readonly packed: Buffer | null;
  /** The file's number in reading_archive. */
  readonly archive_id: number | null;
}

const MS_PER_SECOND = 1000;

/** The row that a packed month is. */
export function rowOf({ channelId, month, packed }: ChannelMonth): MonthRow {
  return {
    channel_id: channelId,
    month,
    first_second: packed.firstMs / MS_PER_SECOND,
    last_second: packed.lastMs / MS_PER_SECOND,
    step_seconds: packed.stepSeconds,
    first_counts: packed.firstCounts,
    readings: packed.readings,
    packed: Buffer.from(packed.packed),
  };
}

/** The packed month that a row holds. */
export function monthOf(row: MonthRow): PackedMonth {
  return {
    firstMs: row.first_second * MS_PER_SECOND,
    lastMs: row.last_second * MS_PER_SECOND,
    stepSeconds: row.step_seconds,
    firstCounts: row.first_counts,
    readings: row.readings,
    packed: row.packed,
  };
}

/** The first day of the UTC month of an instant: `2026-11-01`. */
export function monthAt(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 7)}-01`;
}

/**
 * Bulk-loads packed months by COPY, in the transaction of `tx`. Throws when a channel has one of
 * the months already.
 */
export async function storeMonths(tx: PoolClient, months: Iterable<ChannelMonth>): Promise<void> {
  await ownReadings(tx);
  let lastMs = -Infinity;
  function* lines() {
    for (const one of months) {
      const { channelId, month, packed } = one;
      lastMs = Math.max(lastMs, packed.lastMs);
      const seal = sealOf(one)?.toString("hex");
      const sealText = seal === undefined ? "\\N" : `\\\\x${seal}`;
      yield `${channelId}\t${month}\t${columnsOf(packed).join("\t")}\t${sealText}\n`;
    }
  }
  const copy = tx.query(copyFrom(`copy reading_month (${STORED_COLUMNS}) from stdin`));
  await pipeline(Readable.from(lines()), copy);
  if (Number.isFinite(lastMs)) await moveHorizon(tx, lastMs + 1);
}

const STORED_COLUMNS =
  "channel_id, month, first_at, last_at, step_seconds, first_value, readings, packed, seal";

/** As text that both COPY and arrays take. */
function columnsOf(packed: PackedMonth) {
  return [
    new Date(packed.firstMs).toISOString(),
    new Date(packed.lastMs).toISOString(),
    packed.stepSeconds,
    packed.firstCounts,
    packed.readings,
    `\\\\x${Buffer.from(packed.packed).toString("hex")}`,
  ];
}

/**
 * Puts packed months in the place of those that are there, or beside them. What takes the place of a
 * month that was not as it was sealed does not get a seal that hides it.
 */
export async function replaceMonths(tx: Queryable, months: readonly ChannelMonth[]): Promise<void> {
  const packed = months.map((one) => one.packed);
  const seals = await sealsFor(tx, months);
  await tx.query(
    `insert into reading_month (${STORED_COLUMNS})
     select * from unnest($1::int[], $2::date[], $3::timestamptz[], $4::timestamptz[], $5::int[],
                          $6::bigint[], $7::int[], $8::bytea[], $9::bytea[])
         on conflict (channel_id, month) do update
        set first_at = excluded.first_at, last_at = excluded.last_at,
            step_seconds = excluded.step_seconds, first_value = excluded.first_value,
            readings = excluded.readings, packed = excluded.packed, seal = excluded.seal`,
    [
      months.map(({ channelId }) => channelId),
      months.map(({ month }) => month),
      packed.map(({ firstMs }) => new Date(firstMs).toISOString()),
      packed.map(({ lastMs }) => new Date(lastMs).toISOString()),
      packed.map(({ stepSeconds }) => stepSeconds),
      packed.map(({ firstCounts }) => firstCounts),
      packed.map(({ readings }) => readings),
      packed.map((one) => Buffer.from(one.packed)),
      seals,
    ],
  );
}

/** The seals of months that are about to be stored; of one whose present seal is wrong that one. */
async function sealsFor(
  tx: Queryable,
  months: readonly ChannelMonth[],
): Promise<(Buffer | null)[]> {
  const right = months.map(sealOf);
  if (right.every((seal) => seal === null)) return right;
  const { rows } = await tx.query<MonthRow & { readonly seal: Buffer | null }>(
    `select ${MONTH_COLUMNS}, seal
       from reading_month
      where (channel_id, month) in (select * from unnest($1::int[], $2::date[]))`,
    [months.map(({ channelId }) => channelId), months.map(({ month }) => month)],
  );
  const wrong = new Map(
    rows
      .filter((row) => {
        const before = { channelId: row.channel_id, month: row.month, packed: monthOf(row) };
        return !isSealed(before, row.seal);
      })
      .map(({ channel_id: channelId, month, seal }) => [`${channelId} ${month}`, seal]),
  );
  return months.map(({ channelId, month }, n) => {
    const name = `${channelId} ${month}`;
    return wrong.has(name) ? (wrong.get(name) ?? null) : (right[n] ?? null);
  });
}

/** Notes that packed months hold readings up to, and without, an instant. */
export async function moveHorizon(tx: Queryable, beforeMs: number): Promise<void> {
  await tx.query(
    "update reading_horizon set packed_before = $1::timestamptz where packed_before < $1",
    [new Date(beforeMs).toISOString()],
  );
}

/** Packed months hold only readings before it; -Infinity while there are none. */
export async function readHorizonMs(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ ms: number }>(
    "select (extract(epoch from packed_before) * 1000)::float8 as ms from reading_horizon",
  );
  return rows[0]?.ms ?? -Infinity;
}
