import type { LocalDay } from "./local-days.ts";
import { noiseKey, smoothNoise } from "./seeded-noise.ts";

const MEAN_CELSIUS = 10;
const SEASON_CELSIUS = 9.5;
/** The coldest day of the year comes about four weeks after the shortest. */
const COLDEST_DAY_OF_YEAR = 20;
const WEATHER_CELSIUS = 6;
/** Weather holds for about this many days. */
const WEATHER_DAYS = 4;

/**
 * The mean outside temperature of a day in °C: a temperate northern climate with a season and
 * spells of weather; the whole building shares it.
 */
export function outsideTemperature(seed: number, day: LocalDay): number {
  const season = Math.cos((2 * Math.PI * (day.dayOfYear - COLDEST_DAY_OF_YEAR)) / 365.25);
  const weather = smoothNoise(noiseKey(seed, "weather"), day.index / WEATHER_DAYS);
  return MEAN_CELSIUS - SEASON_CELSIUS * season + WEATHER_CELSIUS * weather;
}
