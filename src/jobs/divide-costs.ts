import { without } from "#domain/billing/due-periods.ts";
import { pricePoints } from "#domain/billing/price-point.ts";
import { knownConsumption } from "#domain/consumption/known-consumption.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { type Fault, failed, ok, type Result } from "#domain/core/fault.ts";
import { asId, type SiteId } from "#domain/core/id.ts";
import { instantsOf, intersectDates, type DateRange } from "#domain/core/instant-range.ts";
import { formulaText } from "#domain/rating/formula.ts";
import type { SharingUnit } from "#domain/sharing/cost-pool.ts";
import { monthlyAmountMinor } from "#domain/sharing/monthly-amount.ts";
import { shareCost } from "#domain/sharing/share-cost.ts";
import type { Queryable } from "#platform/database.ts";
import { consumptionFrom, listMeteredChannels, measuredIds } from "#storage/channel-consumption.ts";
import { readRegisters } from "#storage/read-readings.ts";
import {
  type CostPool,
  insertSharedCost,
  listCostPools,
  listDividedDays,
  lockCosts,
} from "#storage/shared-costs.ts";
import { readSite, type Site } from "#storage/sites.ts";
import { listStays, listUnitPoints } from "#storage/stays.ts";
import { loadEvidence } from "./lease-evidence.ts";

export interface DivideOptions {
  readonly siteId: SiteId;
  readonly period: DateRange;
  readonly at: Temporal.Instant;
  readonly actor: string;
}

/**
 * Divides what the site's pools cost in a period, as far as that is not divided yet: common meters
 * priced by their tariffs, and amounts that come every month. Days that are divided stay so, and
 * each day is divided once; what cannot be priced yet is told, and divided when it can be.
 */
export async function divideCosts(tx: Queryable, options: DivideOptions): Promise<Fault[]> {
  const { siteId, period } = options;
  const pools = await listCostPools(tx, siteId);
  if (pools.length === 0) return [];
  await lockCosts(tx, siteId);
  const site = await readSite(tx, siteId);
  const divided = await listDividedDays(
    tx,
    pools.map(({ id }) => id),
  );
  const faults: Fault[] = [];
  for (const pool of pools) {
    const { startsOn, endsOn } = pool;
    const days = intersectDates({ from: startsOn, to: endsOn ?? period.to }, period);
    if (!days || pool.source.kind === "invoice") continue;
    for (const stretch of without(days, divided.get(pool.id) ?? [])) {
      const mixed = await mixedUse(tx, pool);
      const cost = mixed ? failed([mixed]) : await costOf(tx, { pool, site, days: stretch });
      if (!cost.ok) faults.push(...cost.faults);
      else await divide(tx, { ...options, pool, site, days: stretch, ...cost.value });
    }
  }
  return faults;
}

/** A cost that a person enters: a supplier's invoice for some days, without tax. */
export interface InvoiceToDivide {
  readonly pool: CostPool;
  readonly days: DateRange;
  readonly amountMinor: bigint;
  readonly description: string;
  readonly invoiceNumber: string;
  readonly at: Temporal.Instant;
  readonly actor: string;
}

/**
 * Divides an invoice over those who were there in its days; the id of the cost, or why it cannot be
 * divided.
 */
export async function divideInvoice(
  tx: Queryable,
  invoice: InvoiceToDivide,
): Promise<Result<number>> {
  await lockCosts(tx, invoice.pool.siteId);
  const mixed = await mixedUse(tx, invoice.pool);
  if (mixed) return failed([mixed]);
  const site = await readSite(tx, invoice.pool.siteId);
  return ok(await divide(tx, { ...invoice, site, evidence: {} }));
}

/** Use that cannot be added up: kWh of one utility and cubic metres of another. */
async function mixedUse(tx: Queryable, pool: CostPool): Promise<Fault | undefined> {
  if (pool.commodity !== undefined || !isByUse(pool)) return undefined;
  const spaceIds = pool.units.map(({ spaceId }) => spaceId);
  const points = await listUnitPoints(tx, { spaceIds, commodity: undefined });
  if (new Set(points.map(({ commodity }) => commodity)).size < 2) return undefined;
  return {
    code: "cost.mixed-use",
    subject: pool.name,
    message: "is divided by use, and its units use several utilities, which cannot be added up",
    remedy: "choose whose use counts under Shared costs",
  };
}

function isByUse({ rules }: CostPool): boolean {
  return rules.parts.some(({ key }) => key === "consumption");
}

interface PricedCost {
  readonly amountMinor: bigint;
  readonly description: string;
  /** How the amount came about. */
  readonly evidence: unknown;
}

interface PoolDays {
  readonly pool: CostPool;
  readonly site: Site;
  readonly days: DateRange;
}

async function costOf(tx: Queryable, { pool, site, days }: PoolDays): Promise<Result<PricedCost>> {
  const { source, name } = pool;
  switch (source.kind) {
    case "invoice":
      throw new Error("an invoice has its own amount");
    case "amount": {
      const amountMinor = monthlyAmountMinor(source.monthlyMinor, days);
      return ok({ amountMinor, description: "", evidence: {} });
    }
    case "meter":
      break;
  }
  const point = {
    servicePointId: asId<never>(source.servicePointId),
    tariffId: asId<never>(source.tariffId),
    startsOn: pool.startsOn,
    endsOn: pool.endsOn,
  };
  const loaded = { points: [point], site, tenant: { name } };
  const [evidence = []] = await loadEvidence(tx, [{ loaded, period: days }]);
  const { timeZone, currency } = site;
  const priced = pricePoints(evidence, { tenant: name, language: "en", timeZone, currency });
  const [priceable] = priced.points;
  const faults = [...priced.obstacles, ...priced.late];
  if (faults.length > 0) return failed(faults);
  if (!priceable) return failed(priced.remarks);
  const { rating } = priceable;
  return ok({
    amountMinor: rating.netMinor,
    description: "",
    evidence: {
      consumption: rating.quantity,
      versionIds: rating.versionIds,
      lines: rating.lines.map(({ label, formula, amountMinor }) => ({
        label,
        formula: formulaText(formula),
        amountMinor: amountMinor.toString(),
      })),
    },
  });
}

async function divide(
  tx: Queryable,
  cost: PoolDays &
    PricedCost & {
      readonly invoiceNumber?: string;
      readonly at: Temporal.Instant;
      readonly actor: string;
    },
): Promise<number> {
  const { pool, days, amountMinor } = cost;
  const units = await unitsOf(tx, cost);
  const shares = shareCost({ amountMinor, period: days, rules: pool.rules, units });
  return insertSharedCost(tx, {
    poolId: pool.id,
    period: days,
    amountMinor,
    description: cost.description,
    invoiceNumber: cost.invoiceNumber ?? "",
    evidence: cost.evidence,
    dividedAt: cost.at,
    actor: cost.actor,
    shares,
  });
}

/** Who was in the pool's units, and what was used there, where a key asks for it. */
async function unitsOf(tx: Queryable, { pool, site, days }: PoolDays): Promise<SharingUnit[]> {
  const spaceIds = pool.units.map(({ spaceId }) => spaceId);
  const stays = Map.groupBy(await listStays(tx, { spaceIds, days }), ({ spaceId }) => spaceId);
  const used = isByUse(pool) ? await useReader(tx, { pool, site, days }) : () => Decimal.ZERO;
  return pool.units.map(({ spaceId, areaM2, fixedShare }): SharingUnit => {
    const own = stays.get(spaceId) ?? [];
    const vacant = without(
      days,
      own.map((stay) => stay.days),
    );
    return {
      spaceId,
      areaM2,
      fixedShare,
      stays: own.map((stay) => ({ ...stay, consumption: used(spaceId, stay.days) })),
      vacantConsumption: Decimal.sum(vacant.map((range) => used(spaceId, range))),
    };
  });
}

/** What the meters of a unit counted on some of the days. */
async function useReader(
  tx: Queryable,
  { pool, site, days }: PoolDays,
): Promise<(spaceId: number, range: DateRange) => Decimal> {
  const spaceIds = pool.units.map(({ spaceId }) => spaceId);
  const points = await listUnitPoints(tx, { spaceIds, commodity: pool.commodity });
  const servicePointIds = points.map(({ servicePointId }) => servicePointId);
  const channels = await listMeteredChannels(tx, { servicePointIds, billing: true });
  const registers = await readRegisters(tx, measuredIds(channels), instantsOf(days, site.timeZone));
  const spaceOf = new Map(points.map((point) => [point.servicePointId, point.spaceId]));
  return (spaceId, range) => {
    const instants = instantsOf(range, site.timeZone);
    const own = channels.filter((one) => spaceOf.get(one.servicePointId) === spaceId);
    return Decimal.sum(
      own.map((channel) => {
        const { consumption } = consumptionFrom(channel, registers, instants);
        return knownConsumption(consumption, instants).quantity ?? Decimal.ZERO;
      }),
    );
  };
}
