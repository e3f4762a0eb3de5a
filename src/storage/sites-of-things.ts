import type { Queryable } from "#platform/database.ts";

/** To which site a thing belongs, by its number: `id`, `site_id`. */
const SITES = {
  alarm: "select id, site_id from alarm",
  balanceZone: "select id, site_id from balance_zone",
  bill: "select id, site_id from bill",
  billRun: "select id, site_id from bill_run",
  channel: `select c.id, p.site_id from channel c join service_point p on p.id = c.service_point_id`,
  costPool: "select id, site_id from cost_pool",
  exception: `select e.id, p.site_id
                from reading_exception e
                join channel c on c.id = e.channel_id
                join service_point p on p.id = c.service_point_id`,
  import: "select id, site_id from reading_import",
  lease: "select l.id, t.site_id from lease l join tenant t on t.id = l.tenant_id",
  leaseAddOn: `select a.id, t.site_id
                 from lease_add_on a
                 join lease l on l.id = a.lease_id
                 join tenant t on t.id = l.tenant_id`,
  leaseTerm: `select m.id, t.site_id
                from lease_term m
                join lease l on l.id = m.lease_id
                join tenant t on t.id = l.tenant_id`,
  ledgerEntry: "select id, site_id from ledger_entry",
  line: "select id, site_id from line",
  lineCommand: "select c.id, l.site_id from line_command c join line l on l.id = c.line_id",
  mail: "select id, site_id from outbox_mail",
  meter: "select id, site_id from meter",
  monthlyReport: "select id, site_id from monthly_report",
  priceSeries: "select id, site_id from price_series",
  propertyImport: "select id, site_id from property_import",
  servicePoint: "select id, site_id from service_point",
  site: "select id, id as site_id from site",
  space: "select id, site_id from space",
  tariff: "select id, site_id from tariff",
  tariffEvent: "select id, site_id from tariff_event",
  tariffVersion: "select v.id, t.site_id from tariff_version v join tariff t on t.id = v.tariff_id",
  taxExemption: "select e.id, t.site_id from tax_exemption e join tenant t on t.id = e.tenant_id",
  tenant: "select id, site_id from tenant",
} as const;

/** What belongs to one site and has a number. */
export type ThingOfSite = keyof typeof SITES;

/** Those of the things that belong to none of the sites; numbers that nothing has are left out. */
export async function thingsOfOtherSites(
  db: Queryable,
  {
    thing,
    ids,
    siteIds,
  }: {
    readonly thing: ThingOfSite;
    readonly ids: readonly number[];
    readonly siteIds: readonly number[];
  },
): Promise<number[]> {
  const { rows } = await db.query<{ id: number | bigint }>(
    `select t.id from (${SITES[thing]}) t where t.id = any($1) and t.site_id <> all($2)`,
    [ids, siteIds],
  );
  return rows.map(({ id }) => Number(id));
}
