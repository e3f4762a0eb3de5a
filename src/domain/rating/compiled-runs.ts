import { bucketCount, type TariffCalendar } from "#domain/tariff/tariff-calendar.ts";
import type { TimedEvent } from "./circumstances.ts";
import { intervalRuns, type IntervalGrid, type IntervalRuns } from "./interval-runs.ts";
import type { LocalStretch } from "./local-midnight.ts";
import { timelineOf, type TimelineSpan, withEvents } from "./timeline.ts";

/**
 * So many sums of each bucket are kept side by side, each of every fourth interval: a sum that waits
 * for the one before takes three times as long.
 */
export const LANES = 4;

/** A stretch of a calendar on a grid, for whoever's readings lie on such a grid. */
export interface CompiledRuns extends IntervalRuns {
  readonly buckets: number;
  /**
   * By interval from the first on, `LANES` times the bucket that holds the whole of it, or times
   * `buckets` where a boundary cuts it. To add by it costs half of walking short runs, whose ends no
   * processor foresees.
   */
  readonly slotOfInterval: Uint32Array;
  /** By bucket, whether it has any time in the stretch. */
  readonly occurs: readonly boolean[];
  /** The bucket that has all of the stretch, where one has. */
  readonly only: number | undefined;
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
const byCalendar = new WeakMap<object, Map<number, Remembered[]>>();
/** Stands for the calendar of charges that have none. */
const NO_CALENDAR = {};

/**
 * The runs of `calendar` over `stretch`; `grid` begins with the interval that holds the stretch's
 * start. Without events that the calendar names, remembered for as long as the calendar is: all customers on a tariff share the work.
 */
export function compiledRuns(
  calendar: TariffCalendar | undefined,
  stretch: LocalStretch,
  { grid, events }: { readonly grid: IntervalGrid; readonly events: readonly TimedEvent[] },
): CompiledRuns {
  const declared = calendar ? eventsIn(calendar, stretch, events) : [];
  if (calendar && declared.length > 0) {
    return compiledSpans(
      withEvents(timelineOf(calendar, stretch), calendar, declared),
      grid,
      bucketCount(calendar),
    );
  }
  const remembered = rememberedAt(calendar ?? NO_CALENDAR, stretch.fromMs);
  const found = remembered.find((one) => isSame(one, stretch, grid));
  if (found) return found.compiled;
  const { fromMs, toMs } = stretch;
  const fresh = calendar
    ? compiledSpans(timelineOf(calendar, stretch), grid, bucketCount(calendar))
    : compiledSpans([{ fromMs, toMs, bucket: 0 }], grid, 1);
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
  const slotOfInterval = new Uint32Array(runs.at(-2) ?? 0).fill(buckets * LANES);
  for (let r = 0; r < runs.length; r += 3) {
    slotOfInterval.fill((runs[r + 2] ?? 0) * LANES, runs[r], runs[r + 1]);
  }
  const first = occurs.indexOf(true);
  const only = first >= 0 && first === occurs.lastIndexOf(true) ? first : undefined;
  return { runs, pieces, slotOfInterval, buckets, occurs, only };
}

function rememberedAt(calendar: object, fromMs: number): Remembered[] {
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
    one.stretch === stretch && one.grid.startMs === grid.startMs && one.grid.stepMs === grid.stepMs
  );
}
