import { bucketCount, type TariffCalendar } from "#domain/tariff/tariff-calendar.ts";
import { intervalRuns, type IntervalGrid, type IntervalRuns } from "./interval-runs.ts";
import type { LocalStretch } from "./local-midnight.ts";
import { timelineOf } from "./timeline.ts";

/** A stretch of a calendar on a grid, for whoever's readings lie on such a grid. */
export interface CompiledRuns extends IntervalRuns {
  readonly buckets: number;
  /** By bucket, whether it has any time in the stretch. */
  readonly occurs: readonly boolean[];
}

/** Stretches remembered per calendar: years of months in a few zones. */
const STRETCHES_AT_MOST = 500;
const byCalendar = new WeakMap<TariffCalendar, Map<string, CompiledRuns>>();

/**
 * The runs of `calendar` over `stretch`; `grid` begins with the interval that holds the stretch's
 * start. Remembered for as long as the calendar is: all customers on a tariff share the work.
 */
export function compiledRuns(
  calendar: TariffCalendar | undefined,
  stretch: LocalStretch,
  grid: IntervalGrid,
): CompiledRuns {
  if (!calendar) {
    const { fromMs, toMs } = stretch;
    return { ...intervalRuns([{ fromMs, toMs, bucket: 0 }], grid), buckets: 1, occurs: [true] };
  }
  const { fromMs, toMs, timeZone } = stretch;
  const key = `${fromMs} ${toMs} ${grid.startMs} ${grid.stepMs} ${timeZone}`;
  let known = byCalendar.get(calendar);
  if (!known) byCalendar.set(calendar, (known = new Map()));
  const found = known.get(key);
  if (found) return found;
  const spans = timelineOf(calendar, stretch);
  const buckets = bucketCount(calendar);
  const occurs = Array.from({ length: buckets }, () => false);
  for (const span of spans) occurs[span.bucket] = true;
  const compiled = { ...intervalRuns(spans, grid), buckets, occurs };
  if (known.size >= STRETCHES_AT_MOST) known.clear();
  known.set(key, compiled);
  return compiled;
}
