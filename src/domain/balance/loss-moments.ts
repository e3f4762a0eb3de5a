import type { ZoneBlock } from "./zone-history.ts";

/** Hours that are summed up together: the finest step in which the beginning of a loss is told. */
export const BIN_HOURS = 6;

/** The loss's causes before those of the single meters: time, use, and use squared. */
export const COMMON_CAUSES = 3;

/**
 * How the loss of a block may come about, each to be multiplied by a coefficient that the zone's
 * own past tells: hours (a transformer's idle loss), all use (a supply meter's error, leakage), use
 * squared (the heat of cables, which grows with the square of the current), and each use meter's own
 * error. `scale` is the zone's mean use per hour and keeps the square in the unit of the others.
 */
export function causesOf(block: ZoneBlock, scale: number): Float64Array {
  const causes = new Float64Array(COMMON_CAUSES + block.uses.length);
  causes[0] = block.hours;
  causes[1] = block.used;
  causes[2] = (block.used * block.used) / block.hours / scale;
  causes.set(block.uses, COMMON_CAUSES);
  return causes;
}

/**
 * How surely a block tells its loss: one over the variance. Registers are read within seconds of the
 * hour, and by as many seconds of its flow a sum can be apart; each register has its step.
 */
export function weightOf(block: ZoneBlock, coarseness: number): number {
  const flow = Math.max(block.supplied, block.used, 0) / block.hours;
  const deviation = coarseness + TIMING_SHARE_OF_HOUR * flow + MODEL_SHARE * flow * block.hours;
  return 1 / (deviation * deviation);
}

const TIMING_SHARE_OF_HOUR = 0.002;
/** What no linear law of losses explains. */
const MODEL_SHARE = 0.001;

/** Sums of blocks that suffice to fit a model to them and to judge it, whatever stretch is asked for. */
export interface LossMoments {
  readonly blocks: number;
  readonly hours: number;
  readonly supplied: number;
  readonly loss: number;
  /** Of each cause, without weights. */
  readonly causes: Float64Array;
  /** Σ w x xᵀ row by row (lower triangle), Σ w x y, Σ w y². */
  readonly xx: Float64Array;
  readonly xy: Float64Array;
  readonly yy: number;
}

/** The moments of all blocks that end in bins `[0, n)`, for every n: any stretch is a difference. */
export class MomentsByBin {
  readonly size: number;
  readonly bins: number;
  readonly #upTo: LossMoments[];

  constructor(
    blocks: readonly ZoneBlock[],
    { points, hours, scale, coarseness }: Readonly<Record<MomentOption, number>>,
  ) {
    this.size = COMMON_CAUSES + points;
    this.bins = Math.floor(hours / BIN_HOURS);
    this.#upTo = [emptyMoments(this.size)];
    let next = 0;
    for (let bin = 0; bin < this.bins; bin += 1) {
      const sum = copyOf(this.#upTo[bin] ?? emptyMoments(this.size));
      for (; next < blocks.length; next += 1) {
        const block = blocks[next];
        if (!block || block.to > (bin + 1) * BIN_HOURS) break;
        if (block.used > 0 || block.supplied > 0) addBlock(sum, block, { scale, coarseness });
      }
      this.#upTo.push(sum);
    }
  }

  /** Of the blocks that end in the bins `[from, to)`. */
  between(from: number, to: number): LossMoments {
    const [before, until] = [this.#upTo[from], this.#upTo[to]];
    if (!before || !until) throw new RangeError(`no bins ${from} to ${to} of ${this.bins}`);
    return {
      blocks: until.blocks - before.blocks,
      hours: until.hours - before.hours,
      supplied: until.supplied - before.supplied,
      loss: until.loss - before.loss,
      causes: difference(until.causes, before.causes),
      xx: difference(until.xx, before.xx),
      xy: difference(until.xy, before.xy),
      yy: until.yy - before.yy,
    };
  }
}

/** The moments of all the blocks together. */
export function momentsOf(
  blocks: readonly ZoneBlock[],
  options: Readonly<Record<"points" | "scale" | "coarseness", number>>,
): LossMoments {
  const sum = emptyMoments(COMMON_CAUSES + options.points);
  for (const block of blocks)
    if (block.used > 0 || block.supplied > 0) addBlock(sum, block, options);
  return sum;
}

type MomentOption = "points" | "hours" | "scale" | "coarseness";

type Growing = { -readonly [Key in keyof LossMoments]: LossMoments[Key] };

function emptyMoments(size: number): Growing {
  return {
    blocks: 0,
    hours: 0,
    supplied: 0,
    loss: 0,
    causes: new Float64Array(size),
    xx: new Float64Array(size * size),
    xy: new Float64Array(size),
    yy: 0,
  };
}

function copyOf(sum: LossMoments): Growing {
  return { ...sum, causes: sum.causes.slice(), xx: sum.xx.slice(), xy: sum.xy.slice() };
}

function addBlock(
  sum: Growing,
  block: ZoneBlock,
  { scale, coarseness }: { readonly scale: number; readonly coarseness: number },
): void {
  const x = causesOf(block, scale);
  const w = weightOf(block, coarseness);
  const { length } = x;
  sum.blocks += 1;
  sum.hours += block.hours;
  sum.supplied += block.supplied;
  sum.loss += block.loss;
  sum.yy += w * block.loss * block.loss;
  for (let i = 0; i < length; i += 1) {
    const weighted = w * (x[i] ?? 0);
    sum.causes[i] = (sum.causes[i] ?? 0) + (x[i] ?? 0);
    sum.xy[i] = (sum.xy[i] ?? 0) + weighted * block.loss;
    for (let j = 0; j <= i; j += 1) {
      sum.xx[i * length + j] = (sum.xx[i * length + j] ?? 0) + weighted * (x[j] ?? 0);
    }
  }
}

function difference(until: Float64Array, before: Float64Array): Float64Array {
  return until.map((value, n) => value - (before[n] ?? 0));
}
