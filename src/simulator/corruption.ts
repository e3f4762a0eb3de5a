import { noiseAt } from "./seeded-noise.ts";

/**
 * Ways in which an answer goes wrong. All but `data-bit` can be seen by a careful reader.
 * Modbus TCP has no check sum of its own, so that a flipped bit inside the data is a wrong value
 * that looks right: only its plausibility tells. Hence it happens only when asked for by name.
 */
export const CORRUPTIONS = [
  "header-bit",
  "wrong-unit",
  "wrong-transaction",
  "truncated",
  "data-bit",
] as const;
export type Corruption = (typeof CORRUPTIONS)[number];

/** What a corrupted line does unless it is told otherwise. */
export const VISIBLE_CORRUPTIONS: readonly Corruption[] = [
  "header-bit",
  "wrong-unit",
  "wrong-transaction",
  "truncated",
];

const FIRST_HEADER_BIT = 16;
/** Protocol identifier, length, unit, function and byte count. */
const HEADER_BITS = 7 * 8;
const FIRST_DATA_BYTE = 9;

/** A frame gone wrong in one of the ways, drawn at position `draw` of the noise `key`. */
export function corrupted(
  frame: Buffer,
  ways: readonly Corruption[],
  { key, draw }: { readonly key: number; readonly draw: number },
): Buffer {
  const drawn = (n: number, below: number) => Math.floor(noiseAt(key + n, draw) * below);
  const way = ways[drawn(1, ways.length)] ?? "header-bit";
  const wrong = Buffer.from(frame);
  switch (way) {
    case "header-bit":
      return withFlippedBit(wrong, FIRST_HEADER_BIT + drawn(2, HEADER_BITS));
    case "data-bit": {
      const dataBits = (wrong.length - FIRST_DATA_BYTE) * 8;
      return dataBits > 0 ? withFlippedBit(wrong, FIRST_DATA_BYTE * 8 + drawn(2, dataBits)) : wrong;
    }
    case "wrong-unit":
      wrong.writeUInt8((wrong.readUInt8(6) + 1 + drawn(2, 246)) % 256, 6);
      return wrong;
    case "wrong-transaction":
      wrong.writeUInt16BE((wrong.readUInt16BE(0) + 1 + drawn(2, 0xfffe)) % 0x1_0000, 0);
      return wrong;
    case "truncated":
      return wrong.subarray(0, 1 + drawn(2, wrong.length - 1));
  }
}

function withFlippedBit(frame: Buffer, bit: number): Buffer {
  const byte = Math.floor(bit / 8);
  frame.writeUInt8(frame.readUInt8(byte) ^ (1 << (bit % 8)), byte);
  return frame;
}
