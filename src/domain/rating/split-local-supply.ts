/** Counts of neighbouring intervals: whole numbers, all of one worth. */
type Counts = Float64Array;

/** How what a source on the site gives is shared among the loads, interval by interval. */
export interface LocalSplit {
  /** By load, what it had from the source. */
  readonly own: readonly Counts[];
  /** By load, what it had from the grid. */
  readonly grid: readonly Counts[];
  /** What no load used: sent to the grid. */
  readonly surplus: Counts;
}

/**
 * Shares a source on the site (solar power of the house) in proportion to what each load draws in
 * the same interval, never over a month: rule R19. A count that does not divide goes to the largest
 * remainder, the earlier load first, so that the shares sum to what was given. What a load sends back
 * counts as nothing drawn. Throws a RangeError when the lengths differ.
 */
export function splitLocalSupply(supply: Counts, loads: readonly Counts[]): LocalSplit {
  if (loads.some(({ length }) => length !== supply.length)) {
    throw new RangeError("source and loads have different intervals");
  }
  const own = loads.map(({ length }) => new Float64Array(length));
  const surplus = new Float64Array(supply.length);
  for (let i = 0; i < supply.length; i += 1) {
    const drawn = loads.map((load) => BigInt(Math.max(0, load[i] ?? 0)));
    const given = BigInt(Math.max(0, supply[i] ?? 0));
    const shares = sharesOf(given, drawn);
    for (const [l, share] of shares.entries()) own[l]?.fill(Number(share), i, i + 1);
    surplus[i] = Number(given - shares.reduce((sum, share) => sum + share, 0n));
  }
  const grid = loads.map((load, l) => load.map((count, i) => count - (own[l]?.[i] ?? 0)));
  return { own, grid, surplus };
}

function sharesOf(given: bigint, drawn: readonly bigint[]): bigint[] {
  const all = drawn.reduce((sum, one) => sum + one, 0n);
  if (given >= all) return [...drawn];
  const shares = drawn.map((one) => (given * one) / all);
  const left = Number(given - shares.reduce((sum, share) => sum + share, 0n));
  const byRemainder = drawn
    .map((one, l) => ({ l, rest: (given * one) % all }))
    .toSorted((a, b) => Number(b.rest - a.rest));
  const raised = new Set(byRemainder.slice(0, left).map(({ l }) => l));
  return shares.map((share, l) => share + (raised.has(l) ? 1n : 0n));
}
