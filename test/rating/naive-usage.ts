import { namedTime, type NamedTime, type WrittenCalendar } from "./naive-calendar.ts";
import type { Days, NaiveLoad, Scene } from "./naive-scene.ts";
import { beginOfDay, type DayNumber, wallClock } from "./wall-clock.ts";

/** Counts used in one stretch of an interval in which one price holds. */
export interface Piece extends NamedTime {
  readonly day: DayNumber;
  readonly counts: bigint;
}

/** The interval's counts up to a minute of it: whole counts, as if used evenly. */
function countsUntil(amount: bigint, minutes: number, { intervalMinutes }: NaiveLoad): bigint {
  return (amount * BigInt(minutes)) / BigInt(intervalMinutes);
}

/** What was used in the days, in order of time. */
export function piecesIn(days: Days, calendar: WrittenCalendar | undefined, scene: Scene): Piece[] {
  const { load, timeZone, tariff } = scene;
  const from = beginOfDay(days.from, timeZone);
  const to = beginOfDay(days.to, timeZone);
  const pieces: Piece[] = [];
  load.amounts.forEach((amount, i) => {
    const start = load.startMinute + i * load.intervalMinutes;
    if (start + load.intervalMinutes <= from || start >= to) return;
    let begin = Math.max(0, from - start);
    const end = Math.min(load.intervalMinutes, to - start);
    const at = (minute: number) => {
      const clock = wallClock(start + minute, timeZone);
      return { day: clock.day, ...namedTime(calendar, tariff.holidays?.dates ?? [], clock) };
    };
    for (let minute = begin; minute < end; minute += 1) {
      const here = at(minute);
      const next = minute + 1 < end ? at(minute + 1) : undefined;
      if (next?.season === here.season && next?.touPeriod === here.touPeriod && next) continue;
      const counts = countsUntil(amount, minute + 1, load) - countsUntil(amount, begin, load);
      pieces.push({ ...here, counts });
      begin = minute + 1;
    }
  });
  return pieces;
}
