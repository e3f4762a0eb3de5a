import type { PointEvidence } from "#domain/billing/point-evidence.ts";
import { EMPTY_SERIES, type RegisterSeries } from "#domain/consumption/register-series.ts";
import type { ChannelId, ServicePointId } from "#domain/core/id.ts";
import { instantsOf } from "#domain/core/instant-range.ts";
import { askedChannels, type SideChannel } from "#domain/rating/asked-channels.ts";
import type { Queryable } from "#platform/database.ts";
import {
  listMeteredChannels,
  measuredIds,
  type MeteredChannel,
} from "#storage/channel-consumption.ts";
import { listDoubtfulMeters } from "#storage/doubtful-models.ts";
import { listInstalledSerialNumbers } from "#storage/meters.ts";
import { listDecided } from "#storage/reading-exceptions.ts";
import { readRegisters } from "#storage/read-readings.ts";
import { doubtfulMeterFaults } from "./doubtful-meters.ts";
import { heldReadings } from "./held-readings.ts";
import { loadCircumstances } from "./load-circumstances.ts";
import { loadTariffs } from "./load-tariffs.ts";
import { type EvidenceRequest, type PaidStretch, paidStretches } from "./paid-stretch.ts";

/**
 * Everything that bills are made from, in a handful of statements for all of them: by request, the
 * evidence of each of its points.
 */
export async function loadEvidence(
  db: Queryable,
  requests: readonly EvidenceRequest[],
): Promise<readonly (readonly PointEvidence[])[]> {
  const tariffIds = requests.flatMap(({ loaded: { points, addOns = [] } }) =>
    [...points, ...addOns].map((point) => point.tariffId),
  );
  const tariffs = await loadTariffs(db, [...new Set(tariffIds)]);
  const paid = requests.map((request) => paidStretches(request, tariffs));
  const all = paid.flat();
  const servicePointIds = [...new Set(all.map(({ point }) => point.servicePointId))];
  const channels = await listMeteredChannels(db, { servicePointIds, billing: true });
  // Of several of a point, the first.
  const byPoint = new Map(
    channels.toReversed().map((channel) => [channel.servicePointId, channel]),
  );
  const decided = await listDecided(db, measuredIds(channels));
  const doubtful = Map.groupBy(
    await listDoubtfulMeters(db, measuredPoints(channels)),
    (meter) => meter.servicePointId,
  );
  const sides = await sideChannels(db, all);
  const registers = await readSeries(db, all, (point) => {
    const billed = byPoint.get(point);
    const beside = (sides.get(point) ?? []).map(({ register }) => register.id);
    return billed ? [...measuredIds([billed]), ...beside] : beside;
  });
  const serialNumbers = await readSerialNumbers(db, all);
  const around = await loadCircumstances(db, all);
  return paid.map((stretches, n) =>
    stretches.map((stretch): PointEvidence => {
      const { point, days, readFrom, tariff, addOns } = stretch;
      const channel = byPoint.get(point.servicePointId);
      const read = registers.get(rangeKey(stretch));
      const parts = partsOf(channel, read);
      const series = channel && !channel.parts ? read?.get(channel.id) : undefined;
      // Those whose readings the bill rests on.
      const measured = parts.map((part) => ({ channel: part.register, series: part.series }));
      if (channel && series) measured.push({ channel, series });
      const about = {
        range: instantsOf(days, stretch.timeZone),
        decided,
        tenant: requests[n]?.loaded.tenant.name ?? "",
        timeZone: stretch.timeZone,
      };
      return {
        servicePointId: point.servicePointId,
        days,
        countsFrom: point.startsOn,
        readFrom,
        register: channel,
        series,
        parts,
        sides: (sides.get(point.servicePointId) ?? []).flatMap((side) => {
          const own = registers.get(rangeKey(stretch))?.get(side.register.id);
          return own ? [{ ...side, series: own }] : [];
        }),
        around: around.get(stretch) ?? {},
        held: measured.flatMap((one) => [
          ...doubtfulMeterFaults(doubtful.get(one.channel.servicePointId) ?? [], about.range, {
            tenant: about.tenant,
            point: one.channel.pointName,
          }),
          ...heldReadings(one, about),
        ]),
        meterSerialNumber: serialNumbers.get(endKey(stretch))?.get(point.servicePointId) ?? "",
        tariff,
        addOns,
      };
    }),
  );
}

/** What a virtual point is the sum of; nothing where the point is measured. */
function partsOf(
  channel: MeteredChannel | undefined,
  read: ReadonlyMap<ChannelId, RegisterSeries> | undefined,
) {
  return (channel?.parts ?? []).map((part) => ({
    factor: part.factor,
    register: part.channel,
    series: read?.get(part.channel.id) ?? EMPTY_SERIES,
  }));
}

/** The points whose meters measure what these channels tell. */
function measuredPoints(channels: readonly MeteredChannel[]): ServicePointId[] {
  const ids = channels.flatMap(
    ({ servicePointId, parts }) =>
      parts?.map(({ channel }) => channel.servicePointId) ?? [servicePointId],
  );
  return [...new Set(ids)];
}

function rangeKey({ readFrom, days, timeZone }: PaidStretch): string {
  return `${readFrom} ${days.to} ${timeZone}`;
}

function endKey({ days, timeZone }: PaidStretch): string {
  return `${days.to} ${timeZone}`;
}

/** The quantity of a channel that a tariff asks for beside the billed one. */
const SIDE_QUANTITIES: Readonly<Record<string, SideChannel>> = {
  reactiveEnergyDelivered: "reactiveImport",
  reactiveEnergyReceived: "reactiveExport",
  energyReceived: "received",
};

interface SideOfPoint {
  readonly channel: SideChannel;
  readonly register: MeteredChannel;
}

/** By point, the channels that its tariffs ask for; nothing is read where none asks. */
async function sideChannels(
  db: Queryable,
  stretches: readonly PaidStretch[],
): Promise<ReadonlyMap<ServicePointId, readonly SideOfPoint[]>> {
  const asked = new Map<ServicePointId, Set<SideChannel>>();
  for (const { point, documents } of stretches) {
    for (const document of documents) {
      const channels = askedChannels(document);
      if (channels.size === 0) continue;
      const known = asked.get(point.servicePointId) ?? [];
      asked.set(point.servicePointId, new Set([...known, ...channels]));
    }
  }
  if (asked.size === 0) return new Map();
  const found = await listMeteredChannels(db, { servicePointIds: [...asked.keys()] });
  const sides = found.flatMap((register) => {
    const channel = SIDE_QUANTITIES[register.quantity];
    const isAsked = channel && asked.get(register.servicePointId)?.has(channel);
    return isAsked ? [{ channel, register }] : [];
  });
  return Map.groupBy(sides, ({ register }) => register.servicePointId);
}

/** By range, then by channel: the stretches of a bill run mostly have one range. */
async function readSeries(
  db: Queryable,
  stretches: readonly PaidStretch[],
  channelsOf: (point: ServicePointId) => readonly ChannelId[],
): Promise<ReadonlyMap<string, ReadonlyMap<ChannelId, RegisterSeries>>> {
  const found = new Map<string, ReadonlyMap<ChannelId, RegisterSeries>>();
  for (const [key, alike] of Map.groupBy(stretches, rangeKey)) {
    const [first] = alike;
    if (!first) continue;
    const range = instantsOf({ from: first.readFrom, to: first.days.to }, first.timeZone);
    const ids = alike.flatMap(({ point }) => channelsOf(point.servicePointId));
    found.set(key, await readRegisters(db, [...new Set(ids)], range));
  }
  return found;
}

/** The meters that were in place at the end of the days billed. */
async function readSerialNumbers(
  db: Queryable,
  stretches: readonly PaidStretch[],
): Promise<ReadonlyMap<string, ReadonlyMap<ServicePointId, string>>> {
  const found = new Map<string, ReadonlyMap<ServicePointId, string>>();
  for (const [key, alike] of Map.groupBy(stretches, endKey)) {
    const [first] = alike;
    if (!first) continue;
    const at = instantsOf(first.days, first.timeZone).to;
    const servicePointIds = alike.map(({ point }) => point.servicePointId);
    found.set(key, await listInstalledSerialNumbers(db, { servicePointIds, at }));
  }
  return found;
}
