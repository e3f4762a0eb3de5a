import type { ValidationRules } from "./validation-rules.ts";

/** A register value that somebody wants to enter, and what is known to compare it with. */
export interface EnteredReading {
  readonly atMs: number;
  readonly counts: number;
  /** The reading before it; undefined where there is none. */
  readonly before: { readonly atMs: number; readonly counts: number } | undefined;
  /** The register wraps there; 0: never. */
  readonly modulus: number;
  /** Counts in a millisecond that the rated power allows; undefined where it is not known. */
  readonly mostPerMs?: number | undefined;
  /** Counts in a millisecond that have been usual so far; undefined where nothing is known. */
  readonly usualPerMs?: number | undefined;
}

export type ReadingVerdict =
  "first" | "usual" | "high" | "low" | "rollover" | "backwards" | "too-fast";

export interface PlausibleReading {
  readonly verdict: ReadingVerdict;
  /** What would be used since the reading before, in counts; undefined for the first, or backwards. */
  readonly use?: number;
  /** What would be usual in that time. */
  readonly usual?: number;
}

const PART_OF_REGISTER = 10;

/** What a person should know before a register value is stored: shown at once, while it is typed. */
export function plausibleReading(
  entered: EnteredReading,
  rules: Pick<ValidationRules, "highPercent" | "lowPercent">,
): PlausibleReading {
  const { before, counts, modulus, mostPerMs, usualPerMs, atMs } = entered;
  if (!before) return { verdict: "first" };
  const elapsedMs = atMs - before.atMs;
  const usual = usualPerMs === undefined ? undefined : Math.round(usualPerMs * elapsedMs);
  const about = usual === undefined ? {} : { usual };
  const climb = counts - before.counts;
  const edge = modulus / PART_OF_REGISTER;
  const wraps = climb < 0 && modulus > 0 && before.counts >= modulus - edge && counts < edge;
  if (climb < 0 && !wraps) return { verdict: "backwards", ...about };
  const use = wraps ? climb + modulus : climb;
  if (mostPerMs !== undefined && use - 1 > mostPerMs * elapsedMs) {
    return { verdict: "too-fast", use, ...about };
  }
  if (wraps) return { verdict: "rollover", use, ...about };
  if (usual !== undefined && use * 100 > usual * rules.highPercent) {
    return { verdict: "high", use, usual };
  }
  if (usual !== undefined && use * 100 < usual * rules.lowPercent) {
    return { verdict: "low", use, usual };
  }
  return { verdict: "usual", use, ...about };
}
