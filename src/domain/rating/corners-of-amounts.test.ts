/** Fixed amounts, limits of the bill, percentages, taxes and rounding at their corners. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import type { DateRange } from "#domain/core/instant-range.ts";
import { fromMinor } from "#domain/core/money.ts";
import {
  daysOf,
  lineTexts,
  rated,
  ratedOrNot,
  required,
  tariffOf,
  totalText,
} from "#test/support/rating-case.ts";
import { rate } from "./rate.ts";
import { rateTogether } from "./rate-together.ts";

type Parts = Readonly<Record<string, unknown>>;

const LEAP_DAY = daysOf("2028-02-29", "2028-03-01");
const MARCH = daysOf("2026-03-01", "2026-04-01");
const ENERGY = { kind: "consumption", id: "energy", label: "Energy", price: "0.10" };

function fixed(fields: Parts) {
  return tariffOf({ charges: [{ kind: "fixed", id: "base", label: "Base", ...fields }] });
}

function linesOf(tariff: ReturnType<typeof tariffOf>, days: DateRange, total = "0"): string[] {
  return lineTexts(rated({ tariff, days, timeZone: "Europe/Berlin", total }));
}

test("29 February is a 29th of its month and a 366th of its year", () => {
  const ofMonth = fixed({ price: "29.00", per: "month", prorate: "days" });
  assert.deepEqual(linesOf(ofMonth, LEAP_DAY), ["1.00 = 29 × 1/29"]);
  const ofYear = fixed({ price: "366.00", per: "year", prorate: "days" });
  assert.deepEqual(linesOf(ofYear, LEAP_DAY), ["1.00 = 366 × 1/366"]);
  // By twelfths: a twelfth of the year for February, a 29th of that: 348 ÷ 12 ÷ 29.
  const byTwelfths = fixed({ price: "348.00", per: "year", prorate: "months" });
  assert.deepEqual(linesOf(byTwelfths, LEAP_DAY), ["1.00 = 348 × 1/29 × 1/12"]);
});

test("a day of 23 or 25 hours is one day of a daily price", () => {
  const daily = fixed({ price: "0.55", per: "day" });
  assert.deepEqual(linesOf(daily, daysOf("2026-03-29", "2026-03-30")), ["0.55 = 0.55 × 1"]);
  assert.deepEqual(linesOf(daily, daysOf("2026-10-25", "2026-10-26")), ["0.55 = 0.55 × 1"]);
});

test("a tenant in for one day pays a month that is not prorated whole, also over new year", () => {
  const whole = fixed({ price: "12.00", per: "month", prorate: "none" });
  assert.deepEqual(linesOf(whole, LEAP_DAY), ["12.00 = 12 × 1"]);
  // 31 December and 1 January are days of two months.
  assert.deepEqual(linesOf(whole, daysOf("2026-12-31", "2027-01-02")), ["24.00 = 12 × 2"]);
  const ofBill = fixed({ price: "12.00", per: "billing-period" });
  assert.deepEqual(linesOf(ofBill, LEAP_DAY), ["12.00 = 12 × 1"]);
});

/** Lines where the lease says one thing after the other, day by day. */
function byTerms(
  tariff: ReturnType<typeof tariffOf>,
  days: DateRange,
  values: readonly Readonly<Record<string, string>>[],
): string[] {
  const terms = values.map((said, n) => ({
    from: days.from.add({ days: n }),
    values: Object.fromEntries(
      Object.entries(said).map(([term, value]) => [term, Decimal.parse(value)]),
    ),
  }));
  return lineTexts(rated({ tariff, days, around: { terms } }));
}

test("area, capacity and points of the lease are paid by the days of each of their values", () => {
  const perM2 = fixed({ price: "0.31", per: "month", prorate: "days", times: "area" });
  const perKw = fixed({
    price: "3.10",
    per: "month",
    prorate: "days",
    times: "connected-capacity",
  });
  const perPoint = fixed({ price: "0.31", per: "month", prorate: "days", times: "service-points" });
  const day = daysOf("2026-03-31", "2026-04-01");
  // 0.31 ÷ 31 = 0.01 a day for each m2; 100 of them for one day.
  assert.deepEqual(byTerms(perM2, day, [{ area: "100" }]), ["1.00 = 100 m2 × 0.31 × 1/31"]);
  assert.deepEqual(byTerms(perPoint, day, [{ "service-points": "2" }]), [
    "0.02 = 2 service point × 0.31 × 1/31",
  ]);
  // 3.10 ÷ 31 = 0.10 a day for each kW: 20 on the first of two days, 0 on the second.
  const two = daysOf("2026-03-30", "2026-04-01");
  assert.deepEqual(
    byTerms(perKw, two, [{ "connected-capacity": "20" }, { "connected-capacity": "0" }]),
    ["2.00 = 20 kW × 3.1 × 1/31", "0.00 = 0 kW × 3.1 × 1/31"],
  );
});

function limited(kind: string, amount: string) {
  const limit = { kind, id: "limit", label: "Limit", amount, per: "month", prorate: "days" };
  return tariffOf({ charges: [ENERGY, limit] });
}

test("a minimum that is reached exactly adds nothing, one that is missed by a cent adds it", () => {
  const least = limited("minimum", "10.00");
  // 100 × 0.10 = 10.00; 99.9 × 0.10 = 9.99, and 10 − 9.99 = 0.01.
  assert.deepEqual(linesOf(least, MARCH, "100"), ["10.00 = 100 kWh × 0.1"]);
  assert.deepEqual(linesOf(least, MARCH, "99.9"), ["9.99 = 99.9 kWh × 0.1", "0.01 = 10 − 9.99"]);
});

test("to a minimum what was sent back is topped up as well", () => {
  const least = limited("minimum", "10.00");
  // −50 × 0.10 = −5, and 10 − (−5) = 15.
  assert.deepEqual(linesOf(least, MARCH, "-50"), ["-5.00 = -50 kWh × 0.1", "15.00 = 10 − -5"]);
});

test("a maximum of one day is that day's share, and exactly at it nothing is cut", () => {
  const most = limited("maximum", "31.00");
  const day = daysOf("2026-03-31", "2026-04-01");
  assert.deepEqual(linesOf(most, day, "10"), ["1.00 = 10 kWh × 0.1"]);
  assert.deepEqual(linesOf(most, day, "15"), ["1.50 = 15 kWh × 0.1", "-0.50 = 31 × 1/31 − 1.5"]);
});

test("a least quantity makes up for what was sent back, and for a day has the day's share", () => {
  const least = { quantity: "31", per: "month", prorate: "days" };
  const tariff = tariffOf({ charges: [{ ...ENERGY, price: "1", least }] });
  const day = daysOf("2026-03-31", "2026-04-01");
  // 31 ÷ 31 = 1: reached exactly, missed by all of it, and by 1 + 2 where 2 were sent back.
  assert.deepEqual(linesOf(tariff, day, "1"), ["1.00 = 1 kWh × 1"]);
  assert.deepEqual(linesOf(tariff, day, "0"), ["1.00 = (0 + 1) kWh × 1"]);
  assert.deepEqual(linesOf(tariff, day, "-2"), ["1.00 = (-2 + 3) kWh × 1"]);
});

test("a discount then a surcharge of nothing are nothing, of a credit they are turned round", () => {
  const tariff = tariffOf({
    charges: [
      ENERGY,
      { kind: "percentage", id: "discount", label: "Discount", percent: "-10", on: ["energy"] },
      { kind: "percentage", id: "surcharge", label: "Surcharge", percent: "5" },
    ],
  });
  assert.deepEqual(linesOf(tariff, MARCH, "0"), [
    "0.00 = 0 kWh × 0.1",
    "0.00 = 0 × -10 %",
    "0.00 = 0 × 5 %",
  ]);
  // −1000 × 0.10 = −100; its discount +10; 5 % of −90.
  assert.deepEqual(linesOf(tariff, MARCH, "-1000"), [
    "-100.00 = -1000 kWh × 0.1",
    "10.00 = -100 × -10 %",
    "-4.50 = -90 × 5 %",
  ]);
});

function taxed(taxes: readonly Parts[], rounding: Parts = {}) {
  return tariffOf({ charges: [{ ...ENERGY, price: "1" }], taxes, rounding });
}

function taxTexts(tariff: ReturnType<typeof tariffOf>, total: string): string[] {
  const { taxes } = rated({ tariff, days: MARCH, total });
  return taxes.map(({ baseMinor, amountMinor }) =>
    [baseMinor, amountMinor].map((minor) => fromMinor(minor, "EUR").toString()).join(": "),
  );
}

test("a tax on a credit is a credit, half a cent of it away from zero or to the even one", () => {
  const vat = { id: "vat", label: "VAT", percent: "10" };
  // 10 % of −0.05 are −0.005, of −0.15 −0.015.
  assert.deepEqual(taxTexts(taxed([vat]), "-0.05"), ["-0.05: -0.01"]);
  assert.deepEqual(taxTexts(taxed([vat], { tax: "half-even" }), "-0.05"), ["-0.05: 0.00"]);
  assert.deepEqual(taxTexts(taxed([vat], { tax: "half-even" }), "-0.15"), ["-0.15: -0.02"]);
});

test("taxes in and on the price of nothing are nothing; of a credit they go back", () => {
  const taxes = [
    { id: "levy", label: "Levy", percent: "18", included: true },
    { id: "vat", label: "VAT", percent: "10", onTaxes: ["levy"] },
  ];
  assert.deepEqual(taxTexts(taxed(taxes), "0"), ["0.00: 0.00", "0.00: 0.00"]);
  // −118 are −100 and 18 % of them; VAT is on both.
  assert.deepEqual(taxTexts(taxed(taxes), "-118"), ["-100.00: -18.00", "-118.00: -11.80"]);
});

test("an exempt tenant of a bill of nothing is told so, and owes nothing", () => {
  const tariff = taxed([{ id: "vat", label: "VAT", percent: "19" }]);
  const exemptions = [{ kind: "reverse-charge" as const, reason: "owed by the recipient" }];
  const result = rated({ tariff, days: MARCH, total: "0", around: { exemptions } });
  assert.equal(result.totalMinor, 0n);
  assert.equal(result.taxes[0]?.exemption?.reason, "owed by the recipient");
});

test("lines of less than nothing are rounded away from zero, their sum alone as the tariff says", () => {
  const charges = ["a", "b"].map((id) => ({ ...ENERGY, id, price: "0.005" }));
  // Each −0.005; together −0.01.
  const byLine = tariffOf({ charges });
  assert.equal(totalText(rated({ tariff: byLine, days: MARCH, total: "-1" })), "-0.02");
  const bySum = tariffOf({ charges, rounding: { line: "none" } });
  assert.equal(totalText(rated({ tariff: bySum, days: MARCH, total: "-1" })), "-0.01");
});

test("a price of many digits keeps them all to the line", () => {
  const tariff = tariffOf({ charges: [{ ...ENERGY, price: "0.123456789012345678" }] });
  const [line] = rated({ tariff, days: MARCH, total: "1000000" }).lines;
  assert.equal(line?.amount.toString(), "123456.789012345678000000");
  assert.equal(line?.amountMinor, 12_345_679n);
});

test("no day is no bill, but a fault that says so", () => {
  const none = ratedOrNot({ tariff: taxed([]), days: daysOf("2026-03-01", "2026-03-01") });
  assert.deepEqual(none.ok ? [] : none.faults.map(({ code }) => code), ["rating.no-version"]);
});

function versionsFrom(...begins: readonly (readonly [day: string, price: string])[]) {
  return begins.map(([day, price], id) => ({
    id,
    effectiveFrom: Temporal.PlainDate.from(day),
    document: tariffOf({ charges: [{ ...ENERGY, price }] }),
  }));
}

test("a price that changes on a day of 25 hours has all 25 of them", () => {
  const days = daysOf("2026-10-24", "2026-10-26");
  const result = rate({
    versions: versionsFrom(["2026-01-01", "0.10"], ["2026-10-25", "0.20"]),
    period: days,
    timeZone: "Europe/Berlin",
    consumption: {
      from: Temporal.Instant.from("2026-10-23T22:00Z"),
      intervalMinutes: 60,
      amounts: new Float64Array(49).fill(1),
      perCount: Decimal.ONE,
    },
  });
  assert.deepEqual(lineTexts(required(result)), ["2.40 = 24 kWh × 0.1", "5.00 = 25 kWh × 0.2"]);
});

test("a total is shared out by days: the new price's one day of 29 has a 29th", () => {
  const result = rate({
    versions: versionsFrom(["2028-01-01", "0.10"], ["2028-02-29", "1"]),
    period: daysOf("2028-02-01", "2028-03-01"),
    timeZone: "UTC",
    consumption: undefined,
    total: { quantity: Decimal.of(290) },
  });
  assert.deepEqual(lineTexts(required(result)), ["28.00 = 280 kWh × 0.1", "10.00 = 10 kWh × 1"]);
});

test("an add-on of one day stands beside the tariff of the whole leap month", () => {
  const base = { name: "Supply", versions: versionsFrom(["2028-01-01", "0.10"]) };
  const addOn = { name: "Green", versions: versionsFrom(["2028-01-01", "0.01"]), period: LEAP_DAY };
  const result = rateTogether([base, addOn], {
    period: daysOf("2028-02-01", "2028-03-01"),
    timeZone: "UTC",
    consumption: {
      from: Temporal.Instant.from("2028-02-01T00:00Z"),
      intervalMinutes: 60,
      amounts: new Float64Array(29 * 24).fill(1),
      perCount: Decimal.ONE,
    },
  });
  // 29 × 24 = 696 by the month, 24 on its last day.
  assert.deepEqual(lineTexts(required(result)), ["69.60 = 696 kWh × 0.1", "0.24 = 24 kWh × 0.01"]);
});
