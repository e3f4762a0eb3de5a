import { namedTime, type NamedTime } from "./naive-calendar.ts";
import { calendarOf, isFor, overlap, ratesOf, tiersOf } from "./naive-rates.ts";
import type { Days, NaiveExactLine, Scene } from "./naive-scene.ts";
import { timesDue, windowsIn } from "./naive-time.ts";
import { Ratio } from "./ratio.ts";
import { beginOfDay, wallClock } from "./wall-clock.ts";
import type { WrittenDemand } from "./written-tariff.ts";

export function demandLines(charge: WrittenDemand, scene: Scene): NaiveExactLine[] {
  return windowsIn(scene.days, "month", scene.billing).flatMap(({ part }) => {
    const peaks = peaksIn(charge, part, scene);
    const months = timesDue({ per: "month", prorate: charge.prorate }, { ...scene, days: part });
    const due = charge.per === "year" ? months.over(Ratio.whole(12)) : months;
    return ratesOf(charge).flatMap((rate) => {
      const fitting = peaks.filter((peak) => isFor(rate, peak)).map(({ kilowatts }) => kilowatts);
      const peak = fitting.reduce(Ratio.most, Ratio.ZERO);
      const tiers = tiersOf(rate);
      return tiers.map(({ upTo, price }, t) => {
        const from = t === 0 ? Ratio.ZERO : Ratio.parse(tiers[t - 1]!.upTo!);
        const to = upTo === undefined ? undefined : Ratio.parse(upTo);
        const quantity = overlap(from, to, { low: Ratio.ZERO, high: peak });
        return {
          chargeId: charge.id,
          quantity,
          amount: quantity.times(Ratio.parse(price)).times(due),
        };
      });
    });
  });
}

/** Each average over `intervalMinutes` belongs to the time at which it begins. */
function peaksIn(
  charge: WrittenDemand,
  days: Days,
  { load, timeZone, tariff }: Scene,
): (NamedTime & { readonly kilowatts: Ratio })[] {
  const from = beginOfDay(days.from, timeZone);
  const to = beginOfDay(days.to, timeZone);
  const starts = load.amounts.map((_, i) => load.startMinute + i * load.intervalMinutes);
  const first = starts.findIndex((start) => start >= from);
  const end = starts.findLastIndex((start) => start < to) + 1;
  const minutes = charge.intervalMinutes ?? load.intervalMinutes;
  const width = minutes / load.intervalMinutes;
  const step = charge.averaging === "rolling" ? 1 : width;
  const peaks: (NamedTime & { readonly kilowatts: Ratio })[] = [];
  for (let i = first; i + width <= end; i += step) {
    const counts = load.amounts.slice(i, i + width).reduce((sum, amount) => sum + amount, 0n);
    const kwh = Ratio.whole(counts).times(Ratio.parse(load.perCount));
    const clock = wallClock(starts[i]!, timeZone);
    const name = namedTime(calendarOf(charge, tariff), tariff.holidays?.dates ?? [], clock);
    peaks.push({ ...name, kilowatts: kwh.times(new Ratio(60n, BigInt(minutes))) });
  }
  return peaks;
}
