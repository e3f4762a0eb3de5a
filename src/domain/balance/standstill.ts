import { stepsInWeek, WEEKS_LOOKED_BACK, type WeekSteps } from "./usual-use.ts";
import type { HourlyRegister } from "./zone-history.ts";

/** What happened so often before is a habit; less often, somebody may have been away. */
const TIMES_OF_A_HABIT = 3;

/**
 * How much may be usual while a register stands still without meaning anything, in its unit: what it
 * has been still over at least three times in the five weeks before `untilHour`. A lift, or a register
 * of coarse steps, shows nothing in many a quarter of an hour. Holes end a standstill.
 */
export function usualWhileStill(
  { values }: HourlyRegister,
  {
    untilHour,
    week,
    weekHours,
  }: {
    readonly untilHour: number;
    /** As usualWeek() tells it. */
    readonly week: Float64Array;
    readonly weekHours: WeekSteps;
  },
): number {
  const standstills: number[] = [];
  let usual = 0;
  const end = () => {
    if (usual > 0) standstills.push(usual);
    usual = 0;
  };
  const first = Math.max(0, untilHour - WEEKS_LOOKED_BACK * stepsInWeek(weekHours));
  for (let at = first; at < untilHour; at += 1) {
    const used = (values[at + 1] ?? Number.NaN) - (values[at] ?? Number.NaN);
    if (used === 0) usual += week[weekHours[at] ?? 0] || 0;
    else end();
  }
  end();
  return standstills.toSorted((a, b) => b - a)[TIMES_OF_A_HABIT - 1] ?? 0;
}
