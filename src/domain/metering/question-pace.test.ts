import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import {
  afterCleanExchange,
  afterSetback,
  CLEAN_BEFORE_FORGETTING,
  CLEAN_BEFORE_MORE,
  FIRST_PACE,
  isSamePace,
  QUESTION_STAGES,
  QUESTIONS_AT_MOST,
  type QuestionPace,
  type SetbackKind,
  TRY_AGAIN_AT_MOST_MS,
} from "./question-pace.ts";

const HOUR_MS = 3_600_000;
const SEED = 20_261_126;

function afterClean(pace: QuestionPace, exchanges: number, nowMs = 0): QuestionPace {
  let after = pace;
  for (let n = 0; n < exchanges; n += 1)
    after = afterCleanExchange(after, after.atOnce, { nowMs, tookMs: 0 });
  return after;
}

/** A gateway that bears so many, asked for so many exchanges a minute apart. */
function learnAt(bears: number, exchanges: number, start: QuestionPace = FIRST_PACE) {
  let pace = start;
  let failures = 0;
  for (let n = 0; n < exchanges; n += 1) {
    const nowMs = n * 60_000;
    if (pace.atOnce <= bears) pace = afterCleanExchange(pace, pace.atOnce, { nowMs, tookMs: 0 });
    else {
      failures += 1;
      pace = afterSetback(pace, pace.atOnce, { kind: "overload", nowMs });
    }
  }
  return { pace, failures };
}

test("a line begins with one question, and asks twice as many after 32 clean exchanges each", () => {
  assert.equal(FIRST_PACE.atOnce, 1);
  // 1, 2, 4, 8: 32 exchanges each, 480 questions in all until 16 are asked.
  for (const [n, stage] of QUESTION_STAGES.entries()) {
    assert.equal(afterClean(FIRST_PACE, n * CLEAN_BEFORE_MORE).atOnce, stage);
    if (n > 0) assert.ok(afterClean(FIRST_PACE, n * CLEAN_BEFORE_MORE - 1).atOnce < stage);
  }
  assert.equal(afterClean(FIRST_PACE, 100_000).atOnce, 16);
});

test("fewer questions than may be asked prove nothing", () => {
  const four = afterClean(FIRST_PACE, 2 * CLEAN_BEFORE_MORE);
  assert.equal(four.atOnce, 4);
  assert.equal(afterCleanExchange(four, 3, { nowMs: 0, tookMs: 0 }), four);
});

test("a gateway that bears 4 is asked 4 at once, and 8 are tried after 1, 2, 4 hours", () => {
  const eight = afterClean(FIRST_PACE, 3 * CLEAN_BEFORE_MORE);
  const failed = { kind: "overload", nowMs: 0 } as const;
  const back = afterSetback(eight, 8, failed);
  const wanted = { ...FIRST_PACE, atOnce: 4, failsAt: 8, tryAgainMs: HOUR_MS, setbacks: 1 };
  assert.deepEqual(back, wanted);
  assert.equal(afterClean(back, 500, HOUR_MS - 1).atOnce, 4);
  const again = afterClean(back, CLEAN_BEFORE_MORE, HOUR_MS);
  assert.equal(again.atOnce, 8);
  const second = afterSetback(again, 8, { kind: "overload", nowMs: HOUR_MS });
  assert.equal(second.tryAgainMs, HOUR_MS + 2 * HOUR_MS);
  const third = afterSetback(second, 8, { kind: "overload", nowMs: 3 * HOUR_MS });
  assert.equal(third.tryAgainMs, 3 * HOUR_MS + 4 * HOUR_MS);
});

test("a company smaller than the pace steps back below its own size", () => {
  const sixteen = afterClean(FIRST_PACE, 4 * CLEAN_BEFORE_MORE);
  const back = afterSetback(sixteen, 3, { kind: "overload", nowMs: 0 });
  assert.equal(back.atOnce, 2);
  assert.equal(back.failsAt, 4);
});

test("a gateway that mixes answers is asked one at a time for a day, at least", () => {
  const sixteen = afterClean(FIRST_PACE, 4 * CLEAN_BEFORE_MORE);
  const back = afterSetback(sixteen, 16, { kind: "mixed", nowMs: 0 });
  assert.equal(back.atOnce, 1);
  assert.equal(afterClean(back, 5_000, 24 * HOUR_MS - 1).atOnce, 1);
  assert.equal(afterClean(back, CLEAN_BEFORE_MORE, 24 * HOUR_MS).atOnce, 2);
});

/** 32 exchanges at a stage that took so many ms each. */
function measured(pace: QuestionPace, tookMs: number): QuestionPace {
  let after = pace;
  for (let n = 0; n < CLEAN_BEFORE_MORE; n += 1) {
    after = afterCleanExchange(after, pace.atOnce, { nowMs: 0, tookMs });
  }
  return after;
}

test("more at once that take as long as one after the other are left for a day", () => {
  // A question took 10 ms alone; two together 18 ms, 9 each: a tenth less, and worth it.
  const two = measured(measured(FIRST_PACE, 10), 18);
  assert.equal(two.atOnce, 4);
  // Four in 36 ms are 9 each again: no gain, so two at once.
  const back = measured(two, 36);
  assert.deepEqual([back.atOnce, back.failsAt, back.tryAgainMs], [2, 4, 24 * HOUR_MS]);
  // In 32 ms they are 8 each, a gain; eight in 64 ms are none.
  assert.equal(measured(two, 32).atOnce, 8);
  assert.equal(measured(measured(two, 32), 64).atOnce, 4);
  // An answer that waits 40 ms for the acknowledgement of the one before it.
  assert.equal(measured(measured(FIRST_PACE, 1), 40).atOnce, 1);
  // Within 2 ms nothing is measured, and nothing needs to be.
  assert.equal(measured(measured(FIRST_PACE, 1), 2).atOnce, 4);
});

test("a passing failure is forgotten once as many were borne for long", () => {
  const eight = afterClean(FIRST_PACE, 3 * CLEAN_BEFORE_MORE);
  const back = afterSetback(eight, 8, { kind: "overload", nowMs: 0 });
  const tried = afterClean(back, CLEAN_BEFORE_MORE, HOUR_MS);
  // Not at once to 16: 8 has to be proven first.
  const nearly = afterClean(tried, CLEAN_BEFORE_FORGETTING - 1, HOUR_MS);
  assert.equal(nearly.atOnce, 8);
  assert.equal(nearly.failsAt, 8);
  const forgotten = afterClean(nearly, 1, HOUR_MS);
  assert.equal(forgotten.failsAt, undefined);
  assert.equal(afterClean(forgotten, 1, HOUR_MS).atOnce, 16);
});

test("a clock that went ahead and was set back does not hold a line back for longer than a week", () => {
  const two = afterClean(FIRST_PACE, CLEAN_BEFORE_MORE);
  const ahead = 1_000 * 24 * HOUR_MS;
  const back = afterSetback(two, 2, { kind: "overload", nowMs: ahead });
  assert.equal(afterClean(back, CLEAN_BEFORE_MORE, 0).atOnce, 2);
});

test("whatever a gateway bears is found, and a year of exchanges goes beyond it some 60 times", () => {
  for (const bears of QUESTION_STAGES) {
    const { pace, failures } = learnAt(bears, 365 * 24 * 60);
    assert.ok(pace.atOnce <= 2 * bears, `${pace.atOnce} at ${bears}`);
    assert.ok(pace.atOnce >= bears || pace.failsAt !== undefined);
    // 1, 2, 4 ... 128 hours and then once a week: 8 in the first 255 hours, 51 weeks after them.
    assert.ok(bears === QUESTIONS_AT_MOST ? failures === 0 : failures > 50 && failures <= 61);
  }
});

interface Happening {
  readonly kind: "clean" | SetbackKind;
  /** Of what may be asked. */
  readonly share: number;
  readonly afterMs: number;
  readonly tookMs: number;
}

test("whatever happens, a line asks 1 to 16, never more after a setback, and waits a week at most", () => {
  const happening = fc.record<Happening>({
    kind: fc.constantFrom("clean", "clean", "clean", "clean", "overload", "mixed"),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    afterMs: fc.integer({ min: 0, max: 2 * HOUR_MS }),
    tookMs: fc.integer({ min: 0, max: 50 }),
  });
  fc.assert(
    fc.property(fc.array(fc.tuple(happening, fc.integer({ min: 1, max: 60 }))), (happenings) => {
      let pace = FIRST_PACE;
      let nowMs = 0;
      for (const [{ kind, share, afterMs, tookMs }, times] of happenings) {
        nowMs += afterMs;
        const before = pace;
        const asked = Math.max(1, Math.ceil(share * pace.atOnce));
        if (kind === "clean") {
          for (let n = 0; n < times; n += 1) {
            pace = afterCleanExchange(pace, asked, { nowMs, tookMs });
          }
          // One stage at the most in so many exchanges, but for 60 which may be two.
          assert.ok(pace.atOnce <= 4 * before.atOnce);
        } else if (asked > 1) {
          pace = afterSetback(pace, asked, { kind, nowMs });
          assert.ok(pace.atOnce < asked);
          assert.ok((pace.failsAt ?? 0) > pace.atOnce);
          assert.equal(pace.setbacks, before.setbacks + 1);
        }
        assert.ok((QUESTION_STAGES as readonly number[]).includes(pace.atOnce));
        assert.ok(pace.tryAgainMs <= nowMs + TRY_AGAIN_AT_MOST_MS);
        // What failed is not asked again before its time.
        const isBeyond = pace.failsAt !== undefined && pace.atOnce >= pace.failsAt;
        if (isBeyond) assert.ok(nowMs >= pace.tryAgainMs);
        assert.ok(isSamePace(pace, { ...pace, clean: pace.clean + 1 }));
      }
    }),
    { seed: SEED, numRuns: 300 },
  );
});
