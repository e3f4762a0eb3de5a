import type { IntervalConsumption } from "#domain/consumption/interval-consumption.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { faultText, type Result } from "#domain/core/fault.ts";
import type { DateRange } from "#domain/core/instant-range.ts";
import { fromMinor } from "#domain/core/money.ts";
import type { Circumstances } from "#domain/rating/circumstances.ts";
import { formulaText } from "#domain/rating/formula.ts";
import { rate } from "#domain/rating/rate.ts";
import type { RatingResult } from "#domain/rating/rating-input.ts";
import { parseTariff } from "#domain/tariff/parse-tariff.ts";
import type { TariffDocument } from "#domain/tariff/tariff-document.ts";

/** The value, or an error with every fault. */
export function required<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(result.faults.map(faultText).join("; "));
}

/** A tariff for electricity in EUR with these parts. */
export function tariffOf(parts: Readonly<Record<string, unknown>>): TariffDocument {
  return required(
    parseTariff({
      format: "smartpm-tariff/1",
      name: "Example",
      commodity: "electricity",
      currency: "EUR",
      ...parts,
    }),
  );
}

/** The local days from `from` to before `to`. */
export function daysOf(from: string, to: string): DateRange {
  return { from: Temporal.PlainDate.from(from), to: Temporal.PlainDate.from(to) };
}

export interface ConsumptionCase {
  readonly days: DateRange;
  readonly timeZone?: string;
  readonly intervalMinutes?: number;
  /** The quantity of one count; 1 unless told. */
  readonly perCount?: string;
  /** Counts used in the interval that begins then, by the local clock. */
  readonly amount: (at: Temporal.ZonedDateTime, interval: number) => number;
  readonly quality?: (at: Temporal.ZonedDateTime) => number;
}

/** Interval consumption for all of the days. */
export function consumptionCase(options: ConsumptionCase): IntervalConsumption {
  const { days, timeZone = "UTC", intervalMinutes = 60, perCount = "1", amount, quality } = options;
  const end = days.to.toZonedDateTime(timeZone).epochMilliseconds;
  const starts: Temporal.ZonedDateTime[] = [];
  let at = days.from.toZonedDateTime(timeZone);
  while (at.epochMilliseconds < end) {
    starts.push(at);
    at = at.add({ minutes: intervalMinutes });
  }
  return {
    from: days.from.toZonedDateTime(timeZone).toInstant(),
    intervalMinutes,
    amounts: Float64Array.from(starts, amount),
    perCount: Decimal.parse(perCount),
    ...(quality && { qualities: Uint8Array.from(starts, quality) }),
  };
}

export interface RatingCase {
  readonly tariff: TariffDocument;
  readonly days: DateRange;
  readonly timeZone?: string;
  readonly consumption?: IntervalConsumption;
  /** A register difference in place of intervals. */
  readonly total?: string;
  /** What was read, where it is not the tariff's own unit: m3 of gas. */
  readonly unit?: string;
  /** First day of the contract. */
  readonly countsFrom?: string;
  /** Terms, events, other channels and what was before. */
  readonly around?: Circumstances;
}

/** Prices the days by one tariff; by a total of nothing unless told. */
export function rated(options: RatingCase): RatingResult {
  return required(ratedOrNot(options));
}

/** As `rated`, where it may not be possible. */
export function ratedOrNot(options: RatingCase): Result<RatingResult> {
  const { tariff, days, timeZone = "UTC", consumption, total = "0", countsFrom } = options;
  return rate({
    ...options.around,
    versions: [{ id: 1, effectiveFrom: days.from, document: tariff }],
    period: days,
    timeZone,
    consumption,
    ...(options.unit !== undefined && { unit: options.unit }),
    ...(!consumption && { total: { quantity: Decimal.parse(total) } }),
    ...(countsFrom !== undefined && { countsFrom: Temporal.PlainDate.from(countsFrom) }),
  });
}

/** What the customer pays, as text: `416.00`. */
export function totalText(result: RatingResult): string {
  return fromMinor(result.totalMinor, "EUR").toString();
}

/** Each line as text: `144.00 = 120 kWh × 1.2`. */
export function lineTexts({ lines }: RatingResult): string[] {
  return lines.map(
    ({ amountMinor, formula }) => `${fromMinor(amountMinor, "EUR")} = ${formulaText(formula)}`,
  );
}
