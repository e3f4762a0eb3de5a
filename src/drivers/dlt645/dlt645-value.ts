import { Decimal } from "#domain/core/decimal.ts";
import { bcdDigits } from "#drivers/bcd.ts";
import { reversedBytes } from "#drivers/reversed-bytes.ts";

/** Where a value stands in the data after the identifier: BCD, least significant byte first. */
export interface Dlt645Place {
  readonly offset: number;
  readonly bytes: number;
  /** The highest bit is a minus, not a digit. */
  readonly isSigned: boolean;
}

const SIGN = 0x80;
const NO_VALUE = 0xff;

/**
 * The digits of a value as a whole number. Undefined for digits that are none (FF.. is "no value")
 * and where the data are too short.
 */
export function dlt645Value(
  data: Buffer,
  { offset, bytes, isSigned }: Dlt645Place,
): Decimal | undefined {
  const own = reversedBytes(data.subarray(offset, offset + bytes));
  if (own.length < bytes) return undefined;
  const first = own[0] ?? 0;
  const isNegative = isSigned && first !== NO_VALUE && (first & SIGN) !== 0;
  if (isNegative) own[0] = first & ~SIGN;
  const digits = bcdDigits(own);
  if (digits === undefined || digits === "") return undefined;
  const magnitude = Decimal.parse(digits);
  return isNegative ? magnitude.negated() : magnitude;
}
