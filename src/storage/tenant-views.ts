import type { BillLanguage } from "#domain/core/bill-language.ts";
import type { TenantContactPerson } from "#domain/tenancy/tenant.ts";
import type { Commodity } from "#domain/core/commodity.ts";
import type { TenantId } from "#domain/core/id.ts";
import type { BillingCycle } from "#domain/tenancy/billing-cycle.ts";
import type { Queryable } from "#platform/database.ts";

interface Reference {
  readonly id: number;
  readonly name: string;
}

/** A tenant as lists show it. Days are ISO text. */
export interface TenantView {
  readonly id: TenantId;
  readonly siteId: number;
  readonly name: string;
  readonly company: string;
  /** By its leases on the site's local day. */
  readonly state: "current" | "future" | "past" | "none";
  /** The units let today, else those of its newest lease. */
  readonly spaces: readonly Reference[];
  readonly leaseFrom: string | null;
  /** First day no longer let. */
  readonly leaseTo: string | null;
  readonly commodities: readonly Commodity[];
  readonly lastBill: {
    readonly id: number;
    readonly number: string;
    readonly periodFrom: string;
    readonly periodTo: string;
    /** Whole minor units as text. */
    readonly totalMinor: string;
    readonly currency: string;
  } | null;
}

interface TenantSelection {
  readonly now: Temporal.Instant;
  readonly id?: TenantId | undefined;
}

/** Tenants by name, in one query; `shown` are the leases of today, else the newest one. */
export async function listTenants(
  db: Queryable,
  { now, id }: TenantSelection,
): Promise<TenantView[]> {
  const { rows } = await db.query<TenantView>(
    `with dated as (
       select le.*, (daterange(le.starts_on, le.ends_on) @> today.day) as current,
              le.starts_on > today.day as future,
              row_number() over (partition by le.tenant_id order by le.starts_on desc, le.id desc)
                as age
         from lease le
         join tenant t on t.id = le.tenant_id
         join site s on s.id = t.site_id
        cross join lateral (select ($1::timestamptz at time zone s.time_zone)::date as day) today
     ), summed as (
       select tenant_id, bool_or(current) as current, bool_or(future) as future
         from dated
        group by tenant_id
     ), shown as (
       select d.*
         from dated d
         join summed u on u.tenant_id = d.tenant_id
        where d.current or (not u.current and d.age = 1)
     )
     select t.id, t.site_id as "siteId", t.name, t.company,
            case when u.current then 'current' when u.future then 'future'
                 when u.current is null then 'none' else 'past' end as state,
            coalesce((select json_agg(json_build_object('id', sp.id, 'name', sp.name)
                                      order by sp.name collate by_name)
                        from shown d join space sp on sp.id = d.space_id
                       where d.tenant_id = t.id), '[]') as spaces,
            (select min(d.starts_on) from shown d where d.tenant_id = t.id) as "leaseFrom",
            (select case when bool_or(d.ends_on is null) then null else max(d.ends_on) end
               from shown d where d.tenant_id = t.id) as "leaseTo",
            coalesce((select json_agg(distinct p.commodity)
                        from shown d
                        join lease_service_point lp on lp.lease_id = d.id
                        join service_point p on p.id = lp.service_point_id
                       where d.tenant_id = t.id), '[]') as commodities,
            (select json_build_object('id', b.id, 'number', b.number,
                                      'periodFrom', b.period_from, 'periodTo', b.period_to,
                                      'totalMinor', b.total_minor::text, 'currency', b.currency)
               from bill b
               join lease le on le.id = b.lease_id
              where le.tenant_id = t.id
              order by b.period_from desc, b.id desc
              limit 1) as "lastBill"
       from tenant t
       left join summed u on u.tenant_id = t.id
      where $2::int is null or t.id = $2
      order by t.site_id, t.name collate by_name, t.id`,
    [now.toString(), id ?? null],
  );
  return rows;
}

/** How a tenant is reached. */
export interface TenantContact {
  readonly addressLines: readonly string[];
  readonly emails: readonly string[];
  readonly telephones: readonly string[];
  readonly contacts: readonly TenantContactPerson[];
  readonly note: string;
  readonly taxNumber: string;
  readonly language: BillLanguage;
  /** Whether its personal data was erased. */
  readonly erased: boolean;
}

export async function findTenantContact(
  db: Queryable,
  id: TenantId,
): Promise<TenantContact | undefined> {
  const { rows } = await db.query<TenantContact>(
    `select address_lines as "addressLines", emails, telephones, contacts, note,
            tax_number as "taxNumber", language, erased_at is not null as erased
       from tenant
      where id = $1`,
    [id],
  );
  return rows[0];
}

/** A lease with its points, the meters that measure them now, and the tariffs that price them. */
export interface LeaseView {
  readonly id: number;
  readonly space: { readonly id: number; readonly name: string; readonly areaM2: string };
  readonly startsOn: string;
  readonly endsOn: string | null;
  readonly cycle: BillingCycle;
  readonly billsNeedApproval: boolean;
  readonly dueDays: number;
  /** Minor units. */
  readonly depositMinor: string;
  /** First day that is on no bill in force: what lies before cannot be changed any more. */
  readonly unbilledFrom: string;
  readonly points: readonly {
    readonly id: number;
    readonly name: string;
    readonly commodity: Commodity;
    readonly meter: { readonly id: number; readonly serialNumber: string } | null;
    readonly tariff: Reference;
    /** The lease pays this point by this tariff from this local day */
    readonly startsOn: string;
    /** until the day before this one; null while it is open. */
    readonly endsOn: string | null;
  }[];
}

/** The tenant's leases, newest first. */
export async function listLeases(db: Queryable, tenantId: TenantId): Promise<LeaseView[]> {
  const { rows } = await db.query<LeaseView>(
    `select le.id, le.starts_on as "startsOn", le.ends_on as "endsOn",
            json_build_object('every', le.billing_cycle, 'startDay', le.cycle_day,
                              'startMonth', le.cycle_month,
                              'runAfterDays', le.run_after_days) as cycle,
            le.bills_need_approval as "billsNeedApproval", le.due_days as "dueDays",
            le.deposit_minor::text as "depositMinor",
            greatest(le.billed_from, (
              select max(b.period_to)
                from bill b
               where b.lease_id = le.id
                 and b.state = 'issued'
                 and b.kind <> 'credit-note')) as "unbilledFrom",
            json_build_object('id', sp.id, 'name', sp.name, 'areaM2', sp.area_m2::text) as space,
            coalesce((
              select json_agg(json_build_object(
                       'id', p.id, 'name', p.name, 'commodity', p.commodity,
                       'meter', case when m.id is not null then
                         json_build_object('id', m.id, 'serialNumber', m.serial_number) end,
                       'tariff', json_build_object('id', ta.id, 'name', ta.name),
                       'startsOn', lp.starts_on, 'endsOn', lp.ends_on)
                     order by p.name collate by_name, lp.starts_on)
                from lease_service_point lp
                join service_point p on p.id = lp.service_point_id
                join tariff ta on ta.id = lp.tariff_id
                left join meter_installation i
                       on i.service_point_id = p.id and i.removed_at is null
                left join meter m on m.id = i.meter_id
               where lp.lease_id = le.id), '[]') as points
       from lease le
       join space sp on sp.id = le.space_id
      where le.tenant_id = $1
      order by le.starts_on desc, le.id desc`,
    [tenantId],
  );
  return rows;
}
