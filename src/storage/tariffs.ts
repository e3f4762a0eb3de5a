import type { Commodity } from "#domain/core/commodity.ts";
import { asId, type SiteId, type TariffId, type TariffVersionId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";

export interface StoredTariff {
  readonly id: TariffId;
  readonly siteId: SiteId;
  readonly name: string;
  readonly commodity: Commodity;
}

/** Creates a tariff without a version. Throws when the site has one of that name. */
export async function createTariff(
  db: Queryable,
  tariff: Omit<StoredTariff, "id">,
): Promise<TariffId> {
  const { rows } = await db.query<{ id: number }>(
    "insert into tariff (site_id, name, commodity) values ($1, $2, $3) returning id",
    [tariff.siteId, tariff.name, tariff.commodity],
  );
  return asId(rows[0]?.id ?? -1);
}

/** The tariffs with these ids, in no order. */
export async function readTariffs(
  db: Queryable,
  ids: readonly TariffId[],
): Promise<StoredTariff[]> {
  const { rows } = await db.query<TariffRow>(
    "select id, site_id, name, commodity from tariff where id = any($1)",
    [ids],
  );
  return rows.map(tariffOf);
}

/** The tariffs of a site, by name. */
export async function listSiteTariffs(db: Queryable, siteId: SiteId): Promise<StoredTariff[]> {
  const { rows } = await db.query<TariffRow>(
    "select id, site_id, name, commodity from tariff where site_id = $1 order by name collate by_name",
    [siteId],
  );
  return rows.map(tariffOf);
}

/** A tariff document in force from a local day until the next version's. */
export interface StoredTariffVersion {
  readonly id: TariffVersionId;
  readonly tariffId: TariffId;
  readonly effectiveFrom: Temporal.PlainDate;
  /** The document's JSON, as parseTariff of domain/tariff takes it. */
  readonly document: unknown;
  /** When it first priced an issued bill: from then on the database refuses to change it. */
  readonly frozenAt: Temporal.Instant | null;
}

/**
 * Adds a version. `document` must have passed parseTariff. Throws when the tariff has a version
 * from that day.
 */
export async function addTariffVersion(
  db: Queryable,
  version: Pick<StoredTariffVersion, "tariffId" | "effectiveFrom" | "document">,
): Promise<TariffVersionId> {
  const { rows } = await db.query<{ id: number }>(
    `insert into tariff_version (tariff_id, effective_from, document)
     values ($1, $2, $3)
     returning id`,
    [version.tariffId, version.effectiveFrom.toString(), JSON.stringify(version.document)],
  );
  return asId(rows[0]?.id ?? -1);
}

/** The versions of these tariffs by tariff and first day. */
export async function listTariffVersions(
  db: Queryable,
  tariffIds: readonly TariffId[],
): Promise<StoredTariffVersion[]> {
  const { rows } = await db.query<{
    id: number;
    tariff_id: number;
    effective_from: string;
    document: unknown;
    frozen_at: Temporal.Instant | null;
  }>(
    `select id, tariff_id, effective_from, document, frozen_at
       from tariff_version
      where tariff_id = any($1)
      order by tariff_id, effective_from`,
    [tariffIds],
  );
  return rows.map((row) => ({
    id: asId(row.id),
    tariffId: asId(row.tariff_id),
    effectiveFrom: Temporal.PlainDate.from(row.effective_from),
    document: row.document,
    frozenAt: row.frozen_at,
  }));
}

/** Marks versions as used by an issued bill, in the transaction that stores the bill. */
export async function freezeTariffVersions(
  tx: Queryable,
  { ids, at }: { readonly ids: readonly TariffVersionId[]; readonly at: Temporal.Instant },
): Promise<void> {
  // In one order, so that two writers never wait for each other.
  await tx.query(
    `update tariff_version
        set frozen_at = $2
      where id in (
        select id
          from tariff_version
         where id = any($1)
           and frozen_at is null
         order by id
           for update
      )`,
    [ids, at.toString()],
  );
}

interface TariffRow {
  readonly id: number;
  readonly site_id: number;
  readonly name: string;
  readonly commodity: Commodity;
}

function tariffOf(row: TariffRow): StoredTariff {
  return {
    id: asId(row.id),
    siteId: asId(row.site_id),
    name: row.name,
    commodity: row.commodity,
  };
}
