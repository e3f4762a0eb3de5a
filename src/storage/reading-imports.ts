import type { ChannelId, SiteId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";

/** A file of readings that was taken in. */
export interface ReadingImport {
  readonly id: number;
  readonly fileName: string;
  readonly actor: string;
  readonly importedAt: Temporal.Instant;
  /** Rows of the file that could be read. */
  readonly rows: number;
  /** Those of them that were new. */
  readonly stored: number;
  readonly undoneAt: Temporal.Instant | null;
  readonly undoneBy: string | null;
}

export async function createImport(
  tx: Queryable,
  created: {
    readonly siteId: SiteId;
    readonly fileName: string;
    readonly sha256: string;
    readonly actor: string;
    readonly at: Temporal.Instant;
  },
): Promise<number> {
  const { rows } = await tx.query<{ id: number }>(
    `insert into reading_import (site_id, file_name, sha256, actor, imported_at)
     values ($1, $2, $3, $4, $5)
     returning id`,
    [created.siteId, created.fileName, created.sha256, created.actor, created.at.toString()],
  );
  return rows[0]?.id ?? -1;
}

/** Which readings of a channel a portion of an import brought. */
export interface ImportPart {
  /** Counts the parts of an import from 1. */
  readonly part: number;
  readonly channelId: ChannelId;
  readonly epochMs: readonly number[];
}

/** Notes which readings an import brought. */
export async function addImportParts(
  tx: Queryable,
  importId: number,
  parts: readonly ImportPart[],
): Promise<void> {
  const rows = parts.map(({ part, channelId, epochMs }) => ({
    part,
    channel_id: channelId,
    times: epochMs.map((ms) => new Date(ms).toISOString()),
  }));
  await tx.query(
    `insert into reading_import_part (import_id, part, channel_id, times)
     select $1, part, channel_id, times
       from jsonb_to_recordset($2) as p (part int, channel_id int, times timestamptz[])`,
    [importId, JSON.stringify(rows)],
  );
}

export async function finishImport(
  tx: Queryable,
  { id, rows, stored }: { readonly id: number; readonly rows: number; readonly stored: number },
): Promise<void> {
  await tx.query("update reading_import set rows = $2, stored = $3 where id = $1", [
    id,
    rows,
    stored,
  ]);
}

const VIEW = `select id, file_name as "fileName", actor, imported_at as "importedAt", rows, stored,
                     undone_at as "undoneAt", undone_by as "undoneBy"
                from reading_import`;

/** The newest first. */
export async function listImports(
  db: Queryable,
  { siteId, atMost }: { readonly siteId: SiteId; readonly atMost: number },
): Promise<ReadingImport[]> {
  const { rows } = await db.query<ReadingImport>(
    `${VIEW} where site_id = $1 order by imported_at desc, id desc limit $2`,
    [siteId, atMost],
  );
  return rows;
}

/** Locked, so that it is undone once. */
export async function lockImport(tx: Queryable, id: number): Promise<ReadingImport | undefined> {
  const { rows } = await tx.query<ReadingImport>(`${VIEW} where id = $1 for update`, [id]);
  return rows[0];
}

export async function listImportParts(
  db: Queryable,
  importId: number,
): Promise<{ readonly channelId: ChannelId; readonly epochMs: readonly number[] }[]> {
  const { rows } = await db.query<{ channelId: ChannelId; epochMs: readonly number[] }>(
    `select channel_id as "channelId",
            array(select extract(epoch from t)::float8 * 1000 from unnest(times) as t) as "epochMs"
       from reading_import_part
      where import_id = $1
      order by part`,
    [importId],
  );
  return rows;
}

export async function markUndone(
  tx: Queryable,
  { id, at, actor }: { readonly id: number; readonly at: Temporal.Instant; readonly actor: string },
): Promise<void> {
  await tx.query("update reading_import set undone_at = $2, undone_by = $3 where id = $1", [
    id,
    at.toString(),
    actor,
  ]);
}
