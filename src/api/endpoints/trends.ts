import type { Endpoint } from "#api/endpoint.ts";
import { tenantLimit } from "#api/endpoint.ts";
import { notFound } from "#api/problem.ts";
import { asId, type ChannelId, type MeterId } from "#domain/core/id.ts";
import { listMeters } from "#storage/meter-views.ts";
import { readTrend as read } from "#storage/trends.ts";

export const readTrend: Endpoint<"readTrend"> = async (
  { database, clock },
  { params, query, caller },
) => {
  const now = clock.now();
  const meterId = asId<MeterId>(params.id);
  const [meter] = await listMeters(database, {
    now,
    ids: [meterId],
    tenantId: tenantLimit(caller),
  });
  const { range, at, channel } = query;
  const trend =
    meter &&
    (await read(database, {
      meterId,
      range,
      at: at === undefined ? undefined : Temporal.PlainDate.from(at),
      channelId: channel === undefined ? undefined : asId<ChannelId>(channel),
      tenantId: tenantLimit(caller),
      now,
    }));
  if (!trend) throw notFound(`trend of meter ${params.id}`);
  const { days, instants, curve, previous } = trend;
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
    bars: trend.bars.map((bar) => ({
      from: bar.from.toString(),
      to: bar.to.toString(),
      quantity: bar.quantity?.toString() ?? null,
      estimated: bar.estimated,
      complete: bar.complete,
    })),
    curve: {
      from: curve.from.toString(),
      stepMinutes: curve.stepMinutes,
      unit: curve.unit,
      values: [...curve.values],
      estimated: [...curve.estimated],
    },
    total: trend.total?.toString() ?? null,
    previous: {
      fromDay: previous.days.from.toString(),
      toDay: previous.days.to.toString(),
      total: previous.total?.toString() ?? null,
    },
  };
};
