import assert from "node:assert/strict";
import { test } from "node:test";
import type { DateRange } from "#domain/core/instant-range.ts";
import { type BillingCycle, MONTHLY } from "#domain/tenancy/billing-cycle.ts";
import { duePeriods } from "./due-periods.ts";

const day = (text: string) => Temporal.PlainDate.from(text);
const range = (from: string, to: string): DateRange => ({ from: day(from), to: day(to) });

function due(options: {
  readonly from: string;
  readonly ends?: string;
  readonly cycle?: Partial<BillingCycle>;
  readonly billed?: readonly DateRange[];
  readonly today: string;
}): string[] {
  const periods = duePeriods({
    lease: {
      billedFrom: day(options.from),
      endsOn: options.ends === undefined ? undefined : day(options.ends),
      cycle: { ...MONTHLY, ...options.cycle },
    },
    billed: options.billed ?? [],
    today: day(options.today),
  });
  return periods.map(({ range: { from, to } }) => `${from} ${to}`);
}

test("a month is due as many days after it as its lease says, and not a day before", () => {
  const cycle = { runAfterDays: 4 };
  assert.deepEqual(due({ from: "2026-03-01", cycle, today: "2026-04-04" }), []);
  assert.deepEqual(due({ from: "2026-03-01", cycle, today: "2026-04-05" }), [
    "2026-03-01 2026-04-01",
  ]);
});

test("a schedule that was down for months owes each of them, oldest first", () => {
  assert.deepEqual(due({ from: "2025-11-01", today: "2026-02-01" }), [
    "2025-11-01 2025-12-01",
    "2025-12-01 2026-01-01",
    "2026-01-01 2026-02-01",
  ]);
});

test("a lease that begins on the 20th and one that ends before the 17th owe their days only", () => {
  assert.deepEqual(due({ from: "2026-03-20", today: "2026-04-01" }), ["2026-03-20 2026-04-01"]);
  assert.deepEqual(due({ from: "2026-03-01", ends: "2026-03-17", today: "2026-04-01" }), [
    "2026-03-01 2026-03-17",
  ]);
  assert.deepEqual(due({ from: "2026-03-01", ends: "2026-03-17", today: "2026-09-01" }), [
    "2026-03-01 2026-03-17",
  ]);
});

test("days billed by hand are left out and the days around them are still due", () => {
  const billed = [range("2026-03-10", "2026-03-15")];
  assert.deepEqual(due({ from: "2026-03-01", billed, today: "2026-04-01" }), [
    "2026-03-01 2026-03-10",
    "2026-03-15 2026-04-01",
  ]);
});

test("nothing is due twice, also when a hand-made bill spans the turn of a month", () => {
  const billed = [range("2026-03-01", "2026-04-12")];
  assert.deepEqual(due({ from: "2026-03-01", billed, today: "2026-04-30" }), []);
  assert.deepEqual(due({ from: "2026-03-01", billed, today: "2026-05-01" }), [
    "2026-04-12 2026-05-01",
  ]);
});

test("29 February and the year's end belong to their months", () => {
  assert.deepEqual(due({ from: "2027-12-31", today: "2028-03-01" }), [
    "2027-12-31 2028-01-01",
    "2028-01-01 2028-02-01",
    "2028-02-01 2028-03-01",
  ]);
});

test("a quarter from the 10th is due as a whole, and as the days of the lease in it", () => {
  const cycle = { every: "quarterly", startDay: 10, startMonth: 2 } as const;
  assert.deepEqual(due({ from: "2026-03-20", cycle, today: "2026-05-09" }), []);
  assert.deepEqual(due({ from: "2026-03-20", cycle, today: "2026-08-10" }), [
    "2026-03-20 2026-05-10",
    "2026-05-10 2026-08-10",
  ]);
});

test("weeks from Thursday are due on Thursdays", () => {
  const cycle = { every: "weekly", startDay: 4 } as const;
  assert.deepEqual(due({ from: "2026-11-17", cycle, today: "2026-11-26" }), [
    "2026-11-17 2026-11-19",
    "2026-11-19 2026-11-26",
  ]);
});
