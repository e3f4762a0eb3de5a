import type { ServicePointId } from "#domain/core/id.ts";
import type { DateRange } from "#domain/core/instant-range.ts";
import type { Queryable } from "#platform/database.ts";

/**
 * The days, in order, from which on somebody else or nobody has the unit of a point; within a range,
 * and only points where there are any. A tenant's lease that follows on one of its own changes nothing.
 */
export async function listOccupantChanges(
  db: Queryable,
  {
    servicePointIds,
    days,
  }: { readonly servicePointIds: readonly ServicePointId[]; readonly days: DateRange },
): Promise<ReadonlyMap<ServicePointId, readonly Temporal.PlainDate[]>> {
  const { rows } = await db.query<{ point: ServicePointId; days: readonly string[] }>(
    `select p.id as point, array_agg(changed.day::text order by changed.day) as days
       from service_point p
       cross join lateral (
         select starts_on as day from lease where space_id = p.space_id
         union
         select ends_on from lease where space_id = p.space_id
       ) changed
      where p.id = any($1)
        and changed.day >= $2::date and changed.day < $3::date
        and (select array_agg(distinct l.tenant_id order by l.tenant_id) from lease l
              where l.space_id = p.space_id
                and daterange(l.starts_on, l.ends_on) @> changed.day - 1)
            is distinct from
            (select array_agg(distinct l.tenant_id order by l.tenant_id) from lease l
              where l.space_id = p.space_id
                and daterange(l.starts_on, l.ends_on) @> changed.day)
      group by p.id`,
    [servicePointIds, days.from.toString(), days.to.toString()],
  );
  return new Map(
    rows.map((row) => [row.point, row.days.map((day) => Temporal.PlainDate.from(day))]),
  );
}
