import { Decimal } from "#domain/core/decimal.ts";
import { type DateRange, instantsOf } from "#domain/core/instant-range.ts";
import type { IntervalConsumption } from "./interval-consumption.ts";
import { type KnownConsumption, knownConsumption } from "./known-consumption.ts";
import type { RegisterSeries } from "./register-series.ts";
import { calendarSteps, hoursOf } from "./trend-range.ts";

export const TABLE_STEPS = ["interval", "hour", "day", "month"] as const;
export type TableStep = (typeof TABLE_STEPS)[number];

/** One row of a table of consumption: a stretch of time, and the register at its beginning. */
export interface ConsumptionRow extends KnownConsumption {
  readonly from: Temporal.Instant;
  /** In the channel's unit, before the multiplier; undefined without a reading at that instant. */
  readonly register: Decimal | undefined;
}

/** The rows of whole local days, in steps. */
export function consumptionTable(table: {
  readonly consumption: IntervalConsumption;
  readonly registers: RegisterSeries;
  readonly resolution: Decimal;
  readonly days: DateRange;
  readonly timeZone: string;
  readonly step: TableStep;
}): ConsumptionRow[] {
  const { consumption, registers, resolution, days, timeZone, step } = table;
  const countsAt = new Map(Array.from(registers.epochMs, (ms, n) => [ms, registers.counts[n]]));
  const range = instantsOf(days, timeZone);
  const steps =
    step === "interval"
      ? intervalsOf(range.from, range.to, consumption.intervalMinutes)
      : step === "hour"
        ? hoursOf(range)
        : calendarSteps(days, step, timeZone);
  return steps.map(({ from, to }) => {
    const counts = countsAt.get(from.epochMilliseconds);
    return {
      from,
      register: counts === undefined ? undefined : Decimal.of(counts).times(resolution),
      ...knownConsumption(consumption, { from, to }),
    };
  });
}

function intervalsOf(from: Temporal.Instant, to: Temporal.Instant, minutes: number) {
  const count = Math.round(from.until(to).total("minutes") / minutes);
  return Array.from({ length: count }, (_, n) => ({
    from: from.add({ minutes: n * minutes }),
    to: from.add({ minutes: (n + 1) * minutes }),
  }));
}
