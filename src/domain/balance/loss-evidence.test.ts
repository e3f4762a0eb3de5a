import assert from "node:assert/strict";
import { test } from "node:test";
import { LossEvidence, scatterOf, type Witness } from "./loss-evidence.ts";

/** Hours of 10 kWh, of which so much is missing, told to 0.1 kWh. */
function hoursMissing(missing: readonly number[]): Witness[] {
  return missing.map((amount, hour) => ({
    block: {
      from: hour,
      to: hour + 1,
      hours: 1,
      supplied: 10 + amount,
      uses: Float64Array.of(10),
      used: 10,
      loss: amount,
    },
    missing: amount,
    weight: 1 / 0.1 ** 2,
  }));
}

const HOURS = 200;
const alike = () => 1;
/** The parts of a step of 0.1 kWh that the supply's register withheld at each full hour. */
const WITHHELD = Array.from({ length: HOURS + 1 }, (_, hour) => 0.1 * ((hour * 0.618) % 1));
const STEPPED = Array.from(
  { length: HOURS },
  (_, hour) => (WITHHELD[hour] ?? 0) - (WITHHELD[hour + 1] ?? 0),
);

test("what a register's step shifts from hour to hour is learned as such", () => {
  const { neighbours, variance } = scatterOf(hoursMissing(STEPPED));
  assert.ok(neighbours <= -0.3 && neighbours >= -0.48, `${neighbours}`);
  assert.ok(variance < 0.5, "less than the weights expect");
});

test("of a day or less, and of what never strays, nothing is learned", () => {
  assert.deepEqual(scatterOf(hoursMissing(STEPPED.slice(0, 20))), { variance: 1, neighbours: 0 });
  assert.deepEqual(scatterOf(hoursMissing(STEPPED.map(() => 0))), { variance: 1, neighbours: 0 });
});

test("a loss that has ended leaves the scatter nearly as it was", () => {
  const spoiled = STEPPED.map((amount, hour) => (hour >= 50 && hour < 60 ? 5 : amount));
  const [as, was] = [scatterOf(hoursMissing(spoiled)), scatterOf(hoursMissing(STEPPED))];
  // Ten of two hundred hours count four usual deviations each, not fifty.
  assert.ok(as.variance < 3 * was.variance, `${as.variance} after ${was.variance}`);
});

test("a small steady loss below the step of a register is told by hours that make up for each other", () => {
  const since = HOURS - 12;
  const missing = STEPPED.map((amount, hour) => amount + (hour >= since ? 0.02 : 0));
  const about = hoursMissing(missing).slice(-60);
  const learned = scatterOf(hoursMissing(STEPPED.slice(0, since)));
  const oddsWith = (scatter: typeof learned) => {
    const evidence = new LossEvidence(about, { shape: alike, scatter });
    const fit = evidence.fitSince(since) ?? assert.fail("no fit");
    return { ...fit, odds: evidence.oddsOf(fit, fit.multiple) };
  };
  const [together, single] = [oddsWith(learned), oddsWith({ ...learned, neighbours: 0 })];
  assert.ok(Math.abs(together.multiple - 0.02) < 0.005, `${together.multiple}`);
  assert.ok(together.deviation < single.deviation / 2, "twice as sure, at least");
  assert.ok(together.odds > single.odds + 2, `${together.odds} against ${single.odds}`);
});

test("without neighbours it is a sum of squares: by hand", () => {
  const about = hoursMissing([0, 0, 1, 3]);
  const evidence = new LossEvidence(about, {
    shape: ({ from }) => from,
    scatter: { variance: 1, neighbours: 0 },
  });
  // Since hour 2 the shape is 2 and 3: (2 × 1 + 3 × 3) / (4 + 9) = 11 / 13.
  assert.ok(Math.abs((evidence.fitSince(2)?.multiple ?? 0) - 11 / 13) < 1e-12);
  // Since hour 3: 3 × 3 / 9 = 1; after the last nothing is left to fit.
  assert.ok(Math.abs((evidence.fitSince(3)?.multiple ?? 0) - 1) < 1e-12);
  assert.equal(evidence.fitSince(4), undefined);
});
