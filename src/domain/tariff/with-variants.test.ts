import assert from "node:assert/strict";
import { test } from "node:test";
import { tariffOf } from "#test/support/rating-case.ts";
import { untoldDemandMinutes, withDemandAsRead } from "./with-demand-interval.ts";
import { withTierAllocation } from "./with-tier-allocation.ts";

const TIERS = [{ upTo: "10", price: "1" }, { price: "2" }];

test("another allocation changes every ladder and nothing else", () => {
  const tariff = tariffOf({
    charges: [
      { kind: "consumption", id: "flat", label: "Flat", price: "1" },
      { kind: "consumption", id: "a", label: "A", tiers: TIERS, ladder: { counts: "year" } },
      { kind: "fixed", id: "base", label: "Base", price: "5", per: "day" },
    ],
  });
  const changed = withTierAllocation(tariff, "chronological");
  const [flat, ladder, fixed] = changed.charges;
  assert.deepEqual([flat, fixed], [tariff.charges[0], tariff.charges[2]]);
  assert.ok(ladder?.kind === "consumption");
  assert.deepEqual(ladder, {
    ...tariff.charges[1],
    ladder: { ...ladder.ladder, allocation: "chronological" },
  });
  assert.deepEqual([ladder.ladder?.counts, ladder.ladder?.kind], ["year", "marginal"]);
  assert.deepEqual({ ...changed, charges: [] }, { ...tariff, charges: [] });
});

const DEMAND = { kind: "demand", id: "peak", label: "Peak", price: "3", prorate: "days" };

test("readings tell the demand of every interval they divide", () => {
  const every15 = tariffOf({ charges: [{ ...DEMAND, intervalMinutes: 15 }] });
  assert.deepEqual(
    [5, 15, 10, 30, 60].map((minutes) => untoldDemandMinutes(every15, minutes)),
    [undefined, undefined, 15, 15, 15],
  );
  const rolling = { intervalMinutes: 30, averaging: "rolling", stepMinutes: 5 };
  const every5 = tariffOf({ charges: [{ ...DEMAND, ...rolling }] });
  assert.deepEqual(
    [5, 15].map((minutes) => untoldDemandMinutes(every5, minutes)),
    [undefined, 30],
  );
  assert.equal(untoldDemandMinutes(tariffOf({ charges: [DEMAND] }), 60), undefined);
  const energy = { kind: "consumption", id: "energy", label: "Energy", price: "1" };
  assert.equal(untoldDemandMinutes(tariffOf({ charges: [energy] }), 60), undefined);
});

test("demand as read drops the interval of the tariff, and nothing else", () => {
  const energy = { kind: "consumption", id: "energy", label: "Energy", price: "1" };
  const rolling = { intervalMinutes: 30, averaging: "rolling", stepMinutes: 5 };
  const asRead = withDemandAsRead(tariffOf({ charges: [energy, { ...DEMAND, ...rolling }] }));
  assert.deepEqual(shown(asRead), shown(tariffOf({ charges: [energy, DEMAND] })));
});

function shown(document: unknown): unknown {
  return JSON.parse(JSON.stringify(document));
}
