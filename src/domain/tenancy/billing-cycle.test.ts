import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import {
  type BillingCycle,
  BILLING_CYCLES,
  billingPeriodOf,
  dueUntil,
  MONTHLY,
  nextRunDay,
} from "./billing-cycle.ts";

const day = (text: string) => Temporal.PlainDate.from(text);

function period(cycle: Partial<BillingCycle>, on: string): string {
  const { from, to } = billingPeriodOf({ ...MONTHLY, ...cycle }, day(on));
  return `${from} ${to}`;
}

test("a month that begins on the 15th goes over the turn of the month and of the year", () => {
  assert.equal(period({ startDay: 15 }, "2026-12-31"), "2026-12-15 2027-01-15");
  assert.equal(period({ startDay: 15 }, "2027-01-14"), "2026-12-15 2027-01-15");
  assert.equal(period({ startDay: 15 }, "2027-01-15"), "2027-01-15 2027-02-15");
});

test("a month that begins on the 31st begins on the last day of a shorter one, 29 February too", () => {
  assert.equal(period({ startDay: 31 }, "2028-02-28"), "2028-01-31 2028-02-29");
  assert.equal(period({ startDay: 31 }, "2028-02-29"), "2028-02-29 2028-03-31");
  assert.equal(period({ startDay: 31 }, "2026-04-30"), "2026-04-30 2026-05-31");
});

test("two months, quarters and years begin in their month", () => {
  assert.equal(period({ every: "bimonthly" }, "2026-12-31"), "2026-11-01 2027-01-01");
  assert.equal(
    period({ every: "bimonthly", startMonth: 2 }, "2027-01-31"),
    "2026-12-01 2027-02-01",
  );
  assert.equal(
    period({ every: "quarterly", startMonth: 2, startDay: 10 }, "2026-02-09"),
    "2025-11-10 2026-02-10",
  );
  assert.equal(period({ every: "yearly", startMonth: 7 }, "2026-03-01"), "2025-07-01 2026-07-01");
});

test("a week begins on the day it is told", () => {
  // 25 November 2026 is a Wednesday.
  assert.equal(period({ every: "weekly", startDay: 1 }, "2026-11-25"), "2026-11-23 2026-11-30");
  assert.equal(period({ every: "weekly", startDay: 3 }, "2026-11-25"), "2026-11-25 2026-12-02");
  assert.equal(period({ every: "weekly", startDay: 4 }, "2026-11-25"), "2026-11-19 2026-11-26");
});

test("a period is billed the given days after it ended, and not a day before", () => {
  const cycle = { ...MONTHLY, runAfterDays: 4 };
  assert.equal(`${dueUntil(cycle, day("2026-04-04"))}`, "2026-03-01");
  assert.equal(`${dueUntil(cycle, day("2026-04-05"))}`, "2026-04-01");
  assert.equal(`${nextRunDay(cycle, day("2026-04-04"))}`, "2026-04-05");
  assert.equal(`${nextRunDay(cycle, day("2026-04-05"))}`, "2026-05-05");
});

test("periods lie side by side: the day after one is the first of the next, whatever the cycle", () => {
  const cycles = fc
    .record({
      every: fc.constantFrom(...BILLING_CYCLES),
      startDay: fc.integer({ min: 1, max: 31 }),
      startMonth: fc.integer({ min: 1, max: 12 }),
      runAfterDays: fc.constant(0),
    })
    .map((cycle) =>
      cycle.every === "weekly" ? { ...cycle, startDay: 1 + (cycle.startDay % 7) } : cycle,
    );
  const days = fc.integer({ min: 0, max: 20_000 }).map((n) => day("2000-01-01").add({ days: n }));
  fc.assert(
    fc.property(cycles, days, (cycle, on) => {
      const { from, to } = billingPeriodOf(cycle, on);
      assert.ok(Temporal.PlainDate.compare(from, on) <= 0);
      assert.ok(Temporal.PlainDate.compare(on, to) < 0);
      assert.ok(billingPeriodOf(cycle, to).from.equals(to));
      assert.ok(billingPeriodOf(cycle, to.subtract({ days: 1 })).from.equals(from));
    }),
    { seed: 28, numRuns: 2_000 },
  );
});
