/**
 * Reproducible variation: noise as a function of a key and a position, with no state. Any value
 * can be asked in any order and is the same for ever, which a generator of random numbers that
 * is called in turn cannot offer.
 */

/** A 32-bit key for `text` under `seed`. FNV-1a, whose offset and prime are its definition. */
export function noiseKey(seed: number, text: string): number {
  let hash = 0x811c9dc5 ^ Math.imul(seed, 0x9e3779b1);
  for (let i = 0; i < text.length; i += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return mixed(hash);
}

/** Spreads every bit over all others: the finishing step of MurmurHash3. */
function mixed(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Uniform in [0, 1) at whole position `index`. */
export function noiseAt(key: number, index: number): number {
  return mixed(key ^ Math.imul(index, 0x9e3779b1)) / 0x1_0000_0000;
}

/** Uniform in [from, to) at whole position `index`. */
export function noiseBetween(key: number, index: number, range: readonly [number, number]): number {
  return range[0] + (range[1] - range[0]) * noiseAt(key, index);
}

/** Between -1 and 1, without jumps: whole positions are drawn, those between are blended. */
export function smoothNoise(key: number, position: number): number {
  const index = Math.floor(position);
  const share = position - index;
  const blend = share * share * (3 - 2 * share);
  return 2 * (noiseAt(key, index) * (1 - blend) + noiseAt(key, index + 1) * blend) - 1;
}
