import type { Commodity } from "#domain/core/commodity.ts";
import type { SiteId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";

/** A cost that was divided, and what became of it. */
export interface DividedCost {
  readonly id: number;
  readonly poolId: number;
  readonly from: string;
  readonly to: string;
  readonly description: string;
  readonly amountMinor: bigint;
  /** What the owner bears of it. */
  readonly ownerMinor: bigint;
  /** What is on bills in force. */
  readonly billedMinor: bigint;
}

/** The costs of a site that were divided, newest first. */
export async function listDividedCosts(db: Queryable, siteId: SiteId): Promise<DividedCost[]> {
  const { rows } = await db.query<DividedCost>(
    `select c.id, c.cost_pool_id as "poolId", c.period_from as "from", c.period_to as "to",
            c.description, c.amount_minor as "amountMinor",
            coalesce(sum(p.amount_minor) filter (where p.lease_id is null), 0)::bigint
              as "ownerMinor",
            coalesce(sum(p.amount_minor) filter (where b.bill_id is not null), 0)::bigint
              as "billedMinor"
       from shared_cost c
       join cost_pool pool on pool.id = c.cost_pool_id
       join shared_cost_part p on p.shared_cost_id = c.id
       left join billed_cost_part b on b.shared_cost_id = p.shared_cost_id
                                   and b.part_no = p.part_no
                                   and b.in_force
      where pool.site_id = $1
      group by c.id
      order by c.period_from desc, c.id desc`,
    [siteId],
  );
  return rows;
}

/** The units of a site that can be let, each with one share. */
export async function listLetUnits(
  db: Queryable,
  siteId: SiteId,
): Promise<{ readonly spaceId: number; readonly fixedShare: string }[]> {
  const { rows } = await db.query<{ id: number }>(
    "select id from space where site_id = $1 and kind = 'unit' order by id",
    [siteId],
  );
  return rows.map(({ id }) => ({ spaceId: id, fixedShare: "1" }));
}

/** A point that a cost is to be taken from. */
export interface CommonMeter {
  readonly commodity: Commodity;
  /** Who pays it on or after a day; undefined: nobody. */
  readonly tenant: string | undefined;
}

/** A point of a site, and whether a tenant pays it from a day on; undefined where there is none. */
export async function readCommonMeter(
  db: Queryable,
  {
    siteId,
    servicePointId,
    startsOn,
  }: {
    readonly siteId: SiteId;
    readonly servicePointId: number;
    readonly startsOn: Temporal.PlainDate;
  },
): Promise<CommonMeter | undefined> {
  const { rows } = await db.query<{ commodity: Commodity; tenant: string | null }>(
    `select p.commodity,
            (select t.name
               from lease_service_point x
               join lease l on l.id = x.lease_id
               join tenant t on t.id = l.tenant_id
              where x.service_point_id = p.id
                and coalesce(x.ends_on, 'infinity') > $3::date
              order by x.starts_on
              limit 1) as tenant
       from service_point p
      where p.site_id = $1
        and p.id = $2`,
    [siteId, servicePointId, startsOn.toString()],
  );
  const [row] = rows;
  return row && { commodity: row.commodity, tenant: row.tenant ?? undefined };
}
