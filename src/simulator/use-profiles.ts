import type { Commodity } from "#domain/core/commodity.ts";
import type { DayKind } from "./local-days.ts";

/** What a metered space is used for; decides its pattern. */
export type Use =
  "shop" | "food" | "office" | "dwelling" | "lighting" | "lift" | "ventilation" | "stairs";

/** How a use draws one commodity. Amounts in Wh for electricity and heat, in litres for water. */
export interface UseProfile {
  /** On an ordinary workday, per m² of area. */
  readonly perSquareMetre: number;
  /** In addition, per m² and kelvin that the day is colder than the heating limit. */
  readonly perKelvin?: number;
  /** Saturdays and Sundays against a workday. */
  readonly saturday: number;
  readonly sunday: number;
  /** The course of the day: one digit for each hour, 0 for nothing and 9 for most. */
  readonly hours: Readonly<Record<DayKind, string>>;
  /** What midwinter adds and midsummer takes away, as a share; negative where cooling rules. */
  readonly winter: number;
  /** How far a day, and a quarter hour, stray from the pattern, as a share. */
  readonly dayVariation: number;
  readonly quarterVariation: number;
  /** How many times the usual a rare strong appliance adds; 0 where there is none. */
  readonly peaks: number;
  /** Drawn now and then, with quarter hours of nothing: taps and lifts. */
  readonly sporadic: boolean;
  /** What is left, as a share, while the people are away. */
  readonly away: number;
}

const STEADY = { winter: 0, dayVariation: 0.08, quarterVariation: 0.12, peaks: 0, sporadic: false };

const SHOP_HOURS = {
  workday: "111111124899999999986211",
  saturday: "111111124899999998321111",
  sunday: "111111111111111111111111",
};
const OFFICE_HOURS = {
  workday: "111111248999889998532111",
  saturday: "111111112222222221111111",
  sunday: "111111111111111111111111",
};
const HOME_HOURS = {
  workday: "211112465333343345898743",
  saturday: "321112235665665556898754",
  sunday: "321111124676764445798643",
};
const EVERY_DAY_ALIKE = (hours: string) => ({ workday: hours, saturday: hours, sunday: hours });

/** Heated at day, set back at night, with a push in the morning. */
const HEATED_BY_DAY = { ...STEADY, away: 0.5, hours: EVERY_DAY_ALIKE("333334897777666666554333") };
const TAP = { ...STEADY, dayVariation: 0.2, quarterVariation: 0.5, sporadic: true, away: 0 };

/**
 * The patterns of the simulated building. The sizes follow common benchmarks of yearly use per
 * square metre (shops 180 kWh, food trade 330, offices 90, dwellings 33; about 60 to 70 kWh of
 * heat; 110 litres of water a head and day).
 */
export const USE_PROFILES: Readonly<Record<Use, Partial<Record<Commodity, UseProfile>>>> = {
  shop: {
    electricity: {
      ...STEADY,
      perSquareMetre: 570,
      saturday: 0.9,
      sunday: 0.25,
      hours: SHOP_HOURS,
      winter: 0.08,
      away: 0.2,
    },
    heat: { ...HEATED_BY_DAY, perSquareMetre: 0, perKelvin: 24, saturday: 0.95, sunday: 0.6 },
    "cold-water": {
      ...TAP,
      perSquareMetre: 0.8,
      saturday: 1.1,
      sunday: 0,
      hours: EVERY_DAY_ALIKE("000000003688887888720000"),
    },
  },
  food: {
    electricity: {
      ...STEADY,
      perSquareMetre: 980,
      saturday: 1.05,
      sunday: 0.5,
      hours: {
        workday: "344679999888888887654333",
        saturday: "344679999888888765443333",
        sunday: "333333333333333333333333",
      },
      winter: -0.08,
      away: 0.4,
    },
    heat: { ...HEATED_BY_DAY, perSquareMetre: 60, perKelvin: 20, saturday: 1, sunday: 0.6 },
    "cold-water": {
      ...TAP,
      perSquareMetre: 7,
      saturday: 1.1,
      sunday: 0.05,
      hours: EVERY_DAY_ALIKE("002456888777887765430000"),
    },
  },
  office: {
    electricity: {
      ...STEADY,
      perSquareMetre: 330,
      saturday: 0.3,
      sunday: 0.24,
      hours: OFFICE_HOURS,
      winter: -0.05,
      away: 0.25,
    },
    heat: { ...HEATED_BY_DAY, perSquareMetre: 0, perKelvin: 26, saturday: 0.7, sunday: 0.65 },
    "cold-water": {
      ...TAP,
      perSquareMetre: 2,
      saturday: 0.08,
      sunday: 0,
      hours: EVERY_DAY_ALIKE("000000148998998886310000"),
    },
  },
  dwelling: {
    electricity: {
      ...STEADY,
      perSquareMetre: 84,
      saturday: 1.12,
      sunday: 1.18,
      hours: HOME_HOURS,
      winter: 0.18,
      dayVariation: 0.25,
      quarterVariation: 0.5,
      peaks: 4,
      away: 0.28,
    },
    heat: { ...HEATED_BY_DAY, perSquareMetre: 55, perKelvin: 27, saturday: 1.05, sunday: 1.08 },
    "cold-water": {
      ...TAP,
      perSquareMetre: 3.2,
      saturday: 1.1,
      sunday: 1.15,
      hours: {
        workday: "000001596432343345674210",
        saturday: "000000136876554444664321",
        sunday: "000000013787654444664310",
      },
      dayVariation: 0.35,
    },
  },
  lighting: {
    electricity: {
      ...STEADY,
      perSquareMetre: 11,
      saturday: 0.95,
      sunday: 0.85,
      hours: EVERY_DAY_ALIKE("333335887544444577998765"),
      winter: 0.35,
      quarterVariation: 0.05,
      away: 1,
    },
  },
  lift: {
    electricity: {
      ...TAP,
      perSquareMetre: 4,
      saturday: 0.7,
      sunday: 0.5,
      hours: EVERY_DAY_ALIKE("211112588877887788876543"),
    },
  },
  ventilation: {
    electricity: {
      ...STEADY,
      perSquareMetre: 26,
      saturday: 0.5,
      sunday: 0.35,
      hours: EVERY_DAY_ALIKE("222222799999999999852222"),
      winter: -0.2,
      quarterVariation: 0.04,
      away: 1,
    },
  },
  stairs: {
    heat: { ...HEATED_BY_DAY, perSquareMetre: 0, perKelvin: 9, saturday: 1, sunday: 1 },
    "cold-water": {
      ...TAP,
      perSquareMetre: 0.12,
      saturday: 0.2,
      sunday: 0,
      hours: EVERY_DAY_ALIKE("000000379730000000000000"),
    },
  },
};
