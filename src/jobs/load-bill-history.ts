import type { BillHistory } from "#domain/billing/bill.ts";
import type { PointToBill } from "#domain/billing/make-bill.ts";
import { knownConsumption } from "#domain/consumption/known-consumption.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { instantsOf, intersectDates, type DateRange } from "#domain/core/instant-range.ts";
import type { Queryable } from "#platform/database.ts";
import { type BilledMonth, listBilledMonths } from "#storage/bills.ts";
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
 * Twelve months of consumption up to the month in which the period begins, by commodity: from the
 * bills of those months, from readings where a month was not billed as a whole, null where nothing
 * is known. The month of the bill itself shows what the bill bills.
 */
export async function loadHistory(
  db: Queryable,
  { loaded, period, points }: HistoryQuery,
): Promise<BillHistory[]> {
  const last = period.from.with({ day: 1 });
  const months = Array.from({ length: MONTHS }, (_, n) =>
    last.subtract({ months: MONTHS - 1 - n }),
  );
  const billed = await listBilledMonths(db, {
    leaseId: loaded.lease.id,
    from: months[0] ?? last,
  });
  const servicePointIds = points.map(({ servicePointId }) => servicePointId);
  const channels = await listMeteredChannels(db, { servicePointIds, billing: true });
  const known = new Map<number, readonly (Decimal | undefined)[]>();
  for (const channel of channels) {
    const own = billed.filter(({ servicePointId }) => servicePointId === channel.servicePointId);
    const readFrom = loaded.lease.billedFrom;
    known.set(
      channel.servicePointId,
      await monthsOf(db, {
        channel,
        billed: own,
        months,
        readFrom,
        timeZone: loaded.site.timeZone,
      }),
    );
  }
  const byCommodity = Map.groupBy(points, ({ commodity }) => commodity);
  return Array.from(byCommodity, ([commodity, ofCommodity]) => ({
    commodity,
    unit: ofCommodity[0]?.unit ?? "",
    months: months.map((month, n) => ({
      month: month.toString().slice(0, "2026-11".length),
      consumption:
        n === MONTHS - 1
          ? sumText(ofCommodity.map(({ rating }) => rating.quantity))
          : sumText(ofCommodity.map((point) => known.get(point.servicePointId)?.[n])),
    })),
  }));
}

interface MonthsQuery {
  readonly channel: MeteredChannel;
  readonly billed: readonly BilledMonth[];
  readonly months: readonly Temporal.PlainDate[];
  /** Before it, the point was another tenant's: not this one's to see. */
  readonly readFrom: Temporal.PlainDate;
  readonly timeZone: string;
}

async function monthsOf(
  db: Queryable,
  { channel, billed, months, readFrom, timeZone }: MonthsQuery,
): Promise<readonly (Decimal | undefined)[]> {
  const found: (Decimal | undefined)[] = [];
  for (const month of months.slice(0, -1)) {
    const name = month.toString().slice(0, "2026-11".length);
    const onBill = billed.find((one) => one.month === name);
    if (onBill) found.push(Decimal.parse(onBill.consumption));
    else {
      const to = month.add({ months: 1 });
      const days = intersectDates({ from: month, to }, { from: readFrom, to });
      found.push(days && (await readDays(db, channel, { days, timeZone })));
    }
  }
  return found;
}

async function readDays(
  db: Queryable,
  channel: MeteredChannel,
  { days, timeZone }: { readonly days: DateRange; readonly timeZone: string },
): Promise<Decimal | undefined> {
  const range = instantsOf(days, timeZone);
  const { consumption } = await readConsumption(db, channel, range);
  return knownConsumption(consumption, range).quantity;
}

/** The sum of what is known; null when nothing is. */
function sumText(quantities: readonly (Decimal | undefined)[]): string | null {
  const known = quantities.filter((quantity) => quantity !== undefined);
  return known.length === 0 ? null : Decimal.sum(known).normalized().toString();
}
