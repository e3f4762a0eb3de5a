import { Decimal } from "#domain/core/decimal.ts";
import {
  type Currency,
  DOUBT,
  floorMinor,
  minorDigits,
  nearlyMinor,
  roundedAlike,
  settled,
} from "#domain/core/money.ts";
import { addWhole, type Rounding, subtractWhole, type Whole } from "#domain/core/whole.ts";
import type { TariffRounding } from "#domain/tariff/tariff-document.ts";
import type { ExactLine } from "./priced-stretch.ts";
import type { RatedLine } from "./rated-line.ts";
import { sumOfAll, type SumsByKind, sumsByKind } from "./sums-by-kind.ts";

export interface RoundedLines {
  readonly lines: readonly RatedLine[];
  /** Their amounts before rounding. */
  readonly byKind: SumsByKind;
  /** The sum of all of these. */
  readonly exact: Decimal;
  /** By line, what `nearlyMinor` makes of its amount. */
  readonly nearly: readonly number[];
}

/**
 * Rounds amounts to minor units as the tariff says: each line (EN 16931: the total is the sum of
 * rounded lines), or only the sum, whose minor units go to the lines by largest remainder (R30,
 * R36), the earlier line first where two are alike.
 */
export function roundLines(
  lines: readonly ExactLine[],
  rounding: TariffRounding,
  currency: Currency,
): RoundedLines {
  const { line, total } = rounding;
  const digits = minorDigits(currency);
  const amounts = lines.map(({ amount }) => amount);
  const nearly = amounts.map((amount) => nearlyMinor(amount, digits));
  const byKind = sumsByKind(lines);
  const exact = sumOfAll(byKind);
  const minors =
    line === "none"
      ? byLargestRemainder({ amounts, nearly, sum: exact }, digits, total)
      : amounts.map((amount, n) =>
          roundedAlike(amount, digits, nearly[n]).rounded(digits, line).coefficientAt(digits),
        );
  for (let n = 0; n < lines.length; n += 1) {
    const one = lines[n];
    if (one) one.amountMinor = minors[n] ?? 0n;
  }
  return { lines, byKind, exact, nearly };
}

interface SummedAmounts {
  readonly amounts: readonly Decimal[];
  readonly nearly: readonly number[];
  readonly sum: Decimal;
}

/** Minor units that sum to the rounded sum of the amounts, which is taken before. */
function byLargestRemainder(
  { amounts, nearly, sum }: SummedAmounts,
  digits: number,
  rounding: Rounding,
): readonly bigint[] {
  const minors = amounts.map((one, n) => floorMinor(one, digits, nearly[n]));
  const rounded = roundedAlike(sum, digits).rounded(digits, rounding).wholeAt(digits);
  const left = Number(subtractWhole(rounded, minors.reduce(addWhole, 0)));
  if (left > 0) {
    const remainders = nearly.map((one, n) => one - Number(minors[n]));
    const most =
      surelyGreatest(remainders, left) ??
      exactlyGreatest(amounts, { floors: minors, digits, left });
    for (const n of most) minors[n] = addWhole(minors[n] ?? 0, 1);
  }
  return minors.map(BigInt);
}

/** Which are the `count` greatest; undefined where binary numbers leave a doubt about it. */
function surelyGreatest(
  remainders: readonly number[],
  count: number,
): readonly number[] | undefined {
  if (remainders.some(Number.isNaN)) return undefined;
  const rest = [...remainders];
  const most: number[] = [];
  let least = Infinity;
  for (;;) {
    const at = greatestOf(rest);
    const next = rest[at] ?? -Infinity;
    if (most.length === count) return least - next > 2 * DOUBT ? most : undefined;
    most.push(at);
    least = next;
    rest[at] = -Infinity;
  }
}

function greatestOf(values: readonly number[]): number {
  let at = 0;
  for (let n = 1; n < values.length; n += 1) {
    if ((values[n] ?? 0) > (values[at] ?? 0)) at = n;
  }
  return at;
}

/** The same by the digits that settle a half, the earlier amount first where two lose alike. */
function exactlyGreatest(
  amounts: readonly Decimal[],
  {
    floors,
    digits,
    left,
  }: { readonly floors: readonly Whole[]; readonly digits: number; readonly left: number },
): readonly number[] {
  const remainders = amounts.map((one, n) =>
    settled(one).minus(new Decimal(floors[n] ?? 0, digits)),
  );
  return Array.from(amounts.keys())
    .toSorted((a, b) => remainders[b]?.compare(remainders[a] ?? Decimal.ZERO) ?? 0)
    .slice(0, left);
}
