/**
 * Customer-years of the reference tariffs (test/reference) on one core: a year of hours and one of
 * quarter hours, priced month by month as bills are, by the processor's time. Each value is the best
 * of several batches of a long-running process; beside it the naive engine of test/rating, which prices January in the same
 * run and has to come to the same cents. Then how the time grows with intervals and with periods.
 */
import { readdir, readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { consumptionOfPower } from "#domain/consumption/consumption-of-power.ts";
import type { IntervalConsumption } from "#domain/consumption/interval-consumption.ts";
import { parseLoadFile } from "#domain/consumption/load-file.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { faultText, type Result } from "#domain/core/fault.ts";
import { monthlyCharges } from "#domain/rating/monthly-charges.ts";
import { convertUrdb } from "#domain/tariff/convert-urdb.ts";
import { parseTariff } from "#domain/tariff/parse-tariff.ts";
import type { TariffDocument } from "#domain/tariff/tariff-document.ts";
import { naiveRate } from "#test/rating/naive-engine.ts";
import type { WrittenTariff } from "#test/rating/written-tariff.ts";
import type { Figure } from "./figure.ts";

const REFERENCE = new URL("../test/reference/", import.meta.url);
const YEAR = {
  from: Temporal.PlainDate.from("2018-01-01"),
  to: Temporal.PlainDate.from("2019-01-01"),
};
const JANUARY = { from: YEAR.from, to: YEAR.from.add({ months: 1 }) };
const MONTHS = 12;
const MS_PER_SECOND = 1000;
const BATCHES = 6;
/** Of work in a batch: the processor's clock goes in steps of up to 4 ms, which may not matter. */
const BATCH_MS = 200;
const WARM_ROUNDS = 300;
/** Customers between two looks at the clock. */
const ROUND = 20;

interface NamedTariff {
  readonly name: string;
  /** As people write it: what the naive engine reads. */
  readonly written: WrittenTariff;
  readonly document: TariffDocument;
}

/** By tariff and load, then the two ways in which the time grows. */
export async function* run(): AsyncGenerator<Figure> {
  const loads = [
    { name: "hourly", consumption: await loadOf("commercial-60min.csv", 60) },
    { name: "quarter-hourly", consumption: await loadOf("residential-15min.csv.gz", 15) },
  ];
  for (const tariff of await referenceTariffs()) {
    for (const { name, consumption } of loads) yield measured(tariff, name, consumption);
  }
  yield growthWithIntervals();
  yield growthWithPeriods();
  yield growthWithLines();
}

async function loadOf(file: string, stepMinutes: number): Promise<IntervalConsumption> {
  const bytes = await readFile(new URL(file, REFERENCE));
  const text = (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  return consumptionOfPower({
    from: Temporal.Instant.from("2018-01-01T00:00Z"),
    stepMinutes,
    kilowatts: required(parseLoadFile(text)).lines.map(({ value }) => value),
  });
}

async function referenceTariffs(): Promise<NamedTariff[]> {
  const folder = new URL("tariffs/", REFERENCE);
  const files = (await readdir(folder)).toSorted();
  return Promise.all(
    files.map(async (file) => {
      const written = required(
        convertUrdb(JSON.parse(await readFile(new URL(file, folder), "utf8"))),
      );
      const document = required(parseTariff(written));
      return { name: file.replace(".json", ""), written: asWritten(written), document };
    }),
  );
}

/** Guarantee: `parseTariff` found it to be a tariff, in US dollars of a hundred cents. */
function asWritten(written: unknown): WrittenTariff {
  return { ...(written as WrittenTariff), currencyDigits: 2 };
}

function measured(
  { name, written, document }: NamedTariff,
  load: string,
  consumption: IntervalConsumption,
): Figure {
  const naiveBegin = processorMs();
  const naive = naiveJanuary(written, consumption);
  const naiveMs = (processorMs() - naiveBegin) * MONTHS;
  const [january] = yearOf(document, consumption);
  if (january?.rated.totalMinor !== naive) {
    throw new Error(`${name}, ${load}: ${january?.rated.totalMinor} cents, naively ${naive}`);
  }
  return {
    figure: `${name}, ${load}, customer-years`,
    value: MS_PER_SECOND / msPerYear(document, consumption),
    unit: "per second",
    against: { what: "the naive engine", value: MS_PER_SECOND / naiveMs },
  };
}

function naiveJanuary(tariff: WrittenTariff, consumption: IntervalConsumption): bigint {
  const { from, intervalMinutes, amounts, perCount } = consumption;
  return naiveRate({
    versions: [{ from: JANUARY.from, tariff }],
    ...JANUARY,
    countsFrom: JANUARY.from,
    timeZone: "UTC",
    load: {
      startMinute: from.epochMilliseconds / 60_000,
      intervalMinutes,
      amounts: Array.from(amounts.subarray(0, (31 * 24 * 60) / intervalMinutes), BigInt),
      perCount: perCount.toString(),
    },
  }).totalMinor;
}

function yearOf(document: TariffDocument, consumption: IntervalConsumption) {
  return required(monthlyCharges({ document, consumption, days: YEAR, timeZone: "UTC" }));
}

/** What this thread has had of the processor: other programs on the machine are not counted. */
function processorMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** The best batch's time for one customer, once the program has been compiled. */
function msPerYear(document: TariffDocument, consumption: IntervalConsumption): number {
  for (let n = 0; n < WARM_ROUNDS; n += 1) yearOf(document, consumption);
  const batches = Array.from({ length: BATCHES }, () => {
    const begin = processorMs();
    let customers = 0;
    while (processorMs() - begin < BATCH_MS) {
      for (let n = 0; n < ROUND; n += 1) yearOf(document, consumption);
      customers += ROUND;
    }
    return (processorMs() - begin) / customers;
  });
  return Math.min(...batches);
}

/** Twelve times as many intervals; linear growth takes twelve times as long, or less. */
function growthWithIntervals(): Figure {
  const document = tariffOfPeriods(4);
  const few = msPerYear(document, walk(60)) / walk(60).amounts.length;
  const many = msPerYear(document, walk(5)) / walk(5).amounts.length;
  return {
    figure: "time of an interval, a year of 5 minutes",
    value: many * 1e6,
    unit: "ns",
    against: { what: "that of a year of hours", value: few * 1e6 },
  };
}

/** The periods alone: however many there are, they have two prices, and a bill has two lines. */
function growthWithPeriods(): Figure {
  const consumption = walk(15);
  return {
    figure: "a customer's year, quarter-hourly, 48 changes of 24 periods a day, 2 prices",
    value: msPerYear(tariffOfPeriods(24, 2), consumption),
    unit: "ms",
    against: { what: "2 periods", value: msPerYear(tariffOfPeriods(2), consumption) },
  };
}

/** A price and a line for each of 24 periods: 288 lines a year in place of 24. */
function growthWithLines(): Figure {
  const consumption = walk(15);
  const few = msPerYear(tariffOfPeriods(24, 2), consumption);
  const many = msPerYear(tariffOfPeriods(24), consumption);
  return {
    figure: "a customer's year, quarter-hourly, 24 periods, each a price and a line of its own",
    value: many,
    unit: "ms",
    against: { what: "24 periods, 2 prices", value: few },
  };
}

function clock(half: number): string {
  return `${String(Math.floor(half / 2)).padStart(2, "0")}:${half % 2 === 0 ? "00" : "30"}`;
}

/** So many periods that take turns every half hour of the day, and prices that take turns with them. */
function tariffOfPeriods(periods: number, prices = periods): TariffDocument {
  const ids = Array.from({ length: periods }, (_, n) => `period-${n}`);
  const windows = Array.from({ length: 48 }, (_, half) => ({
    from: clock(half),
    to: clock(half + 1),
    touPeriod: ids[half % periods],
  }));
  const written = {
    format: "smartpm-tariff/1",
    name: "Periods",
    commodity: "electricity",
    currency: "EUR",
    calendars: [{ id: "day", touPeriods: ids.map((id) => ({ id })), days: [{ windows }] }],
    charges: [
      {
        kind: "consumption",
        id: "energy",
        label: "Energy",
        rates: Array.from({ length: prices }, (_, n) => ({
          touPeriods: ids.filter((_id, at) => at % prices === n),
          price: `0.${100 + n}`,
        })),
      },
    ],
  };
  return required(parseTariff(written));
}

/** A year of counts of 0.001 kWh that rise and fall by a linear congruential walk. */
function walk(intervalMinutes: number): IntervalConsumption {
  const amounts = new Float64Array((365 * 24 * 60) / intervalMinutes);
  let state = 20_261_124;
  for (let i = 0; i < amounts.length; i += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    amounts[i] = state % 5000;
  }
  const from = Temporal.Instant.from("2018-01-01T00:00Z");
  return { from, intervalMinutes, amounts, perCount: new Decimal(1n, 3) };
}

function required<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(result.faults.map(faultText).join("; "));
}
