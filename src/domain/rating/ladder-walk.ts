import { Decimal } from "#domain/core/decimal.ts";
import type { IntervalPiece } from "./interval-runs.ts";
import { pieceCounts, type LocatedRuns } from "./run-sums.ts";
import type { TierCounts } from "./usage.ts";

/** A stretch of neighbouring intervals, or a part of one, in one bucket. */
interface Step {
  readonly from: number;
  readonly to: number;
  readonly bucket: number;
  readonly piece: IntervalPiece | undefined;
}

/**
 * Follows the cumulative count through the tiers in the order of use. `limits` are the counts at
 * which the tiers of each bucket end; they may lie between two counts. An interval that passes a
 * limit is divided there; what is sent back leaves the tiers in the opposite order.
 */
export function walkLadder(
  located: LocatedRuns,
  limits: readonly (readonly Decimal[])[],
): TierCounts {
  const walk = limits.map((ends) => new BucketWalk(ends));
  let cumulative = 0n;
  for (const step of inOrder(located)) {
    const bucket = walk[step.bucket];
    if (!bucket) continue;
    if (step.piece) cumulative = bucket.move(cumulative, pieceCounts(step.piece, located));
    else cumulative = walkRun(bucket, cumulative, { located, step });
  }
  return walk.map((bucket) => bucket.counts());
}

function inOrder({ compiled }: LocatedRuns): Step[] {
  const { runs, pieces } = compiled;
  const steps: Step[] = pieces.map((piece) => ({
    from: piece.interval,
    to: piece.interval + 1,
    bucket: piece.bucket,
    piece,
  }));
  for (let r = 0; r < runs.length; r += 3) {
    const [from = 0, to = 0, bucket = 0] = runs.subarray(r, r + 3);
    steps.push({ from, to, bucket, piece: undefined });
  }
  return steps.toSorted(
    (a, b) => a.from - b.from || (a.piece?.fromMs ?? 0) - (b.piece?.fromMs ?? 0),
  );
}

function walkRun(
  bucket: BucketWalk,
  start: bigint,
  at: { located: LocatedRuns; step: Step },
): bigint {
  const { amounts, offset } = at.located;
  const to = at.step.to + offset;
  let cumulative = start;
  let i = at.step.from + offset;
  while (i < to) {
    const tier = bucket.tierAt(cumulative);
    const { least, most } = tier;
    // Inside one tier plain numbers do: `least` and `most` keep them below 2^53.
    let count = Number(cumulative);
    while (i < to) {
      const next = count + (amounts[i] ?? 0);
      if (!(next >= least && next <= most)) break;
      count = next;
      i += 1;
    }
    if (Number.isSafeInteger(count)) {
      tier.add(Decimal.of(BigInt(count) - cumulative));
      cumulative = BigInt(count);
    }
    if (i < to) {
      cumulative = bucket.move(cumulative, BigInt(amounts[i] ?? 0));
      i += 1;
    }
  }
  return cumulative;
}

/** One tier of one bucket while it is being filled. */
class WalkedTier {
  readonly from: Decimal | undefined;
  readonly to: Decimal | undefined;
  /** Whole counts between which a move stays in the tier. */
  readonly least: number;
  readonly most: number;
  total = Decimal.ZERO;

  constructor(from: Decimal | undefined, to: Decimal | undefined) {
    this.from = from;
    this.to = to;
    this.least = Math.max(
      -Number.MAX_SAFE_INTEGER,
      from ? Number(from.rounded(0, "ceil").toString()) : -Infinity,
    );
    this.most = Math.min(
      Number.MAX_SAFE_INTEGER,
      to ? Number(to.rounded(0, "floor").toString()) : Infinity,
    );
  }

  add(count: Decimal): void {
    this.total = this.total.plus(count);
  }

  /** How much of the stretch from `low` to `high` lies in the tier. */
  overlap(low: Decimal, high: Decimal): Decimal {
    const from = this.from ? Decimal.max(low, this.from) : low;
    const to = this.to ? Decimal.min(high, this.to) : high;
    return Decimal.max(Decimal.ZERO, to.minus(from));
  }
}

class BucketWalk {
  readonly #tiers: readonly WalkedTier[];

  constructor(ends: readonly Decimal[]) {
    const last = new WalkedTier(ends.at(-1), undefined);
    this.#tiers = [...ends.map((end, t) => new WalkedTier(ends[t - 1], end)), last];
  }

  /** The tier of the next count: at a limit, the one below it. */
  tierAt(cumulative: bigint): WalkedTier {
    const at = Decimal.of(cumulative);
    const tier = this.#tiers.find(({ to }) => !to || at.compare(to) <= 0);
    if (!tier) throw new Error("the last tier of a ladder has no end");
    return tier;
  }

  /** Adds `amount` to the tiers that it passes through and returns where it ends. */
  move(cumulative: bigint, amount: bigint): bigint {
    const end = cumulative + amount;
    const [low, high] = amount < 0n ? [end, cumulative] : [cumulative, end];
    for (const tier of this.#tiers) {
      const passed = tier.overlap(Decimal.of(low), Decimal.of(high));
      tier.add(amount < 0n ? passed.negated() : passed);
    }
    return end;
  }

  counts(): readonly Decimal[] {
    return this.#tiers.map(({ total }) => total);
  }
}
