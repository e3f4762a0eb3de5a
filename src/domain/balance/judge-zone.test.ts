import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { Decimal } from "#domain/core/decimal.ts";
import { judgeZone } from "./judge-zone.ts";
import { allowedLoss, type LossBand } from "./loss-band.ts";
import { zoneInterval, type PointAmount, type ZoneInterval } from "./zone-interval.ts";

const START = Temporal.Instant.from("2026-11-24T00:00:00Z");
const FINE = "0.01";

function point(side: "supply" | "use", quantity: string | undefined): PointAmount {
  return {
    side,
    quantity: quantity === undefined ? undefined : Decimal.parse(quantity),
    resolution: Decimal.parse(FINE),
  };
}

/** The `n`th interval of `minutes`, with one supply point and the given uses. */
function interval(
  n: number,
  [supply, ...uses]: readonly (string | undefined)[],
  minutes = 60,
): ZoneInterval {
  const range = {
    from: START.add({ minutes: n * minutes }),
    to: START.add({ minutes: (n + 1) * minutes }),
  };
  return zoneInterval(range, [point("supply", supply), ...uses.map((use) => point("use", use))]);
}

const band = (percent: string, perHour = "0"): LossBand => ({
  commodity: "electricity",
  allowedPercent: Decimal.parse(percent),
  allowedPerHour: Decimal.parse(perHour),
});

const four = (amounts: readonly (string | undefined)[]) =>
  [0, 1, 2, 3].map((n) => interval(n, amounts));

test("main 10 500, submeters 10 000 in all: a loss of 500, 4.76 percent of the supply", () => {
  // A quarter each in four intervals: 2625 supplied, 2500 used, 125 lost.
  const judged = judgeZone(four(["2625", "625", "1875"]), band("3"));
  assert.equal(judged.state, "loss");
  assert.ok(judged.state === "loss");
  assert.equal(judged.balance.supplied.toString(), "10500");
  assert.equal(judged.balance.used.toString(), "10000");
  assert.equal(judged.balance.loss.toString(), "500");
  assert.equal(judged.balance.lossPercent.toString(), "4.76");
  // 3 % and 1 % of 10 500 = 420; at the ends 3 points of 0.01 and 1 % of 2625 = 26.28.
  assert.equal(judged.balance.allowed.normalized().toString(), "446.28");
  assert.equal(judged.balance.intervals, 4);
  assert.equal(judged.balance.range.to.toString(), "2026-11-24T04:00:00Z");
});

test("what is allowed: percent of the supply, a constant per hour, class, and what the ends make up", () => {
  // 15 minutes of 100 kWh: 2 % = 2, 4 kW for a quarter hour = 1, class 1 % = 1, 2 × 0.01, timing 1 %.
  const limits = allowedLoss(interval(0, ["100", "96"], 15), band("2", "4"));
  assert.equal(limits.highest.normalized().toString(), "5.02");
  assert.equal(limits.lowest.normalized().toString(), "-2.02");
});

test("the limit itself is no alarm and no all-clear, one count above it is an alarm", () => {
  // 400 supplied in four intervals: 16, and 1.02 at the ends.
  const limit = four(["100", "95.745"]);
  assert.equal(judgeZone(limit, band("3")).state, "undecided");
  const above = [...limit.slice(1), interval(4, ["100", "95.735"])];
  assert.equal(judgeZone(above, band("3")).state, "loss");
});

test("more used than supplied is a surplus, never a negative loss that passes", () => {
  const judged = judgeZone(four(["100", "102"]), band("3"));
  assert.equal(judged.state, "surplus");
  assert.ok(judged.state === "surplus");
  assert.equal(judged.balance.loss.toString(), "-8");
  assert.equal(judged.balance.lossPercent.toString(), "-2.00");
});

test("an unmetered supply: percent of what was used, not a division by zero", () => {
  const judged = judgeZone(four(["0", "5"]), band("3"));
  assert.ok(judged.state === "surplus");
  assert.equal(judged.balance.lossPercent.toString(), "-100.00");
});

test("an empty house is balanced", () => {
  assert.equal(judgeZone(four(["0", "0"]), band("3")).state, "balanced");
});

test("an interval with a missing point is not judged, however large the gap looks", () => {
  const holes = [
    ...four(["100", "99"]),
    interval(4, ["100", undefined]),
    interval(5, ["100", undefined]),
  ];
  assert.equal(judgeZone(holes, band("3")).state, "balanced");
  assert.equal(judgeZone(four(["100", "50", undefined]), band("3")).state, "undecided");
});

/** Quarter hours in which 100 are supplied, `from` to before `to`. */
const quarters = (from: number, to: number, used: (n: number) => string) =>
  Array.from({ length: to - from }, (_, n) => interval(from + n, ["100", used(from + n)], 15));

/** How many intervals a loss of a day of quarter hours shows in; else the state. */
function seen(used: (n: number) => string) {
  const judged = judgeZone(quarters(0, 96, used), band("3"));
  return judged.state === "loss" ? judged.balance.intervals : judged.state;
}

test("a large loss shows in one interval, smaller ones in an hour, four hours, a day", () => {
  // Allowed: 4 of each 100, and 1.02 at the ends.
  const everyQuarter = ["95.98", "98"].map((used) => seen(() => used));
  assert.deepEqual(everyQuarter, [96, "balanced"]);
  assert.equal(
    seen((n) => (n === 95 ? "94.97" : "99")),
    1,
  );
  assert.equal(
    seen((n) => (n >= 92 ? "95.7" : "99")),
    4,
  );
  assert.equal(
    seen((n) => (n >= 80 ? "95.9" : "99")),
    16,
  );
});

test("a night in which the thief uses nothing is no all-clear, an hour of the usual load is", () => {
  const stolen = quarters(0, 60, () => "94");
  const night = Array.from({ length: 12 }, (_, n) => interval(60 + n, ["10", "9.9"], 15));
  assert.equal(judgeZone([...stolen, ...night], band("3")).state, "loss");
  const repaired = [...stolen, ...quarters(60, 64, () => "99")];
  assert.equal(judgeZone(repaired, band("3")).state, "balanced");
});

test("every hole between judged intervals has two more ends", () => {
  // 3 % and 1 % of 400 = 16, and 1.02 for each of two stretches.
  const split = [0, 1, 3, 4].map((n) => interval(n, ["100", "95"]));
  const judged = judgeZone(split, band("3"));
  assert.ok(judged.state === "loss");
  assert.equal(judged.balance.allowed.normalized().toString(), "18.04");
});

test("only the newest intervals count", () => {
  const later = [4, 5, 6, 7].map((n) => interval(n, ["100", "99"]));
  assert.equal(judgeZone([...four(["100", "50"]), ...later], band("3")).state, "balanced");
});

test("honest meters within their class never raise an alarm, a thief of a tenth always does", () => {
  const amount = fc.integer({ min: 1_000, max: 1_000_000 });
  // Each meter reads between -1 and +1 percent of the truth.
  const error = fc.integer({ min: -100, max: 100 });
  fc.assert(
    fc.property(fc.array(fc.tuple(amount, error), { minLength: 2, maxLength: 8 }), (uses) => {
      const truth = uses.reduce((sum, [use]) => sum + use, 0);
      const shown = uses.map(([use, off]) => new Decimal(BigInt(use * (10_000 + off)), 6));
      const read = (supply: Decimal) => four([supply.toString(), ...shown.map(String)]);
      assert.equal(
        judgeZone(read(Decimal.of(truth).times(Decimal.parse("0.01"))), band("0")).state,
        "balanced",
      );
      const stolen = Decimal.of(truth).times(Decimal.parse("0.0115"));
      assert.equal(judgeZone(read(stolen), band("3")).state, "loss");
    }),
    { seed: 20_261_124 },
  );
});
