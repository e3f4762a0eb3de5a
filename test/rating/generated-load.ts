import type { Chance } from "./chance.ts";
import type { NaiveLoad } from "./naive-scene.ts";
import { beginOfDay, dayNumber } from "./wall-clock.ts";

/** The greatest count of an interval, and whether some of them are sent back. */
export const MODEST_LOADS = [
  { most: 5000, sendsBack: false },
  { most: 5000, sendsBack: false },
  { most: 3, sendsBack: false },
  { most: 5000, sendsBack: true },
  { most: 0, sendsBack: false },
];
export const LOADS = [...MODEST_LOADS, { most: 2 ** 50, sendsBack: false }];

export interface LoadStretch {
  readonly from: Temporal.PlainDate;
  readonly to: Temporal.PlainDate;
  readonly timeZone: string;
}

export function generatedLoad(
  chance: Chance,
  { from, to, timeZone }: LoadStretch,
  loads: typeof LOADS,
): NaiveLoad {
  const intervalMinutes = chance.pick([5, 15, 30, 60]);
  const begin = beginOfDay(dayNumber(from), timeZone);
  const end = beginOfDay(dayNumber(to), timeZone);
  // Some readings do not lie on the local day's begin.
  const startMinute = begin - (chance.percent(30) ? chance.whole(0, intervalMinutes - 1) : 0);
  const length = Math.ceil((end - startMinute) / intervalMinutes);
  const amounts = generatedAmounts(chance, length, chance.pick(loads));
  const perCount = chance.pick(["1", "0.001", "0.01", "0.25", "0.0024", "40"]);
  return { startMinute, intervalMinutes, amounts, perCount };
}

/** Where amounts are drawn: one draw for all of them, which would take too long each by itself. */
export function generatedAmounts(
  chance: Chance,
  length: number,
  { most, sendsBack }: (typeof LOADS)[number],
): bigint[] {
  let state = chance.whole(1, 2 ** 31 - 1);
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const amount = Math.floor((state / 2 ** 32) * most);
    return BigInt(sendsBack && state % 3 === 0 ? -amount : amount);
  });
}
