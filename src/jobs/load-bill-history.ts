import type { BillHistory } from "#domain/billing/bill.ts";
import type { PointToBill } from "#domain/billing/make-bill.ts";
import { knownConsumption } from "#domain/consumption/known-consumption.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { instantsOf, intersectDates, type DateRange } from "#domain/core/instant-range.ts";
import type { Queryable } from "#platform/database.ts";
import { listBilledMonths } from "#storage/bills.ts";
import {
  listMeteredChannels,
  type MeteredChannel,
  readConsumption,
} from "#storage/channel-consumption.ts";
import type { LoadedLease } from "./load-lease.ts";

const MONTHS = 12;

interface HistoryQuery {
  readonly loaded: LoadedLease;
  readonly period: DateRange;
  readonly points: readonly PointToBill[];
}

/**
 * Twelve months of consumption up to the month of the last day billed, by commodity: from the
 * bills of those months and this one, from readings where a month was not billed as a whole, null
 * where nothing is known. Days after the billing period are not looked at.
 */
export async function loadHistory(db: Queryable, query: HistoryQuery): Promise<BillHistory[]> {
  const { loaded, period, points } = query;
  const last = period.to.subtract({ days: 1 }).with({ day: 1 });
  const months = Array.from({ length: MONTHS }, (_, n) =>
    last.subtract({ months: MONTHS - 1 - n }),
  );
  const from = months[0] ?? last;
  const billed = await listBilledMonths(db, { leaseId: loaded.lease.id, from });
  const servicePointIds = points.map(({ servicePointId }) => servicePointId);
  const channels = await listMeteredChannels(db, { servicePointIds, billing: true });
  const amounts: (readonly (Decimal | undefined)[])[] = [];
  for (const channel of channels) {
    const own = billed.filter((month) => month.servicePointId === channel.servicePointId);
    const onBills = new Map(own.map(({ month, consumption }) => [month, consumption]));
    amounts.push(await amountsOf(db, query, { channel, months, onBills }));
  }
  const byCommodity = Map.groupBy(points, ({ commodity }) => commodity);
  return Array.from(byCommodity, ([commodity, ofCommodity]) => ({
    commodity,
    unit: ofCommodity[0]?.unit ?? "",
    months: months.map((month, n) => {
      const known = amounts.filter((_, at) => channels[at]?.commodity === commodity);
      return { month: nameOf(month), consumption: sumText(known.map((ofPoint) => ofPoint[n])) };
    }),
  }));
}

/** `2026-11`. */
function nameOf(month: Temporal.PlainDate): string {
  return month.toString().slice(0, "2026-11".length);
}

async function amountsOf(
  db: Queryable,
  { loaded, period, points }: HistoryQuery,
  {
    channel,
    months,
    onBills,
  }: {
    readonly channel: MeteredChannel;
    readonly months: readonly Temporal.PlainDate[];
    /** Consumption by the name of the month. */
    readonly onBills: ReadonlyMap<string, string>;
  },
): Promise<readonly (Decimal | undefined)[]> {
  const ofPoint = points.filter(({ servicePointId }) => servicePointId === channel.servicePointId);
  const amounts: (Decimal | undefined)[] = [];
  for (const month of months) {
    const onBill = onBills.get(nameOf(month));
    // Before it, the point was another tenant's: not this one's to see.
    const known = { from: loaded.lease.billedFrom, to: period.to };
    const days = intersectDates({ from: month, to: month.add({ months: 1 }) }, known);
    const here = days && ofPoint.find((point) => areSame(point.days, days));
    if (onBill !== undefined) amounts.push(Decimal.parse(onBill));
    else if (here) amounts.push(here.rating.quantity);
    else amounts.push(days && (await readDays(db, channel, { days, loaded })));
  }
  return amounts;
}

function areSame(a: DateRange, b: DateRange): boolean {
  return a.from.equals(b.from) && a.to.equals(b.to);
}

async function readDays(
  db: Queryable,
  channel: MeteredChannel,
  { days, loaded }: { readonly days: DateRange; readonly loaded: LoadedLease },
): Promise<Decimal | undefined> {
  const range = instantsOf(days, loaded.site.timeZone);
  const { consumption } = await readConsumption(db, channel, range);
  return knownConsumption(consumption, range).quantity;
}

/** The sum of what is known; null when nothing is. */
function sumText(quantities: readonly (Decimal | undefined)[]): string | null {
  const known = quantities.filter((quantity) => quantity !== undefined);
  return known.length === 0 ? null : Decimal.sum(known).normalized().toString();
}
