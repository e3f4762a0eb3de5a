/**
 * The decimal digits of packed BCD bytes, most significant byte first; undefined when a half byte
 * is no digit. No sign.
 */
export function bcdDigits(bytes: Uint8Array): string | undefined {
  const digits = Buffer.from(bytes).toString("hex");
  return /^\d*$/.test(digits) ? digits : undefined;
}

/** Packed BCD of `digits` (an even number of them), most significant byte first. */
export function bcdBytes(digits: string): Buffer {
  if (!/^(\d\d)*$/.test(digits)) throw new RangeError(`not pairs of digits: ${digits}`);
  return Buffer.from(digits, "hex");
}
