import { HabitEvidence } from "./habit-evidence.ts";
import { LossEvidence, type LossFit, type Witness, type WitnessScatter } from "./loss-evidence.ts";
import type { OwnHabit } from "./own-habit.ts";
import type { ZoneBlock } from "./zone-history.ts";

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
interface Asked {
  readonly witnesses: readonly Witness[];
  readonly scatter: WitnessScatter;
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
  const loss = new LossEvidence(asked.witnesses, {
    ...asked,
    shape: ({ uses }) => Math.max(0, uses[index] ?? 0),
  });
  const fall = new HabitEvidence(habit);
  const tried: TheftOdds[] = [];
  for (let hour = asked.fromHour; hour <= asked.lastOnset; hour += 1) {
    const fit = loss.fitSince(hour);
    if (!fit) continue;
    const shares = sharesAround(fit);
    for (const [n, share] of shares.entries()) {
      const width = ((shares[n + 1] ?? LARGEST_SHARE) - (shares[n - 1] ?? 0)) / 2;
      if (width <= 0) continue;
      const ofLoss = loss.oddsOf(fit, share / (1 - share));
      const ofHabit = fall.oddsOf(hour - asked.fromHour, Math.log(1 - share));
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
  const loss = new LossEvidence(asked.witnesses, { ...asked, shape });
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
  const fall = new HabitEvidence(habit);
  return (at) => fall.oddsOf(at, Math.log(1 - LARGEST_SHARE));
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
