import { noteSteady, type RegisterSeries } from "#domain/consumption/register-series.ts";
import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import { newGrid, sharedGrid } from "./reading-grid.ts";

/** Readings of one channel in one UTC month: the columns of reading_month without its key. */
export interface PackedMonth {
  readonly firstMs: number;
  readonly lastMs: number;
  /** Every reading lies at a multiple of it after the first. */
  readonly stepSeconds: number;
  /** The register at `firstMs`; whole counts below 2^53. */
  readonly firstCounts: number;
  readonly readings: number;
  readonly packed: Uint8Array;
}

export const MS_PER_SECOND = 1000;
const STEPS_SECONDS = [3600, 1800, 900, 300, 60];

/**
 * The numbers that `packed` is made of. Registers climb, mostly by little: such a step is one
 * number, a byte up to 124 counts and two up to 16,380. Everything else is announced by a mark.
 */
const HOLES = 0;
const QUALITY = 1;
const FALL = 2;
export const CLIMB = 3;

/** Packs readings in order of time, at least one, each on a whole second. */
export function packMonth({ epochMs, counts, qualities }: RegisterSeries): PackedMonth {
  const firstMs = epochMs[0];
  const lastMs = epochMs.at(-1);
  if (firstMs === undefined || lastMs === undefined) {
    throw new RangeError("a month without readings has nothing to pack");
  }
  const stepMs = stepOf(epochMs);
  const writer = new NumberWriter(epochMs.length);
  let before = counts[0] ?? 0;
  let quality: number = READING_QUALITY.measured;
  let expectedMs = firstMs;
  epochMs.forEach((ms, n) => {
    if (ms > expectedMs) {
      writer.put(HOLES);
      writer.put((ms - expectedMs) / stepMs);
    }
    expectedMs = ms + stepMs;
    const bits = qualities[n] ?? 0;
    if (bits !== quality) {
      writer.put(QUALITY);
      writer.put(bits);
      quality = bits;
    }
    const climb = (counts[n] ?? 0) - before;
    before += climb;
    if (climb < 0) {
      writer.put(FALL);
      writer.put(-climb);
    } else writer.put(CLIMB + climb);
  });
  return {
    firstMs,
    lastMs,
    stepSeconds: stepMs / MS_PER_SECOND,
    firstCounts: counts[0] ?? 0,
    readings: epochMs.length,
    packed: writer.bytes(),
  };
}

/** The widest step that leads from the first reading to all others. */
function stepOf(epochMs: Float64Array): number {
  const firstMs = epochMs[0] ?? 0;
  const seconds = STEPS_SECONDS.find((step) =>
    epochMs.every((ms) => (ms - firstMs) % (step * MS_PER_SECOND) === 0),
  );
  return (seconds ?? 1) * MS_PER_SECOND;
}

/** What a packed month holds. */
export interface UnpackedMonth {
  readonly series: RegisterSeries;
  /** Every quality bit that one of the readings has. */
  readonly bits: number;
}

/**
 * The readings of a packed month, those that were withdrawn among them; the inverse of packMonth.
 * A bill run unpacks millions: nothing is called for a reading, and nothing made. Months without
 * holes share their instants, and those that were measured throughout their qualities: whoever
 * changes a series changes a copy.
 */
export function unpackMonth(month: PackedMonth): UnpackedMonth {
  return unpackUntil(month, Infinity);
}

/** So many bytes of `packed` are enough for each step from the first reading on. */
export const BYTES_OF_A_STEP = 24;

/** As unpackMonth, but only the readings up to and with an instant; the rest is not looked at. */
export function unpackUntil(month: PackedMonth, untilMs: number): UnpackedMonth {
  const { firstMs, lastMs, firstCounts, packed } = month;
  const stepMs = month.stepSeconds * MS_PER_SECOND;
  const hasHoles = lastMs !== firstMs + (month.readings - 1) * stepMs;
  const room = Math.max(0, Math.floor((untilMs - firstMs) / stepMs) + 1);
  const readings = Math.min(month.readings, room);
  const steps = { firstMs, stepMs, readings };
  const { epochMs, measured } = hasHoles ? newGrid(steps) : sharedGrid(steps);
  const counts = new Float64Array(readings);
  let qualities: Uint8Array | undefined;
  let bits: number = READING_QUALITY.measured;
  let skippedMs = 0;
  const plain = hasHoles ? { at: 0, n: 0, register: firstCounts } : unpackClimbs(month, counts);
  if (plain.n === readings && (untilMs < lastMs || plain.at === packed.length)) {
    return { series: noteSteady({ epochMs, counts, qualities: measured }, stepMs), bits };
  }
  let { n, register } = plain;
  let mark = CLIMB;
  for (let { at } = plain; at < packed.length;) {
    let byte = packed[at++] ?? 0;
    let number = byte & LOW_BITS;
    // Beyond 32 bits only multiplication is exact.
    for (let worth = MORE; byte >= MORE; worth *= MORE) {
      byte = packed[at++] ?? 0;
      number += (byte & LOW_BITS) * worth;
    }
    if (mark === CLIMB && number >= CLIMB) register += number - CLIMB;
    else if (mark === FALL) register -= number;
    else {
      if (mark === HOLES && hasHoles) skippedMs += number * stepMs;
      else if (mark === QUALITY) {
        qualities ??= measured.slice();
        qualities.fill(number, n);
        bits = n === 0 ? number : bits | number;
      }
      mark = mark === CLIMB ? number : CLIMB;
      continue;
    }
    mark = CLIMB;
    if (firstMs + n * stepMs + skippedMs > untilMs) break;
    counts[n] = register;
    if (skippedMs > 0) epochMs[n] = firstMs + n * stepMs + skippedMs;
    n += 1;
  }
  const series = { epochMs, counts, qualities: qualities ?? measured };
  if (n === readings) return { series, bits };
  if (untilMs >= lastMs) {
    throw new Error(`a packed month has ${n} readings instead of ${readings}`);
  }
  return { series: firstOf(series, n), bits };
}

/**
 * Writes the readings up to the first one that is announced by a mark: of most months all of them.
 * Tells where it ended.
 */
function unpackClimbs({ packed, firstCounts }: PackedMonth, counts: Float64Array) {
  let register = firstCounts;
  let n = 0;
  let at = 0;
  while (at < packed.length && n < counts.length) {
    let byte = packed[at] ?? 0;
    if (byte < CLIMB) break;
    at += 1;
    let number = byte & LOW_BITS;
    for (let worth = MORE; byte >= MORE; worth *= MORE) {
      byte = packed[at++] ?? 0;
      number += (byte & LOW_BITS) * worth;
    }
    register += number - CLIMB;
    counts[n] = register;
    n += 1;
  }
  return { at, n, register };
}

function firstOf({ epochMs, counts, qualities }: RegisterSeries, readings: number): RegisterSeries {
  return {
    epochMs: epochMs.subarray(0, readings),
    counts: counts.subarray(0, readings),
    qualities: qualities.subarray(0, readings),
  };
}

const LOW_BITS = 0x7f;
/** Set in each byte of a number but the last. */
export const MORE = 0x80;

/** Writes numbers below 2^53, 7 bits a byte, low first. */
class NumberWriter {
  #bytes: Uint8Array;
  #length = 0;

  constructor(numbers: number) {
    this.#bytes = new Uint8Array(numbers * 2 + BYTES_OF_A_NUMBER);
  }

  put(number: number): void {
    if (this.#length + BYTES_OF_A_NUMBER > this.#bytes.length) {
      const wider = new Uint8Array(this.#bytes.length * 2);
      wider.set(this.#bytes);
      this.#bytes = wider;
    }
    let rest = number;
    while (rest >= MORE) {
      this.#bytes[this.#length++] = (rest % MORE) | MORE;
      rest = Math.floor(rest / MORE);
    }
    this.#bytes[this.#length++] = rest;
  }

  bytes(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }
}

const BYTES_OF_A_NUMBER = 8;
