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

const written = (holidays: object, weekday: object = {}) => ({
  holidays,
  calendars: [
    {
      id: "times",
      dayTypes: [
        { id: "weekday", weekdays: ["mon", "tue", "wed", "thu", "fri"], ...weekday },
        { id: "rest", weekdays: ["sat", "sun"], holidays: true },
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

/** One kWh an hour on one day. */
function costOf(tariff: Parameters<typeof tariffOf>[0], from: string, to: string): string {
  const days = daysOf(from, to);
  const consumption = consumptionCase({ days, amount: () => 1 });
  return totalText(rated({ tariff: tariffOf(tariff), days, consumption }));
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

test("a year whose holidays are not known is not priced as one without", () => {
  const days = daysOf("2027-01-01", "2027-01-02");
  const consumption = consumptionCase({ days, amount: () => 1 });
  const result = ratedOrNot({ tariff: tariffOf(written({ country: "CN" })), days, consumption });
  assert.deepEqual(result.ok ? [] : result.faults.map(faultText), [
    'holidays: those of CN are known for 2020 to 2026, not for 2027 (bring SmartPM up to date, or write the days of 2027 as "dates" in a version of the tariff without country)',
  ]);
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
