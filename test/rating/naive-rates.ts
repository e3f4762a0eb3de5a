import type { NamedTime, WrittenCalendar } from "./naive-calendar.ts";
import { Ratio } from "./ratio.ts";
import type { WrittenPrices, WrittenRate, WrittenTariff, WrittenTier } from "./written-tariff.ts";

export function calendarOf(
  charge: WrittenPrices,
  tariff: WrittenTariff,
): WrittenCalendar | undefined {
  if (!charge.rates) return undefined;
  return charge.calendar === undefined
    ? tariff.calendars?.[0]
    : tariff.calendars?.find(({ id }) => id === charge.calendar);
}

export function ratesOf(charge: WrittenPrices): readonly WrittenRate[] {
  if (charge.rates) return charge.rates;
  return [charge.tiers ? { tiers: charge.tiers } : { price: charge.price! }];
}

export function tiersOf(rate: WrittenRate): readonly WrittenTier[] {
  return rate.tiers ?? [{ price: rate.price! }];
}

export function isFor(rate: WrittenRate, { season, touPeriod }: NamedTime): boolean {
  const seasonFits = !rate.seasons || (season !== undefined && rate.seasons.includes(season));
  return (
    seasonFits &&
    (!rate.touPeriods || (touPeriod !== undefined && rate.touPeriods.includes(touPeriod)))
  );
}

/** A stretch of quantity. */
export interface Stretch {
  readonly low: Ratio;
  readonly high: Ratio;
}

/** How much of the stretch lies in the band above `from`, up to `to` where it has an end. */
export function overlap(from: Ratio, to: Ratio | undefined, { low, high }: Stretch): Ratio {
  const begin = Ratio.most(from, low);
  const end = to ? Ratio.least(to, high) : high;
  return Ratio.most(Ratio.ZERO, end.minus(begin));
}
