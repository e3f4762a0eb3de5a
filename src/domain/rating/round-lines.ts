import { Decimal } from "#domain/core/decimal.ts";
import { type Currency, fromMinor, toMinor } from "#domain/core/money.ts";
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
  const floors = lines.map(({ amount }) => toMinor(amount, currency, "floor"));
  const sum = toMinor(Decimal.sum(lines.map(({ amount }) => amount)), currency, total);
  const left = sum - floors.reduce((all, one) => all + one, 0n);
  const byRemainder = lines
    .map(({ amount }, n) => ({ n, remainder: amount.minus(fromMinor(floors[n] ?? 0n, currency)) }))
    .toSorted((a, b) => b.remainder.compare(a.remainder) || a.n - b.n);
  const raised = new Set(byRemainder.slice(0, Number(left)).map(({ n }) => n));
  return lines.map((exact, n) => ({
    ...exact,
    amountMinor: (floors[n] ?? 0n) + (raised.has(n) ? 1n : 0n),
  }));
}
