import { Decimal } from "#domain/core/decimal.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";
import { allowedLoss, type LossBand } from "./loss-band.ts";
import type { ZoneInterval } from "./zone-interval.ts";

/** So many judged intervals in a row must agree: one odd quarter hour is no alarm, and no all-clear. */
export const INTERVALS_TO_AGREE = 4;

const PERCENT_DIGITS = 2;
/** Of a sum of limits that is shown: counts are no finer in any channel in use. */
const SHOWN_DIGITS = 3;
const HUNDRED = Decimal.of(100);

/** The newest judged intervals added up. */
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

/** undecided: too few intervals could be judged, or they do not agree. */
export type ZoneJudgement =
  | { readonly state: "balanced" | "loss" | "surplus"; readonly balance: ZoneBalance }
  | { readonly state: "undecided" };

/**
 * Judges a zone by its newest complete intervals. `intervals` are oldest first and of equal
 * length; those with missing or estimated points count neither way.
 */
export function judgeZone(intervals: readonly ZoneInterval[], band: LossBand): ZoneJudgement {
  const newest = intervals.filter((interval) => interval.missing === 0).slice(-INTERVALS_TO_AGREE);
  if (newest.length < INTERVALS_TO_AGREE) return { state: "undecided" };
  const states = new Set(newest.map((interval) => judgeInterval(interval, band)));
  const [state] = states;
  if (state === undefined || states.size > 1) return { state: "undecided" };
  return { state, balance: balanceOf(newest, { band, surplus: state === "surplus" }) };
}

function judgeInterval(interval: ZoneInterval, band: LossBand): "balanced" | "loss" | "surplus" {
  const { lowest, highest } = allowedLoss(interval, band);
  if (highest.lessThan(interval.loss)) return "loss";
  return interval.loss.lessThan(lowest) ? "surplus" : "balanced";
}

function balanceOf(
  intervals: readonly ZoneInterval[],
  { band, surplus }: { readonly band: LossBand; readonly surplus: boolean },
): ZoneBalance {
  const first = intervals[0];
  const last = intervals.at(-1);
  if (!first || !last) throw new RangeError("no interval to balance");
  const supplied = Decimal.sum(intervals.map((interval) => interval.supplied));
  const used = Decimal.sum(intervals.map((interval) => interval.used));
  const loss = supplied.minus(used);
  const base = supplied.isZero() ? used : supplied;
  return {
    range: { from: first.range.from, to: last.range.to },
    intervals: intervals.length,
    supplied,
    used,
    loss,
    lossPercent: base.isZero()
      ? Decimal.ZERO
      : loss.times(HUNDRED).dividedBy(base, PERCENT_DIGITS, "half-up"),
    allowed: Decimal.sum(
      intervals.map((interval) => {
        const limits = allowedLoss(interval, band);
        return surplus ? limits.lowest : limits.highest;
      }),
    ).rounded(SHOWN_DIGITS, "half-up"),
  };
}
