import type { PoolClient } from "pg";
import type { Queryable } from "#platform/database.ts";
import { MONTH_COLUMNS, monthOf, type MonthKey, type MonthRow } from "./month-row.ts";
import { isSealed, sealOf } from "./month-seal.ts";

/** Months of years lie some kilobytes each: as many as fit into a few megabytes. */
const MONTHS_AT_ONCE = 500;
/** More than these nobody reads. */
const TOLD_AT_MOST = 20;

interface SealedRow extends MonthRow {
  readonly seal: Buffer | null;
}

/** What a check of all packed months found. */
export interface SealCheck {
  readonly months: number;
  /** Packed before there were seals. */
  readonly unsealed: number;
  readonly broken: number;
  /** The first of the broken ones, with the name of the point. */
  readonly first: readonly (MonthKey & { readonly point: string })[];
}

/** Goes through all packed months; needs useMonthSeals. */
export async function checkMonthSeals(
  db: Queryable,
  { mayBeUnsealed }: { readonly mayBeUnsealed: boolean },
): Promise<SealCheck> {
  let [months, unsealed, broken] = [0, 0, 0];
  const first: MonthKey[] = [];
  let after: MonthKey | undefined;
  for (;;) {
    const rows: SealedRow[] = await readMonthsAfter(db, after);
    for (const row of rows) {
      const key = { channelId: row.channel_id, month: row.month };
      months += 1;
      if (row.seal === null && mayBeUnsealed) unsealed += 1;
      else if (!isSealed({ ...key, packed: monthOf(row) }, row.seal)) {
        broken += 1;
        if (first.length < TOLD_AT_MOST) first.push(key);
      }
      after = key;
    }
    if (rows.length < MONTHS_AT_ONCE) {
      return { months, unsealed, broken, first: await withPoints(db, first) };
    }
  }
}

async function withPoints(db: Queryable, months: readonly MonthKey[]): Promise<SealCheck["first"]> {
  const { rows } = await db.query<{ id: number; name: string }>(
    `select c.id, p.name
       from channel c
       join service_point p on p.id = c.service_point_id
      where c.id = any($1)`,
    [months.map(({ channelId }) => channelId)],
  );
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  return months.map((one) => ({ ...one, point: names.get(one.channelId) ?? "an unknown point" }));
}

async function readMonthsAfter(db: Queryable, after: MonthKey | undefined): Promise<SealedRow[]> {
  const { rows } = await db.query<SealedRow>(
    `select ${MONTH_COLUMNS}, seal
       from reading_month
      where (channel_id, month) > ($1::int, $2::date)
      order by channel_id, month
      limit $3`,
    [after?.channelId ?? -1, after?.month ?? "0001-01-01", MONTHS_AT_ONCE],
  );
  return rows;
}

/** Seals some of the months that were packed before there were seals; how many. */
export async function sealOldMonths(tx: PoolClient): Promise<number> {
  const { rows } = await tx.query<MonthRow>(
    `select ${MONTH_COLUMNS} from reading_month where seal is null limit $1 for update`,
    [MONTHS_AT_ONCE],
  );
  const sealed = rows.map((row) => ({
    channelId: row.channel_id,
    month: row.month,
    packed: monthOf(row),
  }));
  await tx.query(
    `update reading_month m set seal = s.seal
       from unnest($1::int[], $2::date[], $3::bytea[]) as s (channel_id, month, seal)
      where m.channel_id = s.channel_id and m.month = s.month`,
    [
      sealed.map(({ channelId }) => channelId),
      sealed.map(({ month }) => month),
      sealed.map(sealOf),
    ],
  );
  return rows.length;
}
