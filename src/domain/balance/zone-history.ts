/**
 * The registers of a zone's points at the same full hours: what its losses are learned from. These
 * are statistics of what was measured, in floating point: they say where to look and roughly how
 * much, and never reach a bill.
 */
export interface ZoneHistory {
  /** Hours from one value to the next; 1 when absent, 0.25 where quarter hours are looked at. */
  readonly stepHours?: number;
  /** The instant of index 0, in milliseconds since 1970. */
  readonly fromMs: number;
  /** What every supply point counted since some beginning, one value each hour. */
  readonly supplies: readonly HourlyRegister[];
  readonly uses: readonly HourlyRegister[];
}

/** One point's register at each step of a history, multiplier applied, meter exchanges closed up. */
export interface HourlyRegister {
  /** The service point's identifier. */
  readonly pointId: number;
  /** In the zone's unit; NaN where nothing was measured (missing, estimated or suspect). */
  readonly values: Float64Array;
  /** The smallest step of the register in the same unit. */
  readonly resolution: number;
}

export const HOUR_MS = 3_600_000;

/** A stretch at both ends of which every register of the zone is known: an hour, longer across holes. */
export interface ZoneBlock {
  /** Indexes into the history: `[from, to)` in its steps. */
  readonly from: number;
  readonly to: number;
  readonly hours: number;
  readonly supplied: number;
  /** What each use point measured, in their order. */
  readonly uses: Float64Array;
  /** The sum of `uses`. */
  readonly used: number;
  /** supplied - used. */
  readonly loss: number;
}

/**
 * The history as blocks. A hole of one register makes one long block of it: its energy is known at
 * the ends, so a meter that was silent is neither taken for theft nor does it blind the zone for
 * longer than it was silent.
 */
export function zoneBlocks({ supplies, uses, stepHours = 1 }: ZoneHistory): ZoneBlock[] {
  const all = [...supplies, ...uses];
  const length = Math.min(...all.map(({ values }) => values.length));
  const blocks: ZoneBlock[] = [];
  let from: number | undefined;
  for (let at = 0; at < length; at += 1) {
    if (all.some(({ values }) => Number.isNaN(values[at] ?? Number.NaN))) continue;
    if (from !== undefined) blocks.push(blockOf({ supplies, uses }, { from, to: at, stepHours }));
    from = at;
  }
  return blocks;
}

function blockOf(
  { supplies, uses }: Pick<ZoneHistory, "supplies" | "uses">,
  { from, to, stepHours }: Readonly<Record<"from" | "to" | "stepHours", number>>,
): ZoneBlock {
  const between = ({ values }: HourlyRegister) => (values[to] ?? 0) - (values[from] ?? 0);
  const supplied = supplies.reduce((sum, supply) => sum + between(supply), 0);
  const amounts = Float64Array.from(uses, between);
  const used = amounts.reduce((sum, amount) => sum + amount, 0);
  const hours = (to - from) * stepHours;
  return { from, to, hours, supplied, uses: amounts, used, loss: supplied - used };
}
