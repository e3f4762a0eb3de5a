import type { BillHistory } from "#domain/billing/bill.ts";
import type { PointToBill } from "#domain/billing/make-bill.ts";
import type { EarlierConsumption } from "#domain/billing/use-comparison.ts";
import { knownConsumption } from "#domain/consumption/known-consumption.ts";
import type { Commodity } from "#domain/core/commodity.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { epochDay } from "#domain/core/epoch-day.ts";
import { instantsOf, intersectDates, type DateRange } from "#domain/core/instant-range.ts";
import type { Queryable } from "#platform/database.ts";
import { listBilledMonths } from "#storage/bills.ts";
import { listMeteredChannels, readConsumption } from "#storage/channel-consumption.ts";
import type { LoadedLease } from "./load-lease.ts";

/** Of a year, before the month in which the billing period begins. */
const MONTHS_BEFORE = 12;

/** That a bill shows: this month a year ago, and all since. */
const MONTHS_SHOWN = 13;

/** Whose history, up to the end of which period. */
export interface HistoryQuery {
  readonly loaded: LoadedLease;
  readonly period: DateRange;
  readonly points: readonly PointToBill[];
}

/** What is known of the use of a lease. */
export interface UseHistory {
  /** Thirteen months up to that of the last day billed, by commodity. */
  readonly history: readonly BillHistory[];
  readonly earlier: EarlierConsumption;
}

/**
 * The consumption by month and commodity: from the bills of those months and this one, from
 * readings where a month was not billed as a whole, null where nothing is known. Days after the
 * billing period are not looked at. By query.
 */
export async function loadHistories(
  db: Queryable,
  queries: readonly HistoryQuery[],
): Promise<readonly UseHistory[]> {
  // Most of a run's bills are for the same days.
  const known = new Map<string, readonly HistoryMonth[]>();
  const months = queries.map(({ period }) =>
    known.getOrInsertComputed(`${period.from} ${period.to}`, () => monthsOf(period)),
  );
  const firsts = known.values().flatMap(([first]) => (first ? [first.days.from] : []));
  const [from] = firsts.toArray().toSorted(Temporal.PlainDate.compare);
  if (!from) return queries.map(() => ({ history: [], earlier: NOTHING_EARLIER }));
  const leaseIds = queries.map(({ loaded }) => loaded.lease.id);
  const billed = await listBilledMonths(db, { leaseIds, from });
  const byLease = Map.groupBy(billed, ({ leaseId }) => leaseId);
  // What of each month is the tenant's: of most leases the same.
  const ownMonths = new Map<string, readonly (DateRange | undefined)[]>();
  const histories: UseHistory[] = [];
  for (const [n, query] of queries.entries()) {
    const billedMonths = byLease.get(query.loaded.lease.id) ?? [];
    const onBills = new Map(
      billedMonths.map(({ servicePointId, month, consumption }) => [
        `${servicePointId} ${month}`,
        consumption,
      ]),
    );
    // Before it, the points were another tenant's: not this one's to see.
    const own = { from: query.loaded.lease.billedFrom, to: query.period.to };
    const shown = months[n] ?? [];
    const ownDays = ownMonths.getOrInsertComputed(
      `${own.from} ${query.period.from} ${own.to}`,
      () => shown.map(({ days }) => intersectDates(days, own)),
    );
    histories.push(await historyOf(db, query, { months: shown, ownDays, onBills }));
  }
  return histories;
}

interface HistoryMonth {
  /** `2026-11`. */
  readonly name: string;
  readonly days: DateRange;
}

function monthsOf(period: DateRange): readonly HistoryMonth[] {
  const first = period.from.with({ day: 1 }).subtract({ months: MONTHS_BEFORE });
  const last = period.to.subtract({ days: 1 }).with({ day: 1 });
  const { months } = first.until(last, { largestUnit: "month" });
  const needed = Math.max(months + 1, MONTHS_SHOWN);
  return Array.from({ length: needed }, (_, n) => {
    const from = last.subtract({ months: needed - 1 - n });
    const name = from.toString().slice(0, "2026-11".length);
    return { name, days: { from, to: from.add({ months: 1 }) } };
  });
}

const NOTHING_EARLIER: EarlierConsumption = { yearBefore: new Map(), pastYear: new Map() };

interface Known {
  readonly months: readonly HistoryMonth[];
  /** What of each month is the tenant's. */
  readonly ownDays: readonly (DateRange | undefined)[];
  /** Consumption by point and month: `7 2026-11`. */
  readonly onBills: ReadonlyMap<string, string>;
}

async function historyOf(db: Queryable, query: HistoryQuery, known: Known): Promise<UseHistory> {
  const ids = [...new Set(query.points.map(({ servicePointId }) => servicePointId))];
  const amounts = new Map<number, readonly (Decimal | undefined)[]>();
  for (const id of ids) {
    amounts.set(id, await amountsOf(db, query, { ...known, pointId: id }));
  }
  const byCommodity = Map.groupBy(query.points, ({ commodity }) => commodity);
  const yearBefore = new Map<Commodity, Decimal>();
  const pastYear = new Map<Commodity, Decimal>();
  const history = Array.from(byCommodity, ([commodity, ofCommodity]): BillHistory => {
    const own = [...new Set(ofCommodity.map(({ servicePointId }) => servicePointId))];
    const byMonth = known.months.map((_, n) => own.map((id) => amounts.get(id)?.[n]));
    const before = sumOfAll(byMonth.slice(0, MONTHS_BEFORE));
    if (before) pastYear.set(commodity, before);
    const sameDays = sumOfAll(byMonth.slice(0, wholeMonths(query.period)));
    if (sameDays) yearBefore.set(commodity, sameDays);
    return {
      commodity,
      unit: ofCommodity[0]?.unit ?? "",
      months: known.months
        .map((month, n) => ({ month: month.name, consumption: sumText(byMonth[n] ?? []) }))
        .slice(-MONTHS_SHOWN),
    };
  });
  return { history, earlier: { yearBefore, pastYear } };
}

/** How many calendar months a period is; 0 where it begins or ends within one. */
function wholeMonths({ from, to }: DateRange): number {
  if (from.day !== 1 || to.day !== 1) return 0;
  return from.until(to, { largestUnit: "month" }).months;
}

/** Undefined where there is nothing, or anything in it is unknown. */
function sumOfAll(quantities: readonly (readonly (Decimal | undefined)[])[]): Decimal | undefined {
  const all = quantities.flat();
  const known = all.filter((quantity) => quantity !== undefined);
  return all.length === 0 || known.length < all.length ? undefined : Decimal.sum(known);
}

async function amountsOf(
  db: Queryable,
  { loaded, points }: HistoryQuery,
  { months, onBills, ownDays, pointId }: Known & { readonly pointId: number },
): Promise<readonly (Decimal | undefined)[]> {
  const ofPoint = points.filter(({ servicePointId }) => servicePointId === pointId);
  const amounts: (Decimal | undefined)[] = [];
  for (const [n, month] of months.entries()) {
    const onBill = onBills.get(`${pointId} ${month.name}`);
    const days = ownDays[n];
    const here = days && ofPoint.find((point) => areSame(point.days, days));
    if (onBill !== undefined) amounts.push(Decimal.parse(onBill));
    else if (here) amounts.push(here.rating.quantity);
    else amounts.push(days && (await readDays(db, pointId, { days, loaded })));
  }
  return amounts;
}

function areSame(a: DateRange, b: DateRange): boolean {
  return epochDay(a.from) === epochDay(b.from) && epochDay(a.to) === epochDay(b.to);
}

async function readDays(
  db: Queryable,
  pointId: number,
  { days, loaded }: { readonly days: DateRange; readonly loaded: LoadedLease },
): Promise<Decimal | undefined> {
  const range = instantsOf(days, loaded.site.timeZone);
  const selection = { servicePointIds: [pointId], billing: true };
  const [channel] = await listMeteredChannels(db, selection);
  if (!channel) return undefined;
  const { consumption } = await readConsumption(db, channel, range);
  return knownConsumption(consumption, range).quantity;
}

/** The sum of what is known; null when nothing is. */
function sumText(quantities: readonly (Decimal | undefined)[]): string | null {
  const known = quantities.filter((quantity) => quantity !== undefined);
  return known.length === 0 ? null : Decimal.sum(known).normalized().toString();
}
