import { suite, test } from "node:test";
import { signInWaitSeconds } from "./sign-in-patience.ts";

const NOW = Temporal.Instant.from("2026-11-25T09:00:00Z");

function wait(given: {
  failures?: number;
  secondsAgo?: number;
  isKnownAddress?: boolean;
  strangersFailures?: number;
}): number {
  const { failures = 0, secondsAgo = 0, isKnownAddress = false, strangersFailures = 0 } = given;
  const lastFailureAt = failures === 0 ? null : NOW.subtract({ seconds: secondsAgo });
  return signInWaitSeconds({ failures, lastFailureAt, isKnownAddress, strangersFailures }, NOW);
}

suite("the patience with wrong passwords", () => {
  test("four wrong ones cost nothing, the fifth a minute, then it doubles up to fifteen", (t) => {
    const waits = [0, 1, 4, 5, 6, 7, 8, 9, 10, 60].map((failures) => wait({ failures }));
    t.assert.deepEqual(waits, [0, 0, 0, 60, 120, 240, 480, 900, 900, 900]);
  });

  test("what has passed of the wait counts", (t) => {
    t.assert.equal(wait({ failures: 6, secondsAgo: 30 }), 90);
    t.assert.equal(wait({ failures: 6, secondsAgo: 120 }), 0);
    t.assert.equal(wait({ failures: 6, secondsAgo: 3600 }), 0);
  });

  test("an attack from many addresses does not lock out who was here before", (t) => {
    t.assert.equal(wait({ strangersFailures: 49 }), 0);
    t.assert.equal(wait({ strangersFailures: 50 }), 900);
    t.assert.equal(wait({ strangersFailures: 100_000, isKnownAddress: true }), 0);
  });
});
