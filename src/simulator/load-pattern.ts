import type { LocalDay } from "./local-days.ts";
import type { PlannedLoad } from "./building-plan.ts";
import { noiseAt, smoothNoise } from "./seeded-noise.ts";
import type { Use, UseProfile } from "./use-profiles.ts";

/** Nothing is heated when the day is warmer than this, in °C. */
const HEATING_LIMIT_CELSIUS = 15;
/** Habits change over about this many days, by up to this share. */
const HABIT_DAYS = 30;
const HABIT_SHARE = 0.12;
/** Wh to mWh, litres to millilitres. */
const MILLI = 1000;

const CHRISTMAS_EVE = 358;

/** One load on one day: all that its use depends on. */
export interface LoadDay {
  readonly load: PlannedLoad;
  readonly profile: UseProfile;
  /** Of the load and commodity: its own variation. */
  readonly key: number;
  /** Of the tenant: all its meters see the same people leave. */
  readonly tenantKey: number;
  readonly day: LocalDay;
  readonly outsideCelsius: number;
}

/** The whole day's use in mWh or ml, had the day 24 hours. Whole and never negative. */
export function dailyUseMilli(at: LoadDay): number {
  const { load, profile, key, day } = at;
  const weekday =
    day.kind === "workday" ? 1 : day.kind === "saturday" ? profile.saturday : profile.sunday;
  const season = 1 + profile.winter * Math.cos((2 * Math.PI * day.dayOfYear) / 365.25);
  const ofTheDay = 1 + profile.dayVariation * (2 * noiseAt(key, -day.index) - 1);
  const habit = 1 + HABIT_SHARE * smoothNoise(key ^ 0x5bd1e995, day.index / HABIT_DAYS);
  const people = isAway(load.use, at.tenantKey, day) ? profile.away : 1;
  const coldness = Math.max(0, HEATING_LIMIT_CELSIUS - at.outsideCelsius);
  const perSquareMetre = profile.perSquareMetre * season + (profile.perKelvin ?? 0) * coldness;
  return Math.round(
    MILLI * load.areaM2 * load.intensity * perSquareMetre * weekday * ofTheDay * habit * people,
  );
}

/** Summer holidays of the dwellings, a closed week of some shops, offices after Christmas Eve. */
export function isAway(use: Use, tenantKey: number, day: LocalDay): boolean {
  const drawn = noiseAt(tenantKey, day.year);
  const { dayOfYear } = day;
  if (use === "office") return dayOfYear >= CHRISTMAS_EVE;
  if (use === "shop") return drawn < 0.4 && dayOfYear >= 215 && dayOfYear < 222;
  if (use !== "dwelling") return false;
  const leaves = 170 + Math.floor(65 * drawn);
  const staysAway = 7 + Math.floor(10 * noiseAt(tenantKey, -day.year));
  return (
    (dayOfYear >= leaves && dayOfYear < leaves + staysAway) ||
    (drawn > 0.6 && dayOfYear >= CHRISTMAS_EVE)
  );
}

/** One load in one quarter hour: its place in the course of the day, and its own variation. */
export function quarterWeight(profile: UseProfile, usual: number, drawn: number): number {
  if (profile.sporadic) {
    const chance = usual / 10;
    return drawn < chance ? usual * (0.3 + (1.4 * drawn) / chance) : 0;
  }
  const weight = usual * (1 + profile.quarterVariation * (2 * drawn - 1));
  const strong = drawn - STRONG_APPLIANCE_FROM;
  return strong > 0
    ? weight * (1 + (profile.peaks * strong) / (1 - STRONG_APPLIANCE_FROM))
    : weight;
}

/** The share of quarter hours without a strong appliance. */
const STRONG_APPLIANCE_FROM = 0.94;
