import { asId, type LeaseId, type SiteId, type TenantId } from "#domain/core/id.ts";
import type { Tenant } from "#domain/tenancy/tenant.ts";
import type { Queryable } from "#platform/database.ts";

/** A tenant to be created; what is left out is empty, the language English. */
export type NewTenant = Pick<Tenant, "siteId" | "name"> & Partial<Omit<Tenant, "id">>;

export async function createTenant(db: Queryable, tenant: NewTenant): Promise<TenantId> {
  const { rows } = await db.query<{ id: number }>(
    `insert into tenant
       (site_id, name, company, address_lines, emails, telephone, tax_number, language)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     returning id`,
    [
      tenant.siteId,
      tenant.name,
      tenant.company ?? "",
      tenant.addressLines ?? [],
      tenant.emails ?? [],
      tenant.telephone ?? "",
      tenant.taxNumber ?? "",
      tenant.language ?? "en",
    ],
  );
  return asId(rows[0]?.id ?? -1);
}

/** The tenants of a site by name. */
export async function listTenants(db: Queryable, siteId: SiteId): Promise<Tenant[]> {
  const { rows } = await db.query<TenantRow>(
    "select * from tenant where site_id = $1 order by name, id",
    [siteId],
  );
  return rows.map(tenantOf);
}

/** The tenants with these ids, in no order. */
export async function readTenants(db: Queryable, ids: readonly TenantId[]): Promise<Tenant[]> {
  const { rows } = await db.query<TenantRow>("select * from tenant where id = any($1)", [ids]);
  return rows.map(tenantOf);
}

/** The names of the tenants of leases, by lease. */
export async function readTenantNames(
  db: Queryable,
  leaseIds: readonly LeaseId[],
): Promise<ReadonlyMap<LeaseId, string>> {
  const { rows } = await db.query<{ id: LeaseId; name: string }>(
    `select l.id, t.name
       from lease l
       join tenant t on t.id = l.tenant_id
      where l.id = any($1)`,
    [leaseIds],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}

interface TenantRow {
  readonly id: number;
  readonly site_id: number;
  readonly name: string;
  readonly company: string;
  readonly address_lines: string[];
  readonly emails: string[];
  readonly telephone: string;
  readonly tax_number: string;
  readonly language: "en" | "zh";
}

function tenantOf(row: TenantRow): Tenant {
  return {
    id: asId(row.id),
    siteId: asId(row.site_id),
    name: row.name,
    company: row.company,
    addressLines: row.address_lines,
    emails: row.emails,
    telephone: row.telephone,
    taxNumber: row.tax_number,
    language: row.language,
  };
}
