/** Ladders at their corners: exactly at a limit, one day, leap February, new year, less than nothing. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import type { DateRange } from "#domain/core/instant-range.ts";
import { consumptionCase, daysOf, lineTexts, rated, tariffOf } from "#test/support/rating-case.ts";
import type { LeaseTerms } from "./circumstances.ts";

type Parts = Readonly<Record<string, unknown>>;
type PeriodTiers = Readonly<Partial<Record<"night" | "day", readonly Parts[]>>>;

/** Up to the limit 0.10, above it 0.20. */
function ladder(limit: string, fields: Parts) {
  return tariffOf({
    charges: [
      {
        kind: "consumption",
        id: "energy",
        label: "Energy",
        tiers: [{ upTo: limit, price: "0.10" }, { price: "0.20" }],
        ladder: fields,
      },
    ],
  });
}

/** Lines for a total in the days. */
function ofTotal(tariff: ReturnType<typeof tariffOf>, total: string, days = MARCH): string[] {
  return lineTexts(rated({ tariff, days, total }));
}

/** Lines for one kWh in every hour since the contract began. */
function ofHours(
  tariff: ReturnType<typeof tariffOf>,
  days: DateRange,
  { since = days.from.toString(), timeZone = "UTC", terms = {} as LeaseTerms } = {},
): string[] {
  const read = { from: Temporal.PlainDate.from(since), to: days.to };
  const consumption = consumptionCase({ days: read, timeZone, amount: () => 1 });
  const around = { terms: [{ from: read.from, values: terms }] };
  return lineTexts(rated({ tariff, days, timeZone, consumption, countsFrom: since, around }));
}

const MARCH = daysOf("2026-03-01", "2026-04-01");
const MONTHLY = ladder("100", { counts: "month" });

test("a tier ends with its limit: the hundredth unit is in it, the next is not", () => {
  assert.deepEqual(ofTotal(MONTHLY, "99"), ["9.90 = 99 kWh × 0.1"]);
  assert.deepEqual(ofTotal(MONTHLY, "100"), ["10.00 = 100 kWh × 0.1"]);
  assert.deepEqual(ofTotal(MONTHLY, "101"), ["10.00 = 100 kWh × 0.1", "0.20 = 1 kWh × 0.2"]);
});

test("by whole volume the limit itself still has the price below it", () => {
  const volume = ladder("100", { counts: "month", kind: "volume" });
  assert.deepEqual(ofTotal(volume, "100"), ["10.00 = 100 kWh × 0.1"]);
  assert.deepEqual(ofTotal(volume, "100.01"), ["20.00 = 100.01 kWh × 0.2"]);
});

test("nothing used on a ladder is one line of nothing, at the price of the first tier", () => {
  assert.deepEqual(ofTotal(MONTHLY, "0"), ["0.00 = 0 kWh × 0.1"]);
});

test("what is sent back on the whole is in the first tier", () => {
  assert.deepEqual(ofTotal(MONTHLY, "-10"), ["-1.00 = -10 kWh × 0.1"]);
});

test("a tenant in for one day has a thirty-first of a limit that goes by days, else all of it", () => {
  const day = daysOf("2026-03-31", "2026-04-01");
  // 310 ÷ 31 = 10 of the 24 kWh at 0.10.
  const byDays = ladder("310", { counts: "month", prorate: "days" });
  assert.deepEqual(ofHours(byDays, day), ["1.00 = 10 kWh × 0.1", "2.80 = 14 kWh × 0.2"]);
  assert.deepEqual(ofHours(ladder("310", { counts: "month" }), day), ["2.40 = 24 kWh × 0.1"]);
});

test("a limit by days is shared by the 29 days of a leap February", () => {
  const byDays = ladder("290", { counts: "month", prorate: "days" });
  // 290 ÷ 29 = 10; in February 2026 290 ÷ 28 = 10.357143, 24 − 10.357143 = 13.642857.
  assert.deepEqual(ofHours(byDays, daysOf("2028-02-29", "2028-03-01")), [
    "1.00 = 10 kWh × 0.1",
    "2.80 = 14 kWh × 0.2",
  ]);
  assert.deepEqual(ofHours(byDays, daysOf("2026-02-28", "2026-03-01")), [
    "1.04 = 10.357142857143 kWh × 0.1",
    "2.73 = 13.642857142857 kWh × 0.2",
  ]);
});

const QUARTERLY = ladder("1000", { counts: "quarter" });

test("a quarterly ladder goes on from month to month", () => {
  // January has 744 hours, so February's first 1000 − 744 = 256 of 672 are below the limit.
  assert.deepEqual(
    ofHours(QUARTERLY, daysOf("2026-02-01", "2026-03-01"), { since: "2026-01-01" }),
    ["25.60 = 256 kWh × 0.1", "83.20 = 416 kWh × 0.2"],
  );
});

test("a quarterly ladder counts nothing of the quarter before, whose contract it is still", () => {
  // Of December's 744 hours none, of January's all: as above.
  assert.deepEqual(
    ofHours(QUARTERLY, daysOf("2026-02-01", "2026-03-01"), { since: "2025-12-01" }),
    ["25.60 = 256 kWh × 0.1", "83.20 = 416 kWh × 0.2"],
  );
});

test("of a bill over a whole month and a part of one each has the limit of its days", () => {
  const fields = { counts: "month", prorate: "days" };
  // Of March 15 of 31 days: 310 × 15 ÷ 31 = 150, of 15 × 24 = 360. February's 28 × 24 = 672.
  const march = ["15.00 = 150 kWh × 0.1", "42.00 = 210 kWh × 0.2"];
  const february = ["31.00 = 310 kWh × 0.1", "72.40 = 362 kWh × 0.2"];
  assert.deepEqual(ofHours(ladder("310", fields), daysOf("2026-02-01", "2026-03-16")), [
    ...february,
    ...march,
  ]);
  // The part first: of January, too, 15 of 31 days.
  assert.deepEqual(ofHours(ladder("310", fields), daysOf("2026-01-17", "2026-03-01")), [
    ...march,
    ...february,
  ]);
});

test("a quarterly ladder begins anew with the quarter, also within a bill over its end", () => {
  // From 1 March 30 days of 24 hours are 720; the 31st has 24 more, all below 1000. April begins at 0.
  assert.deepEqual(
    ofHours(QUARTERLY, daysOf("2026-03-31", "2026-05-01"), { since: "2026-03-01" }),
    ["2.40 = 24 kWh × 0.1", "72.00 = 720 kWh × 0.1"],
  );
  // From 15 January 17 + 28 + 30 = 75 days, 1800 hours: the 31st is all above, April below again.
  assert.deepEqual(
    ofHours(QUARTERLY, daysOf("2026-03-31", "2026-04-02"), { since: "2026-01-15" }),
    ["4.80 = 24 kWh × 0.2", "2.40 = 24 kWh × 0.1"],
  );
});

test("a bill over new year ends the old year's ladder and begins the new one's", () => {
  const yearly = ladder("730", { counts: "year" });
  // 1 to 30 December: 720. On the 31st 10 are left below the limit, 14 are above; then anew.
  assert.deepEqual(ofHours(yearly, daysOf("2026-12-31", "2027-01-02"), { since: "2026-12-01" }), [
    "1.00 = 10 kWh × 0.1",
    "2.80 = 14 kWh × 0.2",
    "2.40 = 24 kWh × 0.1",
  ]);
});

test("a ladder of the billing period knows neither month nor year", () => {
  const ofBill = ladder("40", { counts: "billing-period" });
  assert.deepEqual(ofHours(ofBill, daysOf("2026-12-31", "2027-01-02")), [
    "4.00 = 40 kWh × 0.1",
    "1.60 = 8 kWh × 0.2",
  ]);
});

const NIGHT = [{ upTo: "10", price: "0.10" }, { price: "0.20" }];
const DAY = [{ upTo: "10", price: "0.30" }, { price: "0.60" }];

function byPeriods(allocation: string, { night = NIGHT, day = DAY }: PeriodTiers = {}) {
  return tariffOf({
    calendars: [
      {
        id: "times",
        touPeriods: [{ id: "night" }, { id: "day" }],
        days: [{ windows: [{ from: "00:00", to: "06:00", touPeriod: "night" }], otherwise: "day" }],
      },
    ],
    charges: [
      {
        kind: "consumption",
        id: "energy",
        label: "Energy",
        ladder: { counts: "month", allocation },
        rates: [
          { touPeriods: ["night"], tiers: night },
          { touPeriods: ["day"], tiers: day },
        ],
      },
    ],
  });
}

const PLAIN_DAY = daysOf("2026-03-10", "2026-03-11");

test("in proportion each period has of every tier its share of the day", () => {
  // 24 hours: 6 of night and 18 of day; 10 of 24 are below the limit. 6 × 10 ÷ 24 = 2.5 of night,
  // 18 × 10 ÷ 24 = 7.5 of day; above it 3.5 and 10.5.
  assert.deepEqual(ofHours(byPeriods("proportional"), PLAIN_DAY), [
    "0.25 = 2.5 kWh × 0.1",
    "0.70 = 3.5 kWh × 0.2",
    "2.25 = 7.5 kWh × 0.3",
    "6.30 = 10.5 kWh × 0.6",
  ]);
});

test("each for itself, a period has a ladder of its own to the limit", () => {
  // Night 6 of 10; day 18 = 10 + 8.
  assert.deepEqual(ofHours(byPeriods("per-period"), PLAIN_DAY), [
    "0.60 = 6 kWh × 0.1",
    "3.00 = 10 kWh × 0.3",
    "4.80 = 8 kWh × 0.6",
  ]);
});

test("periods whose first limit is the same may differ in the next", () => {
  // Night and day to 5, the night then to 6 and beyond, the day to 9: 5 + 1 of 6, 5 + 4 + 9 of 18.
  const [first, last] = [{ upTo: "5", price: "1" }, { price: "3" }];
  const night = [first, { upTo: "6", price: "2" }, last];
  const day = [first, { upTo: "9", price: "2" }, last];
  const tariff = byPeriods("per-period", { night, day });
  assert.deepEqual(ofHours(tariff, PLAIN_DAY), [
    "5.00 = 5 kWh × 1",
    "2.00 = 1 kWh × 2",
    "5.00 = 5 kWh × 1",
    "8.00 = 4 kWh × 2",
    "27.00 = 9 kWh × 3",
  ]);
});

const LONG_DAY = daysOf("2026-10-25", "2026-10-26");
const BERLIN = { timeZone: "Europe/Berlin" };

test("in the order of use the seven hours of the long night come first, three of the day after", () => {
  // 25 hours: 7 of night, then 10 − 7 = 3 of day below the limit, 15 above.
  assert.deepEqual(ofHours(byPeriods("chronological"), LONG_DAY, BERLIN), [
    "0.70 = 7 kWh × 0.1",
    "0.90 = 3 kWh × 0.3",
    "9.00 = 15 kWh × 0.6",
  ]);
});

test("in proportion night and day have ten of 25 hours below the limit each", () => {
  // 7 × 10 ÷ 25 = 2.8 and 18 × 10 ÷ 25 = 7.2.
  assert.deepEqual(ofHours(byPeriods("proportional"), LONG_DAY, BERLIN), [
    "0.28 = 2.8 kWh × 0.1",
    "0.84 = 4.2 kWh × 0.2",
    "2.16 = 7.2 kWh × 0.3",
    "6.48 = 10.8 kWh × 0.6",
  ]);
});

test("each for itself, the long night stays below the limit and the day passes it", () => {
  assert.deepEqual(ofHours(byPeriods("per-period"), LONG_DAY, BERLIN), [
    "0.70 = 7 kWh × 0.1",
    "3.00 = 10 kWh × 0.3",
    "4.80 = 8 kWh × 0.6",
  ]);
});

test("limits for two dwellings are twice as high, and reached exactly they are not passed", () => {
  const perDwelling = ladder("12", { counts: "month", limitsPer: "dwellings" });
  const two = { terms: { dwellings: Decimal.of(2) } };
  const day = daysOf("2026-03-31", "2026-04-01");
  assert.deepEqual(ofHours(perDwelling, day, two), ["2.40 = 24 kWh × 0.1"]);
  const one = { terms: { dwellings: Decimal.ONE } };
  assert.deepEqual(ofHours(perDwelling, day, one), ["1.20 = 12 kWh × 0.1", "2.40 = 12 kWh × 0.2"]);
});

test("the fourth person widens nothing where it is for each above four", () => {
  const widen = { per: "persons", above: "4", by: "6" };
  const perPerson = ladder("12", { counts: "month", widen });
  const day = daysOf("2026-03-31", "2026-04-01");
  const of = (persons: number) =>
    ofHours(perPerson, day, { terms: { persons: Decimal.of(persons) } });
  assert.deepEqual(of(4), ["1.20 = 12 kWh × 0.1", "2.40 = 12 kWh × 0.2"]);
  // 12 + 6 = 18 for five.
  assert.deepEqual(of(5), ["1.80 = 18 kWh × 0.1", "1.20 = 6 kWh × 0.2"]);
});

test("24 hours of use of one kilowatt are at a limit of 24 for each kilowatt, not above", () => {
  const hoursOfUse = ladder("24", { counts: "billing-period", limitsPer: "peak-demand" });
  const day = daysOf("2026-03-31", "2026-04-01");
  assert.deepEqual(ofHours(hoursOfUse, day), ["2.40 = 24 kWh × 0.1"]);
  // The day of 25 hours has one more than the limit.
  assert.deepEqual(ofHours(hoursOfUse, LONG_DAY, BERLIN), [
    "2.40 = 24 kWh × 0.1",
    "0.20 = 1 kWh × 0.2",
  ]);
});
