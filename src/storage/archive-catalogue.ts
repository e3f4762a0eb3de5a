import type { SiteId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";
import { type ArchiveFile, checkedArchivePath, forgetChecked } from "./archive-folder.ts";

/** As the catalogue lists it. */
export interface ListedArchive extends ArchiveFile {
  readonly readings: number;
  readonly fileBytes: number;
  readonly siteId: SiteId;
  readonly year: number;
  readonly archivedAt: Temporal.Instant;
  /** How many of its readings were brought back since. */
  readonly broughtBack: number;
}

/** Every file of the catalogue, oldest year first. */
export async function listArchives(db: Queryable): Promise<ListedArchive[]> {
  const { rows } = await db.query<ListedArchive>(
    `select a.file_name as "fileName", a.site_id as "siteId", a.year, a.sha256,
            a.readings::float8 as readings, a.file_bytes::float8 as "fileBytes",
            a.archived_at as "archivedAt",
            (a.readings - coalesce(sum(m.readings), 0))::float8 as "broughtBack"
       from reading_archive a
       left join archived_month m on m.archive_id = a.id
      group by a.id
      order by a.year, a.site_id, a.id`,
  );
  return rows;
}

/** The files of one year (UTC) together. */
export interface ArchivedYear {
  readonly year: number;
  readonly files: number;
  readonly readings: number;
  readonly fileBytes: number;
  /** Each of them was read through and found whole at this time or later. */
  readonly verifiedAt: Temporal.Instant;
}

/** Oldest first. */
export async function listArchivedYears(db: Queryable): Promise<ArchivedYear[]> {
  const { rows } = await db.query<ArchivedYear>(
    `select year, count(*)::int as files, sum(readings)::float8 as readings,
            sum(file_bytes)::float8 as "fileBytes", min(verified_at) as "verifiedAt"
       from reading_archive
      group by year
      order by year`,
  );
  return rows;
}

/**
 * Reads a file through, whether it was looked at before or not, and notes when it was found whole.
 * Throws a Refusal that says what is wrong with it.
 */
export async function verifyArchive(
  db: Queryable,
  file: ArchiveFile,
  at: Temporal.Instant,
): Promise<void> {
  forgetChecked(file);
  await checkedArchivePath(file);
  await db.query("update reading_archive set verified_at = $2 where file_name = $1", [
    file.fileName,
    at.toString(),
  ]);
}
