import type { IntervalConsumption } from "#domain/consumption/interval-consumption.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { tenToThe } from "#domain/core/whole.ts";
import { epochDay } from "#domain/core/epoch-day.ts";
import { failed, ok, type Fault, type Result } from "#domain/core/fault.ts";
import { QUOTIENT_DIGITS } from "#domain/core/fraction.ts";
import { daysIn, type DateRange } from "#domain/core/instant-range.ts";
import type { GasConversion } from "#domain/tariff/gas-conversion.ts";
import type { Counted, PriceSeries } from "./circumstances.ts";
import type { Formula } from "./formula.ts";
import { inUnit } from "./in-unit.ts";

/** How gas that was read as a volume is told in energy. */
export interface GasEnergy {
  /** `(100 m3 × 1.02264 × 39.3 ÷ 3.6) kWh`; undefined where the factors differ by date. */
  quantityFormula(quantity: Decimal, unit: string): Formula | undefined;
}

export interface GasQuery {
  readonly conversion: GasConversion;
  /** The unit that was read: m3, l, kl. */
  readonly from: string;
  /** The unit of energy that is priced. */
  readonly to: string;
  readonly period: DateRange;
  readonly timeZone: string;
  readonly series: Readonly<Record<string, PriceSeries>> | undefined;
}

/** A volume of gas as energy: rule R6. A fault where the calorific value of a day is not known. */
export function asEnergy<C extends Counted>(counted: C, query: GasQuery): Result<Counted> {
  const { calorificValue } = query.conversion;
  if (calorificValue instanceof Decimal) return ok(scaled(counted, query, calorificValue));
  const { series: name } = calorificValue;
  const series = query.series?.[name];
  const startMs = "amounts" in counted ? counted.from.epochMilliseconds : beginMs(query);
  if (!series?.steps[0] || startMs < series.steps[0].from.epochMilliseconds) {
    return unknown(name, query.period);
  }
  if (series.to.epochMilliseconds < endMs(query)) return unknown(name, query.period);
  if ("amounts" in counted) return byInterval(counted, query, series);
  return ok(scaled(counted, query, meanByDays(series, query)));
}

/** How a quantity of energy came from a volume, for a formula. */
export function gasEnergy({ conversion, from }: GasQuery): GasEnergy {
  const { volumeCorrection, calorificValue } = conversion;
  return {
    quantityFormula(quantity, unit) {
      const megajoules = inUnit(quantity, { from: unit, to: "MJ" });
      const perUnit = inUnit(Decimal.ONE, { from: unit, to: "MJ" });
      if (!(calorificValue instanceof Decimal) || !megajoules || !perUnit) return undefined;
      const factor = volumeCorrection.times(calorificValue);
      const scale = megajoules.scale + QUOTIENT_DIGITS;
      const cubic = megajoules.dividedBy(factor, scale, "half-even");
      const volume = inUnit(cubic, { from: "m3", to: from }) ?? cubic;
      return [
        "(",
        volume,
        ` ${from} × `,
        volumeCorrection,
        " × ",
        calorificValue,
        " ÷ ",
        perUnit,
        `) ${unit}`,
      ];
    },
  };
}

function beginMs({ period, timeZone }: GasQuery): number {
  return period.from.toZonedDateTime(timeZone).epochMilliseconds;
}

function endMs({ period, timeZone }: GasQuery): number {
  return period.to.toZonedDateTime(timeZone).epochMilliseconds;
}

/** Times correction and calorific value, from MJ to the unit that is priced. */
function energyOf(volume: Decimal, query: GasQuery, calorificValue: Decimal): Decimal {
  const { conversion, from, to } = query;
  const cubic = inUnit(volume, { from, to: "m3" });
  const energy =
    cubic &&
    inUnit(cubic.times(conversion.volumeCorrection).times(calorificValue), { from: "MJ", to });
  if (energy) return energy;
  throw new RangeError(`gas in ${from} has no energy in ${to}`);
}

function scaled(counted: Counted, query: GasQuery, calorificValue: Decimal): Counted {
  return "amounts" in counted
    ? { ...counted, perCount: energyOf(counted.perCount, query, calorificValue) }
    : { ...counted, quantity: energyOf(counted.quantity, query, calorificValue) };
}

/**
 * Every interval by the value that holds where it begins. The values become whole numbers of one
 * scale, so that the counts stay whole.
 */
function byInterval(
  counted: IntervalConsumption,
  query: GasQuery,
  { steps }: PriceSeries,
): Result<Counted> {
  const scale = Math.max(...steps.map(({ price }) => price.scale));
  const { from, intervalMinutes, amounts } = counted;
  const energies = new Float64Array(amounts.length);
  let n = 0;
  for (let i = 0; i < amounts.length; i += 1) {
    const atMs = from.epochMilliseconds + i * intervalMinutes * 60_000;
    while ((steps[n + 1]?.from.epochMilliseconds ?? Infinity) <= atMs) n += 1;
    const { price = Decimal.ZERO } = steps[n] ?? {};
    const whole = Number(price.coefficient * tenToThe(scale - price.scale));
    const energy = (amounts[i] ?? 0) * whole;
    if (!Number.isSafeInteger(energy)) {
      return refused({
        message: `the volume of an interval times ${price.toString()} has too many digits`,
        remedy: "write the calorific values with fewer digits",
      });
    }
    energies[i] = energy;
  }
  const perCount = energyOf(counted.perCount.times(new Decimal(1n, scale)), query, Decimal.ONE);
  return ok({ ...counted, amounts: energies, perCount });
}

/** The mean value of the period, each day the same weight. */
function meanByDays({ steps }: PriceSeries, { period, timeZone }: GasQuery): Decimal {
  const sum = Decimal.sum(
    steps.map(({ from, price }, n) => {
      const begin = from.toZonedDateTimeISO(timeZone).toPlainDate();
      const end = steps[n + 1]?.from.toZonedDateTimeISO(timeZone).toPlainDate() ?? period.to;
      const first = Math.max(epochDay(begin), epochDay(period.from));
      const days = Math.min(epochDay(end), epochDay(period.to)) - first;
      return price.times(Decimal.of(Math.max(0, days)));
    }),
  );
  return sum.dividedBy(Decimal.of(daysIn(period)), sum.scale + QUOTIENT_DIGITS, "half-even");
}

function unknown(name: string, { from, to }: DateRange) {
  return refused({
    message: `the calorific values "${name}" do not cover all of what was read until ${to.toString()}, or begin after ${from.toString()}`,
    remedy: "load them",
  });
}

function refused(fault: Pick<Fault, "message" | "remedy">) {
  return failed([{ code: "rating.gas-energy", subject: "consumption", ...fault }]);
}
