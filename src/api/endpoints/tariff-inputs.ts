import { audited, refusedField } from "#api/audited.ts";
import type { Endpoint } from "#api/endpoint.ts";
import { momentOf } from "#api/moments.ts";
import { notFound, ProblemError } from "#api/problem.ts";
import { wire } from "#api/wire.ts";
import { Decimal } from "#domain/core/decimal.ts";
import {
  asId,
  type PriceSeriesId,
  type ServicePointId,
  type SiteId,
  type TariffEventId,
} from "#domain/core/id.ts";
import { importSeries } from "#jobs/import-series.ts";
import type { Queryable } from "#platform/database.ts";
import {
  pointExists,
  putEarlierUse as storeEarlier,
  readEarlierUse as readEarlier,
} from "#storage/earlier-use.ts";
import { deletePriceSeries, listPriceSeries as listSeries } from "#storage/price-series.ts";
import { listSiteViews, type SiteView } from "#storage/site-views.ts";
import {
  addTariffEvent,
  deleteTariffEvent,
  listTariffEvents as listEvents,
} from "#storage/tariff-events.ts";

const day = (text: string) => Temporal.PlainDate.from(text);

export const listPriceSeries: Endpoint<"listPriceSeries"> = async ({ database }) => ({
  series: wire(await listSeries(database)),
});

export const importPriceSeries: Endpoint<"importPriceSeries"> = async (
  context,
  { body, caller },
) => {
  const { name, text, stepMinutes } = body;
  return audited(context, caller, async (tx) => {
    const { id: siteId, timeZone } = await siteOf(tx, body.siteId);
    const order = { siteId: asId<SiteId>(siteId), name, text, timeZone };
    const done = await importSeries(tx, { ...order, stepMinutes: stepMinutes ?? undefined });
    if (!done.ok) {
      const faults = done.faults.map((fault) => ({
        ...fault,
        subject: `body.text, ${fault.subject}`,
      }));
      throw new ProblemError(
        "not-possible",
        `${faults[0]?.subject}: ${faults[0]?.message}`,
        faults,
      );
    }
    const answer = wire(done.value);
    return {
      note: {
        action: "price-series.imported",
        subject: `price series ${answer.id}`,
        after: { name, ...answer },
      },
      answer,
    };
  });
};

export const removePriceSeries: Endpoint<"removePriceSeries"> = async (
  context,
  { params, caller },
) => {
  await audited(context, caller, async (tx) => {
    const name = await deletePriceSeries(tx, asId<PriceSeriesId>(params.id));
    if (name === undefined) throw notFound(`price series ${params.id}`);
    return {
      note: {
        action: "price-series.removed",
        subject: `price series ${params.id}`,
        before: { name },
      },
      answer: undefined,
    };
  });
  return null;
};

export const listTariffEvents: Endpoint<"listTariffEvents"> = async ({ database }) => {
  const siteIds = (await listSiteViews(database)).map(({ id }) => asId<SiteId>(id));
  return { events: wire(await listEvents(database, { siteIds })) };
};

export const declareTariffEvent: Endpoint<"declareTariffEvent"> = async (
  context,
  { body, caller },
) =>
  audited(context, caller, async (tx) => {
    const site = await siteOf(tx, body.siteId);
    const { timeZone } = site;
    const from = momentOf(body.from, { timeZone, field: "body.from" });
    const to = momentOf(body.to, { timeZone, field: "body.to" });
    if (Temporal.Instant.compare(from, to) >= 0) {
      throw refusedField("to", { code: "tariff-event.end", message: "must be after its begin" });
    }
    const { name, note } = body;
    const id = await addTariffEvent(tx, { siteId: asId<SiteId>(site.id), name, from, to, note });
    return {
      note: {
        action: "tariff-event.declared",
        subject: `tariff event ${id}`,
        after: wire({ name, from, to, note }),
      },
      answer: { id },
    };
  });

export const removeTariffEvent: Endpoint<"removeTariffEvent"> = async (
  context,
  { params, caller },
) => {
  await audited(context, caller, async (tx) => {
    const before = await deleteTariffEvent(tx, asId<TariffEventId>(params.id));
    if (!before) throw notFound(`tariff event ${params.id}`);
    return {
      note: { action: "tariff-event.removed", subject: `tariff event ${params.id}`, before },
      answer: undefined,
    };
  });
  return null;
};

export const readEarlierUse: Endpoint<"readEarlierUse"> = async ({ database }, { params }) => {
  const id = asId<ServicePointId>(params.id);
  const told = (await readEarlier(database, [id])).get(id);
  return {
    peaks: (told?.peaks ?? []).map(({ month, chargeId, demand }) => ({
      month: month.toString(),
      chargeId: chargeId ?? null,
      demand: demand.toString(),
    })),
    used: (told?.used ?? []).map(({ from, to, quantity }) => ({
      from: from.toString(),
      to: to.toString(),
      quantity: quantity.toString(),
    })),
  };
};

export const putEarlierUse: Endpoint<"putEarlierUse"> = async (
  context,
  { params, body, caller },
) => {
  const id = asId<ServicePointId>(params.id);
  return audited(context, caller, async (tx) => {
    if (!(await pointExists(tx, id))) throw notFound(`service point ${id}`);
    const before = (await readEarlier(tx, [id])).get(id);
    await storeEarlier(tx, {
      servicePointId: id,
      peaks: body.peaks.map(({ month, chargeId, demand }) => ({
        month: day(month),
        demand: Decimal.parse(demand),
        ...(chargeId !== null && { chargeId }),
      })),
      used: body.used.map(({ from, to, quantity }) => ({
        from: day(from),
        to: day(to),
        quantity: Decimal.parse(quantity),
      })),
    });
    return {
      note: {
        action: "service-point.earlier-use-said",
        subject: `service point ${id}`,
        ...(before && { before: wire(before) }),
        after: body,
      },
      answer: { id },
    };
  });
};

async function siteOf(tx: Queryable, id: number): Promise<SiteView> {
  const site = (await listSiteViews(tx)).find((one) => one.id === id);
  if (!site) throw notFound(`site ${id}`);
  return site;
}
