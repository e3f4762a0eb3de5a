/**
 * The decimal digits of packed BCD bytes, most significant byte first; undefined when a half byte
 * is no digit. No sign.
 */
export function bcdDigits(bytes: Uint8Array): string | undefined {
  const digits = Buffer.from(bytes).toString("hex");
  return /^\d*$/.test(digits) ? digits : undefined;
}
