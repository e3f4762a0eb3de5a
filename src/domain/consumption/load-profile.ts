import { type DateRange, instantsOf } from "#domain/core/instant-range.ts";
import type { IntervalConsumption } from "./interval-consumption.ts";

/** How a load behaves. Binary numbers, per hour of time: for display only. */
export interface LoadProfile {
  /** Undercut in one interval of twenty: what runs day and night. Undefined: nothing is known. */
  readonly baseLoad: number | undefined;
  readonly peak: PeakLoad | undefined;
  /** From the highest rate to the lowest, each in a hundredth of the time; empty: nothing known. */
  readonly duration: readonly number[];
  /** Average by weekday, Monday first, and by hour of the site's clock; null: nothing known. */
  readonly heatMap: readonly (readonly (number | null)[])[];
  /** The highest rate of each local day; undefined where nothing is known. */
  readonly dailyPeaks: readonly (PeakLoad | undefined)[];
}

export interface PeakLoad {
  readonly rate: number;
  /** When its interval begins. */
  readonly at: Temporal.Instant;
}

const MS_PER_HOUR = 3_600_000;
const HOURS = 24;
const WEEKDAYS = 7;
const PERCENTILES = 100;
const BASE_PERCENTILE = 95;

/** The load of local days as their intervals show it; `days` and consumption cover the same time. */
export function loadProfile(
  consumption: IntervalConsumption,
  days: DateRange,
  timeZone: string,
): LoadProfile {
  const rates = ratesOf(consumption);
  const stepMs = consumption.intervalMinutes * 60_000;
  const fromMs = consumption.from.epochMilliseconds;
  const cells = Array.from({ length: WEEKDAYS * HOURS }, () => ({ sum: 0, known: 0 }));
  const dailyPeaks: (PeakLoad | undefined)[] = [];
  for (let day = days.from; !day.equals(days.to); day = day.add({ days: 1 })) {
    const clock = wallHours(day, timeZone);
    let peak = -1;
    const end = Math.ceil((clock.toMs - fromMs) / stepMs);
    for (let n = Math.ceil((clock.fromMs - fromMs) / stepMs); n < end; n += 1) {
      const rate = rates[n] ?? NaN;
      if (Number.isNaN(rate)) continue;
      const cell = cells[(day.dayOfWeek - 1) * HOURS + clock.hourAt(fromMs + n * stepMs)];
      if (cell) {
        cell.sum += rate;
        cell.known += 1;
      }
      if (peak < 0 || rate > (rates[peak] ?? 0)) peak = n;
    }
    dailyPeaks.push(peak < 0 ? undefined : peakAt(rates[peak] ?? 0, fromMs + peak * stepMs));
  }
  const duration = durationOf(rates);
  const known = dailyPeaks.filter((peak) => peak !== undefined);
  return {
    baseLoad: duration[BASE_PERCENTILE],
    peak: known.toSorted((a, b) => b.rate - a.rate)[0],
    duration,
    heatMap: Array.from({ length: WEEKDAYS }, (_, weekday) =>
      cells
        .slice(weekday * HOURS, (weekday + 1) * HOURS)
        .map(({ sum, known: count }) => (count > 0 ? sum / count : null)),
    ),
    dailyPeaks,
  };
}

/** Per hour of time; NaN where an interval is not known. */
function ratesOf({ amounts, qualities, perCount, intervalMinutes }: IntervalConsumption) {
  const factor = (perCount.toDisplayNumber() * 60) / intervalMinutes;
  return amounts.map((counts, n) => (qualities?.[n] === 0 ? NaN : counts * factor));
}

/** At each hundredth of the known time; a rate of intervals as long as each other. */
function durationOf(rates: Float64Array): number[] {
  const falling = rates
    .filter((rate) => !Number.isNaN(rate))
    .toSorted()
    .toReversed();
  if (falling.length === 0) return [];
  return Array.from(
    { length: PERCENTILES + 1 },
    (_, share) => falling[Math.round((share / PERCENTILES) * (falling.length - 1))] ?? 0,
  );
}

function peakAt(rate: number, epochMs: number): PeakLoad {
  return { rate, at: Temporal.Instant.fromEpochMilliseconds(epochMs) };
}

/** The hours that the clocks of a zone show on a day, asked one by one only where they are set. */
function wallHours(day: Temporal.PlainDate, timeZone: string) {
  const { from, to } = instantsOf({ from: day, to: day.add({ days: 1 }) }, timeZone);
  const fromMs = from.epochMilliseconds;
  const toMs = to.epochMilliseconds;
  const isPlain = toMs - fromMs === HOURS * MS_PER_HOUR;
  return {
    fromMs,
    toMs,
    hourAt: (ms: number) =>
      isPlain
        ? Math.floor((ms - fromMs) / MS_PER_HOUR)
        : Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone).hour,
  };
}
