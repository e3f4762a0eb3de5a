import { reversedBytes } from "#drivers/reversed-bytes.ts";
/** Who a meter is: 8 bytes in the header of its data, and its secondary address. */
export interface MbusDevice {
  /** Eight digits; a few makers use A to F in them. */
  readonly identification: string;
  /** Three letters of the FLAG association. */
  readonly maker: string;
  readonly version: number;
  readonly medium: number;
}

const LETTER_BASE = 64;
const LETTER_BITS = 5;
const DEVICE_BYTES = 8;

/** Device types of EN 13757-3 table 13. */
const MEDIA: Readonly<Record<number, string>> = {
  0x00: "other",
  0x01: "oil",
  0x02: "electricity",
  0x03: "gas",
  0x04: "heat, at the return",
  0x05: "steam",
  0x06: "warm water",
  0x07: "water",
  0x08: "heat cost allocator",
  0x09: "compressed air",
  0x0a: "cooling, at the return",
  0x0b: "cooling, at the flow",
  0x0c: "heat, at the flow",
  0x0d: "heat and cooling",
  0x0e: "bus or system",
  0x0f: "unknown",
  0x10: "irrigation water",
  0x11: "water data logger",
  0x12: "gas data logger",
  0x13: "gas converter",
  0x14: "calorific value",
  0x15: "hot water",
  0x16: "cold water",
  0x17: "hot and cold water",
  0x18: "pressure",
  0x19: "A/D converter",
  0x1a: "smoke detector",
  0x1b: "room sensor",
  0x1c: "gas detector",
  0x20: "breaker",
  0x21: "valve",
  0x25: "customer unit",
  0x28: "waste water",
  0x29: "garbage",
  0x2b: "carbon dioxide",
};

/** The words for a device type. */
export function mediumName(medium: number): string {
  return MEDIA[medium] ?? `medium ${medium}`;
}

/** The device in 8 bytes of the wire; throws a RangeError for fewer. */
export function decodeDevice(bytes: Uint8Array): MbusDevice {
  if (bytes.length < DEVICE_BYTES) throw new RangeError("a device takes 8 bytes");
  const [, , , , low = 0, high = 0, version = 0, medium = 0] = bytes;
  return {
    identification: reversedBytes(bytes.subarray(0, 4)).toString("hex").toUpperCase(),
    maker: makerLetters(low | (high << 8)),
    version,
    medium,
  };
}

/** The 8 bytes of a device. */
export function encodeDevice({ identification, maker, version, medium }: MbusDevice): Buffer {
  const digits = Buffer.from(identification, "hex");
  if (digits.length !== 4) throw new RangeError(`not eight digits: ${identification}`);
  const code = makerCode(maker);
  return Buffer.concat([reversedBytes(digits), Buffer.of(code & 0xff, code >> 8, version, medium)]);
}

/** Three letters out of 15 bits, EN 62056-21; "@" for a part that is 0. */
export function makerLetters(code: number): string {
  return [2, 1, 0]
    .map((n) => String.fromCharCode(((code >> (LETTER_BITS * n)) & 0x1f) + LETTER_BASE))
    .join("");
}

/** The 15 bits of three letters. */
export function makerCode(letters: string): number {
  return [...letters].reduce(
    (code, letter) => (code << LETTER_BITS) | ((letter.charCodeAt(0) - LETTER_BASE) & 0x1f),
    0,
  );
}
