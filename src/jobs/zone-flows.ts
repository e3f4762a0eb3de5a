import { type CountedPoint, zoneFlow, type ZoneFlow } from "#domain/balance/energy-flow.ts";
import { trendDays, type TrendRange } from "#domain/consumption/trend-range.ts";
import type { KnownConsumption } from "#domain/consumption/known-consumption.ts";
import { type DateRange, instantsOf } from "#domain/core/instant-range.ts";
import type { Queryable } from "#platform/database.ts";
import { listMeteredChannels } from "#storage/channel-consumption.ts";
import { readUsedBetween } from "#storage/used-between.ts";
import { type FlowPoint, type FlowZone, listFlowZones } from "#storage/zone-flows.ts";

export interface SiteFlowQuery {
  readonly site: { readonly id: number; readonly timeZone: string };
  readonly range: TrendRange;
  /** One of its days. */
  readonly day: Temporal.PlainDate;
  readonly now: Temporal.Instant;
}

/** A zone with what each of its points counted. */
export interface CountedZone extends Omit<FlowZone, "points">, Omit<ZoneFlow, "quantities"> {
  readonly points: readonly (FlowPoint &
    Pick<KnownConsumption, "quantity"> & {
      /** Whether all of the days, as far as they are over, is known. */
      readonly complete: boolean;
    })[];
}

export interface SiteFlow {
  readonly days: DateRange;
  /** Up to when it is counted: the end of the days, or the last hour that was full. */
  readonly until: Temporal.Instant;
  readonly zones: readonly CountedZone[];
}

const HOUR_MS = 3_600_000;

/**
 * What flowed through the balance zones of a site: supply, what was counted under it, and the loss,
 * by local days. Of days that are not over, up to the last full hour: then all meters are in.
 */
export async function siteFlow(db: Queryable, query: SiteFlowQuery): Promise<SiteFlow> {
  const { site, now } = query;
  const days = trendDays(query.range, query.day);
  const { from, to } = instantsOf(days, site.timeZone);
  const hour = Temporal.Instant.fromEpochMilliseconds(
    Math.floor(now.epochMilliseconds / HOUR_MS) * HOUR_MS,
  );
  const until = Temporal.Instant.compare(to, hour) < 0 ? to : hour;
  const zones = await listFlowZones(db, { siteId: site.id, days });
  if (Temporal.Instant.compare(from, until) >= 0) {
    return { days, until: from, zones: zones.map((zone) => countedZone(zone, new Map())) };
  }
  const servicePointIds = zones.flatMap(({ points }) =>
    points.map((point) => point.servicePointId),
  );
  const channels = await listMeteredChannels(db, { servicePointIds, billing: true });
  const used = await readUsedBetween(db, channels, { from, to: until });
  const counted = new Map(
    // Of several channels of a point, the first.
    channels.toReversed().map((channel) => {
      const known = used.get(channel.id);
      const { servicePointId, unit } = channel;
      return [servicePointId, { unit, quantity: known?.quantity, complete: known?.complete }];
    }),
  );
  return { days, until, zones: zones.map((zone) => countedZone(zone, counted)) };
}

function countedZone(
  { points, ...zone }: FlowZone,
  counted: ReadonlyMap<
    number,
    Pick<CountedPoint, "unit" | "quantity"> & { readonly complete?: boolean | undefined }
  >,
): CountedZone {
  const { quantities, ...flow } = zoneFlow(
    points.map(({ side, servicePointId }) => {
      const { unit = "", quantity } = counted.get(servicePointId) ?? {};
      return { side, servicePointId, unit, quantity };
    }),
  );
  return {
    ...zone,
    ...flow,
    points: points.map((point, n) => ({
      ...point,
      quantity: quantities[n],
      complete: counted.get(point.servicePointId)?.complete === true,
    })),
  };
}
