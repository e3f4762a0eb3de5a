/** How many questions at once a gateway bears, found out on real sockets. */
import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { FIRST_PACE, QUESTIONS_AT_MOST } from "#domain/metering/question-pace.ts";
import {
  answerOf,
  gateway,
  lineAt,
  Load,
  type Misdeed,
  refusalOf,
  START,
} from "#test/support/gateway-that-bears.ts";

/** More than may be asked at once. */
const METERS = 20;
/**
 * 20 meters a round: 32 exchanges of 1 are 2 rounds, of 2 4 rounds, of 4 7 rounds, of 8 (two and a rest a
 * round) 16 rounds. A round in each quarter hour: 17 hours, in which 1, 2, 4 and 8 hours are waited at most.
 */
const ROUNDS = 70;
const TRIALS_AT_MOST = 5;

/** What each shows where nothing moves. */
const shownBy = (unit: number) => 10 * unit;

/** Reads a line for rounds, a saving in each; asserts that each is right, and kept once. */
async function learn(t: TestContext, bears: number, misdeed: Misdeed) {
  let quarters = 0;
  const risenBy = (unit: number) => 1_000 * unit + quarters;
  const load = new Load();
  let spoiled = 0;
  const device = gateway(load, risenBy, (socket, asked, now) => {
    if (now.open.length <= bears) return false;
    spoiled += now.open.length === bears + 1 ? 1 : 0;
    return misdeed(socket, asked, now);
  });
  const line = await lineAt(t, device, { meters: METERS, shownBy: risenBy });
  const wanted: string[] = [];
  const most: number[] = [];
  for (let n = 1; n <= ROUNDS; n += 1) {
    quarters = n;
    const now = START.add({ minutes: 10 + 15 * (n - 1) });
    line.clock.moveTo(now);
    assert.deepEqual(await line.round(), [], "no meter is blamed for the gateway");
    most.push(load.most());
    for (let unit = 1; unit <= METERS; unit += 1) {
      wanted.push(`${unit} ${1_000 * unit + n} ${now.toString()}`);
    }
  }
  const kept = line.kept.map(({ channelId, counts, measuredAt }) =>
    [channelId, counts, measuredAt].join(" "),
  );
  assert.deepEqual(kept.toSorted(), wanted.toSorted());
  return { most, spoiled, learnt: line.learnt() };
}

test("a gateway that bears 16 is asked for one meter at first, and for 16 at once by its 30th round", async (t) => {
  const { most, spoiled, learnt } = await learn(t, QUESTIONS_AT_MOST, () => true);
  assert.equal(most[0], 1);
  assert.deepEqual([...new Set(most)], [1, 2, 4, 8, 16], "each stage in its turn");
  assert.ok(most.indexOf(16) <= 30);
  assert.equal(spoiled, 0);
  assert.deepEqual([learnt?.atOnce, learnt?.failsAt], [16, undefined]);
});

const MISDEEDS: Readonly<Record<string, Misdeed>> = {
  "drops what is too much": () => true,
  "refuses it as busy": (socket, asked) => socket.write(refusalOf(asked, 6)) || true,
  "says that the meter behind it does not answer": (socket, asked) =>
    socket.write(refusalOf(asked, 0x0b)) || true,
  "hangs up": (socket) => Boolean(socket.destroy()),
  "answers under another unit": (socket, asked, { open, shownBy }) =>
    socket.write(answerOf({ ...asked, unitAddress: open[0] ?? 0 }, shownBy(open[0] ?? 0))) || true,
  // Number, unit and length are right: only what was shown before tells.
  "hands over the registers of another meter": (socket, asked, { open, shownBy }) =>
    socket.write(answerOf(asked, shownBy(open[0] ?? 0))) || true,
};

for (const bears of [1, 4]) {
  for (const [what, misdeed] of Object.entries(MISDEEDS)) {
    test(`a gateway that bears ${bears} and ${what} is asked so many, and tried rarely; nothing is lost`, async (t) => {
      const { most, spoiled, learnt } = await learn(t, bears, misdeed);
      assert.ok(spoiled > 0 && spoiled <= TRIALS_AT_MOST, `${spoiled} times too much`);
      assert.ok(most.every((one) => one <= 2 * bears));
      assert.ok(learnt && learnt.setbacks > 0 && (learnt.failsAt ?? 0) <= 2 * bears);
      assert.ok(learnt.atOnce <= bears);
    });
  }
}

test("what was learnt is known to who reads the line next", async (t) => {
  const load = new Load();
  const learnt = { ...FIRST_PACE, atOnce: 8, failsAt: 16, setbacks: 1 };
  const far = START.add({ hours: 5 }).epochMilliseconds;
  const device = gateway(load, shownBy, () => false);
  const line = await lineAt(t, device, {
    meters: METERS,
    shownBy,
    learnt: { ...learnt, tryAgainMs: far },
  });
  await line.round();
  assert.equal(load.most(), 1, "what each shows is not known yet");
  for (let n = 0; n < 40; n += 1) {
    await line.round();
    assert.equal(load.most(), 8);
  }
  assert.equal(line.learnt(), undefined, "nothing new");
  line.clock.moveTo(START.add({ hours: 5 }));
  await line.round();
  await line.round();
  assert.equal(line.learnt()?.atOnce, 16);
});

test("a gateway that several questions lay low is asked fewer, although nobody answers alone either", async (t) => {
  let isDown = 0;
  const load = new Load();
  const device = gateway(load, shownBy, (_, __, { open }) => {
    if (open.length > 1) isDown = 60;
    isDown -= 1;
    return isDown > 0;
  });
  const line = await lineAt(t, device, {
    meters: 4,
    shownBy,
    learnt: { ...FIRST_PACE, atOnce: 2 },
  });
  await line.round();
  await line.round();
  assert.equal(line.learnt()?.atOnce, 1);
});

test("two meters that pass each other cost a second question, and the line no step", async (t) => {
  const load = new Load();
  let isAhead = false;
  const passing = (unit: number) => (unit === 1 && isAhead ? 25 : 10 * unit);
  const line = await lineAt(
    t,
    gateway(load, passing, () => false),
    {
      meters: 2,
      shownBy: passing,
      learnt: { ...FIRST_PACE, atOnce: 2 },
    },
  );
  await line.round();
  isAhead = true;
  for (let n = 0; n < 3; n += 1) {
    line.clock.moveTo(START.add({ minutes: 10 + 15 * n }));
    assert.deepEqual(await line.round(), []);
    assert.equal(load.most(), 2);
  }
  assert.equal(line.kept.length, 6);
  assert.equal(line.learnt(), undefined);
});
