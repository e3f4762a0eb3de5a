import { Decimal } from "#domain/core/decimal.ts";
import { squareRoot } from "#domain/core/square-root.ts";
import type { Counted, SideChannels } from "./circumstances.ts";
import { windowStarts, type LocatedRuns, type PeakWindows } from "./run-sums.ts";

/** A channel beside the active one, and where the active one's interval 0 lies in it. */
interface SideAmounts {
  readonly amounts: Float64Array;
  readonly offset: number;
  readonly perCount: Decimal;
  /** 1 for reactive energy drawn, -1 for that sent back. */
  readonly sign: 1 | -1;
}

/** Digits of a root in kVAh: a thousandth of a VAh and below does not show in any bill. */
const ROOT_DIGITS = 9;
const MINUTE_MS = 60_000;

/**
 * By bucket, the greatest apparent energy over a window, in kVAh: the root of the squares of what
 * was drawn, active and reactive, over the window. Undefined where a reactive channel does not lie
 * on the intervals of the active one or does not cover them.
 */
export function apparentPeaks(
  located: LocatedRuns & { readonly startMs: number; readonly kwhPerCount: Decimal },
  windows: PeakWindows,
  channels: SideChannels,
): Decimal[] | undefined {
  const sides = [
    sideOf(located, channels.reactiveImport, 1),
    sideOf(located, channels.reactiveExport, -1),
  ];
  if (sides.includes(undefined)) return undefined;
  const reactive = sides.filter((side) => side !== undefined && side !== "absent");
  const { amounts, offset, kwhPerCount, compiled } = located;
  const active: SideAmounts = { amounts, offset, perCount: kwhPerCount, sign: 1 };
  // To find the greatest, binary numbers do: two windows that they cannot tell apart differ by less
  // than any digit shown. What is billed is worked out from its exact counts.
  const greatest: { at: number; square: number }[] = [];
  for (const { first, end, bucket } of windowStarts(located, windows)) {
    for (let i = first; i < end; i += windows.step) {
      const p = roughly([active], i, windows.width);
      const q = roughly(reactive, i, windows.width);
      const square = p * p + q * q;
      if (square > (greatest[bucket]?.square ?? 0)) greatest[bucket] = { at: i, square };
    }
  }
  return Array.from({ length: compiled.buckets }, (_, bucket) => {
    const found = greatest[bucket];
    if (!found) return Decimal.ZERO;
    const p = exactly([active], found.at, windows.width);
    const q = exactly(reactive, found.at, windows.width);
    return squareRoot(p.times(p).plus(q.times(q)), ROOT_DIGITS);
  });
}

function sideOf(
  { startMs, stepMs, compiled }: LocatedRuns & { readonly startMs: number },
  consumption: Counted | undefined,
  sign: 1 | -1,
): SideAmounts | "absent" | undefined {
  if (!consumption) return "absent";
  if (!("amounts" in consumption)) return undefined;
  const { from, intervalMinutes, amounts, perCount } = consumption;
  const offset = (startMs - from.epochMilliseconds) / stepMs;
  const covers = offset >= 0 && offset + compiled.end <= amounts.length;
  if (intervalMinutes * MINUTE_MS !== stepMs || !Number.isInteger(offset) || !covers) {
    return undefined;
  }
  return { amounts, offset, perCount, sign };
}

function roughly(sides: readonly SideAmounts[], from: number, width: number): number {
  let sum = 0;
  for (const { amounts, offset, perCount, sign } of sides) {
    let counts = 0;
    for (let i = from; i < from + width; i += 1) counts += amounts[i + offset] ?? 0;
    sum += sign * counts * perCount.toDisplayNumber();
  }
  return sum;
}

function exactly(sides: readonly SideAmounts[], from: number, width: number): Decimal {
  const sums = sides.map(({ amounts, offset, perCount, sign }) => {
    const window = amounts.subarray(from + offset, from + offset + width);
    const counts = window.reduce((sum, amount) => sum + BigInt(amount), 0n);
    return Decimal.of(BigInt(sign) * counts).times(perCount);
  });
  return Decimal.sum(sums);
}
