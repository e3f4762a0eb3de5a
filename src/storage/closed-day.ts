/** One reading on the grid of a UTC day. */
export interface SlotReading {
  /** Minutes since 00:00 UTC. */
  readonly minute: number;
  /** Whole counts below 2^53. */
  readonly counts: number;
  readonly quality: number;
}

/** A row of reading_day without its key. */
export interface ClosedDay {
  readonly intervalMinutes: number;
  readonly firstIndex: number;
  readonly firstValue: number;
  /** Difference to the reading before; null where the slot has no reading. */
  readonly deltas: readonly (number | null)[];
  /** Absent when all are measured. */
  readonly qualities?: readonly number[];
}

const MEASURED = 1;
const INT32_AT_MOST = 2 ** 31 - 1;
const INT16_AT_MOST = 2 ** 15 - 1;

/** Packs the readings of one UTC day, at least one, in order of time and at most one a minute. */
export function packDay(readings: readonly SlotReading[]): ClosedDay {
  const first = readings[0];
  if (!first) throw new RangeError("a day without readings has nothing to pack");
  const intervalMinutes = gridOf(readings);
  const slotOf = ({ minute }: SlotReading) => (minute - first.minute) / intervalMinutes;
  const last = readings[readings.length - 1] ?? first;
  const deltas: (number | null)[] = Array.from<null>({ length: slotOf(last) }).fill(null);
  const qualities: number[] = Array.from<number>({ length: deltas.length + 1 }).fill(MEASURED);
  qualities[0] = first.quality;
  let before = first.counts;
  for (const reading of readings.slice(1)) {
    deltas[slotOf(reading) - 1] = reading.counts - before;
    qualities[slotOf(reading)] = reading.quality;
    before = reading.counts;
  }
  return {
    intervalMinutes,
    firstIndex: first.minute / intervalMinutes,
    firstValue: first.counts,
    deltas,
    ...(qualities.some((bits) => bits !== MEASURED) && { qualities }),
  };
}

/** The widest grid from midnight that every reading lies on. */
function gridOf(readings: readonly SlotReading[]): number {
  return [60, 30, 15, 5].find((grid) => readings.every(({ minute }) => minute % grid === 0)) ?? 1;
}

/** The readings of a packed day; the inverse of packDay. */
export function unpackDay(day: ClosedDay): SlotReading[] {
  const readings: SlotReading[] = [];
  visitDay(day, (minute, counts, quality) => readings.push({ minute, counts, quality }));
  return readings;
}

/** The same without an object for each: for years of readings. Minutes since 00:00 UTC. */
export function visitDay(
  { intervalMinutes, firstIndex, firstValue, deltas, qualities }: ClosedDay,
  visit: (minute: number, counts: number, quality: number) => void,
): void {
  let counts = firstValue;
  visit(firstIndex * intervalMinutes, counts, qualities?.[0] ?? MEASURED);
  for (let n = 0; n < deltas.length; n += 1) {
    const delta = deltas[n] ?? null;
    if (delta === null) continue;
    counts += delta;
    visit((firstIndex + n + 1) * intervalMinutes, counts, qualities?.[n + 1] ?? MEASURED);
  }
}

/** The column of reading_day for the differences: the narrowest that all of them fit. */
export function deltasColumn({ deltas }: ClosedDay): "small_deltas" | "deltas" | "big_deltas" {
  let largest = 0;
  for (const delta of deltas) largest = Math.max(largest, Math.abs(delta ?? 0));
  if (largest <= INT16_AT_MOST) return "small_deltas";
  return largest <= INT32_AT_MOST ? "deltas" : "big_deltas";
}
