import type { NamedTime } from "./naive-calendar.ts";
import { calendarOf } from "./naive-rates.ts";
import type { Days, NaiveCounts, Scene } from "./naive-scene.ts";
import { timeAt } from "./naive-usage.ts";
import { Ratio } from "./ratio.ts";
import { beginOfDay } from "./wall-clock.ts";
import type { WrittenDemand } from "./written-tariff.ts";

/** An average power over an interval; it belongs to the time at which it begins. */
export interface Average extends NamedTime {
  readonly power: Ratio;
}

/** Every average of the days over the charge's interval, in kW or kVA. */
export function averagesIn(charge: WrittenDemand, days: Days, scene: Scene): Average[] {
  const { load } = scene;
  const minutes = charge.intervalMinutes ?? load.intervalMinutes;
  const step =
    charge.averaging === "rolling" ? (charge.stepMinutes ?? load.intervalMinutes) : minutes;
  return beginsIn(days, { minutes, step }, scene).map((i) => {
    const energy =
      charge.unit === "kVA" ? apparentEnergy(i, minutes, scene) : energyFrom(load, i, minutes);
    const start = load.startMinute + i * load.intervalMinutes;
    const at = timeAt(start, calendarOf(charge, scene.tariff), scene);
    return { ...at, power: energy.times(new Ratio(60n, BigInt(minutes))) };
  });
}

/** The highest of the averages side by side, nothing where nothing was drawn. */
export function highestAverage(
  days: Days,
  intervalMinutes: number | undefined,
  scene: Scene,
): Ratio {
  const { load } = scene;
  const minutes = intervalMinutes ?? load.intervalMinutes;
  return beginsIn(days, { minutes, step: minutes }, scene)
    .map((i) => energyFrom(load, i, minutes).times(new Ratio(60n, BigInt(minutes))))
    .reduce(Ratio.most, Ratio.ZERO);
}

/** The numbers of the intervals with which an average begins that lies in the days. */
function beginsIn(
  days: Days,
  { minutes, step }: { readonly minutes: number; readonly step: number },
  { load, timeZone }: Scene,
): number[] {
  const from = beginOfDay(days.from, timeZone);
  const to = beginOfDay(days.to, timeZone);
  const starts = load.amounts.map((_, i) => load.startMinute + i * load.intervalMinutes);
  const first = starts.findIndex((start) => start >= from && start < to);
  const end = starts.findLastIndex((start) => start < to) + 1;
  const begins: number[] = [];
  if (first < 0) return begins;
  const width = minutes / load.intervalMinutes;
  for (let i = first; i + width <= end; i += step / load.intervalMinutes) begins.push(i);
  return begins;
}

function energyFrom(load: NaiveCounts, i: number, minutes: number): Ratio {
  const width = minutes / load.intervalMinutes;
  const counts = load.amounts.slice(i, i + width).reduce((sum, amount) => sum + amount, 0n);
  return Ratio.whole(counts).times(load.worth);
}

/** The root of the squares, to nine digits. */
function apparentEnergy(i: number, minutes: number, { load, around }: Scene): Ratio {
  const side = ({ perCount, ...counts }: NonNullable<typeof around.reactiveImport>) =>
    energyFrom({ ...counts, worth: Ratio.parse(perCount) }, i, minutes);
  const active = energyFrom(load, i, minutes);
  const sent = around.reactiveExport ? side(around.reactiveExport) : Ratio.ZERO;
  const reactive = side(around.reactiveImport!).minus(sent);
  return active.times(active).plus(reactive.times(reactive)).root(9);
}
