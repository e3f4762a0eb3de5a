import { LEAST_PEERS, type UseBenchmark } from "#domain/billing/use-comparison.ts";
import type { SiteId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";

/** Whose use is compared, in the year before which local day. */
export interface BenchmarkQuery {
  readonly siteId: SiteId;
  readonly until: Temporal.PlainDate;
}

/** Bills of so many days make a year: months are not all of one length. */
const DAYS_OF_A_YEAR = 360;

/**
 * What the tenants of a site used a square metre in the year before a day, by tariff. Made from the
 * bills in force when it is first asked for, and kept.
 */
export async function readUseBenchmarks(
  db: Queryable,
  { siteId, until }: BenchmarkQuery,
): Promise<readonly UseBenchmark[]> {
  const { rows } = await db.query<{ uses: readonly UseBenchmark[] }>(
    "select uses from use_benchmark where site_id = $1 and until = $2",
    [siteId, until.toString()],
  );
  return rows[0]?.uses ?? makeUseBenchmarks(db, { siteId, until });
}

/** A tenant counts whose bills cover the year, by one tariff, in a unit whose area is known. */
async function makeUseBenchmarks(
  db: Queryable,
  { siteId, until }: BenchmarkQuery,
): Promise<readonly UseBenchmark[]> {
  const { rows } = await db.query<UseBenchmark>(
    `with billed as (
       select lease_id, content, period_to - period_from as days
         from bill
        where site_id = $1
          and state = 'issued'
          and kind <> 'credit-note'
          and period_from >= ($2::date - interval '1 year')::date
          and period_to <= $2::date
     ), whole_year as (
       select lease_id
         from billed
        group by lease_id
       having sum(days) >= $3
     ), used as (
       select billed.lease_id, point ->> 'commodity' as commodity, point ->> 'unit' as unit,
              min(point ->> 'tariffName') as tariff,
              sum((point ->> 'consumption')::numeric) as quantity
         from billed
         join whole_year using (lease_id)
        cross join lateral jsonb_array_elements(billed.content -> 'points') as point
        group by 1, 2, 3
       having min(point ->> 'tariffName') = max(point ->> 'tariffName')
     )
     select used.commodity, used.tariff, used.unit, count(*)::int as tenants,
            round(sum(used.quantity) / sum(space.area_m2), 6)::text as "perM2"
       from used
       join lease on lease.id = used.lease_id
       join space on space.id = lease.space_id
      where space.area_m2 > 0
      group by used.commodity, used.tariff, used.unit
     having count(*) >= $4
      order by used.commodity, used.tariff, used.unit`,
    [siteId, until.toString(), DAYS_OF_A_YEAR, LEAST_PEERS],
  );
  // Nothing is kept of a year that is not billed yet: it would stay nothing.
  if (rows.length > 0) {
    await db.query(
      `insert into use_benchmark (site_id, until, uses)
       values ($1, $2, $3)
       on conflict (site_id, until) do nothing`,
      [siteId, until.toString(), JSON.stringify(rows)],
    );
  }
  return rows;
}
