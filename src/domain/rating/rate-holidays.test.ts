/** Tariffs that name a country or region have its public holidays. Rule R10. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { faultText } from "#domain/core/fault.ts";
import { parseTariff } from "#domain/tariff/parse-tariff.ts";
import {
  consumptionCase,
  daysOf,
  rated,
  ratedOrNot,
  tariffOf,
  totalText,
} from "#test/support/rating-case.ts";

const written = (holidays: object, weekday: object = {}, rest: object = { holidays: true }) => ({
  holidays,
  calendars: [
    {
      id: "times",
      dayTypes: [
        { id: "weekday", weekdays: ["mon", "tue", "wed", "thu", "fri"], ...weekday },
        { id: "rest", weekdays: ["sat", "sun"], ...rest },
      ],
      touPeriods: [{ id: "work" }, { id: "rest" }],
      days: [
        { dayTypes: ["weekday"], otherwise: "work" },
        { dayTypes: ["rest"], otherwise: "rest" },
      ],
    },
  ],
  charges: [
    {
      kind: "consumption",
      id: "energy",
      label: "Energy",
      rates: [
        { touPeriods: ["work"], price: "1.00" },
        { touPeriods: ["rest"], price: "0.10" },
      ],
    },
  ],
});

/** One kWh an hour. */
function costOf(
  tariff: Parameters<typeof tariffOf>[0],
  ...[from, to, timeZone = "UTC"]: readonly [from: string, to: string, timeZone?: string]
): string {
  const days = daysOf(from, to);
  const consumption = consumptionCase({ days, timeZone, amount: () => 1 });
  return totalText(rated({ tariff: tariffOf(tariff), days, timeZone, consumption }));
}

test("R10: Corpus Christi, a Thursday, is a holiday in Bavaria and a working day in Berlin", () => {
  // 24 kWh × 0.10 or × 1.00.
  const day = ["2026-06-04", "2026-06-05"] as const;
  assert.equal(costOf(written({ country: "DE", region: "BY" }), ...day), "2.40");
  assert.equal(costOf(written({ country: "DE", region: "BE" }), ...day), "24.00");
});

test("R10: own days come to those of the country", () => {
  const tariff = written({ country: "DE", region: "BE", dates: ["2026-06-04", "12-24"] });
  assert.equal(costOf(tariff, "2026-06-04", "2026-06-05"), "2.40");
  assert.equal(costOf(tariff, "2026-12-24", "2026-12-26"), "4.80");
});

test("R10: a Saturday that is worked in place of a holiday is a weekday, where the tariff says so", () => {
  const country = { country: "CN" };
  // 14 February 2026, before the spring festival; the 16th, a Monday, is off.
  assert.equal(costOf(written(country, { makeUpDays: true }), "2026-02-14", "2026-02-15"), "24.00");
  assert.equal(costOf(written(country), "2026-02-14", "2026-02-15"), "2.40");
  assert.equal(costOf(written(country, { makeUpDays: true }), "2026-02-16", "2026-02-17"), "2.40");
});

const WORKED = written({ country: "CN" }, { makeUpDays: true });

test("of a bill over a week with a worked Saturday only the Sunday is at the price of rest", () => {
  // 9 to 15 February 2026, Monday to Sunday: Saturday the 14th is worked. 6 × 24 × 1.00 = 144.00 and
  // 24 × 0.10 = 2.40. In the week before 5 × 24 × 1.00 = 120.00 and 2 × 24 × 0.10 = 4.80.
  assert.equal(costOf(WORKED, "2026-02-09", "2026-02-16"), "146.40");
  assert.equal(costOf(WORKED, "2026-02-02", "2026-02-09"), "124.80");
});

test("a worked Saturday is no part of a bill that ends with the Friday or begins with the Sunday", () => {
  // Thursday and Friday 48 × 1.00; Sunday 24 × 0.10; the Saturday between them alone 24 × 1.00.
  assert.equal(costOf(WORKED, "2026-02-12", "2026-02-14"), "48.00");
  assert.equal(costOf(WORKED, "2026-02-15", "2026-02-16"), "2.40");
  assert.equal(costOf(WORKED, "2026-02-14", "2026-02-15"), "24.00");
});

test("a worked Sunday of 23 or 25 hours has all of them at the price of work", () => {
  // In Auckland the clock goes forward on 28 September 2025 and back on 7 April 2024, both worked
  // Sundays in China: 23 × 1.00 and 25 × 1.00.
  assert.equal(costOf(WORKED, "2025-09-28", "2025-09-29", "Pacific/Auckland"), "23.00");
  assert.equal(costOf(WORKED, "2024-04-07", "2024-04-08", "Pacific/Auckland"), "25.00");
});

test("of the last worked day that is known a tenant of that day pays work, of the day after rest", () => {
  // Saturday 10 October 2026, and Sunday the 11th.
  assert.equal(costOf(WORKED, "2026-10-10", "2026-10-11"), "24.00");
  assert.equal(costOf(WORKED, "2026-10-11", "2026-10-12"), "2.40");
});

test("the first and the last year whose holidays are known are priced", () => {
  // New Year's Day of 2020, a Wednesday, and the National Day of 2026, a Thursday.
  assert.equal(costOf(WORKED, "2020-01-01", "2020-01-02"), "2.40");
  assert.equal(costOf(WORKED, "2026-10-01", "2026-10-02"), "2.40");
});

test("a year whose holidays are not known is not priced as one without", () => {
  const days = daysOf("2027-01-01", "2027-01-02");
  const consumption = consumptionCase({ days, amount: () => 1 });
  const result = ratedOrNot({ tariff: tariffOf(written({ country: "CN" })), days, consumption });
  assert.deepEqual(result.ok ? [] : result.faults.map(faultText), [
    'holidays: those of CN are known for 2020 to 2026, not for 2027 (bring SmartPM up to date, or write the days of 2027 as "dates" in a version of the tariff without country)',
  ]);
});

test("a year whose make-up days are not known is refused as well, where the tariff asks for no holidays", () => {
  const days = daysOf("2027-01-01", "2027-01-02");
  const consumption = consumptionCase({ days, amount: () => 1 });
  const tariff = tariffOf(written({ country: "CN" }, { makeUpDays: true }, {}));
  const result = ratedOrNot({ tariff, days, consumption });
  assert.deepEqual(result.ok ? [] : result.faults.map(({ code }) => code), [
    "rating.holidays-unknown",
  ]);
});

test("a tariff that asks for no public holidays is priced in any year", () => {
  // 1 January 2027, a Friday.
  assert.equal(costOf(written({ country: "CN" }, {}, {}), "2027-01-01", "2027-01-02"), "24.00");
});

test("a place whose holidays are not known is told", () => {
  const head = { format: "smartpm-tariff/1", name: "T", commodity: "electricity", currency: "EUR" };
  const faultsOf = (holidays: object) => {
    const parsed = parseTariff({ ...head, ...written(holidays) });
    return parsed.ok ? [] : parsed.faults.map(faultText);
  };
  assert.deepEqual(faultsOf({ country: "Germany" }), [
    'holidays.country: "Germany" is none whose holidays are known (write "AU", "BR", "CA", "CN", "DE", "ES", "FR", "GB", "IN", "IT", "US" or "ZA", or its days as "dates")',
  ]);
  assert.deepEqual(faultsOf({ country: "DE", region: "by" }), [
    'holidays.region: "by" is no region of DE (did you mean "BY")',
  ]);
  assert.deepEqual(faultsOf({ country: "ZA", region: "GP" }), [
    'holidays.region: "GP" is no region of ZA (leave it out)',
  ]);
  assert.deepEqual(faultsOf({ region: "BY" }), [
    'holidays.region: has no country (write the country too, like "DE")',
  ]);
  assert.deepEqual(faultsOf({}), ['holidays: names no day (write a country, or "dates")']);
});
