import { Decimal } from "#domain/core/decimal.ts";

/** A double holds every decimal of 15 digits; with more it prints what is nearest to it. */
const DIGITS_OF_A_DOUBLE = 15;

/**
 * Reads a number of a file. Programs that count in binary write their numbers with 16 and more
 * digits: `75.159300000000002` is how 75.1593 looks there. Such a number becomes the shortest
 * decimal that denotes the same binary one; all others are taken digit by digit. Undefined if
 * malformed.
 */
export function shortestDecimal(text: string): Decimal | undefined {
  const value = Decimal.tryParse(text);
  if (!value) return undefined;
  const digits = value.absolute().coefficient.toString().length;
  if (value.scale === 0 || digits <= DIGITS_OF_A_DOUBLE) return value.normalized();
  return (Decimal.tryParse(String(Number(text))) ?? value).normalized();
}
