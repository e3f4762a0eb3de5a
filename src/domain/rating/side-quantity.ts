import { Decimal } from "#domain/core/decimal.ts";
import { failed, ok, type Result } from "#domain/core/fault.ts";
import type { DateRange } from "#domain/core/instant-range.ts";
import type { Counted, SideChannels } from "./circumstances.ts";
import { inUnit } from "./in-unit.ts";
import { IntervalUsage } from "./interval-usage.ts";
import { localStretch } from "./local-midnight.ts";
import type { PricedStretch } from "./priced-stretch.ts";
import { TotalUsage } from "./total-usage.ts";

/** What a channel counted, as charges ask for it. */
export function usageOf(counted: Counted, period: DateRange): IntervalUsage | TotalUsage {
  return "amounts" in counted ? new IntervalUsage(counted) : new TotalUsage(counted, period);
}

type ReactiveChannel = Exclude<keyof SideChannels, "received">;

export interface SideQuery {
  /** The charge that asks. */
  readonly id: string;
  readonly channel: ReactiveChannel;
  /** Within the billing period. */
  readonly days: DateRange;
}

/** What a channel beside the priced one counted on the days, in its unit; a fault where it is not known. */
export function sideQuantity(
  { around, billingPeriod, timeZone }: PricedStretch,
  { id, channel, days }: SideQuery,
): Result<Decimal> {
  const counted = around.channels?.[channel];
  const usage = counted && usageOf(counted, billingPeriod);
  const local = localStretch(days, timeZone);
  if (usage?.covers(local)) {
    return ok(Decimal.of(usage.overall(local).counts).times(usage.perCount).normalized());
  }
  return failed([
    {
      code: "rating.channel-missing",
      subject: `charges ${id}`,
      message: `it counts ${NAMES[channel]}, which was not read from ${days.from.toString()} to ${days.to.toString()}`,
      remedy: `read the point's ${NAMES[channel]}, or leave the charge out`,
    },
  ]);
}

const NAMES: Readonly<Record<ReactiveChannel, string>> = {
  reactiveImport: "reactive energy drawn (kvarh)",
  reactiveExport: "reactive energy sent back (kvarh)",
};

/** The active energy on the days, in kWh. */
export function activeEnergy({ usage, unit, timeZone }: PricedStretch, days: DateRange): Decimal {
  const kwhPerCount = inUnit(usage.perCount, { from: unit, to: "kWh" });
  if (!kwhPerCount) throw new RangeError(`no active energy in ${unit}`);
  const { counts } = usage.overall(localStretch(days, timeZone));
  return Decimal.of(counts).times(kwhPerCount).normalized();
}
