import type { ZoneBlock } from "./zone-history.ts";

/** A block about the beginning of a loss, with what is missing in it beyond what always was. */
export interface Witness {
  readonly block: ZoneBlock;
  readonly missing: number;
  /** One over the variance of `missing`. */
  readonly weight: number;
}

/** How what is missing strays while nobody steals. */
export interface WitnessScatter {
  /** The variance as it was, over the one that the weights expect. */
  readonly variance: number;
  /** The correlation of neighbouring blocks, -0.5 to 0. */
  readonly neighbours: number;
}

/** Of fewer neighbours nothing is learned. */
const NEIGHBOURS_TO_LEARN = 24;
/** A single block counts no further than so many usual deviations: it may hold a loss that has ended. */
const DEVIATIONS_COUNTED = 4;
const MAD_TO_DEVIATION = 1.4826;
const LEAST_VARIANCE = 0.01;
/** Steps of registers alone would make a half; a little of what strays comes of something else. */
const MOST_CORRELATED = 0.48;

/** Learns the scatter of witnesses from those of the past. */
export function scatterOf(past: readonly Witness[]): WitnessScatter {
  const strayed = past.map(({ missing, weight }) => Math.sqrt(weight) * missing);
  const middle = strayed.map(Math.abs).toSorted((a, b) => a - b)[strayed.length >> 1] ?? 0;
  const most = DEVIATIONS_COUNTED * MAD_TO_DEVIATION * middle;
  const counted = strayed.map((value) => Math.max(-most, Math.min(most, value)));
  let [along, pairs] = [0, 0];
  for (let n = 1; n < counted.length; n += 1) {
    if (past[n - 1]?.block.to !== past[n]?.block.from) continue;
    along += (counted[n - 1] ?? 0) * (counted[n] ?? 0);
    pairs += 1;
  }
  const variance = counted.reduce((sum, value) => sum + value * value, 0) / counted.length;
  if (pairs < NEIGHBOURS_TO_LEARN || variance <= 0) return { variance: 1, neighbours: 0 };
  const correlation = along / pairs / variance;
  return {
    variance: Math.max(LEAST_VARIANCE, variance),
    neighbours: Math.max(-MOST_CORRELATED, Math.min(0, correlation)),
  };
}

/** How many past readings' worth the expected scatter is believed. */
const BELIEVED_WITNESSES = 4;
/** What the scatter of the past does not know of the present. */
const WEIGHT_OF_LOSS = 0.8;

/** The multiple of a shape that explains the loss best since an hour. */
export interface LossFit {
  readonly multiple: number;
  readonly deviation: number;
  /** Σ w x² since then. */
  readonly square: number;
  /** What the best multiple leaves over, of all witnesses. */
  readonly left: number;
}

/**
 * What witnesses tell of a loss of some shape since some hour. A register that is cut off to its step
 * shows in one hour what it withheld in the hour before: what is missing in neighbouring hours strays
 * in opposite directions, and over several hours far less than each by itself. So each hour is judged
 * by what the hours before it leave open (the innovations of a moving average of order one).
 */
export class LossEvidence {
  readonly #blocks: readonly ZoneBlock[];
  /** Of each witness: the shape in it, how much of the surprise before it takes back, its weight, its surprise. */
  readonly #shape: Float64Array;
  readonly #back: Float64Array;
  readonly #weight: Float64Array;
  readonly #surprise: Float64Array;
  readonly #all: number;

  constructor(
    witnesses: readonly Witness[],
    {
      shape,
      scatter,
    }: { readonly shape: (block: ZoneBlock) => number; readonly scatter: WitnessScatter },
  ) {
    const rootOf = ({ weight }: Witness) => Math.sqrt(weight / scatter.variance);
    this.#blocks = witnesses.map(({ block }) => block);
    this.#shape = Float64Array.from(witnesses, (one) => rootOf(one) * shape(one.block));
    this.#back = new Float64Array(witnesses.length);
    this.#weight = new Float64Array(witnesses.length);
    this.#surprise = new Float64Array(witnesses.length);
    let [variance, all] = [1, 0];
    for (const [n, witness] of witnesses.entries()) {
      const isNext = n > 0 && witnesses[n - 1]?.block.to === witness.block.from;
      const back = isNext ? scatter.neighbours / variance : 0;
      const surprise = rootOf(witness) * witness.missing - back * (this.#surprise[n - 1] ?? 0);
      variance = 1 - back * back * variance;
      this.#back[n] = back;
      this.#weight[n] = 1 / variance;
      this.#surprise[n] = surprise;
      all += (surprise * surprise) / variance;
    }
    this.#all = all;
  }

  /** The best multiple of the shape from an hour on; undefined where the shape is nothing since then. */
  fitSince(hour: number): LossFit | undefined {
    const count = this.#blocks.length;
    let [along, square, before] = [0, 0, 0];
    for (let n = this.#firstAfter(hour); n < count; n += 1) {
      const shape =
        (this.#shape[n] ?? 0) * this.#partSince(hour, n) - (this.#back[n] ?? 0) * before;
      const weighted = (this.#weight[n] ?? 0) * shape;
      along += weighted * (this.#surprise[n] ?? 0);
      square += weighted * shape;
      before = shape;
    }
    if (square <= 0) return undefined;
    const multiple = along / square;
    const left = Math.max(0, this.#all - multiple * multiple * square);
    const variance = (BELIEVED_WITNESSES + left) / (count + BELIEVED_WITNESSES) / WEIGHT_OF_LOSS;
    return { multiple, square, left, deviation: Math.sqrt(variance / square) };
  }

  /** Log odds of that multiple of the shape against none, the scatter known only roughly. */
  oddsOf({ multiple, square, left }: LossFit, tried: number): number {
    const rest = left + (tried - multiple) ** 2 * square;
    const gain = Math.log((BELIEVED_WITNESSES + this.#all) / (BELIEVED_WITNESSES + rest));
    return (WEIGHT_OF_LOSS * (this.#blocks.length + BELIEVED_WITNESSES) * gain) / 2;
  }

  /** Of a block with a hole a loss may have begun within: then so much of it counts. */
  #partSince(hour: number, n: number): number {
    const { from = 0, to = 0 } = this.#blocks[n] ?? {};
    return from < hour ? (to - hour) / (to - from) : 1;
  }

  /** The first witness that ends after an hour. */
  #firstAfter(hour: number): number {
    let [low, high] = [0, this.#blocks.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#blocks[middle]?.to ?? 0) > hour) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
