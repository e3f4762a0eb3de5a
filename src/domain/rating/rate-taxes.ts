import { Decimal } from "#domain/core/decimal.ts";
import { QUOTIENT_DIGITS } from "#domain/core/fraction.ts";
import { textIn } from "#domain/core/local-text.ts";
import { type Currency, fromMinor, toMinor } from "#domain/core/money.ts";
import type { Tax, TariffRounding } from "#domain/tariff/tariff-document.ts";
import type { TaxExemption } from "./circumstances.ts";
import type { RatedLine } from "./rated-line.ts";
import type { RatedTax } from "./rating-input.ts";

export interface TaxQuery {
  readonly taxes: readonly Tax[];
  readonly lines: readonly RatedLine[];
  readonly rounding: TariffRounding;
  readonly currency: Currency;
  readonly language: string;
  readonly exemptions?: readonly TaxExemption[] | undefined;
}

/** A tax as it is levied. */
export interface LeviedTax {
  readonly tax: RatedTax;
  /** What an exempt customer does not pay of prices that contain it; undefined for all others. */
  readonly reliefMinor: bigint | undefined;
}

const HUNDRED = Decimal.of(100);

/**
 * Each tax on the sum of the rounded lines it is levied on, and on earlier taxes where the tariff
 * says so; rounded once per tax. Included taxes are taken out of the lines, all of them that a line
 * contains from its one price; what comes on top is levied on what is left. Rules R34 to R36.
 */
export function rateTaxes(query: TaxQuery): LeviedTax[] {
  const { taxes, rounding, currency, language, exemptions = [] } = query;
  const levied: LeviedTax[] = [];
  for (const tax of taxes) {
    const exemption = exemptions.find(({ taxId = tax.id }) => taxId === tax.id);
    const full = tax.included ? includedTax(tax, query) : taxOnTop(tax, query, levied);
    const amountMinor = toMinor(full.amount, currency, rounding.tax);
    levied.push({
      tax: {
        id: tax.id,
        label: textIn(tax.label, language),
        percent: tax.percent,
        included: tax.included,
        baseMinor: full.grossMinor - (tax.included ? amountMinor : 0n),
        amountMinor: exemption ? 0n : amountMinor,
        exact: full.amount,
        rounding: rounding.tax,
        onTaxes: full.onTaxes,
        ...(exemption && { exemption }),
      },
      reliefMinor: exemption && tax.included ? amountMinor : undefined,
    });
  }
  return levied;
}

/** A tax before rounding, and what it is reckoned from. */
interface ExactTax {
  readonly amount: Decimal;
  readonly grossMinor: bigint;
  /** Those before it in `grossMinor`. */
  readonly onTaxes: readonly RatedTax[];
}

function taxOnTop(
  tax: Tax,
  { taxes, lines, currency, rounding }: TaxQuery,
  levied: readonly LeviedTax[],
): ExactTax {
  const linesMinor = sumMinor(lines.filter(({ chargeId }) => tax.on.includes(chargeId)));
  const contained = taxes.filter(({ id, included }) => included && !tax.onTaxes.includes(id));
  const containedMinor = contained.map((other) =>
    toMinor(
      includedTax(
        { ...other, on: other.on.filter((id) => tax.on.includes(id)) },
        { taxes, lines, currency },
      ).amount,
      currency,
      rounding.tax,
    ),
  );
  const onTop = levied
    .map((one) => one.tax)
    .filter(({ id, included }) => !included && tax.onTaxes.includes(id));
  const grossMinor =
    linesMinor - containedMinor.reduce((sum, one) => sum + one, 0n) + sumMinor(onTop);
  const product = fromMinor(grossMinor, currency).times(tax.percent);
  const amount = product.dividedBy(HUNDRED, product.scale + 2, "half-even");
  return { amount, grossMinor, onTaxes: onTop };
}

/** A line of 118 that contains 13 % and 5 % is 100 and both taxes of 100. */
function includedTax(
  tax: Tax,
  { taxes, lines, currency }: Pick<TaxQuery, "taxes" | "lines" | "currency">,
): ExactTax {
  let grossMinor = 0n;
  let amount = Decimal.ZERO;
  // Lines of one sum of percents together, so that a quotient is rounded as seldom as can be.
  const byPercents = new Map<string, { percents: Decimal; minor: bigint }>();
  for (const { chargeId, amountMinor } of lines) {
    if (!tax.on.includes(chargeId)) continue;
    const contained = taxes.filter(({ included, on }) => included && on.includes(chargeId));
    const percents = Decimal.sum(contained.map(({ percent }) => percent));
    const key = percents.normalized().toString();
    const sum = byPercents.get(key) ?? { percents, minor: 0n };
    byPercents.set(key, { percents, minor: sum.minor + amountMinor });
    grossMinor += amountMinor;
  }
  for (const { percents, minor } of byPercents.values()) {
    const product = fromMinor(minor, currency).times(tax.percent);
    const scale = product.scale + QUOTIENT_DIGITS;
    amount = amount.plus(product.dividedBy(HUNDRED.plus(percents), scale, "half-even"));
  }
  return { amount, grossMinor, onTaxes: [] };
}

function sumMinor(items: readonly { readonly amountMinor: bigint }[]): bigint {
  return items.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
}
