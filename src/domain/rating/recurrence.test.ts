/** How often a recurring amount falls due. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { addFractions, type Fraction } from "#domain/core/fraction.ts";
import { daysOf } from "#test/support/rating-case.ts";
import { type RecurrenceQuery, timesDue } from "./recurrence.ts";

type Way = Pick<RecurrenceQuery, "per" | "prorate">;

const text = ({ numerator, denominator }: Fraction) => `${numerator}/${denominator}`;
/** Of days that are the whole billing period, unless that is told too. */
function due(way: Way, days: readonly [string, string], billed = days): string {
  return text(timesDue({ ...way, days: daysOf(...days), billingPeriod: daysOf(...billed) }).share);
}

test("a daily amount falls due each day, a yearly one of whole months a twelfth each", () => {
  const quarter = ["2026-01-01", "2026-04-01"] as const;
  assert.equal(due({ per: "day", prorate: "days" }, quarter), "90/1");
  assert.equal(due({ per: "month", prorate: "days" }, quarter), "3/1");
  assert.equal(due({ per: "year", prorate: "months" }, quarter), "1/4");
  // By days 90 of 365.
  assert.equal(due({ per: "year", prorate: "days" }, quarter), "18/73");
  assert.equal(due({ per: "billing-period", prorate: "days" }, quarter), "1/1");
});

test("of a part of a month its days' share falls due, or all of it", () => {
  const part = ["2026-01-21", "2026-02-15"] as const;
  // 11 of 31 days and 14 of 28: 11/31 + 1/2.
  assert.equal(due({ per: "month", prorate: "days" }, part), "53/62");
  // A twelfth of it.
  assert.equal(due({ per: "year", prorate: "months" }, part), "53/744");
  assert.equal(due({ per: "month", prorate: "none" }, part), "2/1");
  assert.equal(due({ per: "year", prorate: "none" }, part), "1/1");
});

/** How it stands in a formula. */
function told(way: Way, days: readonly [string, string]): string {
  return timesDue({ ...way, days: daysOf(...days), billingPeriod: daysOf(...days) }).text;
}

test("a share is told as days over days, and not in its least terms", () => {
  const april = ["2026-04-01", "2026-05-01"] as const;
  assert.equal(told({ per: "year", prorate: "days" }, april), "30/365");
  assert.equal(told({ per: "month", prorate: "days" }, april), "1");
  assert.equal(told({ per: "day", prorate: "days" }, april), "30");
  assert.equal(told({ per: "billing-period", prorate: "days" }, april), "1");
  assert.equal(told({ per: "month", prorate: "days" }, ["2026-04-06", "2026-04-16"]), "10/30");
  assert.equal(told({ per: "month", prorate: "days" }, ["2026-04-06", "2026-04-06"]), "0");
});

test("of several windows the whole ones are counted first, and a sum stands in brackets", () => {
  const byDays = { per: "month", prorate: "days" } as const;
  assert.equal(told(byDays, ["2026-01-01", "2026-04-01"]), "3");
  // 11 of January's 31 days and 14 of February's 28.
  assert.equal(told(byDays, ["2026-01-21", "2026-02-15"]), "(11/31 + 14/28)");
  // 11 days of January, February and March, 9 of April's 30 days.
  assert.equal(told(byDays, ["2026-01-21", "2026-04-10"]), "(2 + 11/31 + 9/30)");
  assert.equal(told({ ...byDays, prorate: "none" }, ["2026-01-21", "2026-02-15"]), "2");
  // December 2027 has 31 days of 365, January 2028 31 of 366.
  const overNewYear = ["2027-12-01", "2028-02-01"] as const;
  assert.equal(told({ per: "year", prorate: "days" }, overNewYear), "(31/365 + 31/366)");
});

test("of a year by months so many twelfths are told, whole years as their number", () => {
  const byMonths = { per: "year", prorate: "months" } as const;
  assert.equal(told(byMonths, ["2026-03-01", "2026-05-01"]), "2/12");
  assert.equal(told(byMonths, ["2026-01-01", "2027-07-01"]), "18/12");
  assert.equal(told(byMonths, ["2026-01-01", "2027-01-01"]), "1");
  assert.equal(told(byMonths, ["2026-01-01", "2028-01-01"]), "2");
  assert.equal(told(byMonths, ["2026-01-21", "2026-02-01"]), "11/31 × 1/12");
  assert.equal(told(byMonths, ["2026-01-21", "2026-02-15"]), "(11/31 + 14/28) × 1/12");
});

test("a month that is due whole is shared by the versions that price its billed days", () => {
  const billed = ["2026-01-21", "2026-02-01"] as const;
  // 11 days are billed; 4 of them by the first price, 7 by the second.
  const whole = { per: "month", prorate: "none" } as const;
  assert.equal(due(whole, ["2026-01-21", "2026-01-25"], billed), "4/11");
  assert.equal(due(whole, ["2026-01-25", "2026-02-01"], billed), "7/11");
  // Of a billing period of two months 4 of 42 days, however prorated.
  const period = ["2026-01-21", "2026-03-04"] as const;
  const perBill = { per: "billing-period", prorate: "none" } as const;
  assert.equal(due(perBill, ["2026-01-21", "2026-01-25"], period), "2/21");
});

const WAYS = fc.constantFrom<Way>(
  ...(["day", "month", "year", "billing-period"] as const).flatMap((per) =>
    (["none", "days", "months"] as const).map((prorate) => ({ per, prorate })),
  ),
);

/** A billing period and a day within it. */
const DIVIDED = fc
  .record({
    after: fc.nat(800),
    before: fc.integer({ min: 1, max: 500 }),
    rest: fc.integer({ min: 1, max: 500 }),
  })
  .map(({ after, before, rest }) => {
    const from = Temporal.PlainDate.from("2023-11-01").add({ days: after });
    const middle = from.add({ days: before });
    return { from, middle, to: middle.add({ days: rest }) };
  });

test("what falls due in two parts of a billing period is what falls due in all of it", () => {
  fc.assert(
    fc.property(WAYS, DIVIDED, (way, { from, middle, to }) => {
      const billingPeriod = { from, to };
      const of = (days: RecurrenceQuery["days"]) => timesDue({ ...way, days, billingPeriod }).share;
      const parts = addFractions(of({ from, to: middle }), of({ from: middle, to }));
      assert.equal(text(parts), text(of(billingPeriod)));
    }),
    { seed: 20261125, numRuns: 200 },
  );
});

test("what falls due is worked out once for the same days, each way and billing period for itself", () => {
  const days = daysOf("2026-01-21", "2026-02-01");
  const other = daysOf("2026-01-21", "2026-03-01");
  const of = (way: Way, billingPeriod = days) => timesDue({ ...way, days, billingPeriod });
  const byDays = of({ per: "month", prorate: "days" });
  const whole = of({ per: "month", prorate: "none" });
  const perBill = of({ per: "billing-period", prorate: "days" });
  const ofOther = of({ per: "billing-period", prorate: "days" }, other);
  assert.deepEqual(
    [byDays, whole, perBill, ofOther].map(({ share }) => text(share)),
    ["11/31", "1/1", "1/1", "11/39"],
  );
  assert.equal(of({ per: "month", prorate: "days" }), byDays);
  assert.equal(of({ per: "month", prorate: "none" }), whole);
  assert.equal(of({ per: "billing-period", prorate: "days" }), perBill);
  assert.equal(of({ per: "billing-period", prorate: "days" }, other), ofOther);
});

test("fifty ways are remembered of the same days, then they are begun anew", () => {
  const days = daysOf("2026-01-21", "2026-02-01");
  const end = Temporal.PlainDate.from("2026-04-01");
  const periods = Array.from({ length: 51 }, (_, n) => ({ ...days, to: end.add({ days: n }) }));
  const of = (n: number) => {
    const billingPeriod = periods[n]!;
    return timesDue({ per: "billing-period", prorate: "days", days, billingPeriod });
  };
  const first = of(0);
  for (let n = 1; n < 50; n += 1) of(n);
  assert.equal(of(0), first);
  of(50);
  assert.notEqual(of(0), first);
  assert.deepEqual(of(0), first);
});
