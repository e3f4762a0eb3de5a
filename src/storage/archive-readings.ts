import { open, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { PoolClient } from "pg";
import type { RegisterSeries } from "#domain/consumption/register-series.ts";
import type { SiteId } from "#domain/core/id.ts";
import type { Database, Queryable } from "#platform/database.ts";
import { type ChannelSeries, type DescribedChannel, writeArchiveFile } from "./archive-file.ts";
import { listArchives } from "./archive-catalogue.ts";
import { archiveFolder, sha256Of } from "./archive-folder.ts";
import { readArchivedSeries } from "./archived-months.ts";
import { recordAudit } from "./audit-entries.ts";
import { lockMonths } from "./closed-days.ts";
import { MONTH_COLUMNS, monthOf, type MonthRow } from "./month-row.ts";
import { unpackMonth } from "./packed-month.ts";
import { ownReadings } from "./readings-lock.ts";

/** What one file is to hold: a year of some channels of one site. */
export interface ArchivePortion {
  readonly siteId: SiteId;
  readonly site: string;
  /** UTC. */
  readonly year: number;
  readonly channels: readonly DescribedChannel[];
}

/** A file that was written, verified and taken into the catalogue. */
export interface ArchivedPortion {
  readonly fileName: string;
  readonly readings: number;
  readonly fileBytes: number;
}

const CHANNELS_OF_A_FILE = 50;

/** What is to be archived of the years before `year`: at most 50 channels a file. */
export async function listPortions(db: Queryable, year: number): Promise<ArchivePortion[]> {
  const { rows } = await db.query<DescribedChannel & Omit<ArchivePortion, "channels">>(
    `select distinct s.id as "siteId", s.name as site, extract(year from m.month)::int as year,
            c.id as "channelId", sp.name as "servicePoint", c.quantity, c.unit,
            c.resolution::text as resolution
       from reading_month m
       join channel c on c.id = m.channel_id
       join service_point sp on sp.id = c.service_point_id
       join site s on s.id = sp.site_id
      where m.month < make_date($1, 1, 1)
      order by year, "siteId", "channelId"`,
    [year],
  );
  const files = Map.groupBy(rows, (row) => `${row.year} ${row.siteId}`);
  return [...files.values()].flatMap((channels) => {
    const portions: ArchivePortion[] = [];
    for (let at = 0; at < channels.length; at += CHANNELS_OF_A_FILE) {
      const own = channels.slice(at, at + CHANNELS_OF_A_FILE);
      const [first] = own;
      if (first) {
        const { siteId, site, year: ownYear } = first;
        portions.push({ siteId, site, year: ownYear, channels: own });
      }
    }
    return portions;
  });
}

const PARTIAL = ".partial";

/**
 * Moves one portion from the database to a file: writes it, reads every reading back and compares,
 * and only then, in one transaction, takes the file into the catalogue and the months out of the
 * table. Killed before that transaction commits, all is in the database still, and the file is
 * nothing. Undefined when a correction changed a month meanwhile: the portion is left for the next
 * time. Throws when writers do not make way: see isBusy.
 */
export async function archivePortion(
  database: Database,
  portion: ArchivePortion,
  at: Temporal.Instant,
): Promise<ArchivedPortion | undefined> {
  const months = await readPortion(database, portion);
  const stem = `site-${portion.siteId}-${portion.year}-${portion.channels[0]?.channelId}`;
  const partial = join(archiveFolder(), `${stem}${PARTIAL}`);
  const { site, channels } = portion;
  await writeArchiveFile(partial, { site, channels, pieces: piecesOf(months) });
  await flush(partial);
  await verify(partial, months);
  const sha256 = await sha256Of(partial);
  const written = {
    fileName: `${stem}-${sha256.slice(0, 12)}.parquet`,
    readings: months.reduce((sum, { readings }) => sum + readings, 0),
    fileBytes: (await stat(partial)).size,
  };
  const isMoved = await database.transaction(async (tx) => {
    await ownReadings(tx);
    if (!isDeepStrictEqual(await lockMonths(tx, keysOf(months)), months)) return false;
    await moveMonths(tx, { portion, months, sha256, at, ...written });
    // Before the commit: what the catalogue lists lies on the disk.
    await rename(partial, join(archiveFolder(), written.fileName));
    await flush(archiveFolder());
    return true;
  });
  if (isMoved) return written;
  await rm(partial);
  return undefined;
}

async function readPortion(db: Queryable, portion: ArchivePortion): Promise<MonthRow[]> {
  const { rows } = await db.query<MonthRow>(
    `select ${MONTH_COLUMNS}
       from reading_month
      where channel_id = any($1)
        and month >= make_date($2, 1, 1)
        and month < make_date($2 + 1, 1, 1)
      order by channel_id, month`,
    [portion.channels.map(({ channelId }) => channelId), portion.year],
  );
  return rows;
}

function* piecesOf(months: readonly MonthRow[]): Generator<ChannelSeries> {
  for (const row of months) {
    yield { channelId: row.channel_id, series: unpackMonth(monthOf(row)).series };
  }
}

function keysOf(months: readonly MonthRow[]) {
  return months.map(({ channel_id, month }) => ({ channelId: channel_id, month }));
}

/** Throws unless the file gives every reading back as it is in the database. */
async function verify(path: string, months: readonly MonthRow[]): Promise<void> {
  const stored = await readArchivedSeries(path, keysOf(months));
  for (const row of months) {
    const found = stored.get(`${row.channel_id} ${row.month}`);
    if (found && isSame(found, unpackMonth(monthOf(row)).series)) continue;
    throw new Error(
      `${path} does not give month ${row.month} of channel ${row.channel_id} back as it was`,
    );
  }
}

function isSame(a: RegisterSeries, b: RegisterSeries): boolean {
  return (
    a.epochMs.length === b.epochMs.length &&
    a.epochMs.every(
      (ms, n) =>
        ms === b.epochMs[n] && a.counts[n] === b.counts[n] && a.qualities[n] === b.qualities[n],
    )
  );
}

async function moveMonths(
  tx: PoolClient,
  {
    portion,
    months,
    sha256,
    at,
    ...written
  }: ArchivedPortion & {
    readonly portion: ArchivePortion;
    readonly months: readonly MonthRow[];
    readonly sha256: string;
    readonly at: Temporal.Instant;
  },
): Promise<void> {
  const { siteId, year } = portion;
  const { fileName, readings, fileBytes } = written;
  const { rows } = await tx.query<{ id: number }>(
    `insert into reading_archive
       (file_name, site_id, year, readings, file_bytes, sha256, archived_at, verified_at)
     values ($1, $2, $3, $4, $5, $6, $7, $7)
     -- The very same bytes were archived before, and brought back since.
     on conflict (file_name) do update
        set archived_at = excluded.archived_at, verified_at = excluded.verified_at
     returning id`,
    [fileName, siteId, year, readings, fileBytes, sha256, at.toString()],
  );
  const { rowCount } = await tx.query(
    `with moved as (
       delete from reading_month
        where (channel_id, month) in (select * from unnest($1::int[], $2::date[]))
       returning channel_id, month, first_at, last_at, readings)
     insert into archived_month (channel_id, month, archive_id, first_at, last_at, readings)
     select channel_id, month, $3, first_at, last_at, readings
       from moved`,
    [months.map(({ channel_id }) => channel_id), months.map(({ month }) => month), rows[0]?.id],
  );
  if (rowCount !== months.length) {
    throw new Error(`${rowCount} instead of ${months.length} months were moved to ${fileName}`);
  }
  await recordAudit(tx, {
    at,
    actor: "archiving",
    action: "readings.archived",
    subject: `site ${siteId}`,
    after: { year, file: fileName, readings, sha256 },
  });
}

/** A file's content, or a folder's names, are on the disk after it. */
async function flush(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Our own files, by their names. */
const OURS = /^site-\d+-\d+-\d+(\.partial|-[0-9a-f]{12}\.parquet)$/;

/**
 * Removes what killed ones left: files that the catalogue does not list, whose readings are all in
 * the database.
 */
export async function removeUnlisted(db: Queryable): Promise<void> {
  const listed = new Set((await listArchives(db)).map(({ fileName }) => fileName));
  for (const name of await readdir(archiveFolder())) {
    if (OURS.test(name) && !listed.has(name)) await rm(join(archiveFolder(), name));
  }
}

/** Any number: the advisory lock of who archives. */
const ARCHIVE_LOCK = 4_620_261;

/** Does `work` unless another process archives just now; tells whether it did. */
export async function whileAloneArchiving(
  client: Queryable,
  work: () => Promise<void>,
): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>(
    "select pg_try_advisory_lock($1) as taken",
    [ARCHIVE_LOCK],
  );
  if (!rows[0]?.taken) return false;
  try {
    await work();
  } finally {
    await client.query("select pg_advisory_unlock($1)", [ARCHIVE_LOCK]);
  }
  return true;
}
