import type { HourlyRegister, ZoneHistory } from "#domain/balance/zone-history.ts";

/** Monday, 2026-01-05T00:00Z. */
export const MADE_FROM_MS = Date.UTC(2026, 0, 5);

/** What happens in a made zone; hours count from its beginning. */
export interface MadeZone {
  readonly days: number;
  /** True use of a point in an hour, in kWh. */
  readonly uses: readonly ((hour: number) => number)[];
  /** The share of the truth that a point's meter records in an hour; all of it when absent. */
  readonly recorded?: (point: number, hour: number) => number;
  /** Use that no meter of the zone sees, in kWh. */
  readonly unmetered?: (hour: number) => number;
  /** Hours at which a point's register was not read. */
  readonly silent?: (point: number, hour: number) => boolean;
}

/**
 * A zone of one supply meter and some use meters, all exact, with a technical loss of 1.5 % and
 * 0.2 kWh an hour. Points have the identifiers 1, 2, 3, ... in the order of `uses`.
 */
export function madeZone(zone: MadeZone): ZoneHistory {
  const { days, uses, recorded = () => 1, unmetered = () => 0, silent = () => false } = zone;
  const hours = days * 24;
  const register = (amount: (hour: number) => number) => {
    const values = new Float64Array(hours + 1);
    for (let hour = 0; hour < hours; hour += 1)
      values[hour + 1] = (values[hour] ?? 0) + amount(hour);
    return values;
  };
  const used = (hour: number) => uses.reduce((sum, use) => sum + use(hour), 0);
  const supply = register((hour) => 1.015 * used(hour) + 0.2 + unmetered(hour));
  return {
    fromMs: MADE_FROM_MS,
    supplies: [{ pointId: 100, resolution: 0.01, values: supply }],
    uses: uses.map((use, point): HourlyRegister => {
      const values = register((hour) => use(hour) * recorded(point, hour));
      const known = values.map((value, hour) => (silent(point, hour) ? Number.NaN : value));
      return { pointId: point + 1, resolution: 0.01, values: known };
    }),
  };
}

/** A use that follows the day, with a scatter of its own. The same hour is always the same. */
export function habit(
  seed: number,
  { byDay, byNight }: { readonly byDay: number; readonly byNight: number },
): (hour: number) => number {
  return (hour) => {
    const isDay = hour % 24 >= 8 && hour % 24 < 18;
    const drawn = (Math.imul((hour + 1) * 2_654_435_761 + seed, 40_503) >>> 8) % 1000;
    return (isDay ? byDay : byNight) * (0.7 + (0.6 * drawn) / 1000);
  };
}
