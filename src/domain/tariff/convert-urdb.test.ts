import assert from "node:assert/strict";
import { test } from "node:test";
import { faultText } from "#domain/core/fault.ts";
import { consumptionCase, daysOf, rated, required } from "#test/support/rating-case.ts";
import { convertUrdb, isUrdb } from "./convert-urdb.ts";
import { parseTariff } from "./parse-tariff.ts";
import { decimalText } from "./urdb-prices.ts";

const allDay = (period: number) => Array.from({ length: 24 }, () => period);
const sameAllYear = (hours: readonly number[]) => Array.from({ length: 12 }, () => hours);

const FLAT = {
  utility: "Example Light",
  name: "General service",
  energyratestructure: [[{ rate: 0.12, adj: 0.005, unit: "kWh" }]],
  energyweekdayschedule: sameAllYear(allDay(0)),
  energyweekendschedule: sameAllYear(allDay(0)),
};

/** The first fault, as a person reads it. */
function refusal(parts: Readonly<Record<string, unknown>>): string {
  const result = convertUrdb({ ...FLAT, ...parts });
  assert.equal(result.ok, false);
  return result.faults[0] ? faultText(result.faults[0]) : "";
}

function converted(parts: Readonly<Record<string, unknown>>) {
  return required(parseTariff(required(convertUrdb({ ...FLAT, ...parts }))));
}

test("a document of the database is known by its structures, alone or as the only item", () => {
  assert.equal(isUrdb(FLAT), true);
  assert.equal(isUrdb({ items: [FLAT] }), true);
  assert.equal(isUrdb({ items: [FLAT, FLAT] }), false);
  assert.equal(isUrdb({ format: "smartpm-tariff/1", ...FLAT }), false);
  assert.equal(isUrdb([FLAT]), false);
  assert.equal(isUrdb(null), false);
});

test("one price all year needs no calendar, and its adjustment is part of it", () => {
  const { name, currency, charges, rounding } = converted({});
  assert.deepEqual(
    [name, currency, rounding.line],
    ["Example Light, General service", "USD", "none"],
  );
  const [charge] = charges;
  assert.ok(charge?.kind === "consumption");
  assert.equal(charge.calendar, undefined);
  assert.equal(charge.rates[0]?.tiers[0]?.price.toString(), "0.125");
});

test("months with one schedule become one season, over new year too", () => {
  const summer = [...allDay(0).slice(0, 12), ...allDay(1).slice(0, 6), ...allDay(0).slice(0, 6)];
  const schedule = Array.from({ length: 12 }, (_, m) => (m >= 5 && m <= 8 ? summer : allDay(0)));
  const { charges } = converted({
    energyratestructure: [[{ rate: 0.1 }], [{ rate: 0.2 }]],
    energyweekdayschedule: schedule,
  });
  const [charge] = charges;
  assert.ok(charge?.kind === "consumption" && charge.calendar);
  assert.deepEqual(
    charge.calendar.seasons.map(({ label, ranges }) => [label, ranges]),
    [
      [
        "Jan–May, Oct–Dec",
        [
          { from: 101, through: 531 },
          { from: 1001, through: 1231 },
        ],
      ],
      ["Jun–Sep", [{ from: 601, through: 930 }]],
    ],
  );
  const summerWeekday = charge.calendar.patterns[2];
  assert.deepEqual(
    summerWeekday?.map(({ fromMinute, toMinute, touPeriod }) => [fromMinute, toMinute, touPeriod]),
    [
      [0, 720, 0],
      [720, 1080, 1],
      [1080, 1440, 0],
    ],
  );
});

test("tiers are a monthly ladder; a greatest number as the last end is no end", () => {
  const tiers = [
    { max: 350, rate: 0.08 },
    { max: 9.9999999e37, rate: 0.1 },
  ];
  const [charge] = converted({ energyratestructure: [tiers] }).charges;
  assert.ok(charge?.kind === "consumption");
  assert.deepEqual(charge.ladder, {
    counts: "month",
    kind: "marginal",
    allocation: "proportional",
    prorate: "none",
    limitsPer: undefined,
    intervalMinutes: undefined,
    widen: undefined,
  });
  assert.deepEqual(
    charge.rates[0]?.tiers.map(({ upTo }) => upTo?.toString()),
    ["350", undefined],
  );
});

test("demand by the month and by time of use, fixed amounts and a minimum", () => {
  const { charges } = converted({
    demandwindow: 15,
    flatdemandstructure: [[{ rate: 3 }], [{ max: 50, rate: 4 }, { rate: 5 }]],
    flatdemandmonths: [0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0],
    demandratestructure: [[{ rate: 7.5 }]],
    demandweekdayschedule: sameAllYear(allDay(0)),
    demandweekendschedule: sameAllYear(allDay(0)),
    fixedchargefirstmeter: 0.4,
    fixedchargeunits: "$/day",
    mincharge: 25,
    minchargeunits: "$/month",
  });
  assert.deepEqual(
    charges.map(({ kind, id }) => `${kind} ${id}`),
    [
      "consumption energy",
      "demand flat-demand",
      "demand tou-demand",
      "fixed fixed",
      "minimum minimum",
    ],
  );
  const [, flat, tou] = charges;
  assert.ok(flat?.kind === "demand" && tou?.kind === "demand");
  assert.deepEqual([flat.intervalMinutes, flat.rates.length], [15, 2]);
  assert.deepEqual(
    [flat.rates[0]?.byTouPeriod, tou.rates[0]?.byTouPeriod],
    [false, true],
    "one period all the time is still demand by time of use",
  );
});

test("what has no counterpart is refused by name, and nothing said twice", () => {
  assert.equal(
    refusal({ coincidentratestructure: [[{ rate: 12 }]] }),
    "coincidentratestructure: is a charge on the demand at the system's peak, which is not converted (remove it to price the rest)",
  );
  assert.equal(
    refusal({ demandreactivepowercharge: 0.52 }),
    "demandreactivepowercharge: is a charge on reactive demand, which is not converted (remove it to price the rest)",
  );
  assert.match(refusal({ annualmincharge: 99 }), /^annualmincharge: is a minimum over the year/);
  assert.match(
    refusal({ mincharge: 99, minchargeunits: "$/year" }),
    /^minchargeunits: is "\$\/year", which is not converted \(only amounts in \$\/month, \$\/day are\)/,
  );
  assert.match(
    refusal({ energyratestructure: [[{ max: 5, rate: 0.1, unit: "MWh" }, { rate: 0.2 }]] }),
    /^energyratestructure\[0\]\[0\]\.unit: is "MWh", which is not converted/,
  );
  assert.equal(isUrdb({ ...FLAT, demandratchetpercentage: [0, 0] }), true);
  assert.ok(convertUrdb({ ...FLAT, coincidentratestructure: [[0]], annualmincharge: "" }).ok);
  assert.ok(convertUrdb({ ...FLAT, demandratchetpercentage: [0, 0], lookbackpercent: 0 }).ok);
});

test("a wrong schedule or price is refused with the way to it", () => {
  assert.match(
    refusal({ energyweekdayschedule: sameAllYear(allDay(3)) }),
    /^energyweekdayschedule\[0\]\[0\]: is 3 \(write the number of a period, from 0 to 0\)/,
  );
  assert.match(
    refusal({ energyweekendschedule: [allDay(0)] }),
    /^energyweekendschedule: has 1 entries \(write 12 of them\)/,
  );
  assert.match(
    refusal({ energyratestructure: [[{ rate: "0.1" }]] }),
    /^energyratestructure\[0\]\[0\]\.rate: is "0\.1" \(write a number, without quotes\)/,
  );
  assert.match(
    refusal({ energyratestructure: [[{ rate: 0.1 }, { rate: 0.2 }]] }),
    /^energyratestructure\[0\]\[0\]\.max: is missing/,
  );
  assert.match(
    refusal({ energyratestructure: [[{ max: 5, rate: 0.1 }]] }),
    /^energyratestructure\[0\]\[0\]\.max: ends the last tier/,
  );
  const nothing = convertUrdb({ energyratestructure: [] });
  assert.match(nothing.ok ? "" : faultText(nothing.faults[0]!), /has no charge/);
  const noObject = convertUrdb("tariff");
  assert.match(noObject.ok ? "" : faultText(noObject.faults[0]!), /is "tariff"/);
});

test("a binary number becomes the digits that people wrote", () => {
  assert.equal(decimalText(0.1), "0.1");
  assert.equal(decimalText(1.5e-7), "0.00000015");
  assert.equal(decimalText(-2e-7), "-0.0000002");
  assert.equal(decimalText(1e21), "1000000000000000000000");
  assert.equal(decimalText(1.25e22), "12500000000000000000000");
});

test("schedules may be left out where there is one period, and null says nothing", () => {
  const { charges } = required(
    parseTariff(
      required(
        convertUrdb({
          energyratestructure: [[{ rate: 0.1, max: null, adj: null, unit: null }]],
          flatdemandstructure: [[{ rate: 14 }]],
          demandrateunit: null,
          mincharge: null,
        }),
      ),
    ),
  );
  assert.deepEqual(
    charges.map(({ id }) => id),
    ["energy", "flat-demand"],
  );
  const twoPeriods = convertUrdb({ energyratestructure: [[{ rate: 0.1 }], [{ rate: 0.2 }]] });
  assert.match(
    twoPeriods.ok ? "" : faultText(twoPeriods.faults[0]!),
    /^energyweekdayschedule: is missing \(/,
  );
});

const DEMAND = { flatdemandstructure: [[{ rate: 10 }]] };

/** The demand charge of a document with these fields. */
function demandOf(parts: Readonly<Record<string, unknown>>) {
  const charge = converted({ ...DEMAND, ...parts }).charges.find(({ kind }) => kind === "demand");
  assert.ok(charge?.kind === "demand");
  const { unit, ratchet } = charge;
  return {
    unit,
    ...(ratchet && {
      percent: ratchet.percent.toString(),
      months: ratchet.months,
      ofMonths: ratchet.ofMonths && [...ratchet.ofMonths],
    }),
  };
}

test("a ratchet looks back over months, or at some months of the year", () => {
  const lookback = { lookbackPercent: 0.8, lookbackRange: 6 };
  const half = { unit: "kW", percent: "80", months: 6, ofMonths: undefined };
  assert.deepEqual(demandOf(lookback), half);
  assert.deepEqual(demandOf({ ...lookback, lookbackPercent: 80 }), half);
  const summer = Array.from({ length: 12 }, (_, m) => (m >= 5 && m <= 7 ? 1 : 0));
  const flags = { lookbackPercent: 0.75, lookbackMonths: summer };
  const flagged = { unit: "kW", percent: "75", months: 11, ofMonths: [6, 7, 8] };
  assert.deepEqual(demandOf(flags), flagged);
  assert.deepEqual(demandOf({ ...flags, lookbackMonths: summer.map((m) => m === 1) }), flagged);
  assert.deepEqual(demandOf({ ...flags, lookbackRange: 6 }), { ...half, percent: "75" });
  const alike = Array.from({ length: 12 }, () => 50);
  assert.deepEqual(demandOf({ demandratchetpercentage: alike }), {
    unit: "kW",
    percent: "50",
    months: 11,
    ofMonths: undefined,
  });
  assert.deepEqual(demandOf({ lookbackPercent: 0, lookbackRange: 6 }), { unit: "kW" });
});

test("a ratchet that cannot be told is refused", () => {
  assert.equal(
    refusal({ lookbackPercent: 0.75 }),
    "lookbackpercent: is a ratchet, and there is no flatdemandstructure that it would raise (remove it to price the rest)",
  );
  assert.match(
    refusal({ demandratchetpercentage: [50] }),
    /^demandratchetpercentage: is a ratchet/,
  );
  assert.equal(
    refusal({ ...DEMAND, demandratchetpercentage: [...Array.from({ length: 11 }, () => 50), 80] }),
    "demandratchetpercentage: differs by month, which is not converted (write one for all months)",
  );
  assert.match(
    refusal({ ...DEMAND, demandratchetpercentage: [50] }),
    /^demandratchetpercentage: has 1 entries/,
  );
  assert.equal(
    refusal({
      ...DEMAND,
      lookbackPercent: 0.5,
      lookbackMonths: Array.from({ length: 12 }, () => 2),
    }),
    "lookbackmonths[0]: is 2 (write true or false)",
  );
  assert.match(refusal({ ...DEMAND, lookbackPercent: "half" }), /^lookbackpercent: is "half"/);
  assert.match(
    refusal({ ...DEMAND, lookbackPercent: 0.5, lookbackRange: "six" }),
    /^lookbackrange: is "six"/,
  );
});

test("demand is in kW or kVA, by whichever field says so", () => {
  assert.deepEqual(demandOf({ flatDemandUnits: "kVA" }), { unit: "kVA" });
  assert.deepEqual(demandOf({ demandunits: "kW", flatdemandunit: "kW" }), { unit: "kW" });
  for (const name of ["demandunits", "demandrateunits", "demandrateunit", "flatdemandunits"]) {
    assert.equal(
      refusal({ ...DEMAND, [name]: "hp" }),
      `${name}: is "hp", which is not converted (only demand in kW or kVA is)`,
    );
  }
  assert.equal(
    refusal({ ...DEMAND, demandunits: "kW", flatdemandunits: "kVA" }),
    "flatdemandunits: is kVA, and demandunits is not (write one unit of demand)",
  );
});

test("limits in kWh a day are those of the month's days", () => {
  const tiers = [
    { max: 10.5, rate: 0.08, unit: "kWh daily" },
    { rate: 0.1, unit: "kWh daily" },
  ];
  const tariff = converted({ energyratestructure: [tiers] });
  // January: 31 × 10.5 = 325.5 × 0.08 = 26.04, the other 74.5 × 0.1 = 7.45. February: 28 × 10.5 = 294
  // × 0.08 = 23.52 and 106 × 0.1 = 10.60.
  const bill = (from: string, to: string) =>
    rated({ tariff, days: daysOf(from, to), total: "400" })
      .exact.normalized()
      .toString();
  assert.equal(bill("2026-01-01", "2026-02-01"), "33.49");
  assert.equal(bill("2026-02-01", "2026-03-01"), "34.12");
  const seasonal = converted({
    energyratestructure: [tiers, [{ rate: 0.2 }]],
    energyweekdayschedule: Array.from({ length: 12 }, (_, m) => allDay(m === 6 ? 1 : 0)),
  });
  const [charge] = seasonal.charges;
  assert.ok(charge?.kind === "consumption");
  const july = charge.rates.filter(({ season }) => season === "Jul");
  assert.deepEqual(
    july.map(({ touPeriod, tiers: bands }) => [touPeriod, bands[0]?.upTo?.toString()]),
    [
      ["Period 1", "325.5"],
      ["Period 2", undefined],
    ],
  );
});

test("limits have to rise", () => {
  assert.equal(
    refusal({ energyratestructure: [[{ max: 500, rate: 1 }, { max: 100, rate: 2 }, { rate: 3 }]] }),
    "energyratestructure[0][1].max: is 100 (write more than 500, where the tier begins)",
  );
  assert.equal(
    refusal({ energyratestructure: [[{ max: 0, rate: 1 }, { rate: 2 }]] }),
    "energyratestructure[0][0].max: is 0 (write more than 0, where the tier begins)",
  );
});

test("fuel costs what its month says", () => {
  const same = converted({ fueladjustmentsmonthly: Array.from({ length: 12 }, () => 0.0125) });
  assert.equal(
    rated({ tariff: same, days: daysOf("2026-03-01", "2026-04-01"), total: "100" }).exact.toFixed(
      4,
    ),
    "13.7500",
  );
  const each = converted({
    fueladjustmentsmonthly: [0.01, ...Array.from({ length: 11 }, () => 0)],
  });
  const bill = (from: string, to: string) =>
    rated({ tariff: each, days: daysOf(from, to), total: "100" }).exact.toFixed(2);
  assert.equal(bill("2026-01-01", "2026-02-01"), "13.50");
  assert.equal(bill("2026-02-01", "2026-03-01"), "12.50");
  assert.match(
    refusal({ fueladjustmentsmonthly: [0.01] }),
    /^fueladjustmentsmonthly: has 1 entries/,
  );
});

test("limits in kWh/kW follow the highest demand of the month", () => {
  const tiers = [
    { max: 100, rate: 0.1, unit: "kWh/kW" },
    { max: 300, rate: 0.08, unit: "kWh/kW" },
    { rate: 0.05, unit: "kWh/kW" },
  ];
  const days = daysOf("2026-06-01", "2026-07-01");
  // 718 hours of 2 kW and 2 of 4 kW: 1 444 kWh. 4 × 100 = 400 × 0.1 = 40; 800 × 0.08 = 64; the
  // other 244 × 0.05 = 12.20.
  const consumption = consumptionCase({ days, amount: (_, n) => (n === 9 || n === 99 ? 4 : 2) });
  const tariff = converted({ energyratestructure: [tiers] });
  assert.equal(rated({ tariff, days, consumption }).exact.normalized().toString(), "116.2");
  assert.match(
    refusal({ energyratestructure: [[{ max: 5, rate: 0.1 }, ...tiers.slice(1)]] }),
    /^energyratestructure: ends some tiers in kWh\/kW and others not \(write all of them in one unit\)$/,
  );
});
