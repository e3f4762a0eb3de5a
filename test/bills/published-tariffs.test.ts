/**
 * The published price lists of catalogue/tariffs, each with a month worked out by hand from the
 * list. Most loads are a constant 1 kW, so that the hours of a TOU period are its kWh.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import { fromMinor } from "#domain/core/money.ts";
import type { RatingResult } from "#domain/rating/rating-input.ts";
import { parseTariff } from "#domain/tariff/parse-tariff.ts";
import {
  consumptionCase,
  daysOf,
  rated,
  type RatingCase,
  required,
} from "#test/support/rating-case.ts";

type Month = Omit<RatingCase, "tariff" | "consumption"> & { readonly kilowatts?: number };

/** Prices the days by the catalogue's tariff; a load of `kilowatts`, or the total. */
function billOf(name: string, { kilowatts, ...month }: Month) {
  const path = join(import.meta.dirname, `../../catalogue/tariffs/${name}.json`);
  const tariff = required(parseTariff(JSON.parse(readFileSync(path, "utf8"))));
  const result = rated({
    ...month,
    tariff,
    ...(kilowatts !== undefined && {
      consumption: consumptionCase({
        days: month.days,
        ...(month.timeZone !== undefined && { timeZone: month.timeZone }),
        intervalMinutes: 15,
        perCount: "0.25",
        amount: () => kilowatts,
      }),
    }),
  });
  return { lines: amountsOf(result, tariff.currency), ...totalsOf(result, tariff.currency) };
}

function amountsOf({ lines }: RatingResult, currency: string): string[] {
  return lines.map(({ amountMinor }) => fromMinor(amountMinor, currency).toString());
}

function totalsOf({ taxes, totalMinor }: RatingResult, currency: string) {
  return {
    taxes: taxes.map(({ amountMinor }) => fromMinor(amountMinor, currency).toString()),
    total: fromMinor(totalMinor, currency).toString(),
  };
}

test("Kerala: 117 units are 540.35 rupees, as the published example works out", () => {
  // 50 × 3.15 = 157.50, 50 × 3.70 = 185.00, 17 × 4.80 = 81.60: 424.10. Fuel 117 × 0.10 = 11.70,
  // fixed 55.00, meter rent 6.00. Duty 10 % of 424.10 = 42.41; of the rent 18 % = 1.08, 1 % = 0.06.
  const july = daysOf("2020-07-01", "2020-08-01");
  assert.deepEqual(billOf("in-kerala-domestic", { days: july, total: "117" }), {
    lines: ["157.50", "185.00", "81.60", "11.70", "55.00", "6.00"],
    taxes: ["42.41", "1.08", "0.06"],
    total: "540.35",
  });
});

test("Hangzhou: the yearly ladder is passed in April", () => {
  // 1 kW from new year: 744 + 672 + 744 = 2160 kWh up to April, 720 more in it. 600 of them end the
  // first band at 2760: 600 × 0.538 = 322.80; 120 × 0.588 = 70.56.
  const days = daysOf("2026-01-01", "2026-05-01");
  const timeZone = "Asia/Shanghai";
  const consumption = consumptionCase({ days, timeZone, amount: () => 1 });
  const path = join(import.meta.dirname, "../../catalogue/tariffs/cn-hangzhou-household.json");
  const tariff = required(parseTariff(JSON.parse(readFileSync(path, "utf8"))));
  const april = rated({ tariff, days: daysOf("2026-04-01", "2026-05-01"), timeZone, consumption });
  assert.deepEqual(amountsOf(april, "CNY"), ["322.80", "70.56"]);
});

test("Hubei: sharp, peak, flat and valley hours, contract demand and a good power factor", () => {
  // 100 kW in January: 31 × 2 h sharp, × 6 h peak, × 8 h flat, × 8 h valley.
  // 6200 × 1.004799 = 6229.7538; 18600 × 0.803761 = 14949.9546; 24800 × 0.606686 = 15045.8128;
  // 24800 × 0.387724 = 9615.5552. Demand 100 kW is the contract: 100 × 42 = 4200. 24454 kvarh beside
  // 74400 kWh are a power factor of 0.95, -0.75 % of 50041.0764: -375.31. Funds 74400 × 0.0452.
  const days = daysOf("2026-01-01", "2026-02-01");
  const values = {
    "contract-demand": Decimal.parse("100"),
    "transformer-capacity": Decimal.parse("160"),
  };
  const bill = billOf("cn-hubei-two-part", {
    days,
    timeZone: "Asia/Shanghai",
    kilowatts: 100,
    around: {
      terms: [{ from: days.from, values }],
      channels: {
        reactiveImport: { quantity: Decimal.parse("24454") },
        reactiveExport: { quantity: Decimal.ZERO },
      },
    },
  });
  assert.deepEqual(bill.lines, [
    "6229.75",
    "14949.95",
    "15045.81",
    "9615.56",
    "4200.00",
    "-375.31",
    "3362.88",
  ]);
  assert.equal(bill.total, "53028.64");
});

test("Sacramento: 600 kW in July have 23 weekdays of summer peak and its demand charge", () => {
  // Peak 23 × 5 = 115 h, the other 629 h off-peak. 69000 × 0.2294 = 15828.60; 377400 × 0.1118 =
  // 42193.32; surcharge 446400 × 0.0003 = 133.92; demand 600 × 5.539 = 3323.40 and 600 × 11.609 =
  // 6965.40; infrastructure 2339.50. The Fourth of July is a weekday to the database entry.
  const days = daysOf("2025-07-01", "2025-08-01");
  const timeZone = "America/Los_Angeles";
  assert.deepEqual(billOf("us-smud-ci-tod3", { days, timeZone, kilowatts: 600 }), {
    lines: ["2339.50", "15828.60", "42193.32", "133.92", "3323.40", "6965.40"],
    taxes: [],
    total: "70784.14",
  });
});

test("Leverkusen: 1800 kWh of heat in January, 10 kW agreed", () => {
  // 1800 × 0.17954 = 323.172; 1800 × 0.01159 = 20.862; 10 × 38.51 × 31/365 = 32.7071; 90 × 31/365 =
  // 7.6438. Net 323.17 + 20.86 + 32.71 + 7.64 = 384.38; VAT 19 % = 73.0322.
  const days = daysOf("2025-01-01", "2025-02-01");
  const terms = [{ from: days.from, values: { "connected-capacity": Decimal.parse("10") } }];
  assert.deepEqual(billOf("de-leverkusen-heat", { days, total: "1800", around: { terms } }), {
    lines: ["323.17", "20.86", "32.71", "7.64"],
    taxes: ["73.03"],
    total: "457.41",
  });
});

test("Economy 7: seven hours of night, one fewer when the clock is put forward in them", () => {
  // April: standing 30 × 0.6010 = 18.03; day 30 × 17 = 510 h × 0.29 = 147.90; night 210 × 0.12 =
  // 25.20. Of 191.13, VAT is 191.13 × 5/105 = 9.1014.
  const timeZone = "Europe/London";
  const april = { days: daysOf("2024-04-01", "2024-05-01"), timeZone, kilowatts: 1 };
  assert.deepEqual(billOf("gb-economy-7", april), {
    lines: ["18.03", "147.90", "25.20"],
    taxes: ["9.10"],
    total: "191.13",
  });
  // March: 31 × 7 - 1 = 216 h × 0.12 = 25.92; 31 × 17 = 527 × 0.29 = 152.83; 31 × 0.6010 = 18.631.
  const march = { days: daysOf("2024-03-01", "2024-04-01"), timeZone, kilowatts: 1 };
  assert.deepEqual(billOf("gb-economy-7", march).lines, ["18.63", "152.83", "25.92"]);
});

test("gas at the price cap: 31 days and 250 kWh, or 22.4 m3 of it", () => {
  // 31 × 0.3141 = 9.7371; 250 × 0.0548 = 13.70; of 23.44, VAT is 23.44 × 5/105 = 1.1162.
  const days = daysOf("2024-07-01", "2024-08-01");
  const bill = { lines: ["9.74", "13.70"], taxes: ["1.12"], total: "23.44" };
  assert.deepEqual(billOf("gb-gas", { days, total: "250" }), bill);
  // The network says the calorific value of each day; at 39.3 MJ, 22.4 × 1.02264 × 39.3 ÷ 3.6 =
  // 250.0696 kWh × 0.0548 = 13.7038.
  const from = Temporal.Instant.from("2024-06-30T23:00:00Z");
  const to = Temporal.Instant.from("2024-07-31T23:00:00Z");
  const steps = [{ from, price: Decimal.parse("39.3") }];
  const series = { "calorific-value": { steps, to } };
  const read = { days, timeZone: "Europe/London", total: "22.4", unit: "m3" };
  assert.deepEqual(billOf("gb-gas", { ...read, around: { series } }), bill);
});

test("Pará: the white tariff's half hours on 23 workdays, and a yellow flag in October", () => {
  // Peak 23 × 3 = 69 × 1.23 = 84.87; intermediate 23 × 2 = 46 × 0.79 = 36.34; the other 629 × 0.48 =
  // 301.92; the flag 744 × 0.015 = 11.16. 12 October, a holiday, is a Saturday.
  const timeZone = "America/Belem";
  const october = { days: daysOf("2019-10-01", "2019-11-01"), timeZone, kilowatts: 1 };
  assert.deepEqual(billOf("br-para-white", october), {
    lines: ["84.87", "36.34", "301.92", "11.16"],
    taxes: [],
    total: "434.29",
  });
  // September: red flag 1, 720 × 0.04 = 28.80.
  const september = { days: daysOf("2019-09-01", "2019-10-01"), timeZone, kilowatts: 1 };
  assert.equal(billOf("br-para-white", september).lines.at(-1), "28.80");
});

test("Homeflex 1: July is the high season", () => {
  // 23 weekdays, 4 Saturdays, 4 Sundays. Peak 23 × 5 = 115 × 7.0697 = 813.0155; standard 23 × 11 +
  // 4 × 5 + 4 × 7 = 301 × 2.1631 = 651.0931; off-peak 744 - 416 = 328 × 1.5926 = 522.3728. Legacy
  // 744 × 0.2278 = 169.4832, network 744 × 0.2637 = 196.1928, ancillary 744 × 0.0041 = 3.0504; by the
  // day 31 × 12.13 = 376.03, 31 × 0.72 = 22.32, 31 × 3.27 = 101.37. VAT 15 % of 2854.92 = 428.238.
  const days = daysOf("2025-07-01", "2025-08-01");
  const timeZone = "Africa/Johannesburg";
  assert.deepEqual(billOf("za-eskom-homeflex-1", { days, timeZone, kilowatts: 1 }), {
    lines: ["813.02", "651.09", "522.37", "169.48", "196.19", "3.05", "376.03", "22.32", "101.37"],
    taxes: ["428.24"],
    total: "3283.16",
  });
});

test("Cape Town: 30 kl of water and 70 % of them as sewage, each by its own blocks", () => {
  // Water: 6 free, 4.5 × 3.99 = 17.955, 9.5 × 8.51 = 80.845, 10 × 12.61 = 126.10. Sewage 21 kl: 4.2
  // free, 3.15 × 4.67 = 14.7105, 6.65 × 9.94 = 66.101, 7 × 10.87 = 76.09. VAT 14 % of 381.81.
  const days = daysOf("2010-09-01", "2010-10-01");
  assert.deepEqual(billOf("za-cape-town-water", { days, total: "30" }), {
    lines: ["0.00", "17.96", "80.85", "126.10", "0.00", "14.71", "66.10", "76.09"],
    taxes: ["53.45"],
    total: "435.26",
  });
  // Above 50 kl nothing more is charged for sewage: 35 kl are what 50 kl and 80 kl cost.
  const sewage = (total: string) => billOf("za-cape-town-water", { days, total }).lines.at(-1);
  assert.equal(sewage("50"), "119.81");
  assert.equal(sewage("80"), "0.00");
});
