import type { PointDays } from "#domain/balance/borne-use.ts";
import type { PointPlace } from "#domain/balance/supplied-billed.ts";
import type { Commodity } from "#domain/core/commodity.ts";
import { Decimal } from "#domain/core/decimal.ts";
import type { DateRange } from "#domain/core/instant-range.ts";
import type { Queryable } from "#platform/database.ts";

/** A service point that is supplied or used, with who had it in some local days. */
export interface BornePointRow extends PointDays {
  readonly siteId: number;
  readonly servicePointId: number;
  readonly name: string;
  readonly commodity: Commodity;
  readonly place: PointPlace;
  /** That was there last; null: none ever was. */
  readonly meterId: number | null;
  readonly bills: readonly BilledUse[];
}

/** What a bill in force says of a point, for local days `[from, to)`. */
export interface BilledUse extends DateRange {
  readonly billId: number;
  readonly number: string;
  readonly leaseId: number;
  readonly unit: string;
  readonly quantity: Decimal;
  readonly estimated: Decimal;
}

/**
 * The points of all sites, or of one, by site and name. One between two zones is left out: what it
 * counts is counted under it; and a calculated point that is in no zone: its parts are counted.
 */
export async function listBornePoints(
  db: Queryable,
  { siteId, days }: { readonly siteId?: number | undefined; readonly days: DateRange },
): Promise<BornePointRow[]> {
  const asked = [siteId ?? null, days.from.toString(), days.to.toString()];
  const { rows } = await db.query<PointRow>(
    `select p.site_id as "siteId", p.id as "servicePointId", p.name, p.commodity, p.role,
            case when zone.supplies then 'supply' when zone.uses then 'under' else 'outside' end as place,
            (select i.meter_id
               from meter_installation i
              where i.service_point_id = p.id
              order by i.installed_at desc
              limit 1) as "meterId",
            (select coalesce(json_agg(json_build_object(
                      'leaseId', l.id, 'from', lp.starts_on, 'to', lp.ends_on,
                      'billedFrom', l.billed_from)), '[]')
               from lease_service_point lp
               join lease l on l.id = lp.lease_id
              where int4range(lp.service_point_id, lp.service_point_id, '[]') && int4range(p.id, p.id, '[]')
                and daterange(lp.starts_on, lp.ends_on) && daterange($2::date, $3::date)) as leases,
            (select coalesce(json_agg(json_build_object(
                      'leaseId', l.id, 'from', l.starts_on, 'to', l.ends_on) order by l.starts_on), '[]')
               from lease l
              where l.space_id = p.space_id
                and daterange(l.starts_on, l.ends_on) && daterange($2::date, $3::date)) as occupants
       from service_point p
      cross join lateral (
              select coalesce(bool_or(zp.side = 'supply'), false) as supplies,
                     coalesce(bool_or(zp.side = 'use'), false) as uses
                from balance_zone_point zp
               where zp.service_point_id = p.id) as zone
      where ($1::int is null or p.site_id = $1)
        and not (zone.supplies and zone.uses)
        and (zone.supplies or zone.uses
             or p.role <> 'supply'
                and not exists (select from virtual_point_part v where v.service_point_id = p.id))
      order by p.site_id, p.name, p.id`,
    asked,
  );
  const bills = await billedUses(db, asked);
  return rows.map((row) => ({
    ...row,
    leases: row.leases.map(({ billedFrom, ...lease }) => ({
      ...openDays(lease),
      billedFrom: Temporal.PlainDate.from(billedFrom),
    })),
    occupants: row.occupants.map(openDays),
    bills: bills.get(row.servicePointId) ?? [],
  }));
}

interface OpenDaysRow {
  readonly leaseId: number;
  readonly from: string;
  readonly to: string | null;
}

interface PointRow extends Omit<BornePointRow, "leases" | "occupants" | "bills"> {
  readonly leases: readonly (OpenDaysRow & { readonly billedFrom: string })[];
  readonly occupants: readonly OpenDaysRow[];
}

function openDays({ leaseId, from, to }: OpenDaysRow) {
  return {
    leaseId,
    from: Temporal.PlainDate.from(from),
    to: to === null ? undefined : Temporal.PlainDate.from(to),
  };
}

/** By service point, the earliest first. */
async function billedUses(
  db: Queryable,
  asked: readonly (number | string | null)[],
): Promise<ReadonlyMap<number, BilledUse[]>> {
  const { rows } = await db.query<BilledRow>(
    `select b.id as "billId", b.number, b.lease_id as "leaseId",
            (point ->> 'servicePointId')::int as "servicePointId",
            coalesce(point -> 'days' ->> 'from', b.period_from::text) as from,
            coalesce(point -> 'days' ->> 'to', b.period_to::text) as to,
            point ->> 'unit' as unit, point ->> 'consumption' as quantity,
            ((point ->> 'consumption')::numeric * (point ->> 'estimatedShare')::numeric)::text as estimated
       from bill b
      cross join lateral jsonb_array_elements(b.content -> 'points') as billed(point)
      where ($1::int is null or b.site_id = $1)
        and b.state = 'issued'
        and b.kind <> 'credit-note'
        and b.period_from < $3::date
        and b.period_to > $2::date
      order by 5, b.id`,
    [...asked],
  );
  const byPoint = new Map<number, BilledUse[]>();
  for (const { servicePointId, from, to, quantity, estimated, ...row } of rows) {
    const use = {
      ...row,
      from: Temporal.PlainDate.from(from),
      to: Temporal.PlainDate.from(to),
      quantity: Decimal.parse(quantity),
      estimated: Decimal.parse(estimated),
    };
    const known = byPoint.get(servicePointId);
    if (known) known.push(use);
    else byPoint.set(servicePointId, [use]);
  }
  return byPoint;
}

interface BilledRow extends Omit<BilledUse, "from" | "to" | "quantity" | "estimated"> {
  readonly servicePointId: number;
  readonly from: string;
  readonly to: string;
  readonly quantity: string;
  readonly estimated: string;
}

/** Who leases, by lease: for naming those that are found. */
export async function readLeaseTenants(
  db: Queryable,
  leaseIds: readonly number[],
): Promise<ReadonlyMap<number, { readonly id: number; readonly name: string }>> {
  const { rows } = await db.query<{ leaseId: number; id: number; name: string }>(
    `select l.id as "leaseId", t.id, t.name
       from lease l
       join tenant t on t.id = l.tenant_id
      where l.id = any($1)`,
    [leaseIds],
  );
  return new Map(rows.map(({ leaseId, ...tenant }) => [leaseId, tenant]));
}
