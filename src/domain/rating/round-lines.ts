import { Decimal, divideRounded, type Rounding, tenToThe } from "#domain/core/decimal.ts";
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

function settledCoefficient(amount: Decimal): bigint {
  return amount.rounded(SETTLED_DIGITS, "half-even").coefficientAt(SETTLED_DIGITS);
}

/**
 * Minor units that sum to the rounded sum of the amounts. All amounts are brought to one scale
 * first, so that the rest is whole numbers; their sum is taken before, and like each of them looked
 * at to the digits that settle a half.
 */
function byLargestRemainder(
  amounts: readonly Decimal[],
  digits: number,
  rounding: Rounding,
): readonly bigint[] {
  const unit = tenToThe(SETTLED_DIGITS - digits);
  const settled = amounts.map(settledCoefficient);
  const minors = settled.map((one) => divideRounded(one, unit, "floor"));
  const sum = settledCoefficient(Decimal.sum(amounts));
  const left = divideRounded(sum, unit, rounding) - minors.reduce((all, one) => all + one, 0n);
  const remainders = settled.map((one, n) => one - (minors[n] ?? 0n) * unit);
  const byRemainder = Array.from(minors.keys()).toSorted((a, b) =>
    Number((remainders[b] ?? 0n) - (remainders[a] ?? 0n)),
  );
  for (const n of byRemainder.slice(0, Number(left))) minors[n] = (minors[n] ?? 0n) + 1n;
  return minors;
}
