import { Decimal } from "#domain/core/decimal.ts";
import { tenToThe } from "#domain/core/whole.ts";
import { fraction, timesFraction } from "#domain/core/fraction.ts";
import type { IntervalConsumption } from "./interval-consumption.ts";

export interface PowerSeries {
  /** When the first interval begins. */
  readonly from: Temporal.Instant;
  readonly stepMinutes: number;
  /** Average power of neighbouring intervals in kW. */
  readonly kilowatts: readonly Decimal[];
}

const MINUTES_PER_HOUR = 60;

/**
 * The kWh of average powers. A count is the last digit that any of them has; where the greatest
 * would then pass 2^53, digits beyond it are rounded half-even: some 1e-16 of the greatest.
 */
export function consumptionOfPower({
  from,
  stepMinutes,
  kilowatts,
}: PowerSeries): IntervalConsumption {
  const scale = countedDigits(kilowatts);
  const amounts = Float64Array.from(kilowatts, (power) => {
    const { coefficient, scale: digits } = power.rounded(scale, "half-even");
    return Number(coefficient * tenToThe(scale - digits));
  });
  const perCount = timesFraction(new Decimal(1n, scale), fraction(stepMinutes, MINUTES_PER_HOUR));
  return { from, intervalMinutes: stepMinutes, amounts, perCount };
}

const GREATEST_COUNT = Decimal.of(Number.MAX_SAFE_INTEGER);

function countedDigits(powers: readonly Decimal[]): number {
  let scale = 0;
  let greatest = Decimal.ZERO;
  for (const power of powers) {
    scale = Math.max(scale, power.scale);
    greatest = Decimal.max(greatest, power.absolute());
  }
  while (scale > 0 && GREATEST_COUNT.lessThan(greatest.times(new Decimal(tenToThe(scale), 0)))) {
    scale -= 1;
  }
  return scale;
}
