/** Months, quarters and years, and the parts of them that are priced. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { daysIn, type DateRange } from "#domain/core/instant-range.ts";
import { daysOf } from "#test/support/rating-case.ts";
import { isWhole, windowsIn } from "./windows.ts";

const text = ({ from, to }: DateRange) => `${from} ${to}`;
function windows(days: DateRange, kind: "month" | "quarter" | "year" | "billing-period"): string[] {
  const billingPeriod = daysOf("2026-01-01", "2027-01-01");
  return windowsIn(days, { kind, billingPeriod }).map((one) => {
    return `${text(one.part)} of ${text(one.whole)}${isWhole(one) ? ", whole" : ""}`;
  });
}

test("days are cut at the first of each month, quarter or year that they reach", () => {
  const days = daysOf("2025-11-15", "2026-02-10");
  assert.deepEqual(windows(days, "month"), [
    "2025-11-15 2025-12-01 of 2025-11-01 2025-12-01",
    "2025-12-01 2026-01-01 of 2025-12-01 2026-01-01, whole",
    "2026-01-01 2026-02-01 of 2026-01-01 2026-02-01, whole",
    "2026-02-01 2026-02-10 of 2026-02-01 2026-03-01",
  ]);
  assert.deepEqual(windows(days, "quarter"), [
    "2025-11-15 2026-01-01 of 2025-10-01 2026-01-01",
    "2026-01-01 2026-02-10 of 2026-01-01 2026-04-01",
  ]);
  assert.deepEqual(windows(days, "year"), [
    "2025-11-15 2026-01-01 of 2025-01-01 2026-01-01",
    "2026-01-01 2026-02-10 of 2026-01-01 2027-01-01",
  ]);
});

test("days that end with a month do not reach the next, and no days reach none", () => {
  assert.deepEqual(windows(daysOf("2026-02-01", "2026-03-01"), "month"), [
    "2026-02-01 2026-03-01 of 2026-02-01 2026-03-01, whole",
  ]);
  assert.deepEqual(windows(daysOf("2026-02-01", "2026-02-01"), "month"), []);
});

test("of the billing period the days are one part, however long both are", () => {
  assert.deepEqual(windows(daysOf("2026-02-15", "2026-04-15"), "billing-period"), [
    "2026-02-15 2026-04-15 of 2026-01-01 2027-01-01",
  ]);
});

test("days within one window stay the same object, by which more is remembered of them", () => {
  for (const [from, to] of [
    ["2026-03-01", "2026-04-01"],
    ["2026-03-05", "2026-04-01"],
    ["2026-03-05", "2026-03-20"],
  ] as const) {
    const days = daysOf(from, to);
    const found = () => windowsIn(days, { kind: "month", billingPeriod: days });
    assert.equal(found()[0]?.part, days);
    assert.equal(found(), found());
    assert.notEqual(windowsIn(days, { kind: "quarter", billingPeriod: days }), found());
  }
});

test("parts lie side by side and make up the days, each in a window of whole months", () => {
  const length = { month: 1, quarter: 3, year: 12 };
  const kinds = fc.constantFrom("month" as const, "quarter" as const, "year" as const);
  const first = Temporal.PlainDate.from("2019-06-01");
  fc.assert(
    fc.property(kinds, fc.nat(1500), fc.nat(900), (kind, after, many) => {
      const from = first.add({ days: after });
      const days = { from, to: from.add({ days: many }) };
      let at = from;
      for (const one of windowsIn(days, { kind, billingPeriod: days })) {
        const { whole, part } = one;
        assert.equal(part.from.toString(), at.toString());
        assert.ok(daysIn(part) > 0 && daysIn(part) <= daysIn(whole));
        assert.equal(isWhole(one), text(part) === text(whole));
        assert.equal(whole.from.day, 1);
        assert.equal((whole.from.month - 1) % length[kind], 0);
        assert.equal(text(whole), text({ ...whole, to: whole.from.add({ months: length[kind] }) }));
        assert.ok(Temporal.PlainDate.compare(whole.from, part.from) <= 0);
        assert.ok(Temporal.PlainDate.compare(part.to, whole.to) <= 0);
        at = part.to;
      }
      assert.equal(at.toString(), days.to.toString());
    }),
    { seed: 20261125, numRuns: 200 },
  );
});

test("a window is whole by its days, whichever objects say them", () => {
  const billed = daysOf("2026-02-15", "2026-03-15");
  assert.ok(isWhole({ whole: billed, part: daysOf("2026-02-15", "2026-03-15") }));
  assert.ok(!isWhole({ whole: billed, part: daysOf("2026-02-15", "2026-03-14") }));
});
