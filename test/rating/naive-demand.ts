import { type Average, averagesIn } from "./naive-averages.ts";
import { calendarOf, isFor, overlap, ratesOf, tiersOf } from "./naive-rates.ts";
import type { Days, NaiveExactLine, Scene } from "./naive-scene.ts";
import { termOf } from "./naive-terms.ts";
import { timesDue, windowsIn } from "./naive-time.ts";
import { quantityIn, timeAt } from "./naive-usage.ts";
import { Ratio } from "./ratio.ts";
import { beginOfDay, dateOf, dayNumber } from "./wall-clock.ts";
import type { WrittenDemand, WrittenRate } from "./written-tariff.ts";

export function demandLines(charge: WrittenDemand, scene: Scene): NaiveExactLine[] {
  return windowsIn(scene.days, "month", scene.billing).flatMap(({ part }) => {
    const months = timesDue({ per: "month", prorate: charge.prorate }, { ...scene, days: part });
    const due = charge.per === "year" ? months.over(Ratio.whole(12)) : months;
    return ratesOf(charge).flatMap((rate) => {
      const place = { charge, rate, days: part, scene };
      if (!occurs(place)) return [];
      return partsOf(place, billedDemand(place)).map(({ quantity, price }) => ({
        chargeId: charge.id,
        quantity,
        amount: quantity.times(price).times(due),
      }));
    });
  });
}

/** Where a demand is looked for. */
interface Place {
  readonly charge: WrittenDemand;
  readonly rate: WrittenRate;
  readonly days: Days;
  readonly scene: Scene;
}

/** Whether the times of the rate have any minute in the days. */
function occurs({ charge, rate, days, scene }: Place): boolean {
  const to = beginOfDay(days.to, scene.timeZone);
  for (let minute = beginOfDay(days.from, scene.timeZone); minute < to; minute += 1) {
    if (isFor(rate, timeAt(minute, calendarOf(charge, scene.tariff), scene))) return true;
  }
  return false;
}

function billedDemand(place: Place): Ratio {
  const { ratchet, least } = place.charge;
  let billed = measuredDemand(place);
  if (ratchet) {
    const earlier = earlierPeaks(place, ratchet.months, ratchet.ofMonths);
    billed = Ratio.most(
      billed,
      earlier.reduce(Ratio.most, Ratio.ZERO).times(share(ratchet.percent)),
    );
  }
  return least === undefined ? billed : Ratio.most(billed, Ratio.parse(least));
}

function measuredDemand(place: Place): Ratio {
  const { meanOfHighest, meanOfMonths, atEvents } = place.charge;
  if (meanOfHighest) {
    const { count, onDifferentDays = false } = meanOfHighest;
    const all =
      onDifferentDays || place.charge.unit === "kVA" ? peaksOfDays(place) : drawnIn(place);
    return mean(all.toSorted((a, b) => (b.lessThan(a) ? -1 : 1)).slice(0, count));
  }
  if (meanOfMonths) {
    const { count, leastOfMonth = "0" } = meanOfMonths;
    const months = [...earlierPeaks(place, count - 1), highest(place)];
    return mean(months.map((peak) => Ratio.most(peak, Ratio.parse(leastOfMonth))));
  }
  return atEvents ? meanAtEvents(atEvents.name, place) : highest(place);
}

function mean(values: readonly Ratio[]): Ratio {
  return Ratio.sum(values).over(Ratio.whole(Math.max(1, values.length)));
}

function fitting({ charge, rate, days, scene }: Place): readonly Average[] {
  return averagesIn(charge, days, scene).filter((average) => isFor(rate, average));
}

/** The averages of the rate's times; what was sent back lowers none below nothing. */
function drawnIn(place: Place): Ratio[] {
  return fitting(place).map(({ power }) => Ratio.most(Ratio.ZERO, power));
}

function highest(place: Place): Ratio {
  return drawnIn(place).reduce(Ratio.most, Ratio.ZERO);
}

function peaksOfDays(place: Place): Ratio[] {
  const peaks: Ratio[] = [];
  for (let { from } = place.days; from < place.days.to; from += 1) {
    const day = { ...place, days: { from, to: from + 1 } };
    if (occurs(day)) peaks.push(highest(day));
  }
  return peaks;
}

/** The peaks of so many months before, of the contract's days: read, or told where nothing was read. */
function earlierPeaks(place: Place, months: number, ofMonths?: readonly number[]): Ratio[] {
  const { days, scene } = place;
  const { load, timeZone, countsFrom, around } = scene;
  const peaks: Ratio[] = [];
  for (let back = months; back > 0; back -= 1) {
    const month = dateOf(days.from).with({ day: 1 }).subtract({ months: back });
    if (ofMonths && !ofMonths.includes(month.month)) continue;
    const counted = {
      from: Math.max(dayNumber(month), countsFrom),
      to: dayNumber(month.add({ months: 1 })),
    };
    if (counted.from >= counted.to) continue;
    const end = load.startMinute + load.amounts.length * load.intervalMinutes;
    const isRead =
      load.startMinute <= beginOfDay(counted.from, timeZone) &&
      beginOfDay(counted.to, timeZone) <= end;
    if (!isRead) peaks.push(Ratio.parse(around.earlierPeaks![month.toString()]!));
    else if (occurs({ ...place, days: counted })) peaks.push(highest({ ...place, days: counted }));
  }
  return peaks;
}

/** The mean power in the events that begin in the days. */
function meanAtEvents(name: string, { days, scene }: Place): Ratio {
  const from = beginOfDay(days.from, scene.timeZone);
  const to = beginOfDay(days.to, scene.timeZone);
  const events = scene.around.events!.filter(
    (event) => event.name === name && from <= event.from && event.from < to,
  );
  return mean(
    events.map((event) => {
      const drawn = Ratio.most(Ratio.ZERO, quantityIn(scene.load, event));
      return drawn.times(new Ratio(60n, BigInt(event.to - event.from)));
    }),
  );
}

function share(percent: string): Ratio {
  return Ratio.parse(percent).over(Ratio.whole(100));
}

interface PricedPart {
  readonly quantity: Ratio;
  readonly price: Ratio;
}

function partsOf({ charge, rate, scene }: Place, demand: Ratio): PricedPart[] {
  const tiers = tiersOf(rate);
  const price = Ratio.parse(tiers[0]!.price);
  if (!charge.contract) {
    return tiers.map((tier, t) => {
      const from = t === 0 ? Ratio.ZERO : Ratio.parse(tiers[t - 1]!.upTo!);
      const to = tier.upTo === undefined ? undefined : Ratio.parse(tier.upTo);
      const quantity = overlap(from, to, { low: Ratio.ZERO, high: demand });
      return { quantity, price: Ratio.parse(tier.price) };
    });
  }
  const {
    reading,
    leastPercent = "100",
    freePercent = "105",
    beyondFactor = "2",
  } = charge.contract;
  const ofTransformer = charge.contract.leastPercentOfTransformer;
  const contract = Ratio.most(
    termOf(scene, "contract-demand"),
    ofTransformer === undefined
      ? Ratio.ZERO
      : termOf(scene, "transformer-capacity").times(share(ofTransformer)),
  );
  const allowed = contract.times(share(freePercent));
  if (!allowed.lessThan(demand)) {
    const least = contract.times(share(leastPercent));
    return [{ quantity: Ratio.most(least, Ratio.least(demand, contract)), price }];
  }
  return [
    { quantity: reading === "A" ? contract : allowed, price },
    { quantity: demand.minus(allowed), price: price.times(Ratio.parse(beyondFactor)) },
  ];
}
