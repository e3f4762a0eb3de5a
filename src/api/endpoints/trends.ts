import type { Caller, Endpoint } from "#api/endpoint.ts";
import { tenantLimit } from "#api/endpoint.ts";
import { consumptionCsv, consumptionWorkbook } from "#api/consumption-file.ts";
import { notFound } from "#api/problem.ts";
import { wire } from "#api/wire.ts";
import type { PeakLoad } from "#domain/consumption/load-profile.ts";
import { asId, type ChannelId, type MeterId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";
import { readTable as readRows } from "#storage/consumption-tables.ts";
import { readProfile as readLoad } from "#storage/load-profiles.ts";
import { listMeters } from "#storage/meter-views.ts";
import type { TrendChannelQuery } from "#storage/trend-channel.ts";
import { readTrend as read, type TrendBar } from "#storage/trends.ts";

interface Asked {
  readonly id: number;
  readonly channel?: number | undefined;
  readonly at?: string | undefined;
  readonly caller: Caller;
  readonly now: Temporal.Instant;
}

/** The meter and the channel that are asked for; throws when the caller may not see the meter. */
async function findAsked(db: Queryable, { id, channel, at, caller, now }: Asked) {
  const meterId = asId<MeterId>(id);
  const tenantId = tenantLimit(caller);
  const [meter] = await listMeters(db, { now, ids: [meterId], tenantId });
  if (!meter) throw notFound(`meter ${id}`);
  const query: TrendChannelQuery = {
    meterId,
    channelId: channel === undefined ? undefined : asId<ChannelId>(channel),
    tenantId,
    now,
  };
  return {
    meter,
    query: { ...query, at: at === undefined ? undefined : Temporal.PlainDate.from(at) },
  };
}

export const readTrend: Endpoint<"readTrend"> = async (
  { database, clock },
  { params, query, caller },
) => {
  const { range, at, channel, compare, curve: detail } = query;
  const asked = await findAsked(database, { ...params, at, channel, caller, now: clock.now() });
  const trend = await read(database, { ...asked.query, range, compare, curve: detail });
  if (!trend) throw notFound(`trend of meter ${params.id}`);
  const { days, instants, curve, previous, compared } = trend;
  return {
    meterId: params.id,
    channelId: trend.channel.id,
    quantity: trend.channel.quantity,
    unit: trend.channel.unit,
    timeZone: trend.timeZone,
    range,
    fromDay: days.from.toString(),
    toDay: days.to.toString(),
    from: instants.from.toString(),
    to: instants.to.toString(),
    barStep: trend.barStep,
    bars: trend.bars.map(barOf),
    curve: wire(curve),
    total: trend.total?.toString() ?? null,
    previous: {
      fromDay: previous.days.from.toString(),
      toDay: previous.days.to.toString(),
      total: previous.total?.toString() ?? null,
    },
    compared: compared
      ? {
          fromDay: compared.days.from.toString(),
          toDay: compared.days.to.toString(),
          bars: compared.bars.map(barOf),
          curve: wire(compared.curve),
          total: compared.total?.toString() ?? null,
        }
      : null,
  };
};

function barOf({ from, to, quantity, estimated, complete }: TrendBar) {
  return {
    from: from.toString(),
    to: to.toString(),
    quantity: quantity?.toString() ?? null,
    estimated,
    complete,
  };
}

export const readProfile: Endpoint<"readProfile"> = async (
  { database, clock },
  { params, query, caller },
) => {
  const { range, at, channel } = query;
  const asked = await findAsked(database, { ...params, at, channel, caller, now: clock.now() });
  const profile = await readLoad(database, { ...asked.query, range });
  if (!profile) throw notFound(`profile of meter ${params.id}`);
  const { days, baseLoad, peak, dailyPeaks } = profile;
  return {
    meterId: params.id,
    channelId: profile.channel.id,
    timeZone: profile.timeZone,
    range,
    fromDay: days.from.toString(),
    toDay: days.to.toString(),
    unit: profile.unit,
    baseLoad: baseLoad ?? null,
    peak: peakOf(peak),
    duration: [...profile.duration],
    heatMap: profile.heatMap.map((hours) => [...hours]),
    dailyPeaks: dailyPeaks.map((daily, n) => ({
      day: days.from.add({ days: n }).toString(),
      peak: peakOf(daily),
    })),
  };
};

function peakOf(peak: PeakLoad | undefined) {
  return peak ? wire(peak) : null;
}

export const readTable: Endpoint<"readTable"> = async (
  { database, clock },
  { params, query, caller, reply },
) => {
  const { format, step, channel } = query;
  const asked = await findAsked(database, { ...params, channel, caller, now: clock.now() });
  const days = { from: Temporal.PlainDate.from(query.from), to: Temporal.PlainDate.from(query.to) };
  const table = await readRows(database, { ...asked.query, days, step });
  if (!table) throw notFound(`consumption of meter ${params.id}`);
  const named = { ...table, serialNumber: asked.meter.serialNumber };
  const name = `${named.serialNumber}-${query.from}-${query.to}`.replaceAll(
    /[^A-Za-z0-9._-]/g,
    "-",
  );
  const isWorkbook = format === "xlsx";
  return reply
    .header("content-type", isWorkbook ? WORKBOOK_TYPE : "text/csv; charset=utf-8")
    .header("content-disposition", `attachment; filename="${name}.${format}"`)
    .send(isWorkbook ? await consumptionWorkbook(named) : consumptionCsv(named));
};

const WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
