/** The first 32 bits of the fractional parts of a root of each of the first primes (FIPS 180-4). */
function fractions(count: number, root: (prime: number) => number): Uint32Array {
  const found: number[] = [];
  for (let n = 2; found.length < count; n += 1) {
    if (found.every((_, i) => n % primes(i) !== 0)) {
      PRIMES.push(n);
      found.push(((root(n) % 1) * 2 ** 32) >>> 0);
    }
  }
  return Uint32Array.from(found);
}

const PRIMES: number[] = [];
function primes(index: number): number {
  return PRIMES[index] ?? 1;
}

const ROUNDS = 64;
const K = fractions(ROUNDS, Math.cbrt);
PRIMES.length = 0;
const START = fractions(8, Math.sqrt);

const BLOCK = 64;

/**
 * SHA-256 of bytes, hexadecimal, in plain arithmetic: the same in the service and in a reader's
 * browser, where a page that is not served over TLS has no other.
 */
export function sha256Hex(bytes: Uint8Array): string {
  const length = Math.ceil((bytes.length + 9) / BLOCK) * BLOCK;
  const padded = new Uint8Array(length);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  new DataView(padded.buffer).setBigUint64(length - 8, BigInt(bytes.length) * 8n);
  const state = START.slice();
  const words = new Uint32Array(ROUNDS);
  const view = new DataView(padded.buffer);
  for (let at = 0; at < length; at += BLOCK) compress(state, words, { view, at });
  return Array.from(state, (word) => word.toString(16).padStart(8, "0")).join("");
}

/** SHA-256 of a text in UTF-8. */
export function sha256OfText(text: string): string {
  return sha256Hex(utf8(text));
}

/** A lone surrogate becomes U+FFFD, as everywhere. */
function utf8(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text.toWellFormed()) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x8_00) bytes.push(0xc0 | (code >> 6), tail(code));
    else if (code < 0x1_00_00) bytes.push(0xe0 | (code >> 12), tail(code >> 6), tail(code));
    else bytes.push(0xf0 | (code >> 18), tail(code >> 12), tail(code >> 6), tail(code));
  }
  return Uint8Array.from(bytes);
}

function tail(code: number): number {
  return 0x80 | (code & 0x3f);
}

function turned(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

function compress(
  state: Uint32Array,
  words: Uint32Array,
  { view, at }: { readonly view: DataView; readonly at: number },
): void {
  for (let n = 0; n < 16; n += 1) words[n] = view.getUint32(at + 4 * n);
  for (let n = 16; n < ROUNDS; n += 1) {
    const a = words[n - 15] ?? 0;
    const b = words[n - 2] ?? 0;
    const s0 = turned(a, 7) ^ turned(a, 18) ^ (a >>> 3);
    const s1 = turned(b, 17) ^ turned(b, 19) ^ (b >>> 10);
    words[n] = (words[n - 16] ?? 0) + s0 + (words[n - 7] ?? 0) + s1;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let n = 0; n < ROUNDS; n += 1) {
    const s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const one = (h + s1 + ((e & f) ^ (~e & g)) + (K[n] ?? 0) + (words[n] ?? 0)) | 0;
    const s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
    const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  for (const [n, word] of [a, b, c, d, e, f, g, h].entries()) state[n] = (state[n] ?? 0) + word;
}
