/** Every field of a line, for each kind of charge: what bills, screens and files show of it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import { consumptionCase, daysOf, rated, required, tariffOf } from "#test/support/rating-case.ts";
import { monthlyCharges } from "./monthly-charges.ts";
import { RATED_LINE_KINDS, type RatedLine } from "./rated-line.ts";

const JANUARY = daysOf("2026-01-01", "2026-02-01");
/** 1 kWh an hour, 744 in January, and 20 kW at 10:00 on the 5th: 763. */
const consumption = consumptionCase({
  days: JANUARY,
  amount: ({ day, hour }) => (day === 5 && hour === 10 ? 20 : 1),
});
const reactive = consumptionCase({ days: JANUARY, amount: () => 2 });
const around = {
  channels: { reactiveImport: reactive, reactiveExport: reactive },
  terms: [{ from: JANUARY.from, values: { area: Decimal.of(40) } }],
};

const CALENDAR = {
  id: "times",
  touPeriods: [
    { id: "day", label: "Day" },
    { id: "night", label: "Night" },
  ],
  seasons: [
    { id: "winter", label: "Winter", from: "10-01", through: "03-31" },
    { id: "summer", label: "Summer", from: "04-01", through: "09-30" },
  ],
  days: [{ windows: [{ from: "06:00", to: "22:00", touPeriod: "day" }], otherwise: "night" }],
};
const named = (id: string, fields: Readonly<Record<string, unknown>>) => ({
  id,
  label: `The ${id}`,
  ...fields,
});
const fixed = (id: string, fields: Readonly<Record<string, unknown>>) =>
  named(id, { kind: "fixed", price: "1", ...fields });

const demand = (id: string, fields: Readonly<Record<string, unknown>>) =>
  named(id, { kind: "demand", prorate: "none", ...fields });

function linesOf(...charges: readonly object[]): readonly RatedLine[] {
  const tariff = tariffOf({ calendars: [CALENDAR], charges });
  return rated({ tariff, days: JANUARY, consumption, around }).lines;
}
/** What says where a line belongs, beside its figures. */
function placed(line: RatedLine) {
  const { kind, chargeId, label, unit, tier, touPeriod, season } = line;
  return [kind, chargeId, label, unit, tier, touPeriod, season];
}

test("a fixed charge is counted in what it recurs by, and in what the lease says of it", () => {
  const units = linesOf(
    fixed("day", { per: "day" }),
    fixed("month", { per: "month", prorate: "none" }),
    fixed("year", { per: "year", prorate: "months" }),
    fixed("bill", { per: "billing-period" }),
    fixed("area", { per: "month", prorate: "none", times: "area" }),
  ).map(({ kind, chargeId, unit }) => [kind, chargeId, unit]);
  assert.deepEqual(units, [
    ["fixed", "day", "day"],
    ["fixed", "month", "month"],
    ["fixed", "year", "year"],
    ["fixed", "bill", "bill"],
    ["fixed", "area", "m2 · month"],
  ]);
});

test("energy tells its tier, its period of the day and its season, where the tariff has them", () => {
  const energy = named("energy", {
    kind: "consumption",
    calendar: "times",
    rates: [
      {
        seasons: ["winter"],
        touPeriods: ["day"],
        tiers: [{ upTo: "100", price: "1" }, { price: "2" }],
      },
      { touPeriods: ["night"], price: "3" },
      { seasons: ["summer"], touPeriods: ["day"], price: "4" },
    ],
    ladder: { counts: "billing-period", allocation: "per-period" },
  });
  const plain = named("plain", { kind: "consumption", price: "1" });
  assert.deepEqual(linesOf(energy, plain).map(placed), [
    ["energy", "energy", "The energy", "kWh", 1, "Day", "Winter"],
    ["energy", "energy", "The energy", "kWh", 2, "Day", "Winter"],
    ["energy", "energy", "The energy", "kWh", undefined, "Night", undefined],
    ["energy", "plain", "The plain", "kWh", undefined, undefined, undefined],
  ]);
});

test("demand tells its tier, its period of the day and its season, and no tier above what is reached", () => {
  const tiers = [{ upTo: "15", price: "1" }, { upTo: "20", price: "2" }, { price: "3" }];
  const lines = linesOf(
    demand("flat", { tiers }),
    demand("tou", {
      calendar: "times",
      rates: [
        { touPeriods: ["day"], seasons: ["winter"], price: "1" },
        { touPeriods: ["night"], price: "2" },
        { touPeriods: ["day"], seasons: ["summer"], price: "3" },
      ],
    }),
  );
  assert.deepEqual(lines.map(placed), [
    ["flat-demand", "flat", "The flat", "kW", 1, undefined, undefined],
    ["flat-demand", "flat", "The flat", "kW", 2, undefined, undefined],
    ["tou-demand", "tou", "The tou", "kW", undefined, "Day", "Winter"],
    ["tou-demand", "tou", "The tou", "kW", undefined, "Night", undefined],
  ]);
  assert.deepEqual(
    lines.map(({ quantity }) => quantity.toString()),
    ["15", "5", "20", "1"],
  );
});

test("charges on charges and on reactive energy tell what they are", () => {
  const lines = linesOf(
    fixed("base", { per: "billing-period", price: "1000" }),
    named("factor", { kind: "power-factor", standard: "0.90" }),
    named("levy", { kind: "percentage", percent: "10", on: ["base"] }),
    named("kvarh", { kind: "reactive", price: "0.01", flow: "both" }),
    named("least", {
      kind: "minimum",
      amount: "2000",
      per: "billing-period",
      on: ["base"],
    }),
    named("most", { kind: "maximum", amount: "900", per: "billing-period", on: ["base"] }),
  );
  assert.deepEqual(
    lines.map(({ kind, chargeId, unit }) => [kind, chargeId, unit]),
    [
      ["fixed", "base", "bill"],
      ["power-factor", "factor", "%"],
      ["percentage", "levy", "%"],
      ["reactive", "kvarh", "kvarh"],
      ["minimum-top-up", "least", "bill"],
      ["maximum-cut", "most", "bill"],
    ],
  );
  // Drawn and sent back: 2 × 744 × 2 = 2976 kvarh.
  assert.equal(lines[3]?.quantity.toString(), "2976");
});

test("every kind of line that bills group by occurs, and no other", () => {
  const tariff = tariffOf({
    calendars: [CALENDAR],
    charges: [
      fixed("base", { per: "billing-period", price: "1000" }),
      named("energy", { kind: "consumption", price: "2" }),
      demand("flat", { price: "3" }),
      demand("tou", { calendar: "times", rates: [{ touPeriods: ["day"], price: "4" }] }),
      named("kvarh", { kind: "reactive", price: "1" }),
      named("factor", { kind: "power-factor", standard: "0.90" }),
      named("levy", { kind: "percentage", percent: "10", on: ["base"] }),
      named("least", { kind: "minimum", amount: "1700", per: "billing-period", on: ["base"] }),
      named("most", { kind: "maximum", amount: "1500", per: "billing-period", on: ["energy"] }),
    ],
    taxes: [{ id: "vat", label: "VAT", percent: "25", included: true }],
  });
  const exemptions = [{ kind: "exempt", reason: "Embassy" }] as const;
  const { lines } = rated({
    tariff,
    days: JANUARY,
    consumption,
    around: { ...around, exemptions },
  });
  const kinds = new Set(lines.map(({ kind }) => kind));
  assert.deepEqual([...kinds].toSorted(), RATED_LINE_KINDS.toSorted());
});

test("the months of a comparison count a power factor and what an exempt tenant gets off as other", () => {
  const document = tariffOf({
    charges: [
      fixed("base", { per: "billing-period", price: "125" }),
      named("factor", {
        kind: "power-factor",
        table: [
          { from: "0", percent: "4" },
          { from: "0.90", percent: "0" },
        ],
      }),
    ],
    taxes: [{ id: "vat", label: "VAT", percent: "25", included: true }],
  });
  const exemptions = [{ kind: "exempt", reason: "Embassy" }] as const;
  const months = { document, consumption, days: JANUARY, timeZone: "UTC" };
  const [month] = required(monthlyCharges({ ...months, around: { ...around, exemptions } }));
  assert.ok(month);
  // 763 kWh and twice 1488 kvarh: 4 % of 125 = 5. In 130 a fifth is VAT: 26 less. 5 − 26 = −21.
  const { fixed: base, other, tax, total } = month;
  assert.deepEqual(
    [base, other, tax, total].map((amount) => amount.normalized().toString()),
    ["125", "-21", "0", "104"],
  );
});

test("the months of a comparison keep each kind of charge apart, and included taxes out", () => {
  const document = tariffOf({
    calendars: [CALENDAR],
    charges: [
      fixed("base", { per: "billing-period", price: "1000" }),
      named("energy", { kind: "consumption", price: "2" }),
      named("flat", { kind: "demand", price: "3", prorate: "none" }),
      named("tou", {
        kind: "demand",
        prorate: "none",
        calendar: "times",
        rates: [{ touPeriods: ["day"], price: "4" }],
      }),
      named("kvarh", { kind: "reactive", price: "1" }),
      named("levy", { kind: "percentage", percent: "10", on: ["base"] }),
      named("least", { kind: "minimum", amount: "1700", per: "billing-period", on: ["base"] }),
      named("most", { kind: "maximum", amount: "1500", per: "billing-period", on: ["energy"] }),
    ],
    taxes: [{ id: "vat", label: "VAT", percent: "25", included: true }],
  });
  const [month] = required(
    monthlyCharges({ document, consumption, days: JANUARY, timeZone: "UTC", around }),
  );
  assert.ok(month);
  const { fixed: base, energy, flatDemand, touDemand, minimumTopUp, other, tax } = month;
  // 763 × 2 = 1526; 20 × 3; 20 × 4; a top-up of 700; 2 × 744 = 1488 and 10 % of 1000, less the
  // 26 above 1500.
  assert.deepEqual(
    [base, energy, flatDemand, touDemand, minimumTopUp, other, tax].map((amount) =>
      amount.normalized().toString(),
    ),
    ["1000", "1526", "60", "80", "700", "1562", "0"],
  );
});
