/** Power factor, reactive energy, percentages and limits: rules R16 and R24. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import { faultText } from "#domain/core/fault.ts";
import { POWER_FACTOR_STANDARDS, powerFactorTable } from "#domain/tariff/power-factor-tables.ts";
import {
  consumptionCase,
  daysOf,
  lineTexts,
  rated,
  ratedOrNot,
  tariffOf,
  totalText,
} from "#test/support/rating-case.ts";
import { powerFactor } from "./rate-power-factor.ts";

const APRIL = daysOf("2026-04-01", "2026-05-01");
const total = (quantity: string) => ({ quantity: Decimal.parse(quantity) });

/** R24: energy 50 000 with 2 720 of funds in it, and 86 640 of demand: 133 920 is the base. */
const chinese = (adjustment: Record<string, unknown>) =>
  tariffOf({
    charges: [
      { kind: "consumption", id: "energy", label: "Energy", price: "0.4728" },
      { kind: "consumption", id: "funds", label: "Government funds", price: "0.0272" },
      {
        kind: "fixed",
        id: "basic",
        label: "Basic price",
        price: "36.1",
        times: "contract-demand",
        per: "month",
        prorate: "days",
      },
      { kind: "power-factor", id: "factor", label: "Power factor", ...adjustment },
    ],
  });
const adjusted = (reactive: string, adjustment: Record<string, unknown> = {}) => {
  const on = ["energy", "basic"];
  const result = rated({
    tariff: chinese({ ...("table" in adjustment ? {} : { standard: "0.90" }), on, ...adjustment }),
    days: APRIL,
    total: "100000",
    around: {
      terms: [{ from: APRIL.from, values: { "contract-demand": Decimal.parse("2400") } }],
      channels: { reactiveImport: total(reactive) },
    },
  });
  return lineTexts(result).at(-1);
};

test("R24: 100 000 kWh with 54 390 kvarh are a power factor of 0.88, and 1 % is added", () => {
  // 100000 ÷ √(100000² + 54390²) = 100000 ÷ 113834.0… = 0.8785 → 0.88; 133 920 × 1 % = 1 339.20.
  assert.equal(
    adjusted("54390"),
    "1339.20 = 133920 × 1 %, cos φ 0.88 = 100000 ÷ √(100000² + 54390²)",
  );
});

test("R24: at 0.95 and above 0.75 % are taken off", () => {
  // 32868 ÷ 100000 = tan φ of cos φ 0.95: 133 920 × −0.75 % = −1 004.40.
  assert.match(adjusted("32868") ?? "", /^-1004\.40 = 133920 × -0\.75 %, cos φ 0\.95 /);
  assert.match(adjusted("0") ?? "", /^-1004\.40 = 133920 × -0\.75 %, cos φ 1\.00 /);
});

const percentAt = (name: string, factor: string) => {
  const standard = POWER_FACTOR_STANDARDS.find((known) => known === name);
  assert.ok(standard);
  const step = powerFactorTable(standard).find(({ from }) => !Decimal.parse(factor).lessThan(from));
  return step?.percent.normalized().toString();
};

test("R24: the published tables, at their ends and where their steps change", () => {
  const expected = {
    "0.90": { "1": "-0.75", "0.95": "-0.75", "0.94": "-0.6", "0.91": "-0.15", "0.90": "0" },
    "0.85": { "1": "-1.1", "0.94": "-1.1", "0.93": "-0.95", "0.90": "-0.5", "0.85": "0" },
    "0.80": { "0.92": "-1.3", "0.91": "-1.15", "0.90": "-1", "0.81": "-0.1", "0.80": "0" },
  } as const;
  for (const [standard, percents] of Object.entries(expected)) {
    for (const [factor, percent] of Object.entries(percents)) {
      assert.equal(percentAt(standard, factor), percent, `${standard} at ${factor}`);
    }
  }
  // 0.90: 0.70 is 20 steps of 0.5 % below, 0.65 is 5 of 1 % more, then 2 % each.
  const surcharges = { "0.89": "0.5", "0.70": "10", "0.69": "11", "0.65": "15", "0.64": "17" };
  for (const [factor, percent] of Object.entries(surcharges)) {
    assert.equal(percentAt("0.90", factor), percent, factor);
  }
  assert.equal(percentAt("0.85", "0.60"), "15");
  assert.equal(percentAt("0.80", "0.55"), "15");
  assert.equal(percentAt("0.80", "0"), String(15 + 2 * 55));
});

test("R24: reactive energy counts whichever way it flows", () => {
  const channels = { reactiveImport: total("30000"), reactiveExport: total("24390") };
  const result = rated({
    tariff: chinese({ standard: "0.90", on: ["energy"] }),
    days: APRIL,
    total: "100000",
    around: { channels, terms: [{ from: APRIL.from, values: { "contract-demand": Decimal.ONE } }] },
  });
  assert.match(lineTexts(result).at(-1) ?? "", /× 1 %, cos φ 0\.88 = .*\+ 54390²\)$/);
});

const factor = (active: string, reactive: string) =>
  powerFactor(Decimal.parse(active), Decimal.parse(reactive)).toString();

test("a power factor is rounded half up to two digits, exactly at the half too", () => {
  assert.equal(factor("3", "4"), "0.60");
  assert.equal(factor("0", "4"), "0.00");
  assert.equal(factor("5", "0"), "1.00");
  // 7/25 = 0.28; 0.855 exactly: active 0.855 of an apparent 1 has a reactive of √(1 − 0.855²).
  assert.equal(factor("7", "24"), "0.28");
  // (855, q) with 855² + q² just below and above 1000²: 0.855… rounds up, 0.8549… down.
  assert.equal(factor("855", "518.627"), "0.86");
  assert.equal(factor("855", "518.65"), "0.85");
  // cos φ = 0.125 exactly needs √63; 0.625 = 5/8 needs √39: the squares decide, no root is rounded.
  assert.equal(
    powerFactor(Decimal.of(5), Decimal.parse("6.2449979983983982058")).toString(),
    "0.63",
  );
  assert.equal(
    powerFactor(Decimal.of(5), Decimal.parse("6.2449979983983982059")).toString(),
    "0.62",
  );
});

test("a table of one's own, and nothing used, which is adjusted by nothing", () => {
  const table = [
    { from: "0", percent: "3" },
    { from: "0.92", percent: "0" },
  ];
  assert.match(adjusted("54390", { table }) ?? "", /× 3 %/);
  const idle = rated({
    tariff: chinese({ standard: "0.90", on: ["energy"] }),
    days: APRIL,
    total: "0",
    around: {
      terms: [{ from: APRIL.from, values: { "contract-demand": Decimal.ONE } }],
      channels: { reactiveImport: total("0") },
    },
  });
  assert.deepEqual(
    idle.lines.map(({ chargeId }) => chargeId),
    ["energy", "funds", "basic"],
  );
});

test("a power factor without reactive readings is a fault that says so", () => {
  const result = ratedOrNot({
    tariff: tariffOf({
      charges: [
        { kind: "fixed", id: "meter", label: "Meter", price: "1", per: "day" },
        { kind: "power-factor", id: "factor", label: "Power factor", standard: "0.90" },
      ],
    }),
    days: APRIL,
    total: "10",
  });
  assert.deepEqual(result.ok ? [] : result.faults.map(faultText), [
    "charges factor: it counts reactive energy drawn (kvarh), which was not read from 2026-04-01 to 2026-05-01 (read the point's reactive energy drawn (kvarh), or leave the charge out)",
  ]);
});

test("reactive energy sent back that was not read is a fault with its code, place and remedy", () => {
  const reactive = {
    kind: "reactive",
    id: "kvarh",
    label: "Reactive",
    price: "0.02",
    flow: "export",
  };
  const tariff = tariffOf({ charges: [reactive] });
  const around = { channels: { reactiveImport: total("10") } };
  const result = ratedOrNot({ tariff, days: APRIL, total: "10", around });
  assert.deepEqual(result.ok ? [] : result.faults, [
    {
      code: "rating.channel-missing",
      subject: "charges kvarh",
      message:
        "it counts reactive energy sent back (kvarh), which was not read from 2026-04-01 to 2026-05-01",
      remedy: "read the point's reactive energy sent back (kvarh), or leave the charge out",
    },
  ]);
});

test("a power factor misses the days on which what was sent back was not read", () => {
  const tariff = tariffOf({
    charges: [
      { kind: "fixed", id: "meter", label: "Meter", price: "1", per: "day" },
      { kind: "power-factor", id: "factor", label: "Power factor", standard: "0.90" },
    ],
  });
  const half = consumptionCase({ days: daysOf("2026-04-01", "2026-04-16"), amount: () => 1 });
  const around = { channels: { reactiveImport: total("10"), reactiveExport: half } };
  const result = ratedOrNot({ tariff, days: APRIL, total: "10", around });
  assert.deepEqual(result.ok ? [] : result.faults.map(faultText), [
    "charges factor: it counts reactive energy sent back (kvarh), which was not read from 2026-04-01 to 2026-05-01 (read the point's reactive energy sent back (kvarh), or leave the charge out)",
  ]);
});

const reactiveLines = (parts: Record<string, unknown>, active: string, reactive: string) =>
  lineTexts(
    rated({
      tariff: tariffOf({
        charges: [{ kind: "reactive", id: "kvarh", label: "Reactive", price: "0.02", ...parts }],
      }),
      days: APRIL,
      total: active,
      around: { channels: { reactiveImport: total(reactive), reactiveExport: total("100") } },
    }),
  );

test("reactive energy above half of the active energy is paid, at it and below nothing", () => {
  // 700 − 0.5 × 1000 = 200; × 0.02 = 4.00.
  const half = { freePercent: "50" };
  assert.deepEqual(reactiveLines(half, "1000", "700"), ["4.00 = (700 − 0.5 × 1000) kvarh × 0.02"]);
  assert.deepEqual(reactiveLines(half, "1000", "500"), ["0.00 = 0 kvarh × 0.02"]);
  assert.deepEqual(reactiveLines(half, "1000", "0"), ["0.00 = 0 kvarh × 0.02"]);
  assert.deepEqual(reactiveLines({}, "1000", "700"), ["14.00 = 700 kvarh × 0.02"]);
  assert.deepEqual(reactiveLines({ flow: "export" }, "1000", "700"), ["2.00 = 100 kvarh × 0.02"]);
  assert.deepEqual(reactiveLines({ flow: "both" }, "1000", "700"), ["16.00 = 800 kvarh × 0.02"]);
});

test("the free share of reactive energy is that of each month, or of the billing period", () => {
  // April: 720 kWh, 720 kvarh; May: 744 kWh, nothing reactive.
  const days = daysOf("2026-04-01", "2026-06-01");
  const consumption = consumptionCase({ days, amount: () => 1 });
  const reactiveImport = consumptionCase({ days, amount: ({ month }) => (month === 4 ? 1 : 0) });
  const lines = (counts: string) =>
    lineTexts(
      rated({
        tariff: tariffOf({
          charges: [
            { kind: "reactive", id: "q", label: "Q", price: "1", freePercent: "50", counts },
          ],
        }),
        days,
        consumption,
        around: { channels: { reactiveImport } },
      }),
    );
  assert.deepEqual(lines("month"), ["360.00 = (720 − 0.5 × 720) kvarh × 1", "0.00 = 0 kvarh × 1"]);
  assert.deepEqual(lines("billing-period"), ["0.00 = 0 kvarh × 1"]);
});

const charges = (...more: readonly Record<string, unknown>[]) =>
  tariffOf({
    charges: [
      { kind: "consumption", id: "energy", label: "Energy", price: "0.20" },
      { kind: "fixed", id: "meter", label: "Meter", price: "10", per: "month", prorate: "days" },
      ...more,
    ],
  });

test("discounts and surcharges count what stands before them, in the order written", () => {
  // Energy 100 × 0.20 = 20; 10 % of it off: −2; then 5 % on energy, meter and discount: 28 × 5 % = 1.40.
  const tariff = charges(
    { kind: "percentage", id: "discount", label: "Discount", percent: "-10", on: ["energy"] },
    { kind: "percentage", id: "surcharge", label: "Surcharge", percent: "5" },
  );
  const result = rated({ tariff, days: APRIL, total: "100" });
  assert.deepEqual(lineTexts(result), [
    "20.00 = 100 kWh × 0.2",
    "10.00 = 10 × 1",
    "-2.00 = 20 × -10 %",
    "1.40 = 28 × 5 %",
  ]);
  assert.equal(totalText(result), "29.40");
});

test("R16: a maximum cuts off what is above it, and nothing at it or below", () => {
  const tariff = charges({
    kind: "maximum",
    id: "cap",
    label: "Cap",
    amount: "30",
    per: "month",
    prorate: "days",
  });
  assert.equal(totalText(rated({ tariff, days: APRIL, total: "150" })), "30.00");
  assert.deepEqual(
    lineTexts(rated({ tariff, days: APRIL, total: "150" })).at(-1),
    "-10.00 = 30 − 40",
  );
  assert.equal(rated({ tariff, days: APRIL, total: "100" }).lines.length, 2);
  assert.equal(rated({ tariff, days: APRIL, total: "50" }).lines.length, 2);
  // Half a month: half of the maximum.
  const half = daysOf("2026-04-01", "2026-04-16");
  assert.equal(totalText(rated({ tariff, days: half, total: "150" })), "15.00");
});
