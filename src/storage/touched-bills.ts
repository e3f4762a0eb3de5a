import type { BillId, LeaseId, ServicePointId } from "#domain/core/id.ts";
import type { DateRange } from "#domain/core/instant-range.ts";
import type { Queryable } from "#platform/database.ts";

/** A bill in force that a point stands on. */
export interface TouchedBill {
  readonly id: BillId;
  readonly number: string;
  readonly leaseId: LeaseId;
  readonly tenant: string;
  readonly period: DateRange;
  readonly totalMinor: bigint;
  readonly currency: string;
}

/**
 * The bills in force that used a point's readings of some local days, its own or as a part of a
 * virtual point's; oldest first.
 */
export async function listTouchedBills(
  db: Queryable,
  { servicePointId, days }: { readonly servicePointId: ServicePointId; readonly days: DateRange },
): Promise<TouchedBill[]> {
  const { rows } = await db.query<{
    id: BillId;
    number: string;
    lease_id: LeaseId;
    tenant: string;
    period_from: string;
    period_to: string;
    total_minor: bigint;
    currency: string;
  }>(
    `with recursive touched as (
       select $1::int as id
        union
       select v.service_point_id
         from virtual_point_part v
         join touched on v.part_point_id = touched.id
     )
     select b.id, b.number, b.lease_id, t.name as tenant, b.period_from, b.period_to,
            b.total_minor, b.currency
       from touched
       join lease_service_point p on p.service_point_id = touched.id
       join bill b on b.lease_id = p.lease_id
       join lease l on l.id = b.lease_id
       join tenant t on t.id = l.tenant_id
      where b.state = 'issued'
        and b.kind <> 'credit-note'
        and b.period_from < $3
        and b.period_to > $2
        and b.content -> 'points' @> jsonb_build_array(jsonb_build_object('servicePointId', touched.id))
      group by b.id, t.name
      order by b.period_from, b.id`,
    [servicePointId, days.from.toString(), days.to.toString()],
  );
  return rows.map((row) => ({
    id: row.id,
    number: row.number,
    leaseId: row.lease_id,
    tenant: row.tenant,
    period: {
      from: Temporal.PlainDate.from(row.period_from),
      to: Temporal.PlainDate.from(row.period_to),
    },
    totalMinor: row.total_minor,
    currency: row.currency,
  }));
}

/** The local days that a stretch of time touches. */
export function daysTouched(
  range: { readonly from: Temporal.Instant; readonly to: Temporal.Instant },
  timeZone: string,
): DateRange {
  const dayOf = (at: Temporal.Instant) => at.toZonedDateTimeISO(timeZone).toPlainDate();
  return { from: dayOf(range.from), to: dayOf(range.to).add({ days: 1 }) };
}
