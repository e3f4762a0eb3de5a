import { Decimal } from "./decimal.ts";
import type { Rounding, Whole } from "./whole.ts";

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

/** The amount to `SETTLED_DIGITS` digits: by these it is told where it is rounded to. */
export function settled(amount: Decimal): Decimal {
  return amount.rounded(SETTLED_DIGITS, "half-even");
}

/** Below so many minor units a binary number tells an amount, settled or not, to 2e-6 of one. */
const NEARLY_BELOW = 1e9;
/** Minor units: two such numbers that are further apart are so in truth. */
export const DOUBT = 1e-5;

/** The amount as a binary number of minor units that is right to `DOUBT`; not a number if too great. */
export function nearlyMinor(amount: Decimal, digits: number): number {
  const nearly = amount.nearlyAt(digits);
  return Math.abs(nearly) < NEARLY_BELOW ? nearly : Number.NaN;
}

/** The whole minor units in the settled amount, towards minus infinity. */
export function floorMinor(
  amount: Decimal,
  digits: number,
  nearly = nearlyMinor(amount, digits),
): Whole {
  const floor = Math.floor(nearly);
  const part = nearly - floor;
  if (part > DOUBT && part < 1 - DOUBT) return floor;
  return settled(amount).rounded(digits, "floor").wholeAt(digits);
}

/**
 * What every rounding to `digits` treats as it does the amount: a quarter or three quarters beyond
 * the same minor unit where it surely lies before or after the half, else the settled amount. To
 * settle the 46 digits that a quotient may have takes twenty times as long.
 */
export function roundedAlike(
  amount: Decimal,
  digits: number,
  nearly = nearlyMinor(amount, digits),
): Decimal {
  const floor = Math.floor(nearly);
  const part = nearly - floor;
  const isSure = part > DOUBT && part < 1 - DOUBT && Math.abs(part - 0.5) > DOUBT;
  return isSure ? new Decimal(floor * 100 + (part < 0.5 ? 25 : 75), digits + 2) : settled(amount);
}

/**
 * Rounds an amount to whole minor units of the currency and counts them: 12.345 EUR -> 1235n. An
 * amount that is at a half to `SETTLED_DIGITS` digits is at the half.
 */
export function toMinor(amount: Decimal, currency: Currency, rounding: Rounding): bigint {
  const digits = minorDigits(currency);
  return roundedAlike(amount, digits).rounded(digits, rounding).coefficientAt(digits);
}

/** The exact amount of a count of minor units: 1235n EUR -> 12.35. */
export function fromMinor(amountMinor: bigint, currency: Currency): Decimal {
  return new Decimal(amountMinor, minorDigits(currency));
}
