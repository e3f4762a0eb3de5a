import assert from "node:assert/strict";
import { test } from "node:test";
import type { DateRange } from "#domain/core/instant-range.ts";
import { consumptionCase, daysOf, required, tariffOf } from "#test/support/rating-case.ts";
import { costOfMore } from "./cost-of-more.ts";
import type { TariffOnPoint } from "./rate-together.ts";

const DAYS = daysOf("2026-03-30", "2026-04-03");
/** 2 kWh an hour for two days of March and two of April. */
const CONSUMPTION = consumptionCase({ days: DAYS, amount: () => 2 });
const HOURS = CONSUMPTION.amounts.length;

function costOf(
  charges: readonly unknown[],
  moreIn: (hour: number) => number,
  addOns: readonly TariffOnPoint[] = [],
) {
  return required(
    costOfMore({
      tariffs: [tariff(charges), ...addOns],
      period: DAYS,
      timeZone: "UTC",
      consumption: CONSUMPTION,
      countsFrom: DAYS.from,
      more: Float64Array.from({ length: HOURS }, (_, hour) => moreIn(hour)),
    }),
  );
}

function tariff(charges: readonly unknown[], days?: DateRange): TariffOnPoint {
  const document = tariffOf({ charges, taxes: VAT });
  const versions = [{ id: 1, effectiveFrom: DAYS.from, document }];
  return { name: "Tariff", versions, ...(days && { period: days }) };
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

const afterADay = (hour: number) => (hour >= 24 ? 1 : 0);

test("tariffs beside the point's own price what they price on their days, each with its tax", () => {
  const energy = { kind: "consumption", id: "energy", label: "Energy", price: "0.25" };
  const grid = tariff([{ kind: "consumption", id: "grid", label: "Grid", price: "0.0825" }]);
  const levy = { kind: "consumption", id: "levy", label: "Levy", price: "0.10" };
  const surcharge = { kind: "percentage", id: "fee", label: "Fee", percent: "50", on: ["levy"] };
  const fromApril = tariff([levy, surcharge, BASE], daysOf("2026-04-02", "2026-04-03"));
  // 24 kWh more on 31 March and 24 on each of 1 and 2 April, the last by a third tariff, too.
  // Energy 24 x 0.25 = 6.00 of March, with VAT 6.60; 48 x 0.25 = 12.00 of April, with VAT 13.20.
  assert.equal(costOf([energy], afterADay), 660n + 1320n);
  // Grid 24 x 0.0825 = 1.98 of March, with VAT 2.178; 48 x 0.0825 = 3.96, with VAT 4.356: each as the
  // bill rounds it, with what was measured beside it: March 96 x 0.0825 = 7.92 with VAT 8.712 -> 8.71,
  // with 24 more 9.90 with VAT 10.89; April 7.92 -> 8.71, with 48 more 11.88 with VAT 13.068 -> 13.07.
  assert.equal(costOf([energy], afterADay, [grid]), 660n + 1320n + 218n + 436n);
  // Levy 24 x 0.10 = 2.40 and half of it, 3.60, with VAT 3.96; its base price is due anyway.
  assert.equal(
    costOf([energy, BASE], afterADay, [grid, fromApril]),
    660n + 1320n + 218n + 436n + 396n,
  );
});
