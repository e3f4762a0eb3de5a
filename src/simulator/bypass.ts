/**
 * A share of a tenant's use led past its meter for a while: the supply meter counts the truth,
 * the tenant's own register only the rest.
 */
export interface Bypass {
  readonly from: Temporal.Instant;
  /** Absent while it lasts. */
  readonly to?: Temporal.Instant;
  /** Thousandths of the use that the meter does not see, 1 to 1000. */
  readonly permille: number;
}

/**
 * What passed by the meter up to an instant, in the unit of `usedAt`.
 * Bypasses of one meter do not overlap. It never grows faster than the use itself, so that the
 * register, which is the difference, never falls.
 */
export function bypassedAt(
  bypasses: readonly Bypass[],
  epochMs: number,
  usedAt: (epochMs: number) => number,
): number {
  let bypassed = 0;
  for (const { from, to, permille } of bypasses) {
    if (from.epochMilliseconds >= epochMs) continue;
    const until = Math.min(epochMs, to?.epochMilliseconds ?? epochMs);
    const used = usedAt(until) - usedAt(from.epochMilliseconds);
    bypassed += Math.floor((used * permille) / 1000);
  }
  return bypassed;
}

/**
 * The bypasses after a person set the share at an instant: the one that lasts ends there, and a
 * new one begins unless the share is nothing. Throws a RangeError for a share outside 0 to 1.
 */
export function withBypass(
  bypasses: readonly Bypass[],
  at: Temporal.Instant,
  fraction: number,
): readonly Bypass[] {
  if (!(fraction >= 0 && fraction <= 1)) {
    throw new RangeError(`the bypassed fraction must be between 0 and 1, not ${fraction}`);
  }
  const permille = Math.round(fraction * 1000);
  const ended = bypasses.map((bypass) => (bypass.to ? bypass : { ...bypass, to: at }));
  return permille === 0 ? ended : [...ended, { from: at, permille }];
}

/** The share that is bypassed now, 0 to 1. */
export function bypassedFraction(bypasses: readonly Bypass[]): number {
  return (bypasses.find((bypass) => !bypass.to)?.permille ?? 0) / 1000;
}
