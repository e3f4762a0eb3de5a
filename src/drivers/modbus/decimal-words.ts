import { Decimal } from "#domain/core/decimal.ts";

/** Two decimal digits in each byte, the most significant first; undefined when one is no digit. */
export function bcdValue(bytes: Buffer): Decimal | undefined {
  const digits = bytes.toString("hex");
  return /^\d+$/.test(digits) ? Decimal.of(BigInt(digits)) : undefined;
}

const WORD_VALUES = 10_000;

/** Each word counts to 9999; undefined when one counts further. */
export function mod10kValue(bytes: Buffer): Decimal | undefined {
  let value = 0n;
  for (let at = 0; at < bytes.length; at += 2) {
    const word = bytes.readUInt16BE(at);
    if (word >= WORD_VALUES) return undefined;
    value = value * BigInt(WORD_VALUES) + BigInt(word);
  }
  return Decimal.of(value);
}
