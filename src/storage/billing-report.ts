import type { ReportGroup } from "#domain/billing/report-group.ts";
import type { Commodity } from "#domain/core/commodity.ts";
import type { Queryable } from "#platform/database.ts";

/** Which bills a report is of: those in force whose last billed day lies in the months. */
export interface ReportQuery {
  /** Local days: the first of a month, and the first of the month after the last. */
  readonly from: Temporal.PlainDate;
  readonly to: Temporal.PlainDate;
  readonly by: ReportGroup;
}

/** What was billed of one group. */
export interface ReportRow {
  /** Tells two apart that are called alike. */
  readonly key: string;
  /** What the group is called: `2026-11`, a name, a commodity; empty: shared costs, by commodity or tariff. */
  readonly name: string;
  readonly currency: string;
  readonly bills: number;
  /** Without taxes on top; by commodity and tariff with those that prices contain. */
  readonly netMinor: bigint;
  /** Null by commodity and tariff: a tax is levied on a bill. */
  readonly taxMinor: bigint | null;
  readonly totalMinor: bigint | null;
  readonly used: readonly ReportUse[];
}

/** What a group has used of one commodity, as it was billed. Decimal text. */
export interface ReportUse {
  readonly commodity: Commodity;
  readonly unit: string;
  readonly quantity: string;
  /** Of the quantity, what rests on estimated readings. */
  readonly estimated: string;
  /** Kilograms of CO2 by the factors that held on the last billed days; null: one is not known. */
  readonly co2Kg: string | null;
}

/** The sums of all bills of a report, by currency. */
export interface ReportTotal {
  readonly currency: string;
  readonly bills: number;
  readonly netMinor: bigint;
  readonly taxMinor: bigint;
  readonly totalMinor: bigint;
}

/** By a bill as a whole, or by its points: a commodity or tariff has only some of them. */
const NAMES: Readonly<Record<ReportGroup, string>> = {
  month: "to_char(b.period_to - 1, 'YYYY-MM')",
  site: "s.name",
  tenant: "t.name",
  commodity: "p.point ->> 'commodity'",
  tariff: "coalesce(line.one ->> 'tariff', p.point ->> 'tariffName')",
};

const KEYS: Readonly<Record<ReportGroup, string>> = {
  ...NAMES,
  site: "s.id::text",
  tenant: "t.id::text",
};

const BILLS = `
         bill b
    join site s on s.id = b.site_id
    join lease le on le.id = b.lease_id
    join tenant t on t.id = le.tenant_id`;

const CHOSEN = `
       b.state = 'issued'
   and b.kind <> 'credit-note'
   and b.period_to > $1::date
   and b.period_to <= $2::date`;

/** What was billed, by group in the order of their names. */
export async function readBillingReport(db: Queryable, query: ReportQuery): Promise<ReportRow[]> {
  const { by, from, to } = query;
  const isOfPoints = by === "commodity" || by === "tariff";
  const sums = isOfPoints ? pointSums(by) : billSums(by);
  const { rows } = await db.query<ReportRow>(
    `with sums as (${sums}),
          uses as (
            select ${isOfPoints ? useName(by) : KEYS[by]} as key, b.currency,
                   p.point ->> 'commodity' as commodity, p.point ->> 'unit' as unit,
                   sum((p.point ->> 'consumption')::numeric) as quantity,
                   sum(round((p.point ->> 'consumption')::numeric
                             * (p.point ->> 'estimatedShare')::numeric, 3)) as estimated,
                   case when bool_and(f.kg_per_unit is not null) then
                     sum((p.point ->> 'consumption')::numeric * f.kg_per_unit) end as co2_kg
              from ${BILLS}
             cross join lateral jsonb_array_elements(b.content -> 'points') as p(point)
              left join lateral (
                     select e.kg_per_unit
                       from emission_factor e
                      where e.site_id = b.site_id
                        and e.commodity = p.point ->> 'commodity'
                        and e.unit = p.point ->> 'unit'
                        and e.valid_from < b.period_to
                      order by e.valid_from desc
                      limit 1) as f on true
             where ${CHOSEN}
             group by 1, 2, 3, 4)
     select sums.*,
            coalesce((select json_agg(json_build_object(
                        'commodity', u.commodity, 'unit', u.unit, 'quantity', u.quantity::text,
                        'estimated', trim_scale(u.estimated)::text,
                        'co2Kg', trim_scale(round(u.co2_kg, 3))::text) order by u.commodity, u.unit)
                        from uses u
                       where u.key = sums.key and u.currency = sums.currency), '[]') as used
       from sums
      order by sums.name = '', sums.name collate by_name, sums.currency`,
    [from.toString(), to.toString()],
  );
  return rows;
}

/** Of several tariffs that price a point, its use is told with the first. */
function useName(by: "commodity" | "tariff"): string {
  return by === "commodity" ? NAMES.commodity : "split_part(p.point ->> 'tariffName', ' + ', 1)";
}

function billSums(by: ReportGroup): string {
  return `
     select ${KEYS[by]} as key, ${NAMES[by]} as name, b.currency, count(*)::int as bills,
            sum(b.net_minor)::bigint as "netMinor", sum(b.tax_minor)::bigint as "taxMinor",
            sum(b.total_minor)::bigint as "totalMinor"
       from ${BILLS}
      where ${CHOSEN}
      group by 1, 2, 3`;
}

/** Of the lines, each with its point, and of the shares of common costs, which have none. */
function pointSums(by: "commodity" | "tariff"): string {
  return `
     select name as key, name, currency, count(distinct id)::int as bills, sum(minor)::bigint as "netMinor",
            null::bigint as "taxMinor", null::bigint as "totalMinor"
       from (
         select b.id, b.currency, ${NAMES[by]} as name, (line.one ->> 'amountMinor')::bigint as minor
           from ${BILLS}
          cross join lateral jsonb_array_elements(b.content -> 'lines') as line(one)
          cross join lateral (
                  select point
                    from jsonb_array_elements(b.content -> 'points') as points(point)
                   where point ->> 'servicePointId' = line.one ->> 'servicePointId'
                   limit 1) as p
          where ${CHOSEN}
          union all
         select b.id, b.currency, '', (share ->> 'amountMinor')::bigint
           from ${BILLS}
          cross join lateral jsonb_array_elements(b.content -> 'sharedCosts') as share
          where ${CHOSEN}) as charged
      group by 1, 2, 3`;
}

/** All bills of the report together. */
export async function readReportTotals(
  db: Queryable,
  { from, to }: Pick<ReportQuery, "from" | "to">,
): Promise<ReportTotal[]> {
  const { rows } = await db.query<ReportTotal>(
    `select b.currency, count(*)::int as bills, sum(b.net_minor)::bigint as "netMinor",
            sum(b.tax_minor)::bigint as "taxMinor", sum(b.total_minor)::bigint as "totalMinor"
       from bill b
      where ${CHOSEN}
      group by 1
      order by 1`,
    [from.toString(), to.toString()],
  );
  return rows;
}

/** Days that a tenant has used and no bill in force charges. */
export interface UnbilledLease {
  readonly leaseId: number;
  readonly tenant: string;
  readonly space: string;
  readonly site: string;
  /** The first of them. */
  readonly since: string;
  readonly days: number;
}

/** Leases with days that are over and on no bill in force, the most days first. */
export async function listUnbilledLeases(
  db: Queryable,
  now: Temporal.Instant,
): Promise<UnbilledLease[]> {
  const { rows } = await db.query<UnbilledLease>(
    `select le.id as "leaseId", t.name as tenant, sp.name as space, s.name as site,
            billed.until as since, over.until - billed.until as days
       from lease le
       join tenant t on t.id = le.tenant_id
       join site s on s.id = t.site_id
       join space sp on sp.id = le.space_id
      cross join lateral (
              select least(le.ends_on, ($1::timestamptz at time zone s.time_zone)::date) as until
            ) as over
      cross join lateral (
              select greatest(le.billed_from, max(b.period_to)) as until
                from bill b
               where b.lease_id = le.id
                 and b.state = 'issued'
                 and b.kind <> 'credit-note') as billed
      where billed.until < over.until
      order by days desc, t.name collate by_name, le.id`,
    [now.toString()],
  );
  return rows;
}
