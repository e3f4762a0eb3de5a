/** Small and fast, and the same for a seed on every machine: mulberry32. */
export class SeededBytes {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A whole number from 0 to below `bound`. */
  below(bound: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000) * bound);
  }
}

const CHANGES_AT_MOST = 6;
const SPLICED_AT_MOST = 24;
/** Longer than any frame, so that lengths which lie are met, too. */
const BYTES_AT_MOST = 1_024;

/**
 * A published frame after up to six changes: bits flipped, bytes replaced, put in, taken out or
 * repeated, its end cut off, a part of another frame put in.
 */
export function mutatedFrame(frames: readonly Buffer[], draw: SeededBytes): Buffer {
  let bytes = Buffer.from(frames[draw.below(frames.length)] ?? []);
  const changes = 1 + draw.below(CHANGES_AT_MOST);
  for (let n = 0; n < changes; n += 1) bytes = changed(bytes, frames, draw);
  return bytes.subarray(0, BYTES_AT_MOST);
}

function changed(
  bytes: Buffer<ArrayBuffer>,
  frames: readonly Buffer[],
  draw: SeededBytes,
): Buffer<ArrayBuffer> {
  const at = draw.below(Math.max(1, bytes.length));
  switch (draw.below(6)) {
    case 0:
      if (at < bytes.length) bytes[at] = (bytes[at] ?? 0) ^ (1 << draw.below(8));
      return bytes;
    case 1:
      if (at < bytes.length) bytes[at] = draw.below(256);
      return bytes;
    case 2:
      return Buffer.concat([bytes.subarray(0, at), Buffer.of(draw.below(256)), bytes.subarray(at)]);
    case 3:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + draw.below(4))]);
    case 4:
      return bytes.subarray(0, at);
    default: {
      const other = frames[draw.below(frames.length)] ?? Buffer.alloc(0);
      const from = draw.below(Math.max(1, other.length));
      const part = other.subarray(from, from + draw.below(SPLICED_AT_MOST));
      return Buffer.concat([bytes.subarray(0, at), part, bytes.subarray(at)]);
    }
  }
}
