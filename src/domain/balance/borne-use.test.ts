import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { borneDays, type PointDays } from "./borne-use.ts";

const day = (text: string) => Temporal.PlainDate.from(text);
const range = (from: string, to: string) => ({ from: day(from), to: day(to) });
const OCTOBER = range("2026-10-01", "2026-11-01");
const NOBODY: PointDays = { role: "unit", leases: [], bills: [], occupants: [] };

function worded(point: Partial<PointDays>) {
  return borneDays(OCTOBER, { ...NOBODY, ...point }).map(({ from, to, bearer, leaseId }) =>
    [`${from.day}-${to.subtract({ days: 1 }).day}`, bearer, leaseId ?? ""].join(" ").trim(),
  );
}

test("a month in which a unit is left, empty, let without a tariff, and let again", () => {
  const leases = [
    { leaseId: 1, ...range("2025-01-01", "2026-10-10"), billedFrom: day("2025-01-01") },
    { leaseId: 2, from: day("2026-10-20"), to: undefined, billedFrom: day("2026-10-22") },
  ];
  const occupants = [
    { leaseId: 1, ...range("2025-01-01", "2026-10-10") },
    { leaseId: 2, from: day("2026-10-15"), to: undefined },
  ];
  const bills = [{ billId: 7, leaseId: 1, ...range("2026-09-01", "2026-10-08") }];
  assert.deepEqual(worded({ leases, occupants, bills }), [
    "1-7 billed 1",
    "8-9 due 1",
    "10-14 vacant",
    "15-19 untariffed 2",
    "20-21 elsewhere 2",
    "22-31 due 2",
  ]);
});

test("what no lease pays and no unit uses is the owner's own", () => {
  assert.deepEqual(worded({ role: "common" }), ["1-31 own"]);
  assert.deepEqual(worded({ role: "supply" }), ["1-31 own"]);
  assert.deepEqual(worded({}), ["1-31 vacant"]);
});

test("two bills of a month are told apart, days of one and the same are one", () => {
  const leases = [
    { leaseId: 1, from: day("2025-01-01"), to: undefined, billedFrom: day("2025-01-01") },
  ];
  const bills = [
    { billId: 7, leaseId: 1, ...range("2026-10-01", "2026-10-15") },
    { billId: 8, leaseId: 1, ...range("2026-10-15", "2026-11-01") },
  ];
  assert.deepEqual(worded({ leases, bills }), ["1-14 billed 1", "15-31 billed 1"]);
  // A change of the tariff within a bill is none of who bears it.
  const parts = bills.map((bill) => ({ ...bill, billId: 7 }));
  assert.deepEqual(worded({ leases, bills: parts }), ["1-31 billed 1"]);
});

test("every day is borne once, in order, whatever overlaps", () => {
  const stretch = fc
    .tuple(fc.integer({ min: -40, max: 40 }), fc.integer({ min: 1, max: 60 }))
    .map(([start, length]) => {
      const from = OCTOBER.from.add({ days: start });
      return { from, to: from.add({ days: length }), leaseId: 1, billId: start, billedFrom: from };
    });
  const point = fc.record({
    role: fc.constantFrom("unit" as const, "common" as const),
    leases: fc.array(stretch, { maxLength: 3 }),
    bills: fc.array(stretch, { maxLength: 3 }),
    occupants: fc.array(stretch, { maxLength: 3 }),
  });
  fc.assert(
    fc.property(point, (given) => {
      const found = borneDays(OCTOBER, given);
      let at = OCTOBER.from;
      for (const { from, to } of found) {
        assert.ok(from.equals(at));
        assert.equal(Temporal.PlainDate.compare(from, to), -1);
        at = to;
      }
      assert.ok(at.equals(OCTOBER.to));
    }),
    { seed: 8, numRuns: 300 },
  );
});
