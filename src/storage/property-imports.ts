import type { LeaseId, ServicePointId, SiteId, SpaceId, TenantId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";
import { deleteLease } from "./lease-changes.ts";

/** What an import from a list has made, in the order in which it was made. */
export interface CreatedByImport {
  readonly space: readonly SpaceId[];
  readonly service_point: readonly ServicePointId[];
  readonly tenant: readonly TenantId[];
  readonly lease: readonly LeaseId[];
}

/** Notes what an import has made; its id. */
export async function insertPropertyImport(
  tx: Queryable,
  done: {
    readonly siteId: SiteId;
    readonly at: Temporal.Instant;
    readonly actor: string;
    readonly fileName: string;
    readonly created: CreatedByImport;
  },
): Promise<number> {
  const { rows } = await tx.query<{ id: number }>(
    `insert into property_import (site_id, imported_at, actor, file_name, created)
     values ($1, $2, $3, $4, $5)
     returning id`,
    [done.siteId, done.at.toString(), done.actor, done.fileName, JSON.stringify(done.created)],
  );
  return rows[0]?.id ?? -1;
}

/** Notes that an import is undone; what it had made, undefined where there is none to undo. */
export async function markImportUndone(
  tx: Queryable,
  {
    id,
    siteId,
    at,
  }: { readonly id: number; readonly siteId: SiteId; readonly at: Temporal.Instant },
): Promise<{ readonly fileName: string; readonly created: CreatedByImport } | undefined> {
  const { rows } = await tx.query<{ fileName: string; created: CreatedByImport }>(
    `update property_import
        set undone_at = $3
      where id = $1
        and site_id = $2
        and undone_at is null
     returning file_name as "fileName", created`,
    [id, siteId, at.toString()],
  );
  return rows[0];
}

/**
 * Removes what an import had made, the last first. Throws a violation of a foreign key when
 * something hangs on it by now: a bill, a meter, another lease.
 */
export async function removeCreated(tx: Queryable, created: CreatedByImport): Promise<void> {
  for (const id of created.lease) await deleteLease(tx, id);
  for (const table of ["tenant", "service_point", "space"] as const) {
    for (const id of created[table].toReversed()) {
      await tx.query(`delete from ${table} where id = $1`, [id]);
    }
  }
}

/** The tenant of that name at a site. */
export async function findTenantNamed(
  db: Queryable,
  { siteId, name }: { readonly siteId: SiteId; readonly name: string },
): Promise<TenantId | undefined> {
  const { rows } = await db.query<{ id: TenantId }>(
    "select id from tenant where site_id = $1 and lower(name) = lower($2) order by id limit 1",
    [siteId, name],
  );
  return rows[0]?.id;
}
