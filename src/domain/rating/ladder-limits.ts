import { Decimal } from "#domain/core/decimal.ts";
import { failed, ok, type Result } from "#domain/core/fault.ts";
import type { DateRange } from "#domain/core/instant-range.ts";
import {
  PEAK_DEMAND,
  type ConsumptionCharge,
  type Ladder,
} from "#domain/tariff/tariff-document.ts";
import { power } from "./demand-measure.ts";
import { inUnit } from "./in-unit.ts";
import { termOf } from "./lease-terms.ts";
import { localStretch } from "./local-midnight.ts";
import type { PricedStretch } from "./priced-stretch.ts";

/** From a limit as the tariff writes it to the one that holds for this customer. */
export type LimitScale = (limit: Decimal) => Decimal;

/** Follows nothing. */
export const AS_WRITTEN: LimitScale = (limit) => limit;

export interface LimitQuery {
  readonly stretch: PricedStretch;
  /** The days whose highest demand counts, where limits are per kW of it. */
  readonly days: DateRange;
}

/** How the limits of a ladder follow what the lease says, or the demand; a fault where that is not known. */
export function limitScale(
  { id }: ConsumptionCharge,
  { limitsPer, widen, intervalMinutes }: Ladder,
  { stretch, days }: LimitQuery,
): Result<LimitScale> {
  if (!limitsPer && !widen) return ok(AS_WRITTEN);
  const count =
    limitsPer === undefined
      ? ok(Decimal.ONE)
      : limitsPer === PEAK_DEMAND
        ? peakDemand(id, stretch, { days, intervalMinutes })
        : termOf(stretch, { id, term: limitsPer });
  if (!count.ok) return count;
  if (!widen) return ok((limit) => limit.times(count.value));
  const term = termOf(stretch, { id, term: widen.per });
  if (!term.ok) return term;
  const beyond = term.value.minus(widen.above ?? Decimal.ZERO);
  const wider = Decimal.max(beyond, Decimal.ZERO).times(widen.by);
  return ok((limit) => limit.times(count.value).plus(wider));
}

function peakDemand(
  id: string,
  { usage, unit, timeZone }: PricedStretch,
  {
    days,
    intervalMinutes: minutes,
  }: { readonly days: DateRange; readonly intervalMinutes: number | undefined },
): Result<Decimal> {
  const kwhPerCount = inUnit(usage.perCount, { from: unit, to: "kWh" });
  if (!kwhPerCount) throw new RangeError(`no demand in ${unit}`);
  const stretch = localStretch(days, timeZone);
  const peaks = usage.peaks({
    calendar: undefined,
    stretch,
    minutes,
    averaging: "block",
    stepMinutes: undefined,
  });
  if (peaks.kind === "known") {
    return ok(power(Decimal.of(peaks.counts[0] ?? 0).times(kwhPerCount), peaks.minutes));
  }
  const { reason, remedy } = peaks;
  return failed([
    { code: "rating.demand-unknown", subject: `charges ${id}`, message: reason, remedy },
  ]);
}
