/**
 * The hardest cases, worked by hand: the arithmetic stands above each. Registers are shown in kWh
 * with one digit after the point.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import { type InstantRange, instantsOf } from "#domain/core/instant-range.ts";
import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import { estimateGap } from "#domain/validation/estimate-gap.ts";
import { likeDayProfile } from "#domain/validation/like-day-profile.ts";
import type { InstalledMeter } from "./installed-meter.ts";
import { knownConsumption } from "./known-consumption.ts";
import { registerConsumption } from "./register-consumption.ts";
import type { RegisterSeries } from "./register-series.ts";

const { measured, estimated } = READING_QUALITY;
const at = (text: string) => Temporal.Instant.from(text);

type Shown = readonly [at: string, register: number, quality?: number];

function seriesOf(shown: readonly Shown[]): RegisterSeries {
  return {
    epochMs: Float64Array.from(shown, ([time]) => at(time).epochMilliseconds),
    counts: Float64Array.from(shown, ([, register]) => Math.round(register * 10)),
    qualities: Uint8Array.from(shown, ([, , quality]) => quality ?? measured),
  };
}

const ALWAYS: InstalledMeter = {
  fromMs: -Infinity,
  toMs: Infinity,
  multiplier: { numerator: 1n, denominator: 1n },
};

function used(
  series: RegisterSeries,
  {
    range,
    meters = [ALWAYS],
    digits = 9,
    minutes = 60,
    mostPerHour,
  }: {
    readonly range: InstantRange;
    readonly meters?: readonly InstalledMeter[];
    readonly digits?: number;
    readonly minutes?: number;
    readonly mostPerHour?: Decimal;
  },
) {
  const result = registerConsumption({
    name: "Main",
    series,
    meters,
    range,
    intervalMinutes: minutes,
    resolution: Decimal.parse("0.1"),
    digits,
    mostPerHour,
  });
  const { amounts, perCount } = result.consumption;
  return {
    ...result,
    slots: [...amounts].map((counts) => Decimal.of(counts).times(perCount).normalized().toString()),
    total: knownConsumption(result.consumption, range).quantity?.normalized().toString(),
  };
}

/*
 * Eight digits and one after the point: the display goes from 99999999 to 0. In counts of 0.1:
 * 999999990 + 15 = 1000000005, which shows 0.5. (99,999,999.0 -> 0.5) is 1.5 kWh.
 */
test("a rollover at 99999999 counts 1.5 kWh, not minus 99,999,998.5", () => {
  const range = { from: at("2026-03-02T00:00Z"), to: at("2026-03-02T02:00Z") };
  const shown = seriesOf([
    ["2026-03-02T00:00Z", 99_999_997.5],
    ["2026-03-02T01:00Z", 99_999_999],
    ["2026-03-02T02:00Z", 0.5],
  ]);
  const { slots, faults } = used(shown, { range, digits: 9 });
  assert.deepEqual(slots, ["1.5", "1.5"]);
  assert.deepEqual(faults, []);
});

/*
 * Six digits, one of them after the point, behind transformers of 40: 99,995.0 -> 3.5 is a climb of
 * 100,000.0 − 99,995.0 + 3.5 = 8.5, or 340 kWh. Behind a connection of 400 kWh an hour that is a
 * rollover; behind one of 300 it cannot be.
 */
test("R2: the rated power times the time decides between rollover and reset", () => {
  const range = { from: at("2026-03-02T00:00Z"), to: at("2026-03-02T01:00Z") };
  const meters = [{ ...ALWAYS, multiplier: { numerator: 40n, denominator: 1n } }];
  const shown = seriesOf([
    ["2026-03-02T00:00Z", 99_995],
    ["2026-03-02T01:00Z", 3.5],
  ]);
  const judge = (kilowatts: number) =>
    used(shown, { range, meters, digits: 6, mostPerHour: Decimal.of(kilowatts) });
  assert.equal(judge(400).total, "340");
  assert.equal(judge(300).total, undefined);
  assert.equal(judge(300).faults[0]?.code, "consumption.register-restarted");
});

/*
 * Old meter behind transformers of 40, new one of 1; exchanged at 10:07. Old: 8,431.0 at 10:00,
 * 8,431.5 when it went: 0.5 × 40 = 20.0. New: 0.3 when it came, 2.4 at 10:15: 2.1. The quarter
 * hour from 10:00 used 22.1 kWh and is measured: nothing of it was estimated.
 */
test("R3: an exchange within a quarter hour leaves no gap and no jump", () => {
  const exchangeMs = at("2026-03-02T10:07Z").epochMilliseconds;
  const range = { from: at("2026-03-02T09:45Z"), to: at("2026-03-02T10:30Z") };
  const shown = seriesOf([
    ["2026-03-02T09:45Z", 8430.5],
    ["2026-03-02T10:00Z", 8431],
    ["2026-03-02T10:15Z", 2.4],
    ["2026-03-02T10:30Z", 4.4],
  ]);
  const meters: InstalledMeter[] = [
    {
      ...ALWAYS,
      toMs: exchangeMs,
      closing: 84_315,
      multiplier: { numerator: 40n, denominator: 1n },
    },
    { ...ALWAYS, fromMs: exchangeMs, opening: 3 },
  ];
  const { slots, consumption, missingIntervals } = used(shown, { range, meters, minutes: 15 });
  assert.deepEqual(slots, ["20", "22.1", "2"]);
  assert.equal(consumption.qualities, undefined);
  assert.equal(missingIntervals, 0);
});

/*
 * The same meter gets other transformers at 12:00: 40 before, 60 from then on. Register 100.0 ->
 * 101.0 at noon -> 103.0: 1.0 × 40 + 2.0 × 60 = 160.0.
 */
test("R1: a multiplier that changes splits the day", () => {
  const noonMs = at("2026-03-02T12:00Z").epochMilliseconds;
  const range = { from: at("2026-03-02T11:00Z"), to: at("2026-03-02T13:00Z") };
  const meters: InstalledMeter[] = [
    { ...ALWAYS, toMs: noonMs, closing: 1010, multiplier: { numerator: 40n, denominator: 1n } },
    { ...ALWAYS, fromMs: noonMs, opening: 1010, multiplier: { numerator: 60n, denominator: 1n } },
  ];
  const shown = seriesOf([
    ["2026-03-02T11:00Z", 100],
    ["2026-03-02T12:00Z", 101],
    ["2026-03-02T13:00Z", 103],
  ]);
  assert.deepEqual(used(shown, { range, meters }).slots, ["40", "120"]);
});

/*
 * 5,010.0 -> 3.0: set to zero somewhere in the hour. What was used in it is not known, and is not
 * 4.99 million by way of a rollover. Noted as closing 5,014.0 and opening 0.0 it is 4.0 + 3.0 = 7.0.
 */
test("a reset to zero is nobody's consumption, until somebody notes what the register had reached", () => {
  const range = { from: at("2026-03-02T00:00Z"), to: at("2026-03-02T03:00Z") };
  const shown = seriesOf([
    ["2026-03-02T00:00Z", 5000],
    ["2026-03-02T01:00Z", 5010],
    ["2026-03-02T02:00Z", 3],
    ["2026-03-02T03:00Z", 13],
  ]);
  const unnoted = used(shown, { range });
  assert.deepEqual(unnoted.slots, ["10", "0", "10"]);
  assert.equal(unnoted.missingIntervals, 1);
  const resetMs = at("2026-03-02T01:30Z").epochMilliseconds;
  const meters = [
    { ...ALWAYS, toMs: resetMs, closing: 50_140 },
    { ...ALWAYS, fromMs: resetMs, opening: 0 },
  ];
  assert.deepEqual(used(shown, { range, meters }).slots, ["10", "7", "10"]);
});

/*
 * Berlin, 25 October 2026: 25 hours. No reading from midnight (1,000.0) to the midnight after
 * (1,025.0): 25.0 kWh over 25 hours are 1.0 each. The hour from 02:00 happens twice and both get
 * theirs; valley from 00:00 to 06:00 is 7 hours, so 7.0 kWh (rule R11), not 6.0.
 */
test("a gap over the autumn's clock change spreads over 25 hours", () => {
  const day = Temporal.PlainDate.from("2026-10-25");
  const range = instantsOf({ from: day, to: day.add({ days: 1 }) }, "Europe/Berlin");
  const shown = seriesOf([
    [range.from.toString(), 1000],
    [range.to.toString(), 1025],
  ]);
  const { slots, consumption } = used(shown, { range });
  assert.deepEqual(slots, Array(25).fill("1"));
  const six = day.toZonedDateTime({ timeZone: "Europe/Berlin", plainTime: "06:00" }).toInstant();
  const valley = knownConsumption(consumption, { from: range.from, to: six });
  assert.equal(valley.quantity?.normalized().toString(), "7");
  assert.equal(valley.estimated, true);
});

/*
 * The same gap spread by like days: on the four Sundays before, the first hour took 3.0 and each
 * other 1.0. Those days have 24 hours: 3 + 23 = 26.0. The second 02:00 looks at their 02:00 too, so
 * the weights are 3 + 24 × 1 = 27. The register says 54.0 kWh: 6.0 and then 2.0 an hour.
 */
test("a gap over the clock change is spread by what the same local hours took before", () => {
  const day = Temporal.PlainDate.from("2026-10-25");
  const range = instantsOf({ from: day, to: day.add({ days: 1 }) }, "Europe/Berlin");
  const since = day.subtract({ days: 28 }).toZonedDateTime("Europe/Berlin").toInstant();
  const hours = since.until(range.from).total("hours");
  const amounts = Float64Array.from({ length: hours }, (_, n) => {
    const local = since.add({ hours: n }).toZonedDateTimeISO("Europe/Berlin");
    return local.hour === 0 ? 30 : 10;
  });
  const history = { from: since, intervalMinutes: 60, amounts, perCount: Decimal.parse("0.1") };
  const starts = Array.from(
    { length: 25 },
    (_, n) => range.from.add({ hours: n }).epochMilliseconds,
  );
  const values = estimateGap({
    before: { epochMs: range.from.epochMilliseconds, counts: 10_000 },
    after: { epochMs: range.to.epochMilliseconds, counts: 10_540 },
    missing: starts.slice(1),
    modulus: 0,
    usual: likeDayProfile(history, { starts, timeZone: "Europe/Berlin" }),
  });
  const shown = [10_000, ...values.map(({ counts }) => counts), 10_540];
  const climbs = shown.slice(1).map((counts, n) => counts - (shown[n] ?? 0));
  assert.deepEqual(climbs, [60, ...Array<number>(24).fill(20)]);
  assert.equal(values[0]?.method, "profile-scaled");
});

/*
 * R5: the last real reading is 1,000.0. A month was billed by an estimate of 1,900.0: 900.0 kWh at
 * 0.25 = 225.00. The next real reading is 3,000.0: the next bill is 1,100.0 kWh = 275.00, and both
 * together 2,000.0 × 0.25 = 500.00.
 */
test("R5: estimated, then measured: what was billed by estimate and the rest are the whole", () => {
  const june = { from: at("2026-06-01T00:00Z"), to: at("2026-07-01T00:00Z") };
  const july = { from: june.to, to: at("2026-08-01T00:00Z") };
  const shown = seriesOf([
    ["2026-06-01T00:00Z", 1000],
    ["2026-07-01T00:00Z", 1900, estimated],
    ["2026-08-01T00:00Z", 3000],
  ]);
  assert.equal(used(shown, { range: june }).total, "900");
  assert.equal(used(shown, { range: july }).total, "1100");
  assert.equal(knownConsumption(used(shown, { range: june }).consumption, june).estimated, true);
});

/*
 * The estimate was too high: 1,900.0, and then the meter shows 1,620.0. The meter is right: over
 * both months 620.0 were used, 620 × 30/61 = 304.9 in June and 315.1 in July.
 */
test("an estimate that the meter contradicts gives way to the meter, and nothing is negative", () => {
  const june = { from: at("2026-06-01T00:00Z"), to: at("2026-07-01T00:00Z") };
  const july = { from: june.to, to: at("2026-08-01T00:00Z") };
  const shown = seriesOf([
    ["2026-06-01T00:00Z", 1000],
    ["2026-07-01T00:00Z", 1900, estimated],
    ["2026-08-01T00:00Z", 1620],
  ]);
  assert.equal(used(shown, { range: june }).total, "304.9");
  assert.equal(used(shown, { range: july }).total, "315.1");
});

/*
 * R4: 1,000.0 at midnight, 1,060.0 at six: 10.0 an hour. Four hours at 0.30 and two at 0.80 are
 * 40 × 0.30 + 20 × 0.80 = 28.00, not 60 × 0.80 = 48.00.
 */
test("R4: a gap over two tariff periods is priced by where its energy belongs", () => {
  const range = { from: at("2026-03-02T00:00Z"), to: at("2026-03-02T06:00Z") };
  const shown = seriesOf([
    ["2026-03-02T00:00Z", 1000],
    ["2026-03-02T06:00Z", 1060],
  ]);
  const { consumption } = used(shown, { range });
  const four = at("2026-03-02T04:00Z");
  const priced = (part: InstantRange, price: string) =>
    (knownConsumption(consumption, part).quantity ?? Decimal.ZERO).times(Decimal.parse(price));
  const cheap = priced({ from: range.from, to: four }, "0.30");
  const dear = priced({ from: four, to: range.to }, "0.80");
  assert.equal(cheap.plus(dear).toFixed(2), "28.00");
});
