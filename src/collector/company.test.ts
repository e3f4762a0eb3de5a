/** Several meters of a line asked at once, as a person set it, at gateways that bear it and at gateways that do not. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Reading } from "#storage/reading.ts";
import {
  answerOf,
  gateway,
  lineAt,
  Load,
  type Misdeed,
  refusalOf,
  START,
} from "#test/support/gateway-that-bears.ts";

const BOUNDARY = Temporal.Instant.from("2026-11-20T10:00:00Z");
const METERS = 6;
const AT_ONCE = 4;

/** Every meter shows ten times its own unit. */
const shownBy = (unit: number) => 10 * unit;
const LINE = { meters: METERS, shownBy, questionsAtOnce: AT_ONCE };

function assertAllKeptOnce(kept: readonly Reading[], channels: readonly number[]): void {
  const shown = kept.map(({ channelId, counts, measuredAt }) => [
    Number(channelId),
    Number(counts),
    measuredAt.toString(),
  ]);
  shown.sort(([a], [b]) => Number(a) - Number(b));
  assert.deepEqual(
    shown,
    channels.map((channel) => [channel, 10 * channel, BOUNDARY.toString()]),
  );
}

const ALL = Array.from({ length: METERS }, (_, n) => n + 1);

test("a gateway that bears it is asked for several meters at once, savings too", async (t) => {
  const load = new Load();
  const { clock, kept, round } = await lineAt(
    t,
    gateway(load, shownBy, () => false),
    LINE,
  );
  assert.deepEqual(await round(), []);
  assert.equal(load.most(), 1, "what each shows is not known yet");
  for (const now of [START, BOUNDARY]) {
    clock.moveTo(now);
    assert.deepEqual(await round(), []);
    assert.equal(load.most(), AT_ONCE);
  }
  assertAllKeptOnce(kept, ALL);
});

for (const [what, misdeed] of Object.entries<Misdeed>({
  "drops what comes while it is busy": () => true,
  "refuses what comes while it is busy": (socket, asked) =>
    socket.write(refusalOf(asked, 6)) || true,
  "hangs up when several come": (socket) => Boolean(socket.destroy()),
  "mixes up the units of several": (socket, asked) =>
    socket.write(answerOf({ ...asked, unitAddress: asked.unitAddress + 1 }, 0)) || true,
  // Number, unit and length are right, and everyone is answered once: only what was shown before tells.
  "hands the registers of one meter to the next": (socket, asked) =>
    socket.write(answerOf(asked, shownBy((asked.unitAddress % METERS) + 1))) || true,
  "gives all the registers of one meter": (socket, asked) =>
    socket.write(answerOf(asked, shownBy(METERS))) || true,
})) {
  test(`a gateway that ${what} is asked one at a time from then on, and nothing is lost`, async (t) => {
    const load = new Load();
    const { clock, kept, round } = await lineAt(
      t,
      gateway(
        load,
        shownBy,
        (socket, asked, now) => now.open.length > 1 && misdeed(socket, asked, now),
      ),
      LINE,
    );
    await round();
    clock.moveTo(BOUNDARY);
    assert.deepEqual(await round(), [], "no meter is blamed for the gateway");
    assert.ok(load.most() > 1);
    assertAllKeptOnce(kept, ALL);
    for (let n = 0; n < 3; n += 1) {
      assert.deepEqual(await round(), []);
      assert.equal(load.most(), 1);
    }
  });
}

test("a silent meter is found out alone, and the others stay together", async (t) => {
  const load = new Load();
  const units: number[] = [];
  let silent = 0;
  const { clock, kept, round } = await lineAt(
    t,
    gateway(
      load,
      shownBy,
      (_, { unitAddress }) => units.push(unitAddress) > 0 && unitAddress === silent,
    ),
    LINE,
  );
  await round();
  units.length = 0;
  silent = 3;
  clock.moveTo(BOUNDARY);
  assert.deepEqual(await round(), [3]);
  assert.deepEqual(units, [1, 2, 3, 4, 1, 2, 3, 4, 5, 6], "who failed in company is asked next");
  load.most();
  const others = ALL.filter((meter) => meter !== 3);
  assertAllKeptOnce(kept, others);
  // Later, so that it is not asked for its saving any more: the gateway was not blamed.
  clock.moveTo(BOUNDARY.add({ minutes: 4 }));
  await round();
  assert.equal(load.most(), AT_ONCE);
});
