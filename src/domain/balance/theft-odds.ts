import type { OwnHabit } from "./own-habit.ts";
import type { ZoneBlock } from "./zone-history.ts";

/** A block about the beginning of a loss, with what is missing in it beyond what always was. */
export interface Witness {
  readonly block: ZoneBlock;
  readonly missing: number;
  /** One over the variance of `missing`. */
  readonly weight: number;
}

/** What one point would have to have done, and how likely that is. */
export interface TheftOdds {
  /** Natural logarithm of the odds against a loss that has nothing to do with the point. */
  readonly odds: number;
  /** The share of the truth that passes by the meter, from this hour on, that explains most. */
  readonly share: number;
  readonly fromHour: number;
}

/** Shares of the truth that are tried, beside those that fit the loss best. */
const SHARES = [
  0.03, 0.05, 0.08, 0.12, 0.17, 0.23, 0.3, 0.38, 0.46, 0.55, 0.65, 0.75, 0.85, 0.93,
] as const;
const LARGEST_SHARE = 0.97;
/** About the best fit it is tried in steps of half a deviation. */
const DEVIATIONS_TRIED = [-2.5, -2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2, 2.5] as const;
/** How many past readings' worth the expected scatter is believed. */
const BELIEVED_WITNESSES = 4;
/** Neighbouring hours are alike: they are not as many witnesses as they are hours. */
const WEIGHT_OF_LOSS = 0.8;
const WEIGHT_OF_HABIT = 0.7;
/** Surprises have heavier tails than the normal law: Student's with so many degrees of freedom. */
const TAIL_DEGREES = 5;
/** After so many hours a change of level has been taken for the new habit. */
const HOURS_OF_SURPRISE = 24;
const LEAST_KEPT = 0.02;
/** A habit that speaks against it may have changed by chance in the same days: one in fifty. */
const CHANCE_OF_CHANGE = 0.02;
/** One that fell steeply has, but for one in three hundred, not only by chance. */
const LARGEST_ODDS_OF_HABIT = 300;

interface Asked {
  readonly witnesses: readonly Witness[];
  /** First hour of `habit`. */
  readonly fromHour: number;
  /** Hours in which the theft may have begun: `[fromHour, lastOnset]`. */
  readonly lastOnset: number;
}

/**
 * How likely it is that a point's meter has seen less than the truth since some hour, all shares and
 * hours taken together. Two things must agree: what is missing follows what the meter records (a
 * meter that misses the share f of the truth misses f / (1 - f) of what it shows), and what it records
 * fell by that share in that hour, against its own habit. Each hour and share counts by how well it
 * explains both; a habit may also have changed by itself.
 */
export function theftOdds(
  { index, habit }: { readonly index: number; readonly habit: OwnHabit },
  asked: Asked,
): TheftOdds {
  const loss = new LossSums(asked, ({ uses }) => Math.max(0, uses[index] ?? 0));
  const surprises = new SurpriseSums(habit);
  const tried: TheftOdds[] = [];
  for (let hour = asked.fromHour; hour <= asked.lastOnset; hour += 1) {
    const fit = loss.fitSince(hour);
    if (!fit) continue;
    const shares = sharesAround(fit);
    for (const [n, share] of shares.entries()) {
      const width = ((shares[n + 1] ?? LARGEST_SHARE) - (shares[n - 1] ?? 0)) / 2;
      if (width <= 0) continue;
      const ofLoss = loss.oddsOf(fit, share / (1 - share));
      const ofHabit = boundedOdds(surprises.oddsOf(hour - asked.fromHour, Math.log(1 - share)));
      tried.push({ odds: ofLoss + ofHabit + Math.log(width), share, fromHour: hour });
    }
  }
  const hours = asked.lastOnset - asked.fromHour + 1;
  const nothing = { odds: -Infinity, share: 0, fromHour: asked.fromHour };
  return together(tried, { hours, nothing });
}

/** A loss of a shape in some multiple of it, how likely it is, and since when. */
export interface ShapeOdds {
  readonly odds: number;
  readonly multiple: number;
  readonly fromHour: number;
}

/**
 * Log odds of a loss that rises and falls with a shape, all hours of its beginning taken together as
 * theftOdds() does. `densityOf` tells how likely each multiple of the shape is before anything is seen,
 * `habitOdds` what else speaks for a beginning so many hours after the first.
 */
export function shapeOdds(
  asked: Asked,
  shape: (block: ZoneBlock) => number,
  {
    densityOf,
    habitOdds = () => 0,
  }: {
    readonly densityOf: (multiple: number) => number;
    readonly habitOdds?: (at: number) => number;
  },
): ShapeOdds {
  const loss = new LossSums(asked, shape);
  const tried: ShapeOdds[] = [];
  for (let hour = asked.fromHour; hour <= asked.lastOnset; hour += 1) {
    const fit = loss.fitSince(hour);
    if (!fit || fit.multiple <= 0) continue;
    const { multiple, deviation } = fit;
    const believed = Math.min(1, densityOf(multiple) * deviation * Math.sqrt(2 * Math.PI));
    const odds = loss.oddsOf(fit, multiple) + Math.log(believed) + habitOdds(hour - asked.fromHour);
    tried.push({ odds, multiple, fromHour: hour });
  }
  const nothing = { odds: -Infinity, multiple: 0, fromHour: asked.fromHour };
  return together(tried, { hours: asked.lastOnset - asked.fromHour + 1, nothing });
}

/** Log odds, by its habit alone, that a point's register came to a stop so many hours after the first. */
export function standstillOdds(habit: OwnHabit): (at: number) => number {
  const surprises = new SurpriseSums(habit);
  return (at) => boundedOdds(surprises.oddsOf(at, Math.log(1 - LARGEST_SHARE)));
}

/** The likeliest one, with the odds of all together. */
function together<One extends { readonly odds: number }>(
  tried: readonly One[],
  { hours, nothing }: { readonly hours: number; readonly nothing: One },
): One {
  const best = tried.reduce((a, b) => (b.odds > a.odds ? b : a), nothing);
  if (best.odds === -Infinity) return best;
  const sum = tried.reduce((all, { odds }) => all + Math.exp(odds - best.odds), 0);
  return { ...best, odds: best.odds + Math.log(sum / hours) };
}

function sharesAround({ multiple, deviation }: LossFit): number[] {
  const near = DEVIATIONS_TRIED.map((n) => multiple + n * deviation)
    .map((k) => k / (1 + k))
    .filter((share) => share > 0.005 && share < LARGEST_SHARE);
  return [...SHARES, ...near].toSorted((a, b) => a - b);
}

/** Neither endless in favour of a theft nor endless against it. */
function boundedOdds(odds: number): number {
  const likelihood = Math.exp(Math.min(500, odds));
  return Math.log(
    (likelihood + CHANCE_OF_CHANGE) / (1 + CHANCE_OF_CHANGE + likelihood / LARGEST_ODDS_OF_HABIT),
  );
}

/** The multiple of the shape that explains the loss best since an hour. */
interface LossFit {
  readonly multiple: number;
  readonly deviation: number;
  /** Σ w x² since then. */
  readonly square: number;
  /** What the best multiple leaves over, of all witnesses. */
  readonly left: number;
}

/** Sums over witnesses that answer for every hour how well a shape since then explains the loss. */
class LossSums {
  readonly #along: Float64Array;
  readonly #square: Float64Array;
  readonly #fromHour: number;
  readonly #all: number;
  readonly #witnesses: number;

  constructor(
    { witnesses, fromHour }: Pick<Asked, "witnesses" | "fromHour">,
    shape: (block: ZoneBlock) => number,
  ) {
    const hours = Math.max(0, (witnesses.at(-1)?.block.to ?? fromHour) - fromHour);
    this.#along = new Float64Array(hours + 1);
    this.#square = new Float64Array(hours + 1);
    this.#fromHour = fromHour;
    this.#witnesses = witnesses.length;
    let [along, square, all] = [0, 0, 0];
    let earliest = hours;
    for (const { block, missing, weight } of witnesses.toReversed()) {
      const x = shape(block);
      const [from, to] = [block.from - fromHour, block.to - fromHour];
      this.#along.fill(along, to, earliest);
      this.#square.fill(square, to, earliest);
      // Of a block with a hole a loss may have begun within: then so much of it counts.
      for (let at = Math.max(0, from); at < to; at += 1) {
        const part = (to - at) / (to - from);
        this.#along[at] = along + weight * part * x * missing;
        this.#square[at] = square + weight * (part * x) ** 2;
      }
      along += weight * x * missing;
      square += weight * x * x;
      all += weight * missing * missing;
      earliest = from;
    }
    this.#all = all;
  }

  fitSince(hour: number): LossFit | undefined {
    const square = this.#square[hour - this.#fromHour] ?? 0;
    if (square <= 0) return undefined;
    const multiple = (this.#along[hour - this.#fromHour] ?? 0) / square;
    const left = Math.max(0, this.#all - multiple * multiple * square);
    const believed = this.#witnesses + BELIEVED_WITNESSES;
    const variance = (BELIEVED_WITNESSES + left) / believed / WEIGHT_OF_LOSS;
    return { multiple, square, left, deviation: Math.sqrt(variance / square) };
  }

  /** Log odds of that multiple of the shape against none, the scatter known only roughly. */
  oddsOf({ multiple, square, left }: LossFit, tried: number): number {
    const rest = left + (tried - multiple) ** 2 * square;
    const gain = Math.log((BELIEVED_WITNESSES + this.#all) / (BELIEVED_WITNESSES + rest));
    return (WEIGHT_OF_LOSS * (this.#witnesses + BELIEVED_WITNESSES) * gain) / 2;
  }
}

/** How well a fall of the level at some hour explains the surprises since. */
class SurpriseSums {
  readonly #habit: OwnHabit;
  readonly #without: Float64Array;

  constructor(habit: OwnHabit) {
    this.#habit = habit;
    this.#without = habit.surprises.map((surprise, n) => tail(surprise, habit.variances[n] ?? 1));
  }

  /** Log odds of a fall by `fall` (a logarithm, negative) in the hour `at`, against none. */
  oddsOf(at: number, fall: number): number {
    const { surprises, variances, kept } = this.#habit;
    const end = Math.min(surprises.length, at + HOURS_OF_SURPRISE);
    let odds = 0;
    let left = fall;
    for (let n = at; n < end && Math.abs(left) > LEAST_KEPT * Math.abs(fall); n += 1) {
      const surprise = surprises[n] ?? Number.NaN;
      if (!Number.isNaN(surprise)) {
        odds += tail(surprise - left, variances[n] ?? 1) - (this.#without[n] ?? 0);
      }
      left *= kept;
    }
    return WEIGHT_OF_HABIT * odds;
  }
}

/** The logarithm of Student's density, but for a constant. */
function tail(value: number, variance: number): number {
  return (-(TAIL_DEGREES + 1) / 2) * Math.log1p((value * value) / (TAIL_DEGREES * variance));
}
