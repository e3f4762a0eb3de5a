/** When water that runs through the night is a leak. */
export interface WaterStillLimits {
  /** Local hours of the night: from the first up to, and without, the second. */
  readonly nightFromHour: number;
  readonly nightToHour: number;
  /** So many nights in a row without an hour of rest. */
  readonly nights: number;
  /** An hour with less than this is rest: a dripping tap is no alarm. */
  readonly litresPerHour: number;
}

/** A running cistern loses 10 litres an hour and more; whoever gets up at night does so once. */
export const WATER_STILL_LIMITS: WaterStillLimits = {
  nightFromHour: 1,
  nightToHour: 5,
  nights: 3,
  litresPerHour: 2,
};

export interface WaterHistory {
  /** What the meter counted at each full hour, in litres; NaN where it is not known. */
  readonly litres: Float64Array;
  /** The smallest step of the register, in litres. */
  readonly stepLitres: number;
  /** The local hour of the week of each hour, see domain/balance/usual-use.ts. */
  readonly weekHours: Uint8Array;
}

export type WaterStillVerdict =
  | {
      readonly state: "on";
      /** Index of the hour in which the first of the nights began. */
      readonly fromHour: number;
      readonly nights: number;
      /** The least that any hour of these nights used. */
      readonly leastLitresPerHour: number;
    }
  | { readonly state: "off" | "undecided" };

interface Night {
  readonly fromHour: number;
  /** Undefined: an hour is not known, and no other was at rest. */
  readonly leastLitres: number | undefined;
}

const HOURS_A_DAY = 24;

/**
 * Whether water runs that nobody uses: not one hour of rest in several nights. One hour of rest in
 * the newest night clears it; a night that is not known wholly, or too few nights, change nothing.
 * A leak below one step of the register an hour is not seen.
 */
export function judgeWaterStill(
  history: WaterHistory,
  limits: WaterStillLimits,
): WaterStillVerdict {
  const restLitres = Math.max(limits.litresPerHour, history.stepLitres / 2);
  const isRest = (litres: number | undefined) => litres !== undefined && litres < restLitres;
  const nights = wholeNights(history, { limits, isRest }).slice(-limits.nights);
  if (isRest(nights.at(-1)?.leastLitres)) return { state: "off" };
  const least = nights.map(({ leastLitres }) => leastLitres);
  const fromHour = nights[0]?.fromHour;
  const known = least.filter((litres) => litres !== undefined);
  if (fromHour === undefined || known.length < limits.nights || known.some(isRest)) {
    return { state: "undecided" };
  }
  const leastLitresPerHour = Math.min(...known);
  return { state: "on", fromHour, nights: limits.nights, leastLitresPerHour };
}

/** Every night of which the last hour is over, oldest first. */
function wholeNights(
  { litres, weekHours }: WaterHistory,
  {
    limits,
    isRest,
  }: { readonly limits: WaterStillLimits; readonly isRest: (litres: number) => boolean },
): Night[] {
  const nights: Night[] = [];
  let hours: number[] = [];
  for (let at = 0; at < litres.length - 1; at += 1) {
    const hour = (weekHours[at] ?? 0) % HOURS_A_DAY;
    if (hour < limits.nightFromHour || hour >= limits.nightToHour) continue;
    hours.push((litres[at + 1] ?? Number.NaN) - (litres[at] ?? Number.NaN));
    const next = (weekHours[at + 1] ?? 0) % HOURS_A_DAY;
    if (next < limits.nightToHour) continue;
    const known = hours.filter((used) => !Number.isNaN(used));
    const least = Math.min(...known);
    const isTold = known.length === hours.length || isRest(least);
    nights.push({ fromHour: at + 1 - hours.length, leastLitres: isTold ? least : undefined });
    hours = [];
  }
  return nights;
}
