import type { NaiveCounts, NaiveLoad, NaiveSurroundings } from "./naive-scene.ts";
import { Ratio } from "./ratio.ts";
import type { WrittenTariff } from "./written-tariff.ts";

const MEGAJOULES_PER_KWH = new Ratio(36n, 10n);

/** The load in the tariff's unit: kWh as they were read, or the energy of gas read in m3. */
export function countsOf(
  { perCount, ...load }: NaiveLoad,
  { gasEnergy }: WrittenTariff,
  { series }: NaiveSurroundings,
): NaiveCounts {
  const worth = Ratio.parse(perCount);
  if (!gasEnergy) return { ...load, worth };
  const { volumeCorrection = "1", calorificValue, calorificSeries } = gasEnergy;
  const standard = worth.times(Ratio.parse(volumeCorrection)).over(MEGAJOULES_PER_KWH);
  if (calorificValue !== undefined) {
    return { ...load, worth: standard.times(Ratio.parse(calorificValue)) };
  }
  // An interval has the value of the time at which it begins, and becomes whole counts of energy:
  // these are what a boundary within the interval divides.
  const { steps } = series![calorificSeries!]!;
  const digits = Math.max(...steps.map(({ price }) => price.split(".")[1]?.length ?? 0));
  const scale = Ratio.whole(10n ** BigInt(digits));
  const amounts = load.amounts.map((amount, i) => {
    const start = load.startMinute + i * load.intervalMinutes;
    const value = steps.findLast(({ from }) => from <= start) ?? steps[0]!;
    return amount * Ratio.parse(value.price).times(scale).floor();
  });
  return { ...load, amounts, worth: standard.over(scale) };
}
