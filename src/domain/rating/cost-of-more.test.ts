import assert from "node:assert/strict";
import { test } from "node:test";
import { consumptionCase, daysOf, required, tariffOf } from "#test/support/rating-case.ts";
import { costOfMore } from "./cost-of-more.ts";

const DAYS = daysOf("2026-03-30", "2026-04-03");
/** 2 kWh an hour for two days of March and two of April. */
const CONSUMPTION = consumptionCase({ days: DAYS, amount: () => 2 });
const HOURS = CONSUMPTION.amounts.length;

function costOf(charges: readonly unknown[], moreIn: (hour: number) => number, taxes = VAT) {
  return required(
    costOfMore({
      versions: [{ id: 1, effectiveFrom: DAYS.from, document: tariffOf({ charges, taxes }) }],
      period: DAYS,
      timeZone: "UTC",
      consumption: CONSUMPTION,
      countsFrom: DAYS.from,
      more: Float64Array.from({ length: HOURS }, (_, hour) => moreIn(hour)),
    }),
  );
}

const VAT: readonly unknown[] = [{ id: "vat", label: "VAT", percent: "10" }];
const BASE = {
  kind: "fixed",
  id: "base",
  label: "Base",
  price: "31",
  per: "month",
  prorate: "none",
};

test("more use costs its price and its tax, and nothing of what is due anyway", () => {
  const energy = { kind: "consumption", id: "energy", label: "Energy", price: "0.25" };
  // One kWh more in each of 48 hours of April: 48 × 0.25 = 12.00, with 10 % VAT 13.20.
  assert.equal(
    costOf([energy, BASE], (hour) => (hour >= 48 ? 1 : 0)),
    1320n,
  );
  assert.equal(
    costOf([energy, BASE], () => 0),
    0n,
  );
});

test("more use falls into the step of the ladder that its month has reached", () => {
  const energy = {
    kind: "consumption",
    id: "energy",
    label: "Energy",
    tiers: [{ upTo: "100", price: "0.10" }, { price: "0.40" }],
    ladder: { counts: "month", prorate: "none" },
  };
  // March has 96 of its 100 kWh: of 10 more, 4 at 0.10 and 6 at 0.40: 2.80, with VAT 3.08.
  assert.equal(
    costOf([energy], (hour) => (hour < 10 ? 1 : 0)),
    308n,
  );
});

test("more use in one hour raises the peak that is paid", () => {
  const demand = { kind: "demand", id: "peak", label: "Peak", price: "5", prorate: "none" };
  // The peak of April is 5 kW and not 2 kW: 3 × 5.00, with VAT 16.50.
  assert.equal(
    costOf([demand], (hour) => (hour === 60 ? 3 : 0)),
    1650n,
  );
});
