import type { Days, NaiveExactLine, NaiveLoad, Scene } from "./naive-scene.ts";
import { windowsIn } from "./naive-time.ts";
import { cut, quantityIn } from "./naive-usage.ts";
import { Ratio } from "./ratio.ts";
import { beginOfDay } from "./wall-clock.ts";
import type { WrittenPowerFactor, WrittenReactive, WrittenSeries } from "./written-tariff.ts";

/** What a channel counted on the days; nothing where there is none. */
function counted(load: NaiveLoad | undefined, days: Days, { timeZone }: Scene): Ratio {
  if (!load) return Ratio.ZERO;
  const stretch = { from: beginOfDay(days.from, timeZone), to: beginOfDay(days.to, timeZone) };
  return quantityIn({ ...load, worth: Ratio.parse(load.perCount) }, stretch);
}

function active(days: Days, { load, timeZone }: Scene): Ratio {
  return quantityIn(load, {
    from: beginOfDay(days.from, timeZone),
    to: beginOfDay(days.to, timeZone),
  });
}

/** Reactive energy above its free share of the active energy. */
export function reactiveLines(charge: WrittenReactive, scene: Scene): NaiveExactLine[] {
  const { flow = "import" } = charge;
  return windowsIn(scene.days, charge.counts, scene.billing).map(({ part }) => {
    const drawn = flow === "export" ? undefined : scene.around.reactiveImport;
    const sent = flow === "import" ? undefined : scene.around.reactiveExport;
    const reactive = counted(drawn, part, scene).plus(counted(sent, part, scene));
    const share = Ratio.parse(charge.freePercent).over(Ratio.whole(100));
    const free = Ratio.most(Ratio.ZERO, active(part, scene)).times(share);
    const quantity = Ratio.most(Ratio.ZERO, reactive.minus(free));
    return {
      chargeId: charge.id,
      quantity,
      amount: quantity.times(Ratio.parse(charge.price)),
    };
  });
}

/** The percentage for the power factor of the billing period; undefined where nothing was used. */
export function powerFactorPercent(
  { standard, table }: WrittenPowerFactor,
  scene: Scene,
): Ratio | undefined {
  const { reactiveImport, reactiveExport } = scene.around;
  const reactive = size(counted(reactiveImport, scene.billing, scene)).plus(
    size(counted(reactiveExport, scene.billing, scene)),
  );
  const own = active(scene.billing, scene);
  if (own.isZero() && reactive.isZero()) return undefined;
  const square = own.times(own).over(own.times(own).plus(reactive.times(reactive)));
  let hundredths = 0;
  // The next hundredth is nearer, or as near, from its half on.
  while (hundredths < 100 && !square.lessThan(squareOf(2 * hundredths + 1, 200))) hundredths += 1;
  if (standard) return byStandard(hundredths);
  const factor = new Ratio(BigInt(hundredths), 100n);
  const step = table!
    .filter(({ from }) => !factor.lessThan(Ratio.parse(from)))
    .reduce((a, b) => (Ratio.parse(a.from).lessThan(Ratio.parse(b.from)) ? b : a));
  return Ratio.parse(step.percent);
}

function size(value: Ratio): Ratio {
  return Ratio.most(value, Ratio.ZERO.minus(value));
}

function squareOf(top: number, bottom: number): Ratio {
  return new Ratio(BigInt(top * top), BigInt(bottom * bottom));
}

/** 0.90 of 水电财字215号: 0.15 % less for each hundredth above, as far as 0.95; more below. */
function byStandard(hundredths: number): Ratio {
  if (hundredths >= 90) return new Ratio(BigInt(-15 * Math.min(5, hundredths - 90)), 100n);
  const below = 90 - hundredths;
  const halves = Math.min(20, below) + 2 * Math.min(5, Math.max(0, below - 20));
  return new Ratio(BigInt(halves + 4 * Math.max(0, below - 25)), 2n);
}

/** So many prices have a line each; of more, one line says the sum. */
const LINES_AT_MOST = 12;

export function seriesLines(charge: WrittenSeries, scene: Scene): NaiveExactLine[] {
  const { steps } = scene.around.series![charge.series]!;
  const stretch = {
    from: beginOfDay(scene.days.from, scene.timeZone),
    to: beginOfDay(scene.days.to, scene.timeZone),
  };
  const worth = scene.load.worth
    .times(Ratio.parse(charge.quantityFactor ?? "1"))
    .over(Ratio.whole(charge.unit === "MWh" ? 1000 : 1));
  const stepAt = (minute: number) => steps.findLastIndex(({ from }) => from <= minute);
  const pieces = cut(scene.load, stretch, (minute) => ({ step: stepAt(minute) }));
  const first = stepAt(stretch.from);
  const last = stepAt(stretch.to - 1);
  const lines = steps.slice(first, last + 1).map(({ price }, n) => {
    const own = pieces.filter(({ at }) => at.step === first + n);
    const quantity = Ratio.whole(own.reduce((sum, { counts }) => sum + counts, 0n)).times(worth);
    const each = Ratio.parse(price)
      .times(Ratio.parse(charge.multiplier ?? "1"))
      .plus(Ratio.parse(charge.markup ?? "0"));
    return { chargeId: charge.id, quantity, amount: quantity.times(each) };
  });
  if (lines.length <= LINES_AT_MOST) return lines;
  return [
    {
      chargeId: charge.id,
      quantity: Ratio.sum(lines.map(({ quantity }) => quantity)),
      amount: Ratio.sum(lines.map(({ amount }) => amount)),
    },
  ];
}
