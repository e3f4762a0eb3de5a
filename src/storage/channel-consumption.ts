import type { InstalledMeter } from "#domain/consumption/installed-meter.ts";
import {
  type RegisterConsumption,
  registerConsumption,
} from "#domain/consumption/register-consumption.ts";
import { EMPTY_SERIES, type RegisterSeries } from "#domain/consumption/register-series.ts";
import type { Commodity } from "#domain/core/commodity.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { asId, type ChannelId, type ServicePointId } from "#domain/core/id.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";
import type { Queryable } from "#platform/database.ts";
import { readRegisters } from "./read-readings.ts";

/** A channel with all that turns its register values into consumption. */
export interface MeteredChannel {
  readonly id: ChannelId;
  readonly servicePointId: ServicePointId;
  readonly pointName: string;
  readonly role: "supply" | "unit" | "common";
  readonly commodity: Commodity;
  readonly quantity: string;
  readonly unit: string;
  /** One count in `unit`, before the multiplier. */
  readonly resolution: Decimal;
  readonly registerDigits: number;
  /** The rated power of the connection in `unit` an hour; undefined where nobody told it. */
  readonly mostPerHour: Decimal | undefined;
  readonly intervalMinutes: number;
  readonly billing: boolean;
  /** The meters that have been at the service point, oldest first. */
  readonly meters: readonly InstalledMeter[];
}

/** Channels by what they belong to; what is left out does not select. */
export interface ChannelSelection {
  readonly siteId?: number;
  readonly servicePointIds?: readonly number[];
  readonly channelIds?: readonly number[];
  readonly billing?: boolean;
}

/** Channels with the installations of their service points; by point, then by id. */
export async function listMeteredChannels(
  db: Queryable,
  selection: ChannelSelection,
): Promise<MeteredChannel[]> {
  const { rows } = await db.query<ChannelRow>(
    `select c.id, c.service_point_id, p.name as point_name, p.role, p.commodity, c.quantity,
            c.unit, c.resolution, c.register_digits, c.most_per_hour, c.interval_minutes, c.billing,
            (select json_agg(
                      json_build_array(
                        extract(epoch from i.installed_at) * 1000,
                        extract(epoch from i.removed_at) * 1000,
                        i.multiplier_numerator::text, i.multiplier_denominator::text,
                        e.opening, e.closing, e.wraps_at
                      ) order by i.installed_at)
               from meter_installation i
               left join installation_register e
                 on e.channel_id = c.id
                and e.installed_at = i.installed_at
              where i.service_point_id = p.id) as meters
       from channel c
       join service_point p on p.id = c.service_point_id
      where ($1::int is null or p.site_id = $1)
        and ($2::int[] is null or p.id = any($2))
        and ($3::int[] is null or c.id = any($3))
        and ($4::boolean is null or c.billing = $4)
      order by p.id, c.id`,
    [
      selection.siteId ?? null,
      selection.servicePointIds ?? null,
      selection.channelIds ?? null,
      selection.billing ?? null,
    ],
  );
  return rows.map(channelOf);
}

interface ChannelRow {
  readonly id: number;
  readonly service_point_id: number;
  readonly point_name: string;
  readonly role: "supply" | "unit" | "common";
  readonly commodity: Commodity;
  readonly quantity: string;
  readonly unit: string;
  readonly resolution: string;
  readonly register_digits: number;
  readonly most_per_hour: string | null;
  readonly interval_minutes: number;
  readonly billing: boolean;
  readonly meters: readonly InstallationRow[] | null;
}

type InstallationRow = readonly [
  fromMs: number,
  toMs: number | null,
  numerator: string,
  denominator: string,
  opening: number | null,
  closing: number | null,
  wrapsAt: number | null,
];

function channelOf(row: ChannelRow): MeteredChannel {
  return {
    id: asId(row.id),
    servicePointId: asId(row.service_point_id),
    pointName: row.point_name,
    role: row.role,
    commodity: row.commodity,
    quantity: row.quantity,
    unit: row.unit,
    resolution: Decimal.parse(row.resolution),
    registerDigits: row.register_digits,
    mostPerHour: row.most_per_hour === null ? undefined : Decimal.parse(row.most_per_hour),
    intervalMinutes: row.interval_minutes,
    billing: row.billing,
    meters: (row.meters ?? []).map(meterOf),
  };
}

function meterOf(row: InstallationRow): InstalledMeter {
  const [fromMs, toMs, numerator, denominator, opening, closing, wrapsAt] = row;
  return {
    fromMs,
    toMs: toMs ?? Infinity,
    multiplier: { numerator: BigInt(numerator), denominator: BigInt(denominator) },
    ...(opening !== null && { opening }),
    ...(closing !== null && { closing }),
    ...(wrapsAt !== null && { wrapsAt }),
  };
}

/** What a channel used in each interval of a range, from the readings in the database. */
export async function readConsumption(
  db: Queryable,
  channel: MeteredChannel,
  range: InstantRange,
): Promise<RegisterConsumption> {
  const registers = await readRegisters(db, [channel.id], range);
  return consumptionOf(channel, registers.get(channel.id) ?? EMPTY_SERIES, range);
}

/** The same from register values already read. */
export function consumptionOf(
  channel: MeteredChannel,
  series: RegisterSeries,
  range: InstantRange,
): RegisterConsumption {
  return registerConsumption({
    name: channel.pointName,
    series,
    meters: channel.meters,
    range,
    intervalMinutes: channel.intervalMinutes,
    resolution: channel.resolution,
    digits: channel.registerDigits,
    mostPerHour: channel.mostPerHour,
  });
}
