import { Decimal } from "#domain/core/decimal.ts";
import type { IntervalPiece } from "./interval-runs.ts";
import { pieceCounts, type LocatedRuns } from "./run-sums.ts";
import type { TierCounts } from "./usage.ts";

/** A run of neighbouring intervals up to `to`, or a part of one, in one bucket. */
interface Step {
  readonly from: number;
  readonly bucket: number;
  readonly of: { readonly to: number } | IntervalPiece;
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
  for (const { from, bucket, of } of inOrder(located)) {
    const ladder = walk[bucket];
    if (!ladder) continue;
    if ("interval" in of) cumulative = ladder.move(cumulative, pieceCounts(of, located));
    else cumulative = walkRun(ladder, cumulative, { located, from, to: of.to });
  }
  return walk.map((bucket) => bucket.counts());
}

function inOrder({ compiled }: LocatedRuns): Step[] {
  const { runs, pieces } = compiled;
  const steps = pieces.map((of): Step => ({ from: of.interval, bucket: of.bucket, of }));
  for (let r = 0; r < runs.length; r += 3) {
    const [from = 0, to = 0, bucket = 0] = runs.subarray(r, r + 3);
    steps.push({ from, bucket, of: { to } });
  }
  // The parts of one interval stand in order already, and stay so.
  return steps.toSorted((a, b) => a.from - b.from);
}

function walkRun(
  bucket: BucketWalk,
  start: bigint,
  run: { readonly located: LocatedRuns; readonly from: number; readonly to: number },
): bigint {
  const { amounts, offset } = run.located;
  const to = run.to + offset;
  let cumulative = start;
  let i = run.from + offset;
  while (i < to) {
    let count = Number(cumulative);
    // Inside one tier plain numbers do: `least` and `most` keep them below 2^53.
    if (Number.isSafeInteger(count)) {
      const tier = bucket.tierAt(cumulative);
      const { least, most } = tier;
      while (i < to) {
        const next = count + (amounts[i] ?? 0);
        if (!(next >= least && next <= most)) break;
        count = next;
        i += 1;
      }
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
    this.least = from ? atLeast(from) : Number.MIN_SAFE_INTEGER;
    this.most = to ? atMost(to) : Number.MAX_SAFE_INTEGER;
  }

  add(count: Decimal): void {
    this.total = this.total.plus(count);
  }

  /** The count, or the end of the tier that lies nearest to it. */
  nearest(count: Decimal): Decimal {
    const above = this.from ? Decimal.max(count, this.from) : count;
    return this.to ? Decimal.min(above, this.to) : above;
  }
}

function atLeast(limit: Decimal): number {
  return Math.max(Number.MIN_SAFE_INTEGER, Number(limit.rounded(0, "ceil").toString()));
}

function atMost(limit: Decimal): number {
  return Math.min(Number.MAX_SAFE_INTEGER, Number(limit.rounded(0, "floor").toString()));
}

class BucketWalk {
  readonly #ends: readonly Decimal[];
  readonly #tiers: readonly WalkedTier[];
  readonly #last: WalkedTier;

  constructor(ends: readonly Decimal[]) {
    this.#ends = ends;
    this.#last = new WalkedTier(ends.at(-1), undefined);
    this.#tiers = [...ends.map((end, t) => new WalkedTier(ends[t - 1], end)), this.#last];
  }

  /** The tier of the next count: at a limit, the one below it. */
  tierAt(cumulative: bigint): WalkedTier {
    const at = Decimal.of(cumulative);
    return this.#tiers[this.#ends.findIndex((end) => at.compare(end) <= 0)] ?? this.#last;
  }

  /** Adds `amount` to the tiers that it passes through and returns where it ends. */
  move(cumulative: bigint, amount: bigint): bigint {
    const from = Decimal.of(cumulative);
    const to = Decimal.of(cumulative + amount);
    for (const tier of this.#tiers) tier.add(tier.nearest(to).minus(tier.nearest(from)));
    return cumulative + amount;
  }

  counts(): readonly Decimal[] {
    return this.#tiers.map(({ total }) => total);
  }
}
