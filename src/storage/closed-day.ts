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

/**
 * Packs the readings of one UTC day, in order of time and at most one a minute. Undefined when a
 * difference does not fit 32 bits: such a day stays as rows.
 */
export function packDay(readings: readonly SlotReading[]): ClosedDay | undefined {
  const first = readings[0];
  if (!first) return undefined;
  const intervalMinutes = gridOf(readings);
  const slotOf = ({ minute }: SlotReading) => (minute - first.minute) / intervalMinutes;
  const last = readings[readings.length - 1] ?? first;
  const deltas: (number | null)[] = Array.from<null>({ length: slotOf(last) }).fill(null);
  const qualities: number[] = Array.from<number>({ length: deltas.length + 1 }).fill(MEASURED);
  qualities[0] = first.quality;
  let before = first.counts;
  for (const reading of readings.slice(1)) {
    const delta = reading.counts - before;
    if (Math.abs(delta) > INT32_AT_MOST) return undefined;
    deltas[slotOf(reading) - 1] = delta;
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
  const { intervalMinutes, firstIndex, deltas, qualities } = day;
  let counts = day.firstValue;
  const readings = [
    { minute: firstIndex * intervalMinutes, counts, quality: qualities?.[0] ?? MEASURED },
  ];
  deltas.forEach((delta, n) => {
    if (delta === null) return;
    counts += delta;
    readings.push({
      minute: (firstIndex + n + 1) * intervalMinutes,
      counts,
      quality: qualities?.[n + 1] ?? MEASURED,
    });
  });
  return readings;
}

/** Whether every difference of the day fits 16 bits. */
export function isSmall({ deltas }: ClosedDay): boolean {
  return deltas.every((delta) => delta === null || Math.abs(delta) <= INT16_AT_MOST);
}
