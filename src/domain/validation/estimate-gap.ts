import { wholeCounts } from "./like-day-profile.ts";

/** How a value that nobody read was found, the best first. */
export const ESTIMATION_METHODS = [
  "redundant-meter",
  "profile-scaled",
  "linear",
  "like-day",
] as const;
export type EstimationMethod = (typeof ESTIMATION_METHODS)[number];

/** A register value at an instant. */
export interface RegisterValue {
  readonly epochMs: number;
  readonly counts: number;
}

export interface EstimatedValue extends RegisterValue {
  readonly method: EstimationMethod;
}

export interface Gap {
  /** The last value before it. */
  readonly before: RegisterValue;
  /** The first value after it; undefined while the meter is silent. */
  readonly after?: RegisterValue | undefined;
  /** Instants that lack a value, in order, all between the two. */
  readonly missing: readonly number[];
  /** The register wraps there; 0: never. */
  readonly modulus: number;
  /**
   * What each interval usually takes (see likeDayProfile): those that end at the missing instants,
   * and after them the one that ends at `after`.
   */
  readonly usual: readonly (number | undefined)[];
  /** The same of another meter that measures the same; goes before the usual. */
  readonly redundant?: readonly (number | undefined)[] | undefined;
}

/** Up to here a straight line is as good as any profile. */
const SHORT_GAP_MS = 7_200_000;

/**
 * Values for the instants that have none. Where the register was read on both sides its difference
 * is real: it is spread by a redundant meter, else by the point's own like days, else evenly (a
 * gap of up to two hours always), and sums exactly. Where the meter is still silent, by what a
 * redundant meter took, or like days: nothing where neither is known.
 */
export function estimateGap(gap: Gap): EstimatedValue[] {
  return gap.after ? spread(gap, gap.after) : foretold(gap);
}

function spread(gap: Gap, after: RegisterValue): EstimatedValue[] {
  const { before, missing, modulus, usual, redundant } = gap;
  const isShort = after.epochMs - before.epochMs <= SHORT_GAP_MS;
  const profile = isShort ? undefined : weightsOf(usual);
  const weights = weightsOf(redundant) ?? profile ?? durations(gap, after);
  const method = weightsOf(redundant) ? "redundant-meter" : profile ? "profile-scaled" : "linear";
  const climbed = after.counts - before.counts;
  const climb = BigInt(climbed < 0 ? climbed + modulus : climbed);
  const total = weights.reduce((all, one) => all + BigInt(one), 0n);
  let passed = 0n;
  return missing.map((epochMs, n) => {
    passed += BigInt(weights[n] ?? 0);
    const counts = before.counts + Number((climb * passed) / total);
    return { epochMs, counts: wrapped(counts, modulus), method };
  });
}

/** Undefined where one is not known, or all are zero: then they say nothing of how to spread. */
function weightsOf(weights: Gap["redundant"]): readonly number[] | undefined {
  const known = weights?.filter((weight) => weight !== undefined);
  if (!known || known.length !== weights?.length) return undefined;
  return known.some((weight) => weight > 0) ? known : undefined;
}

function durations({ before, missing }: Gap, after: RegisterValue): number[] {
  const ends = [...missing, after.epochMs];
  return ends.map((end, n) => end - (ends[n - 1] ?? before.epochMs));
}

function foretold({ before, missing, modulus, usual, redundant }: Gap): EstimatedValue[] {
  const other = weightsOf(redundant);
  const known = other ?? usual;
  // An interval of which nothing is known ends what can be said.
  const until = known.findIndex((weight) => weight === undefined);
  const weights = (until < 0 ? known : known.slice(0, until)).map((weight) => weight ?? 0);
  let counts = before.counts;
  return wholeCounts(weights).flatMap((amount, n) => {
    counts += amount;
    const epochMs = missing[n];
    const method = other ? "redundant-meter" : "like-day";
    return epochMs === undefined ? [] : [{ epochMs, counts: wrapped(counts, modulus), method }];
  });
}

function wrapped(counts: number, modulus: number): number {
  return modulus > 0 ? counts % modulus : counts;
}
