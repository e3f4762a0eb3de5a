import type { PointPart, VirtualPoints } from "#domain/consumption/virtual-point.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { asId, type ServicePointId, type SiteId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";

/** The parts of virtual points, and of the virtual points among those; others are left out. */
export async function listVirtualPoints(
  db: Queryable,
  pointIds: readonly number[],
): Promise<VirtualPoints> {
  const { rows } = await db.query<{ id: number; part: number; factor: string }>(
    `with recursive part as (
       select service_point_id, part_point_id, factor
         from virtual_point_part
        where service_point_id = any($1)
        union
       select v.service_point_id, v.part_point_id, v.factor
         from virtual_point_part v
         join part on v.service_point_id = part.part_point_id
     )
     select service_point_id as id, part_point_id as part, factor
       from part
      order by 1, 2`,
    [pointIds],
  );
  return new Map(
    Array.from(
      Map.groupBy(rows, ({ id }) => id),
      ([id, parts]) => [
        id,
        parts.map(({ part, factor }) => ({ pointId: part, factor: Decimal.parse(factor) })),
      ],
    ),
  );
}

/** Puts these parts in the place of those that a point had. */
export async function replaceParts(
  tx: Queryable,
  { id, parts }: { readonly id: ServicePointId; readonly parts: readonly PointPart[] },
): Promise<void> {
  await tx.query("delete from virtual_point_part where service_point_id = $1", [id]);
  await tx.query(
    `insert into virtual_point_part (service_point_id, part_point_id, factor)
     select $1, * from unnest($2::int[], $3::numeric[])`,
    [id, parts.map(({ pointId }) => pointId), parts.map(({ factor }) => factor.toString())],
  );
}

/** Only one at a time changes a site's virtual points: two at once could close a cycle. */
export async function lockVirtualPoints(tx: Queryable, siteId: SiteId): Promise<void> {
  await tx.query("select from site where id = $1 for no key update", [siteId]);
}

/** What a virtual point needs to know of the points that it is to be the sum of. */
export interface PossiblePart {
  readonly id: number;
  readonly name: string;
  readonly commodity: string;
  /** Of the channel that is billed; null where there is none. */
  readonly quantity: string | null;
  readonly unit: string | null;
  readonly intervalMinutes: number | null;
  readonly resolution: string | null;
}

/** The points of a site with the channel that each is billed by. */
export async function listPossibleParts(db: Queryable, siteId: SiteId): Promise<PossiblePart[]> {
  const { rows } = await db.query<PossiblePart>(
    `select p.id, p.name, p.commodity, c.quantity, c.unit,
            c.interval_minutes as "intervalMinutes", c.resolution
       from service_point p
       left join lateral (
         select quantity, unit, interval_minutes, resolution
           from channel
          where service_point_id = p.id and billing
          order by id
          limit 1
       ) c on true
      where p.site_id = $1
      order by p.id`,
    [siteId],
  );
  return rows;
}

/** Changes the grid of a virtual point's channel to that of its parts. */
export async function updateVirtualChannel(
  tx: Queryable,
  channel: {
    readonly id: ServicePointId;
    readonly unit: string;
    readonly quantity: string;
    readonly intervalMinutes: number;
  },
): Promise<void> {
  await tx.query(
    `update channel
        set unit = $2, quantity = $3, interval_minutes = $4
      where service_point_id = $1`,
    [channel.id, channel.unit, channel.quantity, channel.intervalMinutes],
  );
}

/** Whether a bill that was issued has charged the point, or shared it out. */
export async function isCharged(db: Queryable, id: ServicePointId): Promise<boolean> {
  const { rows } = await db.query<{ any: boolean }>(
    `select exists (
              select from lease_service_point l
                join bill b on b.lease_id = l.lease_id
               where l.service_point_id = $1
                 and b.content -> 'points'
                     @> jsonb_build_array(jsonb_build_object('servicePointId', $1::int)))
            or exists (
              select from cost_pool p
                join shared_cost c on c.cost_pool_id = p.id
               where p.service_point_id = $1) as any`,
    [id],
  );
  return rows[0]?.any ?? false;
}

/** Those of the points that are virtual. */
export async function virtualAmong(
  db: Queryable,
  ids: readonly number[],
): Promise<readonly ServicePointId[]> {
  const { rows } = await db.query<{ id: number }>(
    "select distinct service_point_id as id from virtual_point_part where service_point_id = any($1)",
    [ids],
  );
  return rows.map(({ id }) => asId(id));
}

/**
 * Removes a virtual point with its parts, its channel and the meter that stands for it. Throws a
 * violation of a foreign key when somebody uses it.
 */
export async function deleteVirtualPoint(tx: Queryable, id: ServicePointId): Promise<void> {
  await tx.query("delete from virtual_point_part where service_point_id = $1", [id]);
  const { rows } = await tx.query<{ meter_id: number }>(
    "delete from meter_installation where service_point_id = $1 returning meter_id",
    [id],
  );
  await tx.query("delete from channel where service_point_id = $1", [id]);
  await tx.query("delete from meter where id = any($1)", [rows.map((row) => row.meter_id)]);
  await tx.query("delete from service_point where id = $1", [id]);
}
