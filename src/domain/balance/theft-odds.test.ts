import assert from "node:assert/strict";
import { test } from "node:test";
import type { Witness } from "./loss-evidence.ts";
import type { OwnHabit } from "./own-habit.ts";
import { shapeOdds, standstillOdds, theftOdds } from "./theft-odds.ts";

const HOURS = 48;
const SINCE = 30;
/** Two points whose use runs differently: by day, and by night. */
const USES = [
  (hour: number) => (hour % 24 < 12 ? 3 : 1),
  (hour: number) => (hour % 24 < 12 ? 1 : 3),
];

/** The first point's meter misses a quarter of the truth from an hour on: a third of what it shows. */
const witnesses: Witness[] = Array.from({ length: HOURS }, (_, hour) => {
  const shown = USES.map((use, n) => use(hour) * (n === 0 && hour >= SINCE ? 0.75 : 1));
  const missing = hour >= SINCE ? (shown[0] ?? 0) / 3 : 0;
  const used = shown.reduce((sum, amount) => sum + amount, 0);
  return {
    block: {
      from: hour,
      to: hour + 1,
      hours: 1,
      supplied: used + missing,
      uses: Float64Array.from(shown),
      used,
      loss: missing,
    },
    missing: missing + (hour % 2 === 0 ? 0.05 : -0.05),
    weight: 1 / 0.05 ** 2,
  };
});
const asked = {
  witnesses,
  scatter: { variance: 1, neighbours: 0 },
  fromHour: 0,
  lastOnset: HOURS - 1,
};

function habit(surpriseAt: (hour: number) => number): OwnHabit {
  return {
    surprises: Float64Array.from({ length: HOURS }, (_, hour) => surpriseAt(hour)),
    usual: new Float64Array(HOURS).fill(1),
    variances: new Float64Array(HOURS).fill(0.03 ** 2),
    kept: 0,
    stepsShown: 24,
  };
}

const STEADY = habit(() => 0);
/** ln 0.75 = -0.288. */
const FELL = habit((hour) => (hour === SINCE ? -0.288 : 0));

test("whose use fell by what is missing, in the hour it began, is the likelier", () => {
  const thief = theftOdds({ index: 0, habit: FELL }, asked);
  const other = theftOdds({ index: 1, habit: STEADY }, asked);
  assert.ok(thief.odds > other.odds + 5, `${thief.odds} against ${other.odds}`);
  assert.equal(thief.fromHour, SINCE);
  assert.ok(Math.abs(thief.share - 0.25) < 0.02, `${thief.share}`);
});

test("a habit that says nothing leaves it to the loss; one that rose speaks against it, not without end", () => {
  const silent = theftOdds({ index: 0, habit: habit(() => Number.NaN) }, asked).odds;
  const fell = theftOdds({ index: 0, habit: FELL }, asked).odds;
  const rose = theftOdds(
    { index: 0, habit: habit((hour) => (hour === SINCE ? 2 : 0)) },
    asked,
  ).odds;
  assert.ok(fell > silent && silent > rose);
  // One habit in fifty changes by itself: ln 50 = 3.9.
  assert.ok(silent - rose < 4.5, `${silent - rose}`);
});

test("a loss alike day and night has the shape of hours", () => {
  const leak = { ...asked, witnesses: witnesses.map((one) => ({ ...one, missing: 0.8 })) };
  const believed = { densityOf: () => 1 / 4 };
  const { odds, multiple, fromHour } = shapeOdds(leak, ({ hours }) => hours, believed);
  assert.ok(Math.abs(multiple - 0.8) < 1e-9);
  assert.equal(fromHour, 0);
  assert.ok(odds > theftOdds({ index: 0, habit: STEADY }, leak).odds);
  assert.equal(shapeOdds(leak, () => 0, believed).odds, -Infinity, "no use explains nothing");
});

test("the less a multiple was to be believed, the less it counts; and the hour that fits both is told", () => {
  const leak = { ...asked, witnesses: witnesses.map((one) => ({ ...one, missing: 0.8 })) };
  const oddsOf = (density: number) =>
    shapeOdds(leak, ({ hours }) => hours, { densityOf: () => density }).odds;
  // Ten times less likely before anything was seen: ln 10 = 2.303.
  assert.ok(Math.abs(oddsOf(0.25) - oddsOf(0.025) - Math.log(10)) < 1e-9);
  const stopped = shapeOdds(leak, ({ hours }) => hours, {
    densityOf: () => 0.25,
    habitOdds: (at) => (at === 0 ? 5 : -5),
  });
  assert.equal(stopped.fromHour, 0);
});

test("a loss that began while a register was silent is not held against the block of that hole", () => {
  const [first, last] = [SINCE - 6, SINCE + 4];
  const within = witnesses.slice(first, last);
  const sum = (amountOf: (one: Witness) => number) =>
    within.reduce((all, one) => all + amountOf(one), 0);
  const hole: Witness = {
    block: {
      from: first,
      to: last,
      hours: last - first,
      supplied: sum(({ block }) => block.supplied),
      uses: Float64Array.of(
        sum(({ block }) => block.uses[0] ?? 0),
        sum(({ block }) => block.uses[1] ?? 0),
      ),
      used: sum(({ block }) => block.used),
      loss: sum(({ block }) => block.loss),
    },
    missing: sum(({ missing }) => missing),
    weight: 1 / 0.05 ** 2,
  };
  const seen = [...witnesses.slice(0, first), hole, ...witnesses.slice(last)];
  const silent = habit((hour) => (hour >= first && hour < last ? Number.NaN : 0));
  const thief = theftOdds({ index: 0, habit: silent }, { ...asked, witnesses: seen });
  const other = theftOdds({ index: 1, habit: silent }, { ...asked, witnesses: seen });
  assert.ok(thief.odds > other.odds + 5, `${thief.odds} against ${other.odds}`);
  assert.ok(Math.abs(thief.share - 0.25) < 0.04, `${thief.share}`);
  assert.ok(thief.fromHour > first && thief.fromHour < last, `${thief.fromHour}`);
});

test("a register that stopped is told by its habit in the hour it did; one that never did is not", () => {
  const stopped = standstillOdds(habit((hour) => (hour === SINCE ? Math.log(0.03) : 0)));
  assert.ok(stopped(SINCE) > 3);
  assert.ok(stopped(SINCE - 1) < -3);
  assert.ok(standstillOdds(STEADY)(SINCE) < -3);
});
