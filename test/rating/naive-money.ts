import type { NaiveExactLine } from "./naive-scene.ts";
import { Ratio } from "./ratio.ts";
import type { WrittenTariff } from "./written-tariff.ts";

export interface NaiveLine extends NaiveExactLine {
  readonly minor: bigint;
}

export interface NaiveTax {
  readonly id: string;
  readonly included: boolean;
  readonly base: bigint;
  readonly minor: bigint;
}

export function roundLines(
  lines: readonly NaiveExactLine[],
  { rounding, currencyDigits }: WrittenTariff,
): NaiveLine[] {
  const cents = Ratio.whole(10n ** BigInt(currencyDigits));
  const exact = lines.map((line) => ({ ...line, inCents: line.amount.times(cents) }));
  const rule = rounding?.line ?? "half-up";
  if (rule !== "none") {
    return exact.map(({ inCents, ...line }) => ({ ...line, minor: inCents.nearest(rule) }));
  }
  const total = Ratio.sum(exact.map(({ inCents }) => inCents)).nearest(
    rounding?.total ?? "half-up",
  );
  const parts = exact.map(({ inCents }, n) => {
    const floor = inCents.floor();
    return { n, floor, rest: inCents.minus(Ratio.whole(floor)) };
  });
  const left = total - parts.reduce((sum, { floor }) => sum + floor, 0n);
  const raised = new Set(
    parts
      .toSorted((a, b) => (b.rest.lessThan(a.rest) ? -1 : a.rest.lessThan(b.rest) ? 1 : a.n - b.n))
      .slice(0, Number(left))
      .map(({ n }) => n),
  );
  return lines.map((line, n) => ({
    ...line,
    minor: parts[n]!.floor + (raised.has(n) ? 1n : 0n),
  }));
}

export function taxesOn(
  lines: readonly NaiveLine[],
  { taxes = [], rounding }: WrittenTariff,
): NaiveTax[] {
  const levied: NaiveTax[] = [];
  for (const { id, percent, included = false, on, onTaxes = [] } of taxes) {
    const base =
      sumOf(lines.filter(({ chargeId }) => on?.includes(chargeId) ?? true)) +
      sumOf(levied.filter((tax) => onTaxes.includes(tax.id)));
    const rate = Ratio.parse(percent);
    const hundred = Ratio.whole(100);
    const part = included ? rate.over(hundred.plus(rate)) : rate.over(hundred);
    const minor = Ratio.whole(base)
      .times(part)
      .nearest(rounding?.tax ?? "half-up");
    levied.push({ id, included, base: included ? base - minor : base, minor });
  }
  return levied;
}

/** Minor units together. */
export function sumOf(items: readonly { readonly minor: bigint }[]): bigint {
  return items.reduce((sum, { minor }) => sum + minor, 0n);
}
