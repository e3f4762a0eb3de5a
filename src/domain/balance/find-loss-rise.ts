import {
  expectationVariance,
  fitLoss,
  type LossModel,
  type LossPrior,
  unexplainedIn,
  unexplainedLoss,
} from "./loss-model.ts";
import { BIN_HOURS, MomentsByBin, weightOf } from "./loss-moments.ts";
import type { ZoneBlock } from "./zone-history.ts";

/** A loss that the zone did not have before. */
export interface LossRise {
  /** Hour of the history from which on it is seen; told to `BIN_HOURS`. */
  readonly fromHour: number;
  /** How much more than the past explains is missing since, in the zone's unit. */
  readonly missing: number;
  /** The same as a share of what was supplied. */
  readonly share: number;
  /** How many deviations it lies above what chance, meters' classes and a change of habits explain. */
  readonly deviations: number;
  /** Fitted to what came before. */
  readonly model: LossModel;
}

/** How long ago a rise may have begun, in bins: half a day to two weeks. */
const WINDOWS = [2, 4, 8, 12, 20, 28, 56] as const;

/** A week of past is the least from which a loss can be learned. */
export const BINS_TO_LEARN = (7 * 24) / BIN_HOURS;

/**
 * A rise has to be this sure. Every zone is asked four times a day for seven windows: ten thousand
 * questions a year, on scatter with heavier tails than the normal law's.
 */
const DEVIATIONS_TO_RAISE = 6;
/** Below this share of the supply even a sure rise is within what meters age by. */
const SHARE_TO_RAISE = 0.005;

/** Between readings and their neighbours nothing is surer than this share of the supply. */
const LEAST_DEVIATION = 0.0012;
/** Windows longer than this scatter no less: what habits change, they change for weeks. */
const BINS_THAT_CALM = 12;
const MAD_TO_DEVIATION = 1.4826;

export interface RiseOptions extends LossPrior {
  /** Use points. */
  readonly points: number;
  /** Length of the history. */
  readonly hours: number;
  /** The steps of all registers added up, in the zone's unit. */
  readonly coarseness: number;
}

/**
 * Whether the zone loses more of late than its own past explains. The past tells idle loss, the
 * share that leaks, the heat of cables and every meter's error; what is left over in the newest
 * half day to two weeks is held against how much was ever left over in as long a stretch. So a small
 * theft is found below the allowed loss that the zone's owner once entered, and a vacancy or a cold
 * week is not taken for one. Undefined while there is less than a week of past, or nothing is found.
 */
export function findLossRise(
  blocks: readonly ZoneBlock[],
  options: RiseOptions,
): LossRise | undefined {
  const moments = new MomentsByBin(blocks, options);
  const rise = riseAt(moments, { now: moments.bins, prior: options });
  return rise && { ...rise, fromHour: onsetHour(blocks, { rise, ...options }) };
}

export type RiseState = "none" | "unsure" | "risen";

/** The newest day decides whether a rise lasts: at most this part of its share is an end of it. */
const ENDED_PART = 0.25;
const LASTING_PART = 0.5;
const BINS_IN_DAY = 24 / BIN_HOURS;

/**
 * What became of a rise that was found before: its onset stays, the past before it is the measure,
 * and it has ended when a whole day loses next to nothing more than that past.
 */
export function followRise(
  blocks: readonly ZoneBlock[],
  options: RiseOptions & { readonly fromHour: number },
): { readonly state: RiseState; readonly rise: LossRise | undefined } {
  const moments = new MomentsByBin(blocks, options);
  const onset = Math.floor(options.fromHour / BIN_HOURS);
  const newest = Math.max(onset, moments.bins - BINS_IN_DAY);
  if (onset < BINS_TO_LEARN || newest >= moments.bins) return { state: "unsure", rise: undefined };
  const model = fitLoss(moments.between(0, onset), options);
  const [since, day] = [
    moments.between(onset, moments.bins),
    moments.between(newest, moments.bins),
  ];
  if (since.supplied <= 0 || day.hours < 12) return { state: "unsure", rise: undefined };
  const missing = unexplainedLoss(since, model);
  const share = missing / since.supplied;
  const ofDay = day.supplied > 0 ? unexplainedLoss(day, model) / day.supplied : 0;
  const known = { fromHour: options.fromHour, missing, share, deviations: DEVIATIONS_TO_RAISE };
  if (ofDay >= Math.max(LASTING_PART * share, SHARE_TO_RAISE)) {
    return { state: "risen", rise: { ...known, model } };
  }
  const hasEnded = ofDay < Math.max(ENDED_PART * share, SHARE_TO_RAISE / 2);
  return { state: hasEnded ? "none" : "unsure", rise: undefined };
}

/**
 * The hour from which on the loss is best explained by one that began there and has been the same
 * share of the supply since: bins are too coarse to tell whose use fell at that moment.
 */
export function onsetHour(
  blocks: readonly ZoneBlock[],
  {
    rise,
    scale,
    coarseness,
  }: { readonly rise: LossRise; readonly scale: number; readonly coarseness: number },
): number {
  let [along, square, best, onset] = [0, 0, 0, rise.fromHour];
  for (const block of blocks.toReversed()) {
    if (block.to <= rise.fromHour) break;
    const weight = weightOf(block, coarseness);
    along += weight * block.supplied * unexplainedIn(block, { scale, model: rise.model });
    square += weight * block.supplied * block.supplied;
    const explained = along > 0 ? (along * along) / square : 0;
    if (explained > best) [best, onset] = [explained, block.from];
  }
  return onset;
}

/** The same as seen at an earlier bin: what a bench asks again and again. */
export function riseAt(
  moments: MomentsByBin,
  { now, prior }: { readonly now: number; readonly prior: LossPrior },
): LossRise | undefined {
  let found: LossRise | undefined;
  for (const window of WINDOWS) {
    const onset = now - window;
    if (onset < BINS_TO_LEARN) break;
    const rise = riseSince(moments, { onset, now, prior });
    if (rise && (!found || rise.deviations > found.deviations)) found = rise;
  }
  return found;
}

function riseSince(
  moments: MomentsByBin,
  {
    onset,
    now,
    prior,
  }: { readonly onset: number; readonly now: number; readonly prior: LossPrior },
): LossRise | undefined {
  const stretch = moments.between(onset, now);
  const hours = (now - onset) * BIN_HOURS;
  if (stretch.hours < hours / 2 || stretch.supplied <= 0) return undefined;
  const model = fitLoss(moments.between(0, onset), prior);
  const missing = unexplainedLoss(stretch, model);
  const share = missing / stretch.supplied;
  if (share < SHARE_TO_RAISE) return undefined;
  const scatter = shareScatter(moments, { model, until: onset, bins: now - onset });
  const unsure = Math.sqrt(expectationVariance(stretch.causes, model)) / stretch.supplied;
  const deviations = share / Math.hypot(scatter, unsure);
  if (deviations < DEVIATIONS_TO_RAISE) return undefined;
  return { fromHour: onset * BIN_HOURS, missing, share, deviations, model };
}

/** How far the share left over strayed in stretches of so many bins, robustly. */
function shareScatter(
  moments: MomentsByBin,
  {
    model,
    until,
    bins,
  }: { readonly model: LossModel; readonly until: number; readonly bins: number },
): number {
  const length = Math.min(bins, BINS_THAT_CALM);
  const shares: number[] = [];
  for (let from = 0; from + length <= until; from += Math.max(1, length >> 1)) {
    const stretch = moments.between(from, from + length);
    if (stretch.supplied <= 0) continue;
    shares.push(Math.abs(unexplainedLoss(stretch, model)) / stretch.supplied);
  }
  const middle = shares.toSorted((a, b) => a - b)[shares.length >> 1] ?? 0;
  return Math.max(LEAST_DEVIATION, MAD_TO_DEVIATION * middle);
}
