import type { IntervalConsumption } from "#domain/consumption/interval-consumption.ts";
import { failed, ok, type Result } from "#domain/core/fault.ts";
import { rate } from "./rate.ts";
import type { RatingInput } from "./rating-input.ts";
import { windowsIn } from "./windows.ts";

/** What was measured, and what would have been beside it. */
export interface MoreUse extends RatingInput {
  readonly consumption: IntervalConsumption;
  /** Counts like those of `consumption`, interval by interval. */
  readonly more: Float64Array;
}

/**
 * What so much more use would have cost with its taxes, in minor units: the days priced with it, less
 * the same days as they were measured. So it meets the price of its hours, the step of the ladder it
 * falls into and the peak it makes, and no charge that is due anyway. Calendar months are priced one by
 * one, each as a billing period.
 */
export function costOfMore({ more, ...input }: MoreUse): Result<bigint> {
  const { consumption, period } = input;
  const amounts = consumption.amounts.map((amount, n) => amount + (more[n] ?? 0));
  let costMinor = 0n;
  for (const { part } of windowsIn(period, { kind: "month", billingPeriod: period })) {
    const measured = rate({ ...input, period: part });
    const all = rate({ ...input, period: part, consumption: { ...consumption, amounts } });
    if (!measured.ok) return failed(measured.faults);
    if (!all.ok) return failed(all.faults);
    costMinor += all.value.totalMinor - measured.value.totalMinor;
  }
  return ok(costMinor);
}
