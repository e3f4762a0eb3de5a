import { asId, type LeaseId, type SiteId, type TenantId } from "#domain/core/id.ts";
import type { Tenant, TenantContactPerson } from "#domain/tenancy/tenant.ts";
import type { Queryable } from "#platform/database.ts";

/** A tenant to be created; what is left out is empty, the language English. */
export type NewTenant = Pick<Tenant, "siteId" | "name"> & Partial<Omit<Tenant, "id">>;

export async function createTenant(db: Queryable, tenant: NewTenant): Promise<TenantId> {
  const { rows } = await db.query<{ id: number }>(
    `insert into tenant
       (site_id, name, company, address_lines, emails, telephones, contacts, note, tax_number,
        language)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     returning id`,
    valuesOf(tenant),
  );
  return asId(rows[0]?.id ?? -1);
}

/** Changes a tenant of the same site; false when there is none. */
export async function updateTenant(
  db: Queryable,
  { id, ...tenant }: NewTenant & { readonly id: TenantId },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update tenant
        set name = $2, company = $3, address_lines = $4, emails = $5, telephones = $6,
            contacts = $7, note = $8, tax_number = $9, language = $10
      where site_id = $1 and id = $11`,
    [...valuesOf(tenant), id],
  );
  return rowCount === 1;
}

/** Removes a tenant. Throws a violation of a foreign key when it ever had a lease or a user. */
export async function deleteTenant(db: Queryable, id: TenantId): Promise<boolean> {
  const { rowCount } = await db.query("delete from tenant where id = $1", [id]);
  return rowCount === 1;
}

/**
 * Erases what no law asks us to keep of a tenant: how it is reached, notes, its users, and the
 * texts of mails to it. Issued bills and the ledger stay as they are: tax law asks for them.
 */
export async function eraseTenant(
  tx: Queryable,
  { id, at }: { readonly id: TenantId; readonly at: Temporal.Instant },
): Promise<void> {
  await tx.query("delete from user_account where tenant_id = $1", [id]);
  await tx.query(
    `update outbox_mail
        set recipient = 'erased', body = '', state = case when state in ('waiting', 'sending')
            then 'failed' else state end
      where bill_id in (
        select b.id from bill b join lease le on le.id = b.lease_id where le.tenant_id = $1
      )`,
    [id],
  );
  await tx.query(
    `update tenant
        set name = 'Tenant ' || id, company = '', address_lines = '{}', emails = '{}',
            telephones = '{}', contacts = '[]', note = '', tax_number = '', erased_at = $2
      where id = $1`,
    [id, at.toString()],
  );
}

/** Whether a lease of the tenant is open, or ends after the local day. */
export async function hasOpenLease(
  db: Queryable,
  { id, day }: { readonly id: TenantId; readonly day: Temporal.PlainDate },
): Promise<boolean> {
  const { rows } = await db.query<{ any: boolean }>(
    `select exists (
       select from lease where tenant_id = $1 and (ends_on is null or ends_on > $2::date)
     ) as any`,
    [id, day.toString()],
  );
  return rows[0]?.any ?? false;
}

/** The tenants of a site by name. */
export async function listTenants(db: Queryable, siteId: SiteId): Promise<Tenant[]> {
  const { rows } = await db.query<TenantRow>(
    "select * from tenant where site_id = $1 order by name collate by_name, id",
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

function valuesOf(tenant: NewTenant): unknown[] {
  return [
    tenant.siteId,
    tenant.name,
    tenant.company ?? "",
    tenant.addressLines ?? [],
    tenant.emails ?? [],
    tenant.telephones ?? [],
    JSON.stringify(tenant.contacts ?? []),
    tenant.note ?? "",
    tenant.taxNumber ?? "",
    tenant.language ?? "en",
  ];
}

interface TenantRow {
  readonly id: number;
  readonly site_id: number;
  readonly name: string;
  readonly company: string;
  readonly address_lines: string[];
  readonly emails: string[];
  readonly telephones: string[];
  readonly contacts: TenantContactPerson[];
  readonly note: string;
  readonly tax_number: string;
  readonly language: Tenant["language"];
}

function tenantOf(row: TenantRow): Tenant {
  return {
    id: asId(row.id),
    siteId: asId(row.site_id),
    name: row.name,
    company: row.company,
    addressLines: row.address_lines,
    emails: row.emails,
    telephones: row.telephones,
    contacts: row.contacts,
    note: row.note,
    taxNumber: row.tax_number,
    language: row.language,
  };
}
