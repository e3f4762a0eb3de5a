/** Series, gas, heat, cooling, sewage and what is sent back, at their corners. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import { consumptionCase, daysOf, lineTexts, rated, tariffOf } from "#test/support/rating-case.ts";
import type { PriceSeries } from "./circumstances.ts";

type Parts = Readonly<Record<string, unknown>>;

const DAY = daysOf("2026-03-31", "2026-04-01");

function energy(of: Parts, fields: Parts) {
  const charge = { kind: "consumption", id: "energy", label: "Energy", ...fields };
  return tariffOf({ charges: [charge], ...of });
}

function ofTotal(tariff: ReturnType<typeof tariffOf>, total: string, unit?: string): string[] {
  return lineTexts(rated({ tariff, days: DAY, total, ...(unit !== undefined && { unit }) }));
}

const FLAT = energy({}, { price: "0.25" });

test("a flat price of nothing is one line of nothing", () => {
  assert.deepEqual(ofTotal(FLAT, "0"), ["0.00 = 0 kWh × 0.25"]);
});

test("a flat price of what was sent back on the whole is a credit", () => {
  // 4 × 0.25 = 1.00 that the customer gets.
  assert.deepEqual(ofTotal(FLAT, "-4"), ["-1.00 = -4 kWh × 0.25"]);
});

const GAS = energy(
  { commodity: "gas", unit: "kWh", gasEnergy: { volumeCorrection: "1.02", calorificValue: "36" } },
  { price: "0.36" },
);

test("gas that was not used has no energy, and gas of one day has that day's", () => {
  assert.deepEqual(ofTotal(GAS, "0", "m3"), ["0.00 = (0 m3 × 1.02 × 36 ÷ 3.6) kWh × 0.36"]);
  // 10 × 1.02 × 36 ÷ 3.6 = 102 kWh.
  assert.deepEqual(ofTotal(GAS, "10", "m3"), ["36.72 = (10 m3 × 1.02 × 36 ÷ 3.6) kWh × 0.36"]);
});

test("a calorific value that changes at the midnight of a clock change has the hours of its day", () => {
  const tariff = energy(
    { commodity: "gas", unit: "kWh", gasEnergy: { calorificSeries: "gas" } },
    { price: "1" },
  );
  const days = daysOf("2026-10-24", "2026-10-26");
  const timeZone = "Europe/Berlin";
  const consumption = consumptionCase({ days, timeZone, amount: () => 1 });
  const series = {
    gas: seriesOf("2026-10-26T00:00Z", ["2026-10-23T00:00Z", "36"], ["2026-10-24T22:00Z", "18"]),
  };
  const result = rated({ tariff, days, timeZone, consumption, unit: "m3", around: { series } });
  // 24 m3 of 36 MJ are 24 × 10 kWh; 25 m3 of 18 MJ are 25 × 5 kWh.
  assert.deepEqual(lineTexts(result), ["365.00 = 365 kWh × 1"]);
});

test("heat of nothing in GJ is nothing in kWh, and 3.6 GJ credited are 1000 kWh", () => {
  const heat = energy({ commodity: "heat", unit: "GJ" }, { price: "0.09", unit: "kWh" });
  assert.deepEqual(ofTotal(heat, "0"), ["0.00 = 0 kWh × 0.09"]);
  // −3.6 GJ = −1000 kWh.
  assert.deepEqual(ofTotal(heat, "-3.6"), ["-90.00 = -1000 kWh × 0.09"]);
});

test("chilled water of one day in ton-hours is energy by the definition of a ton", () => {
  const cooling = energy({ commodity: "cooling", unit: "RTh" }, { price: "1", unit: "MJ" });
  // A ton-hour is 12.660670231 MJ (12 000 BTU of 1055.05585262 J).
  assert.deepEqual(ofTotal(cooling, "100"), ["1266.07 = 1266.067023144 MJ × 1"]);
  assert.deepEqual(ofTotal(cooling, "0"), ["0.00 = 0 MJ × 1"]);
});

test("sewage of no water is none; a meter that ran back gives its share back", () => {
  const sewage = energy(
    { commodity: "cold-water", unit: "m3" },
    { price: "2", quantityFactor: "0.9" },
  );
  assert.deepEqual(ofTotal(sewage, "0"), ["0.00 = 0.9 × 0 m3 × 2"]);
  assert.deepEqual(ofTotal(sewage, "-10"), ["-18.00 = 0.9 × -10 m3 × 2"]);
});

const LOSSES = energy({}, { price: "0.20", quantityFactor: "1.035" });

test("losses of 3.5 % are part of what is charged", () => {
  // 1000 × 1.035 = 1035; × 0.20 = 207.00.
  const days = daysOf("2026-03-01", "2026-04-01");
  assert.deepEqual(lineTexts(rated({ tariff: LOSSES, days, total: "1000" })), [
    "207.00 = 1.035 × 1000 kWh × 0.2",
  ]);
});

test("losses of 3.5 % are paid on the one day of a tenant too", () => {
  // 24 × 1.035 = 24.84; × 0.20 = 4.968.
  assert.deepEqual(ofTotal(LOSSES, "24"), ["4.97 = 1.035 × 24 kWh × 0.2"]);
});

test("of nothing used nothing is lost", () => {
  assert.deepEqual(ofTotal(LOSSES, "0"), ["0.00 = 1.035 × 0 kWh × 0.2"]);
});

test("a credit for what is sent back counts 25 hours of the long day, and none of nothing", () => {
  const credit = energy({}, { price: "-0.08", flow: "received" });
  const days = daysOf("2026-10-25", "2026-10-26");
  const timeZone = "Europe/Berlin";
  const consumption = consumptionCase({ days, timeZone, amount: () => 9 });
  const of = (sent: number) => {
    const received = consumptionCase({ days, timeZone, amount: () => sent });
    const around = { channels: { received } };
    return lineTexts(rated({ tariff: credit, days, timeZone, consumption, around }));
  };
  assert.deepEqual(of(1), ["-2.00 = 25 kWh × -0.08"]);
  assert.deepEqual(of(0), ["0.00 = 0 kWh × -0.08"]);
});

function seriesOf(
  to: string,
  ...steps: readonly (readonly [from: string, price: string])[]
): PriceSeries {
  return {
    steps: steps.map(([from, price]) => ({
      from: Temporal.Instant.from(from),
      price: Decimal.parse(price),
    })),
    to: Temporal.Instant.from(to),
  };
}

const SPOT = tariffOf({
  charges: [{ kind: "series", id: "spot", label: "Spot", series: "spot", markup: "0.01" }],
});

test("a price of a series begins at its instant: also over midnight, on 29 February", () => {
  const days = daysOf("2028-02-28", "2028-03-01");
  const consumption = consumptionCase({ days, amount: () => 1 });
  const spot = seriesOf(
    "2028-03-01T00:00Z",
    ["2028-02-28T00:00Z", "0.10"],
    ["2028-02-28T23:00Z", "0.20"],
    ["2028-02-29T01:00Z", "-0.05"],
  );
  // 23 × (0.10 + 0.01), 2 × (0.20 + 0.01) over midnight, 23 × (−0.05 + 0.01).
  assert.deepEqual(
    lineTexts(rated({ tariff: SPOT, days, consumption, around: { series: { spot } } })),
    ["2.53 = 23 kWh × 0.11", "0.42 = 2 kWh × 0.21", "-0.92 = 23 kWh × -0.04"],
  );
});

test("many prices of nothing used are one line of nothing, and no division by it", () => {
  const consumption = consumptionCase({ days: DAY, amount: () => 0 });
  const begin = DAY.from.toZonedDateTime("UTC").toInstant();
  const steps = Array.from({ length: 24 }, (_, hour) => ({
    from: begin.add({ hours: hour }),
    price: Decimal.of(hour),
  }));
  const series = { spot: { steps, to: begin.add({ hours: 24 }) } };
  assert.deepEqual(lineTexts(rated({ tariff: SPOT, days: DAY, consumption, around: { series } })), [
    "0.00 = 0 kWh × ∅ 0 (24)",
  ]);
});

test("an index of fuel that is new with the year prices each year's days of a bill over it", () => {
  const days = daysOf("2026-12-31", "2027-01-02");
  const spot = seriesOf(
    "2027-02-01T00:00Z",
    ["2026-12-01T00:00Z", "0.09"],
    ["2027-01-01T00:00Z", "0.19"],
  );
  // A total of 50 by days: 25 × 0.10 and 25 × 0.20.
  assert.deepEqual(
    lineTexts(rated({ tariff: SPOT, days, total: "50", around: { series: { spot } } })),
    ["2.50 = 25 kWh × 0.1", "5.00 = 25 kWh × 0.2"],
  );
});
