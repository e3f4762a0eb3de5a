/** One of everything that belongs to a site, so that every route can be asked for it. */
import type { SiteThing } from "#api/contract/route.ts";
import type { Database } from "#platform/database.ts";
import { insertInto, NOW, type SeededProperty, type SeededTenant } from "./seeded-property.ts";

/** The number of one of each kind. */
export type Things = Readonly<Record<SiteThing, number>>;

const AT = NOW.toString();

/** Adds what the seeded property lacks; of `tenant` what belongs to a tenant. */
export async function seedThings(
  database: Database,
  {
    property,
    tenant,
    prefix = "",
  }: {
    readonly property: SeededProperty;
    readonly tenant: SeededTenant;
    readonly prefix?: string;
  },
): Promise<Things> {
  const insert = insertInto(database);
  const { siteId, tariffId, lineId, zoneId } = property;
  const { leaseId, servicePointId, channelId, meterId, tenantId, billId } = tenant;
  const ofSite = { site_id: siteId };
  const ofLease = { lease_id: leaseId, starts_on: "2026-01-01" };
  const name = `${prefix}${tenantId}`;
  const spaceOf = await database.query<{ id: number }>(
    "select space_id as id from lease where id = $1",
    [leaseId],
  );
  const mailOf = await database.query<{ id: number }>(
    "select id from outbox_mail where bill_id = $1",
    [billId],
  );
  return {
    alarm: await insert("alarm", {
      ...ofSite,
      rule: "collector-gone",
      kind: "communication",
      severity: "warning",
      source_kind: "meter",
      source_id: meterId,
      source_name: `${prefix}meter`,
      details: { rule: "collector-gone", lastAttemptAt: null },
      raised_at: AT,
    }),
    balanceZone: zoneId,
    bill: billId,
    billRun: await insert("bill_run", {
      ...ofSite,
      period_from: "2026-09-01",
      period_to: "2026-10-01",
      kind: "manual",
      started_at: AT,
    }),
    channel: channelId,
    costPool: await database
      .query<{ id: number }>(
        `insert into cost_pool (site_id, name, source, parts, starts_on)
         values ($1, $2, 'invoice', '[]', '2026-01-01') returning id`,
        [siteId, name],
      )
      .then(({ rows }) => rows[0]?.id ?? 0),
    exception: await insert("reading_exception", {
      channel_id: channelId,
      rule: "spike",
      from_at: "2026-11-23T00:00:00Z",
      to_at: AT,
      severity: "warning",
      holds_billing: false,
      found_at: AT,
    }),
    import: await insert("reading_import", {
      ...ofSite,
      file_name: `${prefix}file.csv`,
      sha256: "0".repeat(64),
      actor: `${prefix}actor`,
      imported_at: AT,
    }),
    lease: leaseId,
    leaseAddOn: await insert("lease_add_on", {
      ...ofLease,
      service_point_id: servicePointId,
      tariff_id: tariffId,
    }),
    leaseTerm: await insert("lease_term", { ...ofLease, term: "area", value: "80" }),
    ledgerEntry: await insertEntry(database, { siteId, leaseId, note: `${prefix}rent` }),
    line: lineId,
    lineCommand: await insert("line_command", {
      line_id: lineId,
      kind: "read",
      request: { kind: "read", address: "1", model: "acme/em1" },
      asked_by: `${prefix}asker`,
      asked_at: AT,
    }),
    mail: mailOf.rows[0]?.id ?? 0,
    meter: meterId,
    monthlyReport: await database
      .query<{ id: number }>(
        `insert into monthly_report (site_id, month, trial, language, pdf, sha256, made_at)
         values ($1, '2026-10-01', true, 'en', $2, '', $3) returning id`,
        [siteId, Buffer.from(`%PDF-1.7 ${name}`), AT],
      )
      .then(({ rows }) => rows[0]?.id ?? 0),
    priceSeries: await insert("price_series", { ...ofSite, name, ends_at: AT }),
    propertyImport: await insert("property_import", {
      ...ofSite,
      imported_at: AT,
      actor: `${prefix}actor`,
      file_name: `${prefix}leases.csv`,
      created: { space: [], service_point: [], tenant: [], lease: [] },
    }),
    servicePoint: servicePointId,
    site: siteId,
    space: spaceOf.rows[0]?.id ?? 0,
    tariff: tariffId,
    tariffEvent: await insert("tariff_event", {
      ...ofSite,
      name,
      starts_at: "2026-11-23T00:00:00Z",
      ends_at: AT,
    }),
    tariffVersion: await versionOf(database, tariffId),
    taxExemption: await insert("tax_exemption", {
      tenant_id: tenantId,
      kind: "exempt",
      reason: `${prefix}reason`,
      starts_on: "2026-01-01",
    }),
    tenant: tenantId,
  };
}

async function versionOf(database: Database, tariffId: number): Promise<number> {
  const { rows } = await database.query<{ id: number }>(
    "select id from tariff_version where tariff_id = $1",
    [tariffId],
  );
  const known = rows[0]?.id;
  if (known !== undefined) return known;
  return insertInto(database)("tariff_version", {
    tariff_id: tariffId,
    effective_from: "2030-01-01",
    document: {},
  });
}

/** An entry and its two sides in one statement: they must sum to nothing. */
async function insertEntry(
  database: Database,
  entry: { readonly siteId: number; readonly leaseId: number; readonly note: string },
): Promise<number> {
  const { rows } = await database.query<{ id: number }>(
    `with made as (
       insert into ledger_entry (site_id, lease_id, kind, booked_on, due_on, note, booked_at, actor)
       values ($1, $2, 'payment', '2026-11-10', '2026-11-10', $3, $4, 'accountant') returning id
     ), sides as (
       insert into ledger_posting (entry_id, account, amount_minor)
       select id, account, amount
         from made, (values ('bank', 500), ('receivable', -500)) as side (account, amount)
     )
     select id from made`,
    [entry.siteId, entry.leaseId, entry.note, AT],
  );
  return rows[0]?.id ?? 0;
}
