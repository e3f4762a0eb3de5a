import { Decimal } from "#domain/core/decimal.ts";
import type { Rounding } from "#domain/core/whole.ts";
import { type Currency, minorDigits, SETTLED_DIGITS, toMinor } from "#domain/core/money.ts";
import type { TariffRounding } from "#domain/tariff/tariff-document.ts";
import type { ExactLine } from "./priced-stretch.ts";
import type { RatedLine } from "./rated-line.ts";

/**
 * Rounds amounts to minor units as the tariff says: each line (EN 16931: the total is the sum of
 * rounded lines), or only the sum, whose minor units go to the lines by largest remainder (R30,
 * R36), the earlier line first where two are alike.
 */
export function roundLines(
  lines: readonly ExactLine[],
  rounding: TariffRounding,
  currency: Currency,
): RatedLine[] {
  const { line, total } = rounding;
  if (line !== "none") {
    return lines.map((exact) => ({
      ...exact,
      amountMinor: toMinor(exact.amount, currency, line),
    }));
  }
  const minors = byLargestRemainder(
    lines.map(({ amount }) => amount),
    minorDigits(currency),
    total,
  );
  return lines.map((exact, n) => ({ ...exact, amountMinor: minors[n] ?? 0n }));
}

function settled(amount: Decimal): Decimal {
  return amount.rounded(SETTLED_DIGITS, "half-even");
}

/**
 * Minor units that sum to the rounded sum of the amounts. The sum is taken before, and like each of
 * the amounts looked at to the digits that settle a half.
 */
function byLargestRemainder(
  amounts: readonly Decimal[],
  digits: number,
  rounding: Rounding,
): readonly bigint[] {
  const exact = amounts.map(settled);
  const floors = exact.map((one) => one.rounded(digits, "floor"));
  const minors = floors.map((floor) => floor.coefficientAt(digits));
  const sum = settled(Decimal.sum(amounts)).rounded(digits, rounding);
  const left = sum.minus(Decimal.sum(floors)).wholeAt(digits);
  if (left === 0) return minors;
  const remainders = exact.map((one, n) => one.minus(floors[n] ?? one));
  const byRemainder = Array.from(minors.keys()).toSorted(
    (a, b) => remainders[b]?.compare(remainders[a] ?? Decimal.ZERO) ?? 0,
  );
  for (const n of byRemainder.slice(0, Number(left))) minors[n] = (minors[n] ?? 0n) + 1n;
  return minors;
}
