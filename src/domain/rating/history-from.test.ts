import assert from "node:assert/strict";
import { test } from "node:test";
import { daysOf, tariffOf } from "#test/support/rating-case.ts";
import { historyFrom } from "./history-from.ts";

const TIERS = [{ upTo: "10", price: "1" }, { price: "2" }];

/** The first day needed to bill from 20 August to 19 September. */
function firstDay(...charges: readonly Record<string, unknown>[]): string {
  const days = daysOf("2026-08-20", "2026-09-20");
  const document = tariffOf({
    charges: charges.map((charge, n) => ({ id: `charge-${n}`, label: "Charge", ...charge })),
  });
  return historyFrom([{ id: 1, effectiveFrom: days.from, document }], days).toString();
}

const ladder = (counts: string, prorate = "none") => ({
  kind: "consumption",
  tiers: TIERS,
  ladder: { counts, prorate },
});
const demand = (parts: Record<string, unknown>) => ({
  kind: "demand",
  price: "1",
  prorate: "days",
  ...parts,
});

test("a ladder needs its window from the first day, unless it counts each part for itself", () => {
  assert.equal(firstDay({ kind: "consumption", price: "1" }), "2026-08-20");
  assert.equal(firstDay(ladder("month")), "2026-08-01");
  assert.equal(firstDay(ladder("quarter")), "2026-07-01");
  assert.equal(firstDay(ladder("year")), "2026-01-01");
  assert.equal(firstDay(ladder("billing-period")), "2026-08-20");
  assert.equal(firstDay(ladder("year", "days")), "2026-08-20");
  assert.equal(firstDay({ kind: "fixed", price: "1", per: "day" }), "2026-08-20");
  assert.equal(firstDay(ladder("month"), ladder("quarter")), "2026-07-01");
});

test("demand of earlier months is needed from their first day", () => {
  assert.equal(firstDay(demand({})), "2026-08-20");
  assert.equal(firstDay(demand({ ratchet: { percent: "80", months: 11 } })), "2025-09-01");
  assert.equal(firstDay(demand({ meanOfMonths: { count: 3, leastOfMonth: "1" } })), "2026-06-01");
  const both = {
    ratchet: { percent: "80", months: 1 },
    meanOfMonths: { count: 3, leastOfMonth: "1" },
  };
  assert.equal(firstDay(demand({ ratchet: both.ratchet })), "2026-07-01");
  const event = (within: string) => demand({ atEvents: { name: "peak", within } });
  assert.equal(firstDay(event("previous-year")), "2025-01-01");
  assert.equal(firstDay(event("month")), "2026-08-20");
});
