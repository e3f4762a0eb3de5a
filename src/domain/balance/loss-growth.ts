import type { RiseFinding } from "./judge-rise.ts";
import { fitLoss } from "./loss-model.ts";
import { momentsOf } from "./loss-moments.ts";
import {
  deviationsIn,
  findNewestLoss,
  hasLossEnded,
  type LearnedLoss,
  type LossToEnd,
  type NewestLoss,
  newestFinding,
} from "./newest-loss.ts";
import type { ZoneBlock, ZoneHistory } from "./zone-history.ts";

/** A loss that an alarm has told of. */
export interface StandingLoss {
  /** Steps of the history, `[from, to)`; infinite while it lasts. */
  readonly from: number;
  readonly to: number;
  /** Use points that may make it; undefined stands for use that passes no meter. */
  readonly candidates: readonly (number | undefined)[];
}

/** A zone with losses that are known, as it is seen now. */
export interface KnownToLose {
  /** The honest past, and all since the first loss began; the newest is the last. */
  readonly blocks: readonly ZoneBlock[];
  /** From the honest past. */
  readonly learned: LearnedLoss;
  /** The permitted error of the meters' class as a share. */
  readonly meterError: number;
  /** Oldest first. */
  readonly losses: readonly StandingLoss[];
}

/** What a known loss makes of this many intervals must have been seen before more can be told. */
const INTERVALS_TO_KNOW = 4;

/**
 * Whether a zone that is known to lose loses still more of late: a second thief, or a first one who
 * takes more. What the known losses make missing is learned from the intervals since they began, as a
 * multiple of what their suspects record (a meter that sees the share r of the truth misses 1/r − 1 of
 * what it shows); what lies far outside that, and outside whatever was left over since, is growth. While
 * several are suspected, each may be it: the less is known, the more has to be missing.
 */
export function findLossGrowth(zone: KnownToLose): NewestLoss | undefined {
  const { learned } = zone;
  const newest = zone.blocks.at(-1)?.to ?? 0;
  for (const window of learned.windows) {
    const known = explained(zone, newest - window.intervals);
    if (!known) continue;
    const strayed = deviationsIn(known.since, {
      learned: known.learned,
      windows: [window.intervals],
    });
    const highest = Math.max(window.highest, ...strayed.flat());
    const windows = [{ ...window, highest }];
    const found = findNewestLoss(known.blocks, { ...known.learned, windows });
    if (found) return found;
  }
  return undefined;
}

/** What is missing beyond the known losses since an interval, and whose meter that may be. */
export function growthFinding(
  history: ZoneHistory,
  { from, timeZone, ...zone }: KnownToLose & { readonly from: number; readonly timeZone: string },
): RiseFinding {
  const { learned, blocks } = explained(zone, from) ?? zone;
  return newestFinding(history, { learned, blocks, loss: { from }, timeZone });
}

/** Whether what was missing beyond the other known losses is missing no more. */
export function hasGrowthEnded({
  loss,
  ...zone
}: KnownToLose & { readonly loss: LossToEnd }): boolean {
  const known = explained(zone, loss.from);
  return known !== undefined && hasLossEnded(known.blocks, { learned: known.learned, loss });
}

/**
 * The zone with its known losses among the causes of what is missing: each candidate's use while the
 * loss lasted, in a multiple that is learned from all before `until`. Undefined as long as the newest of
 * them was seen in too few intervals.
 */
function explained({ blocks, learned, meterError, losses }: KnownToLose, until: number) {
  const newest = losses.at(-1)?.from ?? 0;
  const first = losses[0]?.from ?? 0;
  const withCauses = blocks.map((block) => withKnownLosses(block, losses));
  const past = withCauses.filter(({ to }) => to <= until);
  if (past.filter(({ from }) => from >= newest).length < INTERVALS_TO_KNOW) return undefined;
  const { scale, coarseness } = learned;
  const sums = momentsOf(past, { points: past[0]?.uses.length ?? 0, scale, coarseness });
  const ledPast = losses.reduce((sum, { candidates }) => sum + candidates.length, 0);
  const model = fitLoss(sums, { scale, meterError, ledPast });
  const since = past.filter(({ from }) => from >= first);
  return { blocks: withCauses, since, learned: { ...learned, model } };
}

function withKnownLosses(block: ZoneBlock, losses: readonly StandingLoss[]): ZoneBlock {
  const shapes = losses.flatMap(({ from, to, candidates }) =>
    candidates.map((index) => {
      if (block.from < from || block.to > to) return 0;
      return index === undefined ? block.hours : Math.max(0, block.uses[index] ?? 0);
    }),
  );
  return { ...block, uses: Float64Array.from([...block.uses, ...shapes]) };
}
