import { Decimal } from "#domain/core/decimal.ts";
import { bcdDigits } from "#drivers/bcd.ts";
import { decimalOfFloat } from "#drivers/modbus/decimal-of-float.ts";
import type { MbusCoding } from "./data-information.ts";
import { mbusDate } from "./mbus-date.ts";
import { reversedText, type ValueInformation } from "./value-information.ts";
import { reversedBytes } from "#drivers/reversed-bytes.ts";

/** What a record shows. Dates and times are the meter's own, without a zone. */
export type MbusValue =
  | { readonly kind: "number"; readonly value: Decimal }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "date"; readonly text: string }
  /** Most significant byte first. */
  | { readonly kind: "bytes"; readonly hex: string }
  /** The meter says that it has none, or the digits are none. */
  | { readonly kind: "none" };

const NONE: MbusValue = { kind: "none" };

/** How many bytes a value takes at `at`; undefined when that is not known or they are not there. */
export function valueBytes(coding: MbusCoding, bytes: Uint8Array, at: number): number | undefined {
  const count = codedBytes(coding, bytes[at]);
  return count === undefined || at + count > bytes.length ? undefined : count;
}

function codedBytes(coding: MbusCoding, first: number | undefined): number | undefined {
  switch (coding.kind) {
    case "none":
      return 0;
    case "float":
      return 4;
    case "variable": {
      const variable = first === undefined ? undefined : variableLength(first);
      return variable && 1 + variable.bytes;
    }
    default:
      return coding.bytes;
  }
}

interface VariableLength {
  readonly kind: "text" | "bcd" | "negative-bcd" | "bytes";
  readonly bytes: number;
}

/** The first byte of a value of variable length (LVAR), EN 13757-3 table 5. */
function variableLength(lvar: number): VariableLength | undefined {
  if (lvar <= 0xbf) return { kind: "text", bytes: lvar };
  if (lvar <= 0xc9) return { kind: "bcd", bytes: lvar - 0xc0 };
  if (lvar >= 0xd0 && lvar <= 0xd9) return { kind: "negative-bcd", bytes: lvar - 0xd0 };
  if (lvar >= 0xe0 && lvar <= 0xef) return { kind: "bytes", bytes: lvar - 0xe0 };
  if (lvar >= 0xf0 && lvar <= 0xf4) return { kind: "bytes", bytes: 4 * (lvar - 0xec) };
  if (lvar === 0xf5) return { kind: "bytes", bytes: 48 };
  if (lvar === 0xf6) return { kind: "bytes", bytes: 64 };
  return undefined;
}

/** The value in `bytes`, which are exactly its own. */
export function decodeValue(
  coding: MbusCoding,
  bytes: Buffer,
  information: ValueInformation,
): MbusValue {
  if (information.recordError !== undefined) return NONE;
  if (coding.kind === "none" || (bytes.length === 0 && coding.kind !== "variable")) return NONE;
  if (information.meaning?.reading === "date" && coding.kind === "integer") {
    const text = mbusDate(bytes);
    return text === undefined ? NONE : { kind: "date", text };
  }
  if (coding.kind === "variable") return variableValue(bytes, information);
  if (information.meaning?.reading === "bits" && coding.kind === "integer") {
    const raw = littleEndian(bytes, "unsigned");
    return { kind: "number", value: Decimal.of(raw) };
  }
  const raw = rawNumber(coding, bytes);
  return raw === undefined ? NONE : { kind: "number", value: scaled(raw, information) };
}

function rawNumber(coding: MbusCoding, bytes: Buffer): Decimal | undefined {
  switch (coding.kind) {
    case "integer":
      return Decimal.of(littleEndian(bytes, "signed"));
    case "float":
      return decimalOfFloat(bytes.readFloatLE(0), "float32");
    case "bcd":
      return signedBcd(bytes);
    default:
      return undefined;
  }
}

function variableValue(bytes: Buffer, information: ValueInformation): MbusValue {
  const variable = variableLength(bytes[0] ?? 0);
  const content = bytes.subarray(1);
  switch (variable?.kind) {
    case "text":
      return { kind: "text", text: reversedText(content) };
    case "bcd":
    case "negative-bcd": {
      const digits = bcdDigits(reversedBytes(content));
      if (digits === undefined || digits === "") return NONE;
      const magnitude = Decimal.parse(digits);
      const raw = variable.kind === "bcd" ? magnitude : magnitude.negated();
      return { kind: "number", value: scaled(raw, information) };
    }
    default:
      return { kind: "bytes", hex: reversedBytes(content).toString("hex") };
  }
}

/** BCD, last byte first; a leading half byte F is a minus (EN 13757-3 annex A, type A). */
function signedBcd(bytes: Buffer): Decimal | undefined {
  const text = reversedBytes(bytes).toString("hex");
  const isNegative = text.startsWith("f");
  const digits = isNegative ? text.slice(1) : text;
  if (!/^\d+$/.test(digits)) return undefined;
  const magnitude = Decimal.parse(digits);
  return isNegative ? magnitude.negated() : magnitude;
}

function littleEndian(bytes: Buffer, sign: "signed" | "unsigned"): bigint {
  let raw = 0n;
  for (const byte of reversedBytes(bytes)) raw = (raw << 8n) | BigInt(byte);
  return sign === "signed" ? BigInt.asIntN(8 * bytes.length, raw) : raw;
}

/** In the unit of the meaning; with no meaning as it is. */
function scaled(raw: Decimal, information: ValueInformation): Decimal {
  const { meaning, shift, offsetExponent } = information;
  const offset = offsetExponent === undefined ? Decimal.ZERO : powerOfTen(offsetExponent);
  const factor = Decimal.of(meaning?.factor ?? 1);
  const power = powerOfTen((meaning?.exponent ?? 0) + shift);
  return raw.plus(offset).times(factor).times(power).normalized();
}

function powerOfTen(exponent: number): Decimal {
  return exponent >= 0 ? Decimal.of(10n ** BigInt(exponent)) : new Decimal(1n, -exponent);
}
