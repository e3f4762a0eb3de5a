import { Decimal } from "#domain/core/decimal.ts";
import { failed, ok, type Result } from "#domain/core/fault.ts";
import { fraction, fractionText, multiplyFractions, timesFraction } from "#domain/core/fraction.ts";
import type { DateRange } from "#domain/core/instant-range.ts";
import { textIn } from "#domain/core/local-text.ts";
import { inUnit } from "./in-unit.ts";
import type { DemandCharge, Rate } from "#domain/tariff/tariff-document.ts";
import { tierOverlaps } from "./fill-tiers.ts";
import type { LocalStretch } from "./local-midnight.ts";
import { type ExactLine, localOf, plain, type PricedStretch } from "./priced-stretch.ts";
import { timesDue } from "./recurrence.ts";
import type { Peaks } from "./usage.ts";
import { windowsIn } from "./windows.ts";

const MINUTES_PER_HOUR = 60;
const MONTHS_OF_YEAR = 12;

/**
 * Prices the highest average power of each calendar month in the days: of the whole month, or of
 * each TOU period that a rate names. Rules R20 and R21: never from instantaneous power.
 */
export function rateDemand(
  charge: DemandCharge,
  stretch: PricedStretch,
): Result<readonly ExactLine[]> {
  const months = windowsIn(stretch.days, { kind: "month", billingPeriod: stretch.billingPeriod });
  const lines: ExactLine[] = [];
  for (const { part } of months) {
    const local = localOf(stretch, part);
    const peaks = stretch.usage.peaks({
      calendar: charge.calendar,
      stretch: local,
      minutes: charge.intervalMinutes,
      averaging: charge.averaging,
    });
    if (peaks.kind === "unknown") {
      return failed([
        {
          code: "rating.demand-unknown",
          subject: `charges ${charge.id}`,
          message: peaks.reason,
          remedy: peaks.remedy,
        },
      ]);
    }
    lines.push(...linesOf(charge, stretch, { local, peaks }));
  }
  return ok(lines);
}

interface MonthPeaks {
  readonly local: LocalStretch;
  readonly peaks: Peaks;
}

function linesOf(
  charge: DemandCharge,
  stretch: PricedStretch,
  { local, peaks }: MonthPeaks,
): ExactLine[] {
  const due = dueIn(charge, stretch, local.days);
  const kwhPerCount = inUnit(stretch.usage.perCount, { from: stretch.unit, to: "kWh" });
  if (!kwhPerCount) throw new RangeError(`charge ${charge.id} finds no power in ${stretch.unit}`);
  return charge.rates
    .filter((rate) => rate.buckets.some((bucket) => peaks.occurs[bucket]))
    .flatMap((rate) => {
      const peakKw = kilowatts(peaks, rate.buckets, kwhPerCount);
      const overlaps = tierOverlaps(
        rate.tiers.flatMap(({ upTo }) => upTo ?? []),
        peakKw,
      );
      return rate.tiers.flatMap(({ price }, t): ExactLine[] => {
        const quantity = (overlaps[t] ?? Decimal.ZERO).normalized();
        if (t > 0 && quantity.isZero()) return [];
        const part = fractionText(due) === "1" ? "" : ` × ${fractionText(due)}`;
        return [
          {
            kind: rate.byTouPeriod ? "tou-demand" : "flat-demand",
            chargeId: charge.id,
            label: textIn(charge.label, stretch.language),
            range: local.instants,
            ...namesOf(rate, stretch.language),
            ...(rate.tiers.length > 1 && { tier: t + 1 }),
            quantity,
            unit: charge.unit,
            price,
            amount: timesFraction(quantity.times(price), due),
            formula: `${plain(quantity)} ${charge.unit} × ${plain(price)}${part}`,
            estimatedShare: 0,
          },
        ];
      });
    });
}

function namesOf({ touPeriod, season }: Rate, language: string) {
  return {
    ...(touPeriod !== undefined && { touPeriod: textIn(touPeriod, language) }),
    ...(season !== undefined && { season: textIn(season, language) }),
  };
}

/** The share of the month's price that falls due; a yearly price by twelfths. */
function dueIn(charge: DemandCharge, stretch: PricedStretch, days: DateRange) {
  const { prorate, per } = charge;
  const months = timesDue({ per: "month", prorate, days, billingPeriod: stretch.billingPeriod });
  return per === "month" ? months : multiplyFractions(months, fraction(1, MONTHS_OF_YEAR));
}

/** The highest peak of the buckets in kW: energy over minutes is power. */
export function kilowatts(
  peaks: Pick<Peaks, "counts" | "minutes">,
  buckets: readonly number[],
  kwhPerCount: Decimal,
): Decimal {
  const counts = buckets.reduce((most, bucket) => {
    const peak = peaks.counts[bucket] ?? 0n;
    return peak > most ? peak : most;
  }, 0n);
  return timesFraction(
    Decimal.of(counts).times(kwhPerCount),
    fraction(MINUTES_PER_HOUR, peaks.minutes),
  );
}
