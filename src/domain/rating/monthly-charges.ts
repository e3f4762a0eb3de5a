import type { IntervalConsumption } from "#domain/consumption/interval-consumption.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { failed, ok, type Fault, type Result } from "#domain/core/fault.ts";
import type { DateRange } from "#domain/core/instant-range.ts";
import type { TariffDocument } from "#domain/tariff/tariff-document.ts";
import type { Circumstances } from "./circumstances.ts";
import { rate } from "./rate.ts";
import type { RatedLineKind } from "./rated-line.ts";
import type { RatingResult } from "./rating-input.ts";
import { sumOfAll, sumOfKind } from "./sums-by-kind.ts";
import { windowsIn } from "./windows.ts";

/** What a tariff charges for a calendar month, by kind of charge: exact, in the tariff's currency. */
export interface MonthlyCharges {
  /** The days priced: the whole month, or what the range holds of it. */
  readonly days: DateRange;
  /** In kWh. */
  readonly quantity: Decimal;
  readonly fixed: Decimal;
  readonly energy: Decimal;
  readonly flatDemand: Decimal;
  readonly touDemand: Decimal;
  readonly minimumTopUp: Decimal;
  /** Reactive energy, percentages, the power factor, and what a maximum cuts off. */
  readonly other: Decimal;
  /** Taxes that come on top. */
  readonly tax: Decimal;
  readonly total: Decimal;
  /** Highest average power over an interval of the readings. */
  readonly peakKw: Decimal;
  /** The same month as it would be billed, rounded. */
  readonly rated: RatingResult;
}

export interface MonthsToRate {
  readonly document: TariffDocument;
  /** In kWh; covers `days`. */
  readonly consumption: IntervalConsumption;
  readonly days: DateRange;
  readonly timeZone: string;
  /** What the tariff asks for beside the consumption. */
  readonly around?: Circumstances;
  /** First day of the contract; that of `days` unless told. */
  readonly countsFrom?: Temporal.PlainDate;
}

/**
 * Prices a stretch of days by calendar months, each as one billing period. Ladders and earlier peaks
 * count from the first day of the contract. Says of all months only the first fault: the others are mostly the same.
 */
export function monthlyCharges(months: MonthsToRate): Result<readonly MonthlyCharges[]> {
  const { document, consumption, days, timeZone, countsFrom = days.from } = months;
  const versions = [{ id: 0, effectiveFrom: days.from, document }];
  const charges: MonthlyCharges[] = [];
  const faults: Fault[] = [];
  for (const { part } of windowsIn(days, { kind: "month", billingPeriod: days })) {
    const rated = rate({
      ...months.around,
      versions,
      period: part,
      timeZone,
      consumption,
      unit: "kWh",
      countsFrom,
    });
    if (rated.ok) charges.push(chargesOf(document, part, rated.value));
    else faults.push(...rated.faults);
  }
  return faults.length > 0 ? failed(faults.slice(0, 1)) : ok(charges);
}

const OTHER_KINDS: ReadonlySet<RatedLineKind> = new Set([
  "reactive",
  "percentage",
  "power-factor",
  "maximum-cut",
  "tax",
]);

function chargesOf(document: TariffDocument, days: DateRange, rated: RatingResult): MonthlyCharges {
  const { byKind, quantity, peakKw } = rated;
  const sumOf = (kind: RatedLineKind) => sumOfKind(byKind, kind);
  const tax = exactTax(document, rated);
  return {
    days,
    quantity,
    fixed: sumOf("fixed"),
    energy: sumOf("energy"),
    flatDemand: sumOf("flat-demand"),
    touDemand: sumOf("tou-demand"),
    minimumTopUp: sumOf("minimum-top-up"),
    other: sumOfAll(byKind.filter(({ kind }) => OTHER_KINDS.has(kind))),
    tax,
    total: rated.exact.plus(tax),
    peakKw: peakKw ?? Decimal.ZERO,
    rated,
  };
}

const PERCENT = new Decimal(1n, 2);

/** The taxes on top of the exact lines, before any rounding. */
function exactTax({ taxes }: TariffDocument, { lines }: RatingResult): Decimal {
  if (taxes.length === 0) return Decimal.ZERO;
  const amounts = new Map<string, Decimal>();
  for (const { id, percent, included, on, onTaxes } of taxes) {
    if (included) continue;
    const charged = lines.filter(({ chargeId }) => on.includes(chargeId));
    const base = Decimal.sum([
      ...charged.map(({ amount }) => amount),
      ...onTaxes.map((tax) => amounts.get(tax) ?? Decimal.ZERO),
    ]);
    amounts.set(id, base.times(percent).times(PERCENT));
  }
  return Decimal.sum([...amounts.values()]);
}
