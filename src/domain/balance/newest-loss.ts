import { rankSuspects } from "./rank-suspects.ts";
import type { RiseFinding } from "./judge-rise.ts";
import {
  expectationVariance,
  fitLoss,
  type LossModel,
  unexplainedIn,
  unexplainedLoss,
} from "./loss-model.ts";
import { momentsOf } from "./loss-moments.ts";
import { type ZoneBlock, zoneBlocks, type ZoneHistory } from "./zone-history.ts";

/** What a zone's own past tells of its loss in a single interval. */
export interface LearnedLoss {
  readonly model: LossModel;
  /** Mean use per hour. */
  readonly scale: number;
  /** The steps of all registers added up, halved. */
  readonly coarseness: number;
  /** The variance that the steps of all registers make at the two ends of a stretch. */
  readonly stepVariance: number;
  readonly windows: readonly LearnedWindow[];
}

/** How far stretches of so many intervals strayed, in expected deviations. */
interface LearnedWindow {
  readonly intervals: number;
  readonly usual: number;
  readonly highest: number;
}

/** How many of the newest intervals are looked at together: of quarter hours one to four hours. */
const WINDOWS = [1, 2, 4, 8, 16] as const;
export const NEWEST_INTERVALS = 16;

/** A week of past is the least from which a loss can be learned. */
const HOURS_TO_LEARN = 7 * 24;
/** Readings of one boundary are this far apart at best, in hours: a second. */
const TIMING_HOURS = 1 / 3600;
/** What no law of losses explains, as a share of use. */
const MODEL_SHARE = 0.001;
/** A register cut off to its step at both ends of a stretch: the variance of a triangle. */
const STEP_VARIANCE = 1 / 6;
const MAD_TO_DEVIATION = 1.4826;

/**
 * A zone is asked 35,000 times a year: what is raised lies seven deviations out, and beyond whatever
 * was left over in its past but for some few.
 */
const DEVIATIONS_TO_RAISE = 7;
const BEYOND_HIGHEST = 1.25;
const FEW = 3;
/** Below this share of the supply it is left to find-loss-rise.ts, which takes longer. */
const SHARE_TO_RAISE = 0.005;

/** As long as not so much was expected to be missing, in deviations, its absence proves nothing. */
const DEVIATIONS_TO_END = 6;
const ENDED_PART = 0.25;
const INTERVALS_TO_END = 2;

/** Learns from a past without known losses; undefined while there is less than a week of it. */
export function learnLoss(
  history: ZoneHistory,
  { blocks, meterError }: { readonly blocks: readonly ZoneBlock[]; readonly meterError: number },
): LearnedLoss | undefined {
  const hours = blocks.reduce((sum, block) => sum + block.hours, 0);
  const used = blocks.reduce((sum, block) => sum + block.used, 0);
  if (hours < HOURS_TO_LEARN || used <= 0) return undefined;
  const registers = [...history.supplies, ...history.uses];
  const coarseness = registers.reduce((sum, { resolution }) => sum + resolution, 0) / 2;
  const squares = registers.reduce((sum, { resolution }) => sum + resolution * resolution, 0);
  const scale = used / hours;
  const sums = momentsOf(blocks, { points: history.uses.length, scale, coarseness });
  const model = fitLoss(sums, { scale, meterError });
  const learned = { model, scale, coarseness, stepVariance: squares * STEP_VARIANCE };
  const strays = deviationsIn(blocks, { learned, windows: WINDOWS });
  const windows = WINDOWS.map((intervals, n): LearnedWindow => {
    const strayed = strays[n]?.toSorted((a, b) => a - b) ?? [];
    const middle = strayed[strayed.length >> 1] ?? 1;
    const highest = strayed[Math.max(0, strayed.length - 1 - FEW)] ?? 0;
    return { intervals, usual: Math.max(1, MAD_TO_DEVIATION * middle), highest };
  });
  return { ...learned, windows };
}

/**
 * How far the stretches of so many whole neighbouring intervals, one after the other, strayed from what
 * was learned, in expected deviations; of each length asked for.
 */
export function deviationsIn(
  blocks: readonly ZoneBlock[],
  { learned, windows }: { readonly learned: Expecting; readonly windows: readonly number[] },
): number[][] {
  const left = blocks.map((block) => leftIn([block], learned));
  return windows.map((intervals) => {
    const strayed: number[] = [];
    for (let n = 0; n + intervals <= blocks.length; n += intervals) {
      const stretch = blocks.slice(n, n + intervals);
      if (!isWhole(stretch, intervals)) continue;
      let sum = 0;
      for (let at = n; at < n + intervals; at += 1) sum += left[at] ?? 0;
      strayed.push(Math.abs(sum) / deviationOf(stretch, learned));
    }
    return strayed;
  });
}

function isWhole(stretch: readonly ZoneBlock[], intervals: number): boolean {
  const [first, last] = [stretch[0], stretch.at(-1)];
  return first !== undefined && last !== undefined && last.to - first.from === intervals;
}

type Expecting = Omit<LearnedLoss, "windows">;

function leftIn(stretch: readonly ZoneBlock[], { scale, model }: Expecting): number {
  return stretch.reduce((sum, block) => sum + unexplainedIn(block, { scale, model }), 0);
}

/** How far honest registers may stray in a stretch: their steps, their moments, and no law's share. */
function deviationOf(stretch: readonly ZoneBlock[], { stepVariance }: Expecting): number {
  const used = stretch.reduce((sum, block) => sum + Math.max(block.used, block.supplied), 0);
  const hours = stretch.reduce((sum, block) => sum + block.hours, 0);
  const timing = (TIMING_HOURS * used) / hours;
  return Math.sqrt(stepVariance + timing ** 2 + (MODEL_SHARE * used) ** 2);
}

/** A loss that the newest intervals show and the zone did not have before. */
export interface NewestLoss {
  /** Index into the history. */
  readonly from: number;
  readonly missing: number;
  readonly share: number;
  readonly deviations: number;
}

/**
 * Judges the newest interval, two, four and up to sixteen of them together by what the zone's own past
 * makes of them: its idle loss, its shares, the steps of its registers and how far its readings lie
 * apart. What lies far outside is a new loss at once, long before an allowed loss is exceeded.
 * `blocks` end with the newest.
 */
export function findNewestLoss(
  blocks: readonly ZoneBlock[],
  learned: LearnedLoss,
): NewestLoss | undefined {
  for (const { intervals, usual, highest } of learned.windows) {
    const stretch = blocks.slice(-intervals);
    if (!isWhole(stretch, intervals)) continue;
    // What is far from enough is most of what is ever asked, and told without the model's own doubt.
    if (leftIn(stretch, learned) < DEVIATIONS_TO_RAISE * deviationOf(stretch, learned)) continue;
    const { missing, supplied, deviation, expected } = balanceOf(stretch, { learned, usual });
    const share = supplied > 0 ? missing / supplied : 0;
    if (share < SHARE_TO_RAISE || missing < DEVIATIONS_TO_RAISE * deviation) continue;
    if (missing < BEYOND_HIGHEST * highest * expected) continue;
    const from = stretch[0]?.from ?? 0;
    return { from, missing, share, deviations: missing / deviation };
  }
  return undefined;
}

function balanceOf(
  stretch: readonly ZoneBlock[],
  { learned, usual }: { readonly learned: LearnedLoss; readonly usual: number },
) {
  const points = stretch[0]?.uses.length ?? 0;
  const sums = momentsOf(stretch, { points, ...learned });
  const expected = deviationOf(stretch, learned);
  const unsure = expectationVariance(sums.causes, learned.model);
  return {
    missing: unexplainedLoss(sums, learned.model),
    supplied: sums.supplied,
    expected,
    deviation: Math.sqrt((usual * expected) ** 2 + unsure),
  };
}

/** What is missing of what a thief still records, or of what is supplied. */
export interface LossToEnd {
  /** Index of the history: before it the loss was not there, which is no sign of its end. */
  readonly from: number;
  /** Of the use points; undefined: nobody is suspected for sure. */
  readonly suspect: { readonly index: number; readonly recorded: number } | undefined;
  /** Of the supply. */
  readonly share: number;
}

/**
 * Whether a loss that was found has ended: the newest intervals miss next to nothing of what would be
 * missing if it lasted. A night in which the suspect uses nothing proves nothing, nor does one in
 * which little is supplied while nobody is suspected for sure.
 */
export function hasLossEnded(
  blocks: readonly ZoneBlock[],
  { learned, loss }: { readonly learned: LearnedLoss; readonly loss: LossToEnd },
): boolean {
  const since = blocks.filter(({ from }) => from >= loss.from);
  return learned.windows.some(({ intervals, usual }) => {
    const stretch = since.slice(-intervals);
    if (intervals < INTERVALS_TO_END || !isWhole(stretch, intervals)) return false;
    const { missing, deviation } = balanceOf(stretch, { learned, usual });
    const lasting = missingIfLasting(stretch, { learned, loss });
    return lasting >= DEVIATIONS_TO_END * deviation && missing < ENDED_PART * lasting;
  });
}

function missingIfLasting(
  stretch: readonly ZoneBlock[],
  { learned, loss }: { readonly learned: LearnedLoss; readonly loss: LossToEnd },
): number {
  const { suspect, share } = loss;
  if (suspect) {
    const shown = stretch.reduce((sum, { uses }) => sum + (uses[suspect.index] ?? 0), 0);
    return (1 / suspect.recorded - 1) * shown;
  }
  const supplied = stretch.reduce((sum, block) => sum + block.supplied, 0);
  const hours = stretch.reduce((sum, block) => sum + block.hours, 0);
  return supplied >= learned.scale * hours ? share * supplied : 0;
}

/** The newest loss with whom it may be, from a history that ends with it. */
export function newestFinding(
  history: ZoneHistory,
  {
    learned,
    loss,
    timeZone,
    blocks = zoneBlocks(history),
  }: {
    readonly learned: LearnedLoss;
    readonly loss: Pick<NewestLoss, "from">;
    readonly timeZone: string;
    readonly blocks?: readonly ZoneBlock[];
  },
): RiseFinding {
  const { model, scale, coarseness } = learned;
  const since = blocks.filter(({ from }) => from >= loss.from);
  const missing = leftIn(since, learned);
  const supplied = since.reduce((sum, block) => sum + block.supplied, 0);
  const share = supplied > 0 ? missing / supplied : 0;
  const rise = { fromHour: loss.from, missing, share, deviations: DEVIATIONS_TO_RAISE, model };
  const suspects = rankSuspects(history, { rise, blocks, scale, coarseness, timeZone });
  const toHour = since.at(-1)?.to ?? loss.from;
  return { fromHour: loss.from, toHour, supplied, missing, share, suspects };
}
