import assert from "node:assert/strict";
import { test } from "node:test";
import type { DateRange } from "#domain/core/instant-range.ts";
import { duePeriods } from "./due-periods.ts";

const day = (text: string) => Temporal.PlainDate.from(text);
const range = (from: string, to: string): DateRange => ({ from: day(from), to: day(to) });

function due(options: {
  readonly from: string;
  readonly ends?: string;
  readonly billingDay?: number;
  readonly billed?: readonly DateRange[];
  readonly today: string;
}): string[] {
  const periods = duePeriods({
    lease: {
      billedFrom: day(options.from),
      endsOn: options.ends === undefined ? undefined : day(options.ends),
      billingDay: options.billingDay ?? 1,
    },
    billed: options.billed ?? [],
    today: day(options.today),
  });
  return periods.map(({ range: { from, to } }) => `${from} ${to}`);
}

test("a month is due on the billing day of the month after and not a day before", () => {
  assert.deepEqual(due({ from: "2026-03-01", billingDay: 5, today: "2026-04-04" }), []);
  assert.deepEqual(due({ from: "2026-03-01", billingDay: 5, today: "2026-04-05" }), [
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
