import type { PoolClient } from "pg";
import type { RegisterSeries } from "#domain/consumption/register-series.ts";
import type { ChannelId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";
import { checkedArchivePath } from "./archive-folder.ts";
import { readArchiveFile } from "./archive-file.ts";
import {
  monthAt,
  type MonthKey,
  monthOf,
  type MonthRow,
  replaceMonths,
  rowOf,
  type StoredMonthRow,
} from "./month-row.ts";
import { packMonth } from "./packed-month.ts";
import { SeriesBuilder } from "./series-builder.ts";

/**
 * Rows of stored_month with the content of those that lie in files, in the same order. Throws a
 * Refusal when a file is missing or is not what was archived.
 */
export async function fillArchived(
  db: Queryable,
  rows: readonly StoredMonthRow[],
): Promise<readonly MonthRow[]> {
  if (areHere(rows)) return rows;
  const archived = rows.filter(({ archive_id }) => archive_id !== null);
  const filled = new Map<string, MonthRow>();
  for (const [archiveId, own] of Map.groupBy(archived, ({ archive_id }) => archive_id ?? 0)) {
    const path = await checkedArchivePath(await findArchive(db, archiveId));
    for (const row of await readMonths(path, own)) filled.set(keyOf(row), row);
  }
  return rows.map((row) => {
    if (row.packed !== null) return { ...row, packed: row.packed };
    const found = filled.get(keyOf(row));
    if (!found) throw new Error(`month ${row.month} of channel ${row.channel_id} lies nowhere`);
    return found;
  });
}

/** Whether no row's content lies in a file: nearly always. */
function areHere(rows: readonly StoredMonthRow[]): rows is (StoredMonthRow & MonthRow)[] {
  return rows.every(({ packed }) => packed !== null);
}

function keyOf(row: Pick<MonthRow, "channel_id" | "month">): string {
  return `${row.channel_id} ${row.month}`;
}

async function findArchive(db: Queryable, id: number) {
  const { rows } = await db.query<{ fileName: string; sha256: string }>(
    `select file_name as "fileName", sha256 from reading_archive where id = $1`,
    [id],
  );
  const [file] = rows;
  if (!file) throw new Error(`the archive ${id} is not in the catalogue`);
  return file;
}

async function readMonths(path: string, rows: readonly StoredMonthRow[]): Promise<MonthRow[]> {
  const series = await readArchivedSeries(
    path,
    rows.map(({ channel_id, month }) => ({ channelId: channel_id, month })),
  );
  return rows.map((row) => {
    const found = series.get(keyOf(row));
    if (found?.epochMs.length !== row.readings) {
      throw new Error(
        `${path} has ${found?.epochMs.length ?? 0} instead of ${row.readings} readings of channel ${row.channel_id} in ${row.month}`,
      );
    }
    return rowOf({ channelId: row.channel_id, month: row.month, packed: packMonth(found) });
  });
}

/** What a file holds of some months, by `<channel> <month>`. */
export async function readArchivedSeries(
  path: string,
  months: readonly MonthKey[],
): Promise<ReadonlyMap<string, RegisterSeries>> {
  const builders = new Map(
    months.map(({ channelId, month }) => [`${channelId} ${month}`, new SeriesBuilder()]),
  );
  const inOrder = months.map(({ month }) => month).toSorted();
  const wanted = {
    channelIds: [...new Set(months.map(({ channelId }) => channelId))],
    fromMs: monthStart(inOrder[0] ?? ""),
    toMs: monthStart(inOrder.at(-1) ?? "", 1),
  };
  const name = nameOfMonths();
  await readArchiveFile(path, wanted, ({ channelId, epochMs, counts, quality }) =>
    builders.get(name(channelId, epochMs))?.add(epochMs, counts, quality),
  );
  return new Map([...builders].map(([key, builder]) => [key, builder.build()]));
}

function monthStart(month: string, later = 0): number {
  const date = Temporal.PlainDate.from(month).add({ months: later });
  return date.toZonedDateTime("UTC").epochMilliseconds;
}

const HOUR_MS = 3_600_000;

/** Neighbours lie in the same hour: of each the name is made once. */
function nameOfMonths(): (channelId: ChannelId, epochMs: number) => string {
  let last = { channelId: -1, hour: -1, name: "" };
  return (channelId, epochMs) => {
    const hour = Math.floor(epochMs / HOUR_MS);
    if (last.channelId !== channelId || last.hour !== hour) {
      last = { channelId, hour, name: `${channelId} ${monthAt(epochMs)}` };
    }
    return last.name;
  };
}

/**
 * Brings archived ones of some months back to reading_month, for something in them is to change:
 * the file stays, and no longer counts for them. They are archived anew when their time comes.
 */
export async function bringBackMonths(tx: PoolClient, keys: readonly MonthKey[]): Promise<void> {
  const { rows } = await tx.query<Omit<StoredMonthRow, "packed">>(
    `with own as (
       select channel_id, month
         from archived_month
        where (channel_id, month) in (select * from unnest($1::int[], $2::date[]))
        order by channel_id, month
          for update)
     delete from archived_month a
      using own
      where a.channel_id = own.channel_id
        and a.month = own.month
     returning a.channel_id, a.month, a.readings, a.archive_id`,
    [keys.map(({ channelId }) => channelId), keys.map(({ month }) => month)],
  );
  if (rows.length === 0) return;
  const filled = await fillArchived(
    tx,
    rows.map((row) => ({ ...row, packed: null })),
  );
  await replaceMonths(
    tx,
    filled.map((row) => ({ channelId: row.channel_id, month: row.month, packed: monthOf(row) })),
  );
}
