import type { Commodity } from "#domain/core/commodity.ts";
import type {
  ChannelId,
  LineId,
  MeterId,
  ServicePointId,
  SiteId,
  SpaceId,
} from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";
import type { MeterParameters } from "./meters.ts";

interface Named<Id> {
  readonly id: Id;
  readonly name: string;
}

/** A meter with all that can be changed for many at once, and what stands against it. */
export interface MeterToChange {
  readonly id: MeterId;
  readonly siteId: SiteId;
  readonly serialNumber: string;
  readonly modelId: string;
  readonly line: Named<LineId> | null;
  readonly unitAddress: string | null;
  readonly parameters: MeterParameters;
  readonly tags: readonly string[];
  /** Null for a meter in stock. */
  readonly point: (Named<ServicePointId> & { readonly commodity: Commodity }) | null;
  readonly space: Named<SpaceId> | null;
  /** What is kept at its point. */
  readonly channels: readonly {
    readonly id: ChannelId;
    readonly quantity: string;
    readonly unit: string;
    readonly intervalMinutes: number;
  }[];
  /** A bill in force that used its point's readings, itself or by a virtual point; null: none. */
  readonly billNumber: string | null;
  /** A virtual point that its point is a part of; null: none. */
  readonly virtualPoint: string | null;
}

/** Those of the ids that there are, locked until the transaction ends. */
export async function readMetersToChange(
  tx: Queryable,
  ids: readonly MeterId[],
): Promise<ReadonlyMap<MeterId, MeterToChange>> {
  const { rows } = await tx.query<MeterToChange>(
    `select m.id, m.site_id as "siteId", m.serial_number as "serialNumber",
            m.model_id as "modelId", m.unit_address as "unitAddress", m.parameters, m.tags,
            case when l.id is not null then json_build_object('id', l.id, 'name', l.name) end as line,
            case when p.id is not null then
              json_build_object('id', p.id, 'name', p.name, 'commodity', p.commodity) end as point,
            case when s.id is not null then
              json_build_object('id', s.id, 'name', s.name) end as space,
            (select coalesce(json_agg(json_build_object('id', c.id, 'quantity', c.quantity,
                      'unit', c.unit, 'intervalMinutes', c.interval_minutes) order by c.id), '[]')
               from channel c where c.service_point_id = p.id) as channels,
            billed.number as "billNumber",
            (select vp.name
               from virtual_point_part v
               join service_point vp on vp.id = v.service_point_id
              where v.part_point_id = p.id
              order by vp.id limit 1) as "virtualPoint"
       from meter m
       left join line l on l.id = m.line_id
       left join meter_installation i on i.meter_id = m.id and i.removed_at is null
       left join service_point p on p.id = i.service_point_id
       left join space s on s.id = p.space_id
       left join lateral (
         with recursive touched as (
           select p.id
            union
           select v.service_point_id
             from virtual_point_part v
             join touched on v.part_point_id = touched.id
         )
         select b.number
           from touched
           join lease_service_point lp on lp.service_point_id = touched.id
           join bill b on b.lease_id = lp.lease_id
          where b.state = 'issued'
            and b.kind <> 'credit-note'
            and b.content -> 'points'
                @> jsonb_build_array(jsonb_build_object('servicePointId', touched.id))
          limit 1
       ) billed on true
      where m.id = any($1)
      order by m.id
        for update of m`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Groups a meter by these words from now on. */
export async function setMeterTags(
  tx: Queryable,
  { id, tags }: { readonly id: MeterId; readonly tags: readonly string[] },
): Promise<void> {
  await tx.query("update meter set tags = $2 where id = $1", [id, tags]);
}

/** Moves a service point to another space of its site, or to none. */
export async function setPointSpace(
  tx: Queryable,
  { id, spaceId }: { readonly id: ServicePointId; readonly spaceId: SpaceId | null },
): Promise<void> {
  await tx.query("update service_point set space_id = $2 where id = $1", [id, spaceId]);
}

/** Keeps a reading every so many minutes from now on, in all channels of a point. */
export async function setPointInterval(
  tx: Queryable,
  { id, intervalMinutes }: { readonly id: ServicePointId; readonly intervalMinutes: number },
): Promise<void> {
  await tx.query("update channel set interval_minutes = $2 where service_point_id = $1", [
    id,
    intervalMinutes,
  ]);
}

/** The space of that number with its name; undefined: there is none in this site. */
export async function readSpaceOfSite(
  db: Queryable,
  { id, siteId }: { readonly id: SpaceId; readonly siteId: SiteId },
): Promise<Named<SpaceId> | undefined> {
  const { rows } = await db.query<Named<SpaceId>>(
    "select id, name from space where id = $1 and site_id = $2",
    [id, siteId],
  );
  return rows[0];
}
