import type { Endpoint } from "#api/endpoint.ts";
import { notFound } from "#api/problem.ts";
import { siteFlow } from "#jobs/zone-flows.ts";
import { listSiteViews } from "#storage/site-views.ts";

export const readZoneFlows: Endpoint<"readZoneFlows"> = async (
  { database, clock },
  { params, query },
) => {
  const site = (await listSiteViews(database)).find(({ id }) => id === params.id);
  if (!site) throw notFound(`site ${params.id}`);
  const now = clock.now();
  const day =
    query.day === undefined
      ? now.toZonedDateTimeISO(site.timeZone).toPlainDate()
      : Temporal.PlainDate.from(query.day);
  const { days, until, zones } = await siteFlow(database, { site, range: query.range, day, now });
  return {
    from: days.from.toString(),
    to: days.to.toString(),
    until: until.toString(),
    zones: zones.map((zone) => ({
      ...zone,
      supplied: zone.supplied?.toString() ?? null,
      used: zone.used?.toString() ?? null,
      loss: zone.loss?.toString() ?? null,
      lossPercent: zone.lossPercent?.toString() ?? null,
      points: zone.points.map((point) => ({
        ...point,
        tenants: [...point.tenants],
        quantity: point.quantity?.toString() ?? null,
      })),
    })),
  };
};
