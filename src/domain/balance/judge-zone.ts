import { Decimal } from "#domain/core/decimal.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";
import { allowedLoss, type LossBand } from "./loss-band.ts";
import { joinIntervals, type ZoneInterval } from "./zone-interval.ts";

/**
 * How many of the newest intervals are added up, shortest first: of quarter hours one, an hour, four
 * hours and a day. A large theft shows in a single one. A small one drowns in the coarseness of
 * registers there: over a day they are as coarse as over a quarter hour, and the theft is 96 times as
 * large.
 */
const WINDOWS = [1, 4, 16, 96] as const;

/** So many intervals are looked at. */
export const INTERVALS_LOOKED_AT = 96;

/** So many must be there for an all-clear, or a surplus. */
const INTERVALS_TO_CLEAR = 4;

/** An all-clear wants every window below this part of what is allowed: what wavers is no all-clear. */
const PART_TO_CLEAR = Decimal.parse("0.7");

const PERCENT_DIGITS = 2;
/** Of a sum of limits that is shown: counts are no finer in any channel in use. */
const SHOWN_DIGITS = 3;
const HUNDRED = Decimal.of(100);
const TWO = Decimal.of(2);
const WHOLE = Decimal.of(1);

/** Judged intervals added up. */
export interface ZoneBalance {
  readonly range: InstantRange;
  readonly intervals: number;
  readonly supplied: Decimal;
  readonly used: Decimal;
  readonly loss: Decimal;
  /** Of what was supplied, or of what was used where nothing was supplied; 2 digits, half-up. */
  readonly lossPercent: Decimal;
  /** The loss that would have been no alarm; for a surplus the lowest one. */
  readonly allowed: Decimal;
}

/** undecided: too few intervals could be judged, or the loss lies close to what is allowed. */
export type ZoneJudgement =
  | { readonly state: "balanced" | "loss" | "surplus"; readonly balance: ZoneBalance }
  | { readonly state: "undecided" };

/**
 * Judges a zone by its newest complete intervals. `intervals` are oldest first and of equal
 * length; those with missing or estimated points count neither way.
 */
export function judgeZone(intervals: readonly ZoneInterval[], band: LossBand): ZoneJudgement {
  const complete = intervals.filter((interval) => interval.missing === 0);
  const newest = complete.slice(-INTERVALS_TO_CLEAR);
  const windows = WINDOWS.filter((count) => count <= complete.length)
    .map((count) => complete.slice(-count))
    .filter((window) => !isRepaired({ complete, window, newest }, band));
  const lossy = windows.find((window) => exceeds(window, { band, part: WHOLE }));
  if (lossy) return { state: "loss", balance: balanceOf(lossy, { band, surplus: false }) };
  const isDoubtful = windows.some((window) => exceeds(window, { band, part: PART_TO_CLEAR }));
  if (newest.length < INTERVALS_TO_CLEAR || isDoubtful) return { state: "undecided" };
  const surplus = joinIntervals(newest).loss.lessThan(limitsOf(newest, band).lowest);
  const balance = balanceOf(newest, { band, surplus });
  return { state: surplus ? "surplus" : "balanced", balance };
}

/** Whether the loss is more than this part of what is allowed. */
function exceeds(
  window: readonly ZoneInterval[],
  { band, part }: { readonly band: LossBand; readonly part: Decimal },
): boolean {
  return limitsOf(window, band).highest.times(part).lessThan(joinIntervals(window).loss);
}

function limitsOf(window: readonly ZoneInterval[], band: LossBand) {
  return allowedLoss(joinIntervals(window), band);
}

/**
 * Whether a loss that a long window shows has ended since: the newest intervals lose at most half
 * as large a share, while no less is supplied than usual. A night in which the thief uses nothing
 * is no repair.
 */
function isRepaired(
  {
    complete,
    window,
    newest,
  }: Readonly<Record<"complete" | "window" | "newest", readonly ZoneInterval[]>>,
  band: LossBand,
): boolean {
  if (window.length <= newest.length || exceeds(newest, { band, part: PART_TO_CLEAR })) {
    return false;
  }
  const all = joinIntervals(complete);
  const now = joinIntervals(newest);
  const before = joinIntervals(window);
  // Means and shares compared by their products: exact, and nothing is divided by zero.
  const isUsual = !now.supplied
    .times(Decimal.of(complete.length))
    .lessThan(all.supplied.times(Decimal.of(newest.length)));
  const lost = now.loss.times(before.supplied).times(TWO);
  return isUsual && !before.loss.times(now.supplied).lessThan(lost);
}

function balanceOf(
  intervals: readonly ZoneInterval[],
  { band, surplus }: { readonly band: LossBand; readonly surplus: boolean },
): ZoneBalance {
  const { range, supplied, used, loss } = joinIntervals(intervals);
  const base = supplied.isZero() ? used : supplied;
  const limits = limitsOf(intervals, band);
  return {
    range,
    intervals: intervals.length,
    supplied,
    used,
    loss,
    lossPercent: base.isZero()
      ? Decimal.ZERO
      : loss.times(HUNDRED).dividedBy(base, PERCENT_DIGITS, "half-up"),
    allowed: (surplus ? limits.lowest : limits.highest).rounded(SHOWN_DIGITS, "half-up"),
  };
}
