import type { IntervalConsumption } from "#domain/consumption/interval-consumption.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { faultText, type Result } from "#domain/core/fault.ts";
import type { Circumstances } from "#domain/rating/circumstances.ts";
import { rate } from "#domain/rating/rate.ts";
import type { RatingResult } from "#domain/rating/rating-input.ts";
import { parseTariff } from "#domain/tariff/parse-tariff.ts";
import type { TariffDocument } from "#domain/tariff/tariff-document.ts";
import type { GeneratedCase, GeneratedTariff } from "./generated-case.ts";
import type { NaiveLine } from "./naive-money.ts";
import type { NaiveLoad, NaiveSurroundings } from "./naive-scene.ts";
import { Ratio } from "./ratio.ts";

export function required<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(result.faults.map(faultText).join("; "));
}

/** The document as a person would save it. */
export function asWritten(tariff: GeneratedTariff): unknown {
  const { commodity = "electricity", unit, gasEnergy } = tariff;
  const { currency, rounding, holidays, calendars } = tariff;
  const written = JSON.stringify({
    format: "smartpm-tariff/1",
    name: "Generated",
    commodity,
    unit,
    gasEnergy,
    currency,
    rounding,
    holidays,
    calendars,
    charges: labelled(tariff.charges),
    taxes: labelled(tariff.taxes ?? []),
  });
  return JSON.parse(written);
}

export function documentOf(tariff: GeneratedTariff): TariffDocument {
  return required(parseTariff(asWritten(tariff)));
}

function labelled<T extends { readonly id: string }>(items: readonly T[]) {
  return items.map((item) => ({ ...item, label: item.id }));
}

/** Prices the case by the engine of the domain. */
export function engineRate(one: GeneratedCase): RatingResult {
  const { versions, from, to, countsFrom, timeZone, load } = one;
  return required(
    rate({
      versions: versions.map(({ from: effectiveFrom, tariff }, id) => ({
        id,
        effectiveFrom,
        document: documentOf(tariff),
      })),
      period: { from, to },
      countsFrom,
      timeZone,
      consumption: consumptionOf(load),
      unit: versions[0]!.tariff.gasEnergy ? "m3" : "kWh",
      ...circumstancesOf(one),
    }),
  );
}

function consumptionOf(load: NaiveLoad): IntervalConsumption {
  return {
    from: instantAt(load.startMinute),
    intervalMinutes: load.intervalMinutes,
    amounts: Float64Array.from(load.amounts, Number),
    perCount: Decimal.parse(load.perCount),
  };
}

function instantAt(minute: number): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(minute * 60_000);
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

/** What the naive engine is told, as the engine of the domain takes it. */
function circumstancesOf(around: NaiveSurroundings): Circumstances {
  const { terms = [], series = {}, events = [], earlierPeaks = {}, earlierUsed = [] } = around;
  const { received, reactiveImport, reactiveExport } = around;
  return {
    terms: terms.map(({ from, values }) => ({ from, values: mapValues(values, Decimal.parse) })),
    channels: {
      ...(received && { received: consumptionOf(received) }),
      ...(reactiveImport && { reactiveImport: consumptionOf(reactiveImport) }),
      ...(reactiveExport && { reactiveExport: consumptionOf(reactiveExport) }),
    },
    series: mapValues(series, ({ steps, to }) => ({
      steps: steps.map(({ from, price }) => ({
        from: instantAt(from),
        price: Decimal.parse(price),
      })),
      to: instantAt(to),
    })),
    events: events.map(({ name, from, to }) => ({
      name,
      from: instantAt(from),
      to: instantAt(to),
    })),
    earlier: {
      used: earlierUsed.map(({ quantity, ...days }) => ({
        ...days,
        quantity: Decimal.parse(quantity),
      })),
      peaks: Object.entries(earlierPeaks).map(([month, demand]) => ({
        month: Temporal.PlainDate.from(month),
        demand: Decimal.parse(demand),
      })),
    },
  };
}

/** A line of either engine, to be compared. */
export interface ComparedLine {
  readonly chargeId: string;
  readonly quantity: Ratio;
  readonly amount: Ratio;
  readonly minor: bigint;
}

/** Lines of an amount that is not nothing, as the engine has them. */
export function engineLines({ lines }: RatingResult): ComparedLine[] {
  const compared = lines.map(({ chargeId, quantity, amount, amountMinor }) => ({
    chargeId,
    quantity: ratioOf(quantity),
    amount: ratioOf(amount),
    minor: amountMinor,
  }));
  return compared.filter(isSomething);
}

export function naiveLines(lines: readonly NaiveLine[]): ComparedLine[] {
  return lines.filter(isSomething);
}

/** A line of nothing is said by one engine or the other; it changes no bill. */
function isSomething({ amount, minor }: ComparedLine): boolean {
  return !amount.isZero() || minor !== 0n;
}

export function ratioOf({ coefficient, scale }: Decimal): Ratio {
  return new Ratio(coefficient, 10n ** BigInt(scale));
}
