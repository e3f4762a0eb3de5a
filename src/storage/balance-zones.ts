import type { Commodity } from "#domain/core/commodity.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { asId, type BalanceZoneId, type ChannelId, type SiteId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";

/** A point of a balance zone with the billing channel that measures it. */
export interface ZonePoint {
  readonly side: "supply" | "use";
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
            zp.side, c.id as channel_id, c.unit, c.resolution, c.register_digits,
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
