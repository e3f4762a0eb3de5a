import { Decimal } from "./decimal.ts";
import type { Rounding } from "./whole.ts";

/** An ISO 4217 code: `EUR`, `CNY`, `JPY`. */
export type Currency = string;

/** Currencies whose minor unit is not a hundredth. Source: ISO 4217 list one. */
const MINOR_DIGITS: Readonly<Record<string, number>> = {
  BHD: 3,
  CLP: 0,
  IQD: 3,
  ISK: 0,
  JOD: 3,
  JPY: 0,
  KRW: 0,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  PYG: 0,
  TND: 3,
  UGX: 0,
  VND: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
};

/** Digits after the point of the currency's smallest unit: 2 for EUR, 0 for JPY. */
export function minorDigits(currency: Currency): number {
  return MINOR_DIGITS[currency] ?? 2;
}

/**
 * Digits by which it is told whether an amount is above, at or below half a minor unit. A quotient
 * without end keeps 20: what is at the half in truth may lie beside it in the last of them.
 */
export const SETTLED_DIGITS = 12;

/** An amount rounded to so many digits; one that is at a half to `SETTLED_DIGITS` is at the half. */
function settledMinor(amount: Decimal, digits: number, rounding: Rounding): Decimal {
  return amount.rounded(SETTLED_DIGITS, "half-even").rounded(digits, rounding);
}

/**
 * Rounds an amount to whole minor units of the currency and counts them: 12.345 EUR -> 1235n. An
 * amount that is at a half to `SETTLED_DIGITS` digits is at the half.
 */
export function toMinor(amount: Decimal, currency: Currency, rounding: Rounding): bigint {
  const digits = minorDigits(currency);
  return settledMinor(amount, digits, rounding).coefficientAt(digits);
}

/** The exact amount of a count of minor units: 1235n EUR -> 12.35. */
export function fromMinor(amountMinor: bigint, currency: Currency): Decimal {
  return new Decimal(amountMinor, minorDigits(currency));
}
