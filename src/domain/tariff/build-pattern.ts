import { refuse, type Place } from "./document-reader.ts";
import type { DayPattern, DayWindow } from "./tariff-calendar.ts";

/** A window as written; one that ends at or before its start goes on at the day's beginning. */
export interface WrittenWindow {
  readonly from: number;
  readonly to: number;
  readonly touPeriod: number;
}

const DAY_END = 24 * 60;

/**
 * The windows in order of time, with `otherwise` in the holes between them. A window across
 * midnight, 22:00 to 06:00, is the late and the early end of the same local day. Reports holes
 * without `otherwise` and overlaps.
 */
export function buildPattern(
  place: Place,
  written: readonly WrittenWindow[],
  otherwise: number | undefined,
): DayPattern | undefined {
  const windows = written.flatMap(({ from, to, touPeriod }): DayWindow[] => {
    if (from < to) return [{ fromMinute: from, toMinute: to, touPeriod }];
    const ends = [
      { fromMinute: from, toMinute: DAY_END, touPeriod },
      { fromMinute: 0, toMinute: to, touPeriod },
    ];
    return ends.filter((end) => end.fromMinute < end.toMinute);
  });
  const pattern: DayWindow[] = [];
  let minute = 0;
  for (const window of windows.toSorted((a, b) => a.fromMinute - b.fromMinute)) {
    if (window.fromMinute < minute) {
      const until = clock(Math.min(minute, window.toMinute));
      return refuse(
        place,
        `two windows cover ${clock(window.fromMinute)} to ${until}`,
        "let the windows of a day touch, not overlap",
      );
    }
    if (!fill(pattern, { from: minute, to: window.fromMinute, touPeriod: otherwise })) {
      return hole(place, minute, window.fromMinute);
    }
    pattern.push(window);
    minute = window.toMinute;
  }
  const closed = fill(pattern, { from: minute, to: DAY_END, touPeriod: otherwise });
  return closed ? merged(pattern) : hole(place, minute, DAY_END);
}

function fill(
  pattern: DayWindow[],
  gap: { from: number; to: number; touPeriod: number | undefined },
): boolean {
  const { from, to, touPeriod } = gap;
  if (from >= to) return true;
  if (touPeriod === undefined) return false;
  pattern.push({ fromMinute: from, toMinute: to, touPeriod });
  return true;
}

function hole(place: Place, from: number, to: number): undefined {
  return refuse(
    place,
    `${clock(from)} to ${clock(to)} has no TOU period`,
    'cover the whole day, or name the rest with "otherwise"',
  );
}

/** Neighbours of one TOU period become one window, so that no reading is cut without need. */
function merged(pattern: readonly DayWindow[]): DayPattern {
  const result: DayWindow[] = [];
  for (const window of pattern) {
    const last = result.at(-1);
    if (last?.touPeriod === window.touPeriod) {
      result[result.length - 1] = { ...last, toMinute: window.toMinute };
    } else result.push(window);
  }
  return result;
}

function clock(minute: number): string {
  return `${twoDigits(Math.floor(minute / 60))}:${twoDigits(minute % 60)}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
