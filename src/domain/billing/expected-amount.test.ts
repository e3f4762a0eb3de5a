import assert from "node:assert/strict";
import { test } from "node:test";
import { expectedAmount } from "./expected-amount.ts";

const NOVEMBER = {
  from: Temporal.PlainDate.from("2026-11-01"),
  to: Temporal.PlainDate.from("2026-12-01"),
};

test("24 days of November for 96.00 are 4.00 a day: 120.00 for all 30", () => {
  const until = Temporal.PlainDate.from("2026-11-25");
  assert.equal(expectedAmount({ soFarMinor: 9600n, period: NOVEMBER, until }), 12_000n);
});

test("half a cent is rounded up: 0.35 in 20 days are 0.525 in 30", () => {
  const until = Temporal.PlainDate.from("2026-11-21");
  assert.equal(expectedAmount({ soFarMinor: 35n, period: NOVEMBER, until }), 53n);
});

test("before a day is over nothing can be expected; when all are, it is what it is", () => {
  const asked = { soFarMinor: 0n, period: NOVEMBER };
  assert.equal(expectedAmount({ ...asked, until: NOVEMBER.from }), undefined);
  assert.equal(expectedAmount({ soFarMinor: 77n, period: NOVEMBER, until: NOVEMBER.to }), 77n);
});
