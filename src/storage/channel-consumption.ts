import type { InstalledMeter } from "#domain/consumption/installed-meter.ts";
import {
  type RegisterConsumption,
  registerConsumption,
} from "#domain/consumption/register-consumption.ts";
import { EMPTY_SERIES, type RegisterSeries } from "#domain/consumption/register-series.ts";
import { virtualConsumption } from "#domain/consumption/virtual-consumption.ts";
import { measuredParts } from "#domain/consumption/virtual-point.ts";
import type { Commodity } from "#domain/core/commodity.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { faultText } from "#domain/core/fault.ts";
import { asId, type ChannelId, type ServicePointId } from "#domain/core/id.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";
import type { Queryable } from "#platform/database.ts";
import { readRegisters } from "./read-readings.ts";
import { listVirtualPoints } from "./virtual-points.ts";

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
  /** Of a virtual point: the measured channels that it is the sum of. It has no readings itself. */
  readonly parts?: readonly ChannelPart[];
}

/** A measured channel in the sum of a virtual point. */
export interface ChannelPart {
  readonly factor: Decimal;
  readonly channel: MeteredChannel;
}

/** Channels by what they belong to; what is left out does not select. */
export interface ChannelSelection {
  readonly siteId?: number;
  readonly servicePointIds?: readonly number[];
  readonly channelIds?: readonly number[];
  readonly billing?: boolean;
  /** Of a commodity that is measured where it enters the site only those that do so. */
  readonly supplyBefore?: boolean;
}

/**
 * Channels with the installations of their service points, those of virtual points with what they
 * are the sum of; by point, then by id.
 */
export async function listMeteredChannels(
  db: Queryable,
  selection: ChannelSelection,
): Promise<MeteredChannel[]> {
  const rows = await channelRows(db, selection);
  const virtualIds = rows.flatMap((row) => (row.is_virtual ? [row.service_point_id] : []));
  const channels = rows.map(channelOf);
  return virtualIds.length === 0 ? channels : withParts(db, channels, virtualIds);
}

/** The channels, those of virtual points with their parts. */
async function withParts(
  db: Queryable,
  channels: readonly MeteredChannel[],
  virtualIds: readonly number[],
): Promise<MeteredChannel[]> {
  const virtual = await listVirtualPoints(db, virtualIds);
  const factors = new Map(
    virtualIds.map((id) => {
      const parts = measuredParts(id, virtual, String);
      // None is stored that is a part of itself.
      if (!parts.ok) throw new Error(parts.faults.map(faultText).join("; "));
      return [id, parts.value];
    }),
  );
  const servicePointIds = [...factors.values()].flat().map(({ pointId }) => pointId);
  const measured = await channelRows(db, { servicePointIds, billing: true });
  // Of several of a point, the first.
  const byPoint = new Map(
    measured.toReversed().map((row) => [row.service_point_id, channelOf(row)]),
  );
  return channels.map((channel) => {
    const own = factors.get(channel.servicePointId);
    if (!own) return channel;
    const parts = own.map(({ pointId, factor }) => {
      const part = byPoint.get(pointId);
      if (!part) throw new Error(`point ${pointId} is part of a sum and has no billed channel`);
      return { factor, channel: part };
    });
    return { ...channel, parts };
  });
}

async function channelRows(db: Queryable, selection: ChannelSelection): Promise<ChannelRow[]> {
  const { rows } = await db.query<ChannelRow>(
    `select c.id, c.service_point_id, p.name as point_name, p.role, p.commodity, c.quantity,
            c.unit, c.resolution, c.register_digits, c.most_per_hour, c.interval_minutes, c.billing,
            exists (select from virtual_point_part v where v.service_point_id = p.id) as is_virtual,
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
        and ($5::boolean is not true or p.role = 'supply'
             or (p.site_id, p.commodity) not in (
                  select s.site_id, s.commodity
                    from service_point s
                    join channel b on b.service_point_id = s.id and b.billing
                   where s.role = 'supply'))
      order by p.id, c.id`,
    [
      selection.siteId ?? null,
      selection.servicePointIds ?? null,
      selection.channelIds ?? null,
      selection.billing ?? null,
      selection.supplyBefore ?? null,
    ],
  );
  return rows;
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
  readonly is_virtual: boolean;
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
  return consumptionFrom(channel, await readRegisters(db, measuredIds([channel]), range), range);
}

/** The channels whose registers tell what these used: of virtual points, their parts'. */
export function measuredIds(channels: readonly MeteredChannel[]): ChannelId[] {
  const ids = channels.flatMap(({ id, parts }) => parts?.map(({ channel }) => channel.id) ?? [id]);
  return [...new Set(ids)];
}

/** The same from the registers of `measuredIds`, already read. */
export function consumptionFrom(
  channel: MeteredChannel,
  registers: ReadonlyMap<ChannelId, RegisterSeries>,
  range: InstantRange,
): RegisterConsumption {
  const { parts, intervalMinutes } = channel;
  if (!parts) return consumptionOf(channel, registers.get(channel.id) ?? EMPTY_SERIES, range);
  return virtualConsumption(
    parts.map((part) => ({
      factor: part.factor,
      ...consumptionOf(part.channel, registers.get(part.channel.id) ?? EMPTY_SERIES, range),
    })),
    { range, intervalMinutes },
  );
}

/** What a measured channel used, from its register values. */
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
