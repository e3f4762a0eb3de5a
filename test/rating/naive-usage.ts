import { namedTime, type NamedTime, type WrittenCalendar } from "./naive-calendar.ts";
import type { Days, NaiveCounts, Scene } from "./naive-scene.ts";
import { Ratio } from "./ratio.ts";
import { beginOfDay, wallClock } from "./wall-clock.ts";

/** Counts used in one stretch of an interval in which one price holds. */
export interface Piece extends NamedTime {
  readonly counts: bigint;
}

/** What holds at a minute of absolute time: an event before all else, the calendar's first one first. */
export function timeAt(
  minute: number,
  calendar: WrittenCalendar | undefined,
  { tariff, timeZone, around }: Scene,
): NamedTime {
  const clock = wallClock(minute, timeZone);
  const named = namedTime(calendar, tariff.holidays ?? {}, clock);
  const event = calendar?.events?.find(({ name }) =>
    around.events?.some((one) => one.name === name && one.from <= minute && minute < one.to),
  );
  return event ? { ...named, touPeriod: event.touPeriod } : named;
}

/** The interval's counts up to a minute of it: whole counts, as if used evenly. */
function countsUntil(amount: bigint, minutes: number, { intervalMinutes }: NaiveCounts): bigint {
  return (amount * BigInt(minutes)) / BigInt(intervalMinutes);
}

/** What was used in the days, in order of time. */
export function piecesIn(days: Days, calendar: WrittenCalendar | undefined, scene: Scene): Piece[] {
  const { load, timeZone } = scene;
  const stretch = { from: beginOfDay(days.from, timeZone), to: beginOfDay(days.to, timeZone) };
  return cut(load, stretch, (minute) => timeAt(minute, calendar, scene)).map(({ at, counts }) => ({
    ...at,
    counts,
  }));
}

/** Minutes of absolute time. */
export interface Minutes {
  readonly from: number;
  readonly to: number;
}

/** The intervals of a stretch, cut wherever what is said of a minute changes. */
export function cut<T extends object>(
  load: NaiveCounts,
  { from, to }: Minutes,
  said: (minute: number) => T,
): { readonly at: T; readonly counts: bigint }[] {
  const pieces: { at: T; counts: bigint }[] = [];
  load.amounts.forEach((amount, i) => {
    const start = load.startMinute + i * load.intervalMinutes;
    if (start + load.intervalMinutes <= from || start >= to) return;
    let begin = Math.max(0, from - start);
    const end = Math.min(load.intervalMinutes, to - start);
    for (let minute = begin; minute < end; minute += 1) {
      const at = said(start + minute);
      if (minute + 1 < end && isSame(at, said(start + minute + 1))) continue;
      const counts = countsUntil(amount, minute + 1, load) - countsUntil(amount, begin, load);
      pieces.push({ at, counts });
      begin = minute + 1;
    }
  });
  return pieces;
}

function isSame(a: object, b: object): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** All that a channel counted in a stretch. */
export function quantityIn(load: NaiveCounts, stretch: Minutes): Ratio {
  const pieces = cut(load, stretch, () => ({}));
  const counts = pieces.reduce((sum, piece) => sum + piece.counts, 0n);
  return Ratio.whole(counts).times(load.worth);
}
