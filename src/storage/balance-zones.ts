import type { Commodity } from "#domain/core/commodity.ts";
import { Decimal } from "#domain/core/decimal.ts";
import {
  asId,
  type BalanceZoneId,
  type ChannelId,
  type ServicePointId,
  type SiteId,
} from "#domain/core/id.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";
import type { Queryable } from "#platform/database.ts";

/** A point of a balance zone with the billing channel that measures it. */
export interface ZonePoint {
  readonly side: "supply" | "use";
  readonly servicePointId: ServicePointId;
  readonly channelId: ChannelId;
  readonly name: string;
  readonly resolution: Decimal;
  readonly digits: number;
  readonly intervalMinutes: number;
  /** Of the meter that is installed now. */
  readonly multiplier: { readonly numerator: bigint; readonly denominator: bigint };
  readonly installedAt: Temporal.Instant;
}

export interface BalanceZone {
  readonly id: BalanceZoneId;
  readonly siteId: SiteId;
  readonly name: string;
  readonly commodity: Commodity;
  readonly allowedLossPercent: Decimal;
  /** Per hour, in the commodity's unit. */
  readonly allowedLossConstant: Decimal;
  readonly unit: string;
  /** Points without a meter are left out: nothing can be said of them. */
  readonly points: readonly ZonePoint[];
}

/** Every balance zone that has metered points. */
export async function listBalanceZones(db: Queryable): Promise<BalanceZone[]> {
  const { rows } = await db.query<ZoneRow>(
    `select z.id, z.site_id, z.name, z.commodity, z.allowed_loss_percent, z.allowed_loss_constant,
            zp.side, p.id as service_point_id, c.id as channel_id, c.unit, c.resolution, c.register_digits,
            c.interval_minutes, p.name as point_name,
            i.multiplier_numerator, i.multiplier_denominator, i.installed_at
       from balance_zone z
       join balance_zone_point zp on zp.balance_zone_id = z.id
       join service_point p on p.id = zp.service_point_id
       join channel c on c.service_point_id = p.id and c.billing
       join meter_installation i on i.service_point_id = p.id and i.removed_at is null
      order by z.id, zp.side, p.id`,
  );
  return Array.from(Map.groupBy(rows, ({ id }) => id).values(), (ofZone) =>
    zoneOf(ofZone[0] as ZoneRow, ofZone),
  );
}

interface ZoneRow {
  readonly id: number;
  readonly site_id: number;
  readonly name: string;
  readonly commodity: Commodity;
  readonly allowed_loss_percent: string;
  readonly allowed_loss_constant: string;
  readonly side: "supply" | "use";
  readonly service_point_id: number;
  readonly channel_id: number;
  readonly unit: string;
  readonly resolution: string;
  readonly register_digits: number;
  readonly interval_minutes: number;
  readonly point_name: string;
  readonly multiplier_numerator: bigint;
  readonly multiplier_denominator: bigint;
  readonly installed_at: Temporal.Instant;
}

function zoneOf(zone: ZoneRow, points: readonly ZoneRow[]): BalanceZone {
  return {
    id: asId(zone.id),
    siteId: asId(zone.site_id),
    name: zone.name,
    commodity: zone.commodity,
    allowedLossPercent: Decimal.parse(zone.allowed_loss_percent),
    allowedLossConstant: Decimal.parse(zone.allowed_loss_constant),
    unit: zone.unit,
    points: points.map((row) => ({
      side: row.side,
      servicePointId: asId(row.service_point_id),
      channelId: asId(row.channel_id),
      name: row.point_name,
      resolution: Decimal.parse(row.resolution),
      digits: row.register_digits,
      intervalMinutes: row.interval_minutes,
      multiplier: {
        numerator: row.multiplier_numerator,
        denominator: row.multiplier_denominator,
      },
      installedAt: row.installed_at,
    })),
  };
}

/**
 * The ends of intervals that are longer or shorter than they should be, by channel and in
 * milliseconds: one of the two readings was taken later after its boundary than the other, by more
 * than the tolerance. Later than `lateAtMostMs` a collector keeps no reading as of its boundary;
 * what has come later was imported, and its time of collection says nothing.
 */
export async function listUnevenIntervals(
  db: Queryable,
  {
    channelIds,
    range,
    toleranceMs,
    lateAtMostMs,
  }: {
    readonly channelIds: readonly ChannelId[];
    readonly range: InstantRange;
    readonly toleranceMs: number;
    readonly lateAtMostMs: number;
  },
): Promise<ReadonlyMap<ChannelId, readonly number[]>> {
  const { rows } = await db.query<{ channel_id: ChannelId; end_ms: number }>(
    `select channel_id, (extract(epoch from measured_at) * 1000)::float8 as end_ms
       from (select channel_id, measured_at, late,
                    lag(late) over (partition by channel_id order by measured_at) as late_before
               from (select channel_id, measured_at,
                            extract(epoch from collected_at - measured_at) * 1000 as late
                       from reading
                      where channel_id = any($1)
                        and measured_at between $2 and $3) as collected) as compared
      where abs(late - late_before) > $4
        and greatest(late, late_before) <= $5`,
    [channelIds, range.from.toString(), range.to.toString(), toleranceMs, lateAtMostMs],
  );
  const byChannel = Map.groupBy(rows, ({ channel_id }) => channel_id);
  return new Map(
    Array.from(byChannel, ([channelId, ofChannel]) => [
      channelId,
      ofChannel.map(({ end_ms }) => end_ms),
    ]),
  );
}
