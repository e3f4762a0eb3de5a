import type { Endpoint } from "#api/endpoint.ts";
import { notFound } from "#api/problem.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { asId, type ServicePointId } from "#domain/core/id.ts";
import { instantsOf } from "#domain/core/instant-range.ts";
import { listMeteredChannels } from "#storage/channel-consumption.ts";
import { registerAt } from "#storage/nearest-readings.ts";
import { listSiteViews } from "#storage/site-views.ts";

/** The billed registers of the points as far as they are known: a person fills in the rest. */
export const readRegisters: Endpoint<"readRegisters"> = async ({ database }, { params, query }) => {
  const site = (await listSiteViews(database)).find(({ id }) => id === params.id);
  if (!site) throw notFound(`site ${params.id}`);
  const day = Temporal.PlainDate.from(query.day);
  const { from: midnight } = instantsOf({ from: day, to: day.add({ days: 1 }) }, site.timeZone);
  const servicePointIds = query.points.split(",").map((id) => asId<ServicePointId>(Number(id)));
  const channels = await listMeteredChannels(database, {
    siteId: site.id,
    servicePointIds,
    billing: true,
  });
  const registers = [];
  for (const channel of channels) {
    const found = await registerAt(database, channel.id, midnight);
    registers.push({
      channelId: channel.id,
      servicePointId: channel.servicePointId,
      pointName: channel.pointName,
      commodity: channel.commodity,
      unit: channel.unit,
      resolution: channel.resolution.toString(),
      known: found
        ? {
            value: Decimal.of(found.counts).times(channel.resolution).toString(),
            measuredAt: found.measuredAt.toString(),
            atMidnight: found.measuredAt.equals(midnight),
          }
        : null,
    });
  }
  return { registers };
};
