import { Decimal } from "#domain/core/decimal.ts";
import type { Rounding } from "#domain/core/whole.ts";
import { type Currency, minorDigits, SETTLED_DIGITS, toMinor } from "#domain/core/money.ts";
import type { TariffRounding } from "#domain/tariff/tariff-document.ts";
import type { ExactLine } from "./priced-stretch.ts";
import type { RatedLine } from "./rated-line.ts";

export interface RoundedLines {
  readonly lines: readonly RatedLine[];
  /** The sum of their amounts before rounding. */
  readonly exact: Decimal;
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
  const amounts = lines.map(({ amount }) => amount);
  const exact = Decimal.sum(amounts);
  const minors =
    line === "none"
      ? byLargestRemainder({ amounts, sum: exact }, minorDigits(currency), total)
      : amounts.map((amount) => toMinor(amount, currency, line));
  return { lines: lines.map((one, n) => ({ ...one, amountMinor: minors[n] ?? 0n })), exact };
}

function settled(amount: Decimal): Decimal {
  return amount.rounded(SETTLED_DIGITS, "half-even");
}

/**
 * Minor units that sum to the rounded sum of the amounts. The sum is taken before, and like each of
 * the amounts looked at to the digits that settle a half.
 */
function byLargestRemainder(
  { amounts, sum }: { readonly amounts: readonly Decimal[]; readonly sum: Decimal },
  digits: number,
  rounding: Rounding,
): readonly bigint[] {
  const exact = amounts.map(settled);
  const floors = exact.map((one) => one.rounded(digits, "floor"));
  const minors = floors.map((floor) => floor.coefficientAt(digits));
  const rounded = settled(sum).rounded(digits, rounding);
  const left = rounded.minus(Decimal.sum(floors)).wholeAt(digits);
  if (left === 0) return minors;
  const remainders = exact.map((one, n) => one.minus(floors[n] ?? one));
  const byRemainder = Array.from(minors.keys()).toSorted(
    (a, b) => remainders[b]?.compare(remainders[a] ?? Decimal.ZERO) ?? 0,
  );
  for (const n of byRemainder.slice(0, Number(left))) minors[n] = (minors[n] ?? 0n) + 1n;
  return minors;
}
