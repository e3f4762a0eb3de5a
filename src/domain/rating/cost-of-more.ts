import type { IntervalConsumption } from "#domain/consumption/interval-consumption.ts";
import { failed, ok, type Result } from "#domain/core/fault.ts";
import { intersectDates, type DateRange } from "#domain/core/instant-range.ts";
import { rateTogether, type TariffOnPoint } from "./rate-together.ts";
import type { RatingInput } from "./rating-input.ts";
import { windowsIn } from "./windows.ts";

/** What was measured, and what would have been beside it. */
export interface MoreUse extends Omit<RatingInput, "versions"> {
  /** All that price the point: its own, which does so on every day, and those beside it on theirs. */
  readonly tariffs: readonly TariffOnPoint[];
  readonly consumption: IntervalConsumption;
  /** Counts like those of `consumption`, interval by interval. */
  readonly more: Float64Array;
}

/**
 * What so much more use would have cost by all tariffs with their taxes, in minor units: the days priced
 * with it, less the same days as they were measured. So it meets the price of its hours, the step of the ladder it
 * falls into and the peak it makes, and no charge that is due anyway. Calendar months are priced one by
 * one, each as a billing period.
 */
export function costOfMore({ more, tariffs, ...input }: MoreUse): Result<bigint> {
  const { consumption, period } = input;
  const amounts = consumption.amounts.map((amount, n) => amount + (more[n] ?? 0));
  let costMinor = 0n;
  for (const { part } of windowsIn(period, { kind: "month", billingPeriod: period })) {
    const own = tariffsOn(part, tariffs);
    const month = { ...input, period: part };
    const measured = rateTogether(own, month);
    const all = rateTogether(own, { ...month, consumption: { ...consumption, amounts } });
    if (!measured.ok) return failed(measured.faults);
    if (!all.ok) return failed(all.faults);
    costMinor += all.value.totalMinor - measured.value.totalMinor;
  }
  return ok(costMinor);
}

/** Those that price on some of the days, on these. */
function tariffsOn(days: DateRange, tariffs: readonly TariffOnPoint[]): TariffOnPoint[] {
  return tariffs.flatMap((tariff) => {
    const period = tariff.period ? intersectDates(tariff.period, days) : days;
    return period ? [{ ...tariff, period }] : [];
  });
}
