import { Decimal } from "#domain/core/decimal.ts";
import { textIn } from "#domain/core/local-text.ts";
import { type Currency, fromMinor, toMinor } from "#domain/core/money.ts";
import type { Tax, TariffRounding } from "#domain/tariff/tariff-document.ts";
import type { RatedLine } from "./rated-line.ts";
import type { RatedTax } from "./rating-input.ts";

export interface TaxQuery {
  readonly taxes: readonly Tax[];
  readonly lines: readonly RatedLine[];
  readonly rounding: TariffRounding;
  readonly currency: Currency;
  readonly language: string;
}

const HUNDRED = Decimal.of(100);
const DIGITS = 12;

/**
 * Each tax on the sum of the rounded lines it is levied on, and on earlier taxes where the tariff
 * says so; rounded once per tax. An included tax is taken out of the lines. Rules R34 to R36.
 */
export function rateTaxes({ taxes, lines, rounding, currency, language }: TaxQuery): RatedTax[] {
  const rated: RatedTax[] = [];
  for (const tax of taxes) {
    const linesMinor = sumMinor(lines.filter(({ chargeId }) => tax.on.includes(chargeId)));
    const taxesMinor = sumMinor(rated.filter(({ id }) => tax.onTaxes.includes(id)));
    const base = fromMinor(linesMinor + taxesMinor, currency);
    const product = base.times(tax.percent);
    const amount = tax.included
      ? product.dividedBy(HUNDRED.plus(tax.percent), DIGITS, "half-even")
      : product.dividedBy(HUNDRED, product.scale + 2, "half-even");
    const amountMinor = toMinor(amount, currency, rounding.tax);
    rated.push({
      id: tax.id,
      label: textIn(tax.label, language),
      percent: tax.percent,
      included: tax.included,
      baseMinor: linesMinor + taxesMinor - (tax.included ? amountMinor : 0n),
      amountMinor,
    });
  }
  return rated;
}

function sumMinor(items: readonly { readonly amountMinor: bigint }[]): bigint {
  return items.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
}
