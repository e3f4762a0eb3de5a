/**
 * Pricing a customer's year, month by month, by the catalogue's office tariff: seasons, holidays,
 * three TOU periods, a fixed charge, VAT. The load is a seeded walk. Beside it the plain way: look
 * up each interval's local time and TOU period, multiply and add, in the same decimals. Both come
 * to the same energy amount, or the bench fails. Every figure is the best of its rounds, but for the
 * last of each kind: the median of a longer run, as a service sees it that has long been running.
 */
import { readFile } from "node:fs/promises";
import type { IntervalConsumption } from "#domain/consumption/interval-consumption.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { faultText, type Result } from "#domain/core/fault.ts";
import { monthlyCharges } from "#domain/rating/monthly-charges.ts";
import { patternOn, seasonOf } from "#domain/rating/timeline.ts";
import { parseTariff } from "#domain/tariff/parse-tariff.ts";
import { bucketOf } from "#domain/tariff/tariff-calendar.ts";
import type { ConsumptionCharge, TariffDocument } from "#domain/tariff/tariff-document.ts";
import type { Figure } from "./figure.ts";

const TARIFF = new URL("../catalogue/tariffs/office-tou.json", import.meta.url);
const TIME_ZONE = "Europe/Berlin";
const YEAR = {
  from: Temporal.PlainDate.from("2026-01-01"),
  to: Temporal.PlainDate.from("2027-01-01"),
};
const YEAR_HOURS = 8760;
const ROUNDS = 12;
const PLAIN_ROUNDS = 3;
const LONG_ROUNDS = 1000;

/** Measures hours, then quarter hours. */
export async function* run(): AsyncGenerator<Figure> {
  const json: unknown = JSON.parse(await readFile(TARIFF, "utf8"));
  for (const [name, intervalMinutes] of [
    ["hourly", 60],
    ["quarter-hourly", 15],
  ] as const) {
    yield* measure(name, json, consumptionOf(intervalMinutes));
  }
}

function* measure(
  name: string,
  json: unknown,
  consumption: IntervalConsumption,
): Generator<Figure> {
  const price = (document: TariffDocument) =>
    required(monthlyCharges({ document, consumption, days: YEAR, timeZone: TIME_ZONE }));
  const document = required(parseTariff(json));
  const energy = Decimal.sum(price(document).map((month) => month.energy));
  const plainEnergy = priceEachInterval(document, consumption);
  if (!energy.equals(plainEnergy)) {
    throw new Error(`the engine charges ${energy} for energy, the plain way ${plainEnergy}`);
  }
  const plain = {
    what: "energy alone, each interval looked up and priced in decimals",
    value: best(PLAIN_ROUNDS, () => priceEachInterval(document, consumption)),
  };
  // What a tariff's calendar means in a month is worked out once, for all customers on it.
  const fresh = Array.from({ length: ROUNDS }, () => required(parseTariff(json)));
  const first = best(ROUNDS, (round) => price(fresh[round] ?? document));
  yield figure(`a customer's year, ${name}, first on the tariff`, first, plain);
  yield figure(
    `a customer's year, ${name}, each further`,
    best(ROUNDS, () => price(document)),
    plain,
  );
  yield figure(
    `a customer's year, ${name}, median of ${LONG_ROUNDS}`,
    median(LONG_ROUNDS, () => price(document)),
    plain,
  );
}

function figure(name: string, value: number, against: Figure["against"] & object): Figure {
  return { figure: name, value, unit: "ms", against };
}

/** The shortest of the rounds in milliseconds, to the hundredth. */
function best(rounds: number, work: (round: number) => unknown): number {
  return hundredths(Math.min(...timesOf(rounds, work)));
}

/** The round in the middle, in milliseconds, to the hundredth. */
function median(rounds: number, work: (round: number) => unknown): number {
  const times = timesOf(rounds, work).toSorted((a, b) => a - b);
  return hundredths(times[Math.floor(rounds / 2)] ?? 0);
}

function timesOf(rounds: number, work: (round: number) => unknown): number[] {
  return Array.from({ length: rounds }, (_, round) => {
    const begin = performance.now();
    work(round);
    return performance.now() - begin;
  });
}

function hundredths(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}

/** A year of counts of 0.001 kWh that rise and fall by a linear congruential walk. */
function consumptionOf(intervalMinutes: number): IntervalConsumption {
  const length = (YEAR_HOURS * 60) / intervalMinutes;
  const amounts = new Float64Array(length);
  let state = 20_261_124;
  for (let i = 0; i < length; i += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    amounts[i] = state % 5000;
  }
  const from = YEAR.from.toZonedDateTime(TIME_ZONE).toInstant();
  return { from, intervalMinutes, amounts, perCount: new Decimal(1n, 3) };
}

function priceEachInterval(
  { charges }: TariffDocument,
  { from, intervalMinutes, amounts, perCount }: IntervalConsumption,
): Decimal {
  const charge = charges.find((one): one is ConsumptionCharge => one.kind === "consumption");
  const calendar = charge?.calendar;
  if (!charge || !calendar) throw new Error("the tariff has no TOU charge");
  let total = Decimal.ZERO;
  let at = from.toZonedDateTimeISO(TIME_ZONE);
  for (const amount of amounts) {
    const day = at.toPlainDate();
    const minute = at.hour * 60 + at.minute;
    const window = patternOn(calendar, day).find(({ toMinute }) => minute < toMinute);
    const bucket = bucketOf(calendar, seasonOf(calendar, day), window?.touPeriod ?? 0);
    const rate = charge.rates.find(({ buckets }) => buckets.includes(bucket));
    const price = rate?.tiers[0]?.price ?? Decimal.ZERO;
    total = total.plus(Decimal.of(amount).times(perCount).times(price));
    at = at.add({ minutes: intervalMinutes });
  }
  return total;
}

function required<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(result.faults.map(faultText).join("; "));
}
