import type { OwnHabit } from "./own-habit.ts";
import {
  type HourlyRegister,
  type ZoneBlock,
  zoneBlocks,
  type ZoneHistory,
} from "./zone-history.ts";

/**
 * How a habit strays is known for the next hour. In a hole it strays for about so many on end the same
 * way: each hour tells as much less, as if its variance were so many times as large.
 */
const HOURS_ALIKE = 16;

/** A register whose holes are filled by habit. */
export interface FilledRegister {
  readonly register: HourlyRegister;
  /** How unsure the use of each step is, squared; 0 where it was measured. */
  readonly variances: Float64Array;
}

/**
 * A register that was silent for a while as it may have gone on: what it counted meanwhile, which is
 * known when it answers again, shared out as is usual at these times. So one silent meter does not hide
 * in which hour a loss began. Holes that begin before `from` or last on stay.
 */
export function filledHoles(
  register: HourlyRegister,
  {
    from,
    habit,
  }: { readonly from: number; /** Of the steps from there on. */ readonly habit: OwnHabit },
): FilledRegister {
  const values = register.values.slice();
  const variances = new Float64Array(values.length);
  let known = -1;
  for (let at = from; at < values.length; at += 1) {
    const value = values[at] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    if (known >= 0 && at - known > 1)
      fill({ values, variances }, { hole: [known, at], from, habit });
    known = at;
  }
  return { register: { ...register, values }, variances };
}

function fill(
  { values, variances }: { readonly values: Float64Array; readonly variances: Float64Array },
  {
    hole: [first, end],
    from,
    habit,
  }: {
    readonly hole: readonly [number, number];
    readonly from: number;
    readonly habit: OwnHabit;
  },
): void {
  const counted = (values[end] ?? 0) - (values[first] ?? 0);
  const usual = Array.from({ length: end - first }, (_, n) =>
    Math.max(0, habit.usual[first + n - from] || 0),
  );
  const sum = usual.reduce((all, used) => all + used, 0);
  for (const [n, used] of usual.entries()) {
    const share = sum > 0 ? used / sum : 1 / usual.length;
    const step = first + n;
    variances[step] = HOURS_ALIKE * (habit.variances[step - from] ?? 1) * (share * counted) ** 2;
    if (step + 1 < end) values[step + 1] = (values[step] ?? 0) + share * counted;
  }
}

/**
 * The blocks, those that are long because some meters were silent cut into steps by what these usually
 * use; with how unsure the sum of their use is then, squared.
 */
export function withFilledHoles(
  blocks: readonly ZoneBlock[],
  {
    history,
    habits,
    from,
  }: {
    readonly history: ZoneHistory;
    readonly habits: readonly OwnHabit[];
    /** First step of the habits. */
    readonly from: number;
  },
): { readonly block: ZoneBlock; readonly variance: number }[] {
  if (blocks.every((block) => block.to - block.from === 1)) {
    return blocks.map((block) => ({ block, variance: 0 }));
  }
  const filled = history.uses.flatMap((register, n) => {
    const habit = habits[n];
    return habit ? [filledHoles(register, { from, habit })] : [];
  });
  const steps = zoneBlocks({ ...history, uses: filled.map(({ register }) => register) });
  const varianceOf = (step: number) =>
    filled.reduce((sum, { variances }) => sum + (variances[step] ?? 0), 0);
  return blocks.flatMap((block) => {
    const within = steps.filter((one) => one.from >= block.from && one.to <= block.to);
    const isCut = within.length > 1 && within[0]?.from === block.from;
    if (!isCut || within.at(-1)?.to !== block.to) return [{ block, variance: 0 }];
    return within.map((one) => {
      const unsure = Array.from({ length: one.to - one.from }, (_, n) => varianceOf(one.from + n));
      return { block: one, variance: unsure.reduce((sum, variance) => sum + variance, 0) };
    });
  });
}
