import { type CostPoolOnWire, hasUse, USE_OF_WHAT } from "#api/contract/cost-pools.ts";
import { audited, refusedField, withUniqueName } from "#api/audited.ts";
import type { ApiContext, Endpoint, EndpointRequest } from "#api/endpoint.ts";
import { notFound, ProblemError } from "#api/problem.ts";
import type { Commodity } from "#domain/core/commodity.ts";
import { Decimal } from "#domain/core/decimal.ts";
import type { Fault } from "#domain/core/fault.ts";
import { asId, type SiteId, type SpaceId } from "#domain/core/id.ts";
import { toMinor } from "#domain/core/money.ts";
import { divideInvoice } from "#jobs/divide-costs.ts";
import type { Queryable } from "#platform/database.ts";
import { errorCode } from "#platform/refusal.ts";
import {
  type DividedCost,
  listDividedCosts,
  listLetUnits,
  readCommonMeter,
} from "#storage/cost-views.ts";
import {
  type CostPool,
  type CostSource,
  createCostPool as create,
  listCostPools as list,
  updateCostPool,
} from "#storage/shared-costs.ts";
import { listSites, type Site } from "#storage/sites.ts";
import { listTariffViews } from "#storage/tariff-views.ts";

export const listCostPools: Endpoint<"listCostPools"> = async ({ database }) => {
  const pools: CostPoolOnWire[] = [];
  for (const site of await listSites(database)) pools.push(...(await poolsOf(database, site.id)));
  return { pools };
};

export const createCostPool: Endpoint<"createCostPool"> = async (context, { body, caller }) => {
  const site = await siteOf(context.database, body.siteId);
  const source = sourceOf(body, site);
  const measured =
    source.kind === "meter" ? await requireCommon(context, { site, body, source }) : undefined;
  return withUniqueName(() =>
    audited(context, caller, async (tx) => {
      const units = body.units ?? (await listLetUnits(tx, site.id));
      const id = await create(tx, {
        siteId: site.id,
        name: body.name,
        source,
        rules: {
          parts: body.parts.map(({ key, percent }) => ({ key, percent: Decimal.parse(percent) })),
          vacancy: body.vacancy,
          time: body.time,
        },
        commodity: body.commodity ?? measured,
        taxRate: body.taxRate === undefined ? undefined : Decimal.parse(body.taxRate),
        taxLabel: "VAT",
        startsOn: Temporal.PlainDate.from(body.startsOn),
        endsOn: undefined,
        units: units.map(({ spaceId, fixedShare }) => ({
          spaceId: asId<SpaceId>(spaceId),
          fixedShare: Decimal.parse(fixedShare),
        })),
      });
      const [answer] = (await poolsOf(tx, site.id)).filter((pool) => pool.id === id);
      if (!answer) throw new Error(`cost pool ${id} is gone`);
      const note = { action: "cost-pool.created", subject: `cost pool ${id}`, after: body };
      return { note, answer };
    }),
  );
};

export const changeCostPool: Endpoint<"changeCostPool"> = async (
  context,
  { params, body, caller },
) =>
  withUniqueName(() =>
    audited(context, caller, async (tx) => {
      const { site, before } = await poolWithSite(tx, params.id);
      const endsOn = body.endsOn === null ? undefined : Temporal.PlainDate.from(body.endsOn);
      requireEndAfter(before, endsOn);
      requireUse(before, body);
      await updateCostPool(tx, {
        id: before.id,
        name: body.name,
        monthlyMinor:
          before.source === "amount" && body.monthlyAmount !== undefined
            ? toMinor(Decimal.parse(body.monthlyAmount), site.currency, "half-up")
            : undefined,
        rules: {
          parts: body.parts.map(({ key, percent }) => ({ key, percent: Decimal.parse(percent) })),
          vacancy: body.vacancy,
          time: before.time,
        },
        commodity: body.commodity,
        taxRate: body.taxRate === null ? undefined : Decimal.parse(body.taxRate),
        endsOn,
        units: body.units.map(({ spaceId, fixedShare }) => ({
          spaceId: asId<SpaceId>(spaceId),
          fixedShare: Decimal.parse(fixedShare),
        })),
      });
      const { before: answer } = await poolWithSite(tx, params.id);
      const subject = `cost pool ${params.id}`;
      const { costs: _, ...was } = before;
      return { note: { action: "cost-pool.changed", subject, before: was, after: body }, answer };
    }),
  );

async function poolWithSite(
  db: Queryable,
  id: number,
): Promise<{ readonly site: Site; readonly before: CostPoolOnWire }> {
  for (const site of await listSites(db)) {
    const before = (await poolsOf(db, site.id)).find((pool) => pool.id === id);
    if (before) return { site, before };
  }
  throw notFound(`shared cost ${id}`);
}

/** What is divided by use says by the use of what. */
function requireUse(
  { commodity }: CostPoolOnWire,
  asked: EndpointRequest<"changeCostPool">["body"],
): void {
  if (hasUse(asked.parts, asked.commodity ?? commodity)) return;
  throw refusedField("commodity", {
    code: "cost.use-of-what",
    message: USE_OF_WHAT,
    remedy: "or divide it by area, equally or by fixed shares",
  });
}

/** What is divided stays divided. */
function requireEndAfter(
  { costs, startsOn }: CostPoolOnWire,
  endsOn: Temporal.PlainDate | undefined,
): void {
  if (!endsOn) return;
  const last = [startsOn, ...costs.map(({ to }) => to)].toSorted().at(-1) ?? startsOn;
  if (Temporal.PlainDate.compare(endsOn, last) >= 0) return;
  throw refusedField("endsOn", {
    code: "cost.divided-until",
    message: `it is divided until ${last} already`,
    remedy: "choose a day that is not before it",
  });
}

export const divideCost: Endpoint<"divideCost"> = async (context, { params, body, caller }) => {
  const { database } = context;
  for (const site of await listSites(database)) {
    const pool = (await list(database, site.id)).find(({ id }) => id === params.id);
    if (!pool) continue;
    if (pool.source.kind !== "invoice") {
      throw refusedField("amount", {
        code: "cost.divided-by-itself",
        message: "this cost is divided by itself with each bill run",
        remedy: "enter invoices with a cost whose source is invoices",
      });
    }
    const amountMinor = toMinor(Decimal.parse(body.amount), site.currency, "half-up");
    const divided = audited(context, caller, async (tx, at) => {
      const done = await divideInvoice(tx, {
        pool,
        days: { from: Temporal.PlainDate.from(body.from), to: Temporal.PlainDate.from(body.to) },
        amountMinor,
        description: body.description,
        invoiceNumber: body.invoiceNumber,
        at,
        actor: caller.user.email,
      });
      if (!done.ok) throw notDivided(done.faults);
      const [answer] = (await poolsOf(tx, site.id)).filter((one) => one.id === pool.id);
      if (!answer) throw new Error(`cost pool ${pool.id} is gone`);
      const subject = `shared cost ${done.value}`;
      return { note: { action: "shared-cost.divided", subject, after: body }, answer };
    });
    return divided.catch((error: unknown) => {
      throw errorCode(error) === UNIQUE_VIOLATION ? dividedBefore() : error;
    });
  }
  throw notFound(`shared cost ${params.id}`);
};

function notDivided(faults: readonly Fault[]): ProblemError {
  const [fault] = faults;
  const text = fault ? `${fault.subject} ${fault.message}` : "";
  return new ProblemError("not-possible", text, [...faults]);
}

const UNIQUE_VIOLATION = "23505";

function dividedBefore() {
  return refusedField("invoiceNumber", {
    code: "cost.invoice-divided",
    message: "an invoice with this number is divided already",
    remedy: "leave it, or enter the one that is missing",
  });
}

async function siteOf(db: Queryable, id: number): Promise<Site> {
  const site = (await listSites(db)).find((one) => one.id === id);
  if (!site) throw notFound(`site ${id}`);
  return site;
}

function sourceOf(
  asked: {
    readonly source: CostSource["kind"];
    readonly servicePointId?: number | undefined;
    readonly tariffId?: number | undefined;
    readonly monthlyAmount?: string | undefined;
  },
  { currency }: Site,
): CostSource {
  switch (asked.source) {
    case "invoice":
      return { kind: "invoice" };
    case "amount": {
      const amount = Decimal.parse(asked.monthlyAmount ?? "0");
      return { kind: "amount", monthlyMinor: toMinor(amount, currency, "half-up") };
    }
    case "meter":
      return {
        kind: "meter",
        servicePointId: asked.servicePointId ?? 0,
        tariffId: asked.tariffId ?? 0,
      };
  }
}

/** What a meter of the site measures that no tenant pays from then on, with a tariff for it. */
async function requireCommon(
  { database: db, clock }: Pick<ApiContext, "database" | "clock">,
  {
    site,
    body,
    source,
  }: {
    readonly site: Site;
    readonly body: { readonly startsOn: string };
    readonly source: CostSource & { readonly kind: "meter" };
  },
): Promise<Commodity> {
  const { servicePointId, tariffId } = source;
  const startsOn = Temporal.PlainDate.from(body.startsOn);
  const common = await readCommonMeter(db, { siteId: site.id, servicePointId, startsOn });
  if (!common) {
    const message = "is no point of the site";
    throw refusedField("servicePointId", { code: "cost.point", message, remedy: "choose another" });
  }
  if (common.tenant !== undefined) {
    throw refusedField("servicePointId", {
      code: "cost.point-paid",
      message: `is paid by ${common.tenant} already: it would be charged twice`,
      remedy: "end it in the lease, or choose a meter that nobody pays",
    });
  }
  const tariff = (await listTariffViews(db, { now: clock.now() })).find(
    ({ id }) => id === tariffId,
  );
  if (tariff?.siteId === site.id && tariff.commodity === common.commodity) return common.commodity;
  throw refusedField("tariffId", {
    code: "cost.tariff",
    message: `is no tariff for ${common.commodity} at the site`,
    remedy: "choose one for what the meter measures",
  });
}

async function poolsOf(db: Queryable, siteId: SiteId): Promise<CostPoolOnWire[]> {
  const costs = Map.groupBy(await listDividedCosts(db, siteId), ({ poolId }) => poolId);
  return (await list(db, siteId)).map((pool) => onWire(pool, costs.get(pool.id) ?? []));
}

function onWire(pool: CostPool, costs: readonly DividedCost[]): CostPoolOnWire {
  const { source, rules } = pool;
  return {
    id: pool.id,
    siteId: pool.siteId,
    name: pool.name,
    source: source.kind,
    metered: pool.metered ? { ...pool.metered } : null,
    monthlyMinor: source.kind === "amount" ? source.monthlyMinor.toString() : null,
    parts: rules.parts.map(({ key, percent }) => ({ key, percent: percent.toString() })),
    vacancy: rules.vacancy,
    time: rules.time,
    commodity: pool.commodity ?? null,
    taxRate: pool.taxRate?.toString() ?? null,
    startsOn: pool.startsOn.toString(),
    endsOn: pool.endsOn?.toString() ?? null,
    units: pool.units.map(({ spaceId, name, fixedShare }) => ({
      id: spaceId,
      name,
      fixedShare: fixedShare.toString(),
    })),
    costs: costs.map((cost) => ({
      id: cost.id,
      from: cost.from,
      to: cost.to,
      description: cost.description,
      amountMinor: cost.amountMinor.toString(),
      ownerMinor: cost.ownerMinor.toString(),
      billedMinor: cost.billedMinor.toString(),
    })),
  };
}
