import { bucketCount, type TariffCalendar } from "#domain/tariff/tariff-calendar.ts";
import type { TimedEvent } from "./circumstances.ts";
import { intervalRuns, type IntervalGrid, type IntervalRuns } from "./interval-runs.ts";
import type { LocalStretch } from "./local-midnight.ts";
import { timelineOf, type TimelineSpan, withEvents } from "./timeline.ts";

/** A stretch of a calendar on a grid, for whoever's readings lie on such a grid. */
export interface CompiledRuns extends IntervalRuns {
  readonly buckets: number;
  /**
   * By interval from the first on, the bucket that holds the whole of it; `buckets` where a boundary
   * cuts it. To add by it costs half of walking short runs, whose ends no processor foresees.
   */
  readonly bucketOfInterval: Uint32Array;
  /** By bucket, whether it has any time in the stretch. */
  readonly occurs: readonly boolean[];
}

interface Remembered {
  readonly stretch: LocalStretch;
  readonly grid: IntervalGrid;
  readonly compiled: CompiledRuns;
}

/** Begins of stretches remembered per calendar: years of months in a few zones. */
const BEGINS_AT_MOST = 500;
/** Stretches remembered of one begin: grids, lengths and zones of the sites on a tariff. */
const STRETCHES_AT_MOST = 20;
const byCalendar = new WeakMap<TariffCalendar, Map<number, Remembered[]>>();

/**
 * The runs of `calendar` over `stretch`; `grid` begins with the interval that holds the stretch's
 * start. Without events that the calendar names, remembered for as long as the calendar is: all customers on a tariff share the work.
 */
export function compiledRuns(
  calendar: TariffCalendar | undefined,
  stretch: LocalStretch,
  { grid, events }: { readonly grid: IntervalGrid; readonly events: readonly TimedEvent[] },
): CompiledRuns {
  if (!calendar) {
    const { fromMs, toMs } = stretch;
    return compiled(intervalRuns([{ fromMs, toMs, bucket: 0 }], grid), [true]);
  }
  const declared = eventsIn(calendar, stretch, events);
  if (declared.length > 0) {
    return compiledSpans(
      withEvents(timelineOf(calendar, stretch), calendar, declared),
      grid,
      bucketCount(calendar),
    );
  }
  const remembered = rememberedAt(calendar, stretch.fromMs);
  const found = remembered.find((one) => isSame(one, stretch, grid));
  if (found) return found.compiled;
  const fresh = compiledSpans(timelineOf(calendar, stretch), grid, bucketCount(calendar));
  if (remembered.length >= STRETCHES_AT_MOST) remembered.length = 0;
  remembered.push({ stretch, grid, compiled: fresh });
  return fresh;
}

/** The events of the calendar that lie in the stretch, at least in part. */
export function eventsIn(
  calendar: TariffCalendar,
  { fromMs, toMs }: Pick<LocalStretch, "fromMs" | "toMs">,
  events: readonly TimedEvent[],
): readonly TimedEvent[] {
  if (calendar.events.length === 0) return [];
  return events.filter(
    ({ name, from, to }) =>
      calendar.events.some((event) => event.name === name) &&
      from.epochMilliseconds < toMs &&
      fromMs < to.epochMilliseconds,
  );
}

/** Any timeline on a grid: not remembered. */
export function compiledSpans(
  spans: readonly TimelineSpan[],
  grid: IntervalGrid,
  buckets: number,
): CompiledRuns {
  const occurs = Array.from({ length: buckets }, () => false);
  for (const span of spans) occurs[span.bucket] = true;
  return compiled(intervalRuns(spans, grid), occurs);
}

function compiled({ runs, pieces }: IntervalRuns, occurs: readonly boolean[]): CompiledRuns {
  const buckets = occurs.length;
  const bucketOfInterval = new Uint32Array(runs.at(-2) ?? 0).fill(buckets);
  for (let r = 0; r < runs.length; r += 3) {
    bucketOfInterval.fill(runs[r + 2] ?? 0, runs[r], runs[r + 1]);
  }
  return { runs, pieces, bucketOfInterval, buckets, occurs };
}

function rememberedAt(calendar: TariffCalendar, fromMs: number): Remembered[] {
  let begins = byCalendar.get(calendar);
  if (!begins) byCalendar.set(calendar, (begins = new Map()));
  const known = begins.get(fromMs);
  if (known) return known;
  const fresh: Remembered[] = [];
  if (begins.size >= BEGINS_AT_MOST) begins.clear();
  begins.set(fromMs, fresh);
  return fresh;
}

function isSame(one: Remembered, stretch: LocalStretch, grid: IntervalGrid): boolean {
  return (
    one.stretch.fromMs === stretch.fromMs &&
    one.stretch.toMs === stretch.toMs &&
    one.stretch.timeZone === stretch.timeZone &&
    one.grid.startMs === grid.startMs &&
    one.grid.stepMs === grid.stepMs
  );
}
