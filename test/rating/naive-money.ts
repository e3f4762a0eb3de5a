import type { NaiveExactLine } from "./naive-scene.ts";
import { Ratio } from "./ratio.ts";
import type { WrittenTariff, WrittenTax } from "./written-tariff.ts";

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
  const how = rounding?.tax ?? "half-up";
  const isOn = (tax: WrittenTax, { chargeId }: NaiveLine) => tax.on?.includes(chargeId) ?? true;
  /** What the lines contain of a tax: each line its share of all the taxes in it. */
  const contained = (tax: WrittenTax, of: readonly NaiveLine[]) =>
    Ratio.sum(
      of
        .filter((line) => isOn(tax, line))
        .map((line) => {
          const inLine = taxes.filter((other) => other.included && isOn(other, line));
          const percents = Ratio.sum(inLine.map(({ percent }) => Ratio.parse(percent)));
          const part = Ratio.parse(tax.percent).over(Ratio.whole(100).plus(percents));
          return Ratio.whole(line.minor).times(part);
        }),
    ).nearest(how);
  const levied: NaiveTax[] = [];
  for (const tax of taxes) {
    const { id, percent, included = false, onTaxes = [] } = tax;
    const own = lines.filter((line) => isOn(tax, line));
    if (included) {
      const minor = contained(tax, lines);
      levied.push({ id, included, base: sumOf(own) - minor, minor });
      continue;
    }
    const left = taxes.filter((other) => other.included && !onTaxes.includes(other.id));
    const added = levied.filter((other) => !other.included && onTaxes.includes(other.id));
    const base =
      sumOf(own) - left.reduce((sum, other) => sum + contained(other, own), 0n) + sumOf(added);
    const part = Ratio.parse(percent).over(Ratio.whole(100));
    levied.push({ id, included, base, minor: Ratio.whole(base).times(part).nearest(how) });
  }
  return levied;
}

/** Minor units together. */
export function sumOf(items: readonly { readonly minor: bigint }[]): bigint {
  return items.reduce((sum, { minor }) => sum + minor, 0n);
}
