import type { Commodity } from "#domain/core/commodity.ts";
import type { LeaseId, ServicePointId, SpaceId } from "#domain/core/id.ts";
import { intersectDates, type DateRange } from "#domain/core/instant-range.ts";
import type { Queryable } from "#platform/database.ts";

/** A tenant's days in a unit. */
export interface StayInSpace {
  readonly spaceId: SpaceId;
  readonly leaseId: LeaseId;
  readonly days: DateRange;
}

/** Who occupied units on some days, in order of time; only those days. */
export async function listStays(
  db: Queryable,
  { spaceIds, days }: { readonly spaceIds: readonly SpaceId[]; readonly days: DateRange },
): Promise<StayInSpace[]> {
  const { rows } = await db.query<{
    id: LeaseId;
    space_id: SpaceId;
    starts_on: string;
    ends_on: string | null;
  }>(
    `select id, space_id, starts_on, ends_on
       from lease
      where space_id = any($1)
        and daterange(starts_on, ends_on) && daterange($2, $3)
      order by space_id, starts_on, id`,
    [spaceIds, days.from.toString(), days.to.toString()],
  );
  return rows.flatMap(({ id, space_id, starts_on, ends_on }) => {
    const from = Temporal.PlainDate.from(starts_on);
    const to = ends_on === null ? days.to : Temporal.PlainDate.from(ends_on);
    const common = intersectDates({ from, to }, days);
    return common ? [{ spaceId: space_id, leaseId: id, days: common }] : [];
  });
}

/** A service point in a unit. */
export interface UnitPoint {
  readonly servicePointId: ServicePointId;
  readonly spaceId: SpaceId;
  readonly commodity: Commodity;
}

/** The service points in units; of one commodity where it is told. */
export async function listUnitPoints(
  db: Queryable,
  {
    spaceIds,
    commodity,
  }: { readonly spaceIds: readonly SpaceId[]; readonly commodity: Commodity | undefined },
): Promise<UnitPoint[]> {
  const { rows } = await db.query<UnitPoint>(
    `select id as "servicePointId", space_id as "spaceId", commodity
       from service_point
      where space_id = any($1)
        and ($2::text is null or commodity = $2)
      order by id`,
    [spaceIds, commodity ?? null],
  );
  return rows;
}
