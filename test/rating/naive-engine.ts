/**
 * A second rating engine, written from docs/adding-a-tariff.md and for nothing but to be believed:
 * it reads the document as people write it, looks at one minute after the other, keeps fractions
 * exact and remembers nothing. The engine of src/domain has to agree with it to the cent, and to
 * the last digit that a quotient without end keeps.
 */
import { consumptionLines } from "./naive-consumption.ts";
import { demandLines } from "./naive-demand.ts";
import { type NaiveLine, type NaiveTax, roundLines, sumOf, taxesOn } from "./naive-money.ts";
import { countsOf } from "./naive-gas.ts";
import type { NaiveExactLine, NaiveLoad, NaiveSurroundings, Scene } from "./naive-scene.ts";
import { powerFactorPercent, reactiveLines, seriesLines } from "./naive-side.ts";
import { termDays, termOf } from "./naive-terms.ts";
import { timesDue } from "./naive-time.ts";
import { Ratio } from "./ratio.ts";
import { dayNumber } from "./wall-clock.ts";
import type { WrittenTariff } from "./written-tariff.ts";

export interface NaiveInput extends NaiveSurroundings {
  /** In order of time; the first holds from the begin of the billing period at the latest. */
  readonly versions: readonly {
    readonly from: Temporal.PlainDate;
    readonly tariff: WrittenTariff;
  }[];
  readonly from: Temporal.PlainDate;
  readonly to: Temporal.PlainDate;
  readonly countsFrom?: Temporal.PlainDate;
  readonly timeZone: string;
  readonly load: NaiveLoad;
}

export interface NaiveResult {
  readonly lines: readonly NaiveLine[];
  readonly taxes: readonly NaiveTax[];
  readonly totalMinor: bigint;
}

export function naiveRate(input: NaiveInput): NaiveResult {
  const billing = { from: dayNumber(input.from), to: dayNumber(input.to) };
  const countsFrom = input.countsFrom ? dayNumber(input.countsFrom) : -Infinity;
  const lines: NaiveLine[] = [];
  const taxes: NaiveTax[] = [];
  // Versions that differ in prices alone are rounded and taxed together.
  let together: NaiveExactLine[] = [];
  input.versions.forEach(({ from, tariff }, v) => {
    const next = input.versions[v + 1];
    const days = {
      from: Math.max(dayNumber(from), billing.from),
      to: Math.min(next ? dayNumber(next.from) : billing.to, billing.to),
    };
    const load = countsOf(input.load, tariff, input);
    for (const stretch of termDays(tariff, days, input)) {
      const { timeZone } = input;
      const scene = { timeZone, load, tariff, billing, countsFrom, around: input, ...stretch };
      together.push(...linesOf(scene));
    }
    if (next && settlesLike(next.tariff, tariff)) return;
    const rounded = roundLines(together, tariff);
    lines.push(...rounded);
    taxes.push(...taxesOn(rounded, tariff));
    together = [];
  });
  const added = taxes.filter(({ included }) => !included);
  return { lines, taxes, totalMinor: sumOf(lines) + sumOf(added) };
}

function settlesLike(a: WrittenTariff, b: WrittenTariff): boolean {
  return JSON.stringify([a.rounding, a.taxes]) === JSON.stringify([b.rounding, b.taxes]);
}

interface OnCharges {
  readonly id: string;
  readonly on?: readonly string[];
}

/** The lines before, or those of the charges that it counts. */
function amountOn({ on }: OnCharges, before: readonly NaiveExactLine[]): Ratio {
  const counted = before.filter(({ chargeId }) => on?.includes(chargeId) ?? true);
  return Ratio.sum(counted.map(({ amount }) => amount));
}

function percentageLine(
  charge: OnCharges,
  percent: Ratio,
  before: readonly NaiveExactLine[],
): NaiveExactLine {
  const amount = amountOn(charge, before).times(percent).over(Ratio.whole(100));
  return { chargeId: charge.id, quantity: percent, amount };
}

function linesOf(scene: Scene): NaiveExactLine[] {
  const lines: NaiveExactLine[] = [];
  for (const charge of scene.tariff.charges) {
    switch (charge.kind) {
      case "consumption":
        lines.push(...consumptionLines(charge, scene));
        break;
      case "demand":
        lines.push(...demandLines(charge, scene));
        break;
      case "fixed": {
        const due = timesDue(charge, scene);
        const quantity = charge.times ? due.times(termOf(scene, charge.times)) : due;
        lines.push({
          chargeId: charge.id,
          quantity,
          amount: quantity.times(Ratio.parse(charge.price)),
        });
        break;
      }
      case "series":
        lines.push(...seriesLines(charge, scene));
        break;
      case "reactive":
        lines.push(...reactiveLines(charge, scene));
        break;
      case "percentage":
        lines.push(percentageLine(charge, Ratio.parse(charge.percent), lines));
        break;
      case "power-factor": {
        const percent = powerFactorPercent(charge, scene);
        if (percent) lines.push(percentageLine(charge, percent, lines));
        break;
      }
      case "minimum":
      case "maximum": {
        const limit = Ratio.parse(charge.amount).times(timesDue(charge, scene));
        const amount = limit.minus(amountOn(charge, lines));
        const isMissed =
          charge.kind === "minimum" ? Ratio.ZERO.lessThan(amount) : amount.lessThan(Ratio.ZERO);
        if (isMissed) lines.push({ chargeId: charge.id, quantity: Ratio.ONE, amount });
      }
    }
  }
  return lines;
}
