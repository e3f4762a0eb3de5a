import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { monotonicMs } from "#platform/clock.ts";

/** How long it took, after each fault, until what it hit worked again. */
export class RecoveryTimes {
  readonly #ms: number[] = [];
  #faultMs: number | undefined;

  /** The fault happens now. */
  fault(): void {
    this.#faultMs = monotonicMs();
  }

  /** What it hit works; told again and again, the first time after a fault counts. */
  works(): void {
    if (this.#faultMs === undefined) return;
    this.#ms.push(monotonicMs() - this.#faultMs);
    this.#faultMs = undefined;
  }

  /** Prints them with the test's result; `what` says from what to what they run. */
  print(t: TestContext, what: string): void {
    const inOrder = this.#ms.toSorted((a, b) => a - b);
    assert.ok(inOrder.length > 0, "nothing recovered");
    const middle = inOrder[Math.floor(inOrder.length / 2)];
    t.diagnostic(
      `recovery time ${what}: ${seconds(middle)} s in the middle, ${seconds(inOrder.at(-1))} s at most, of ${inOrder.length}`,
    );
  }
}

function seconds(ms = 0): string {
  return (ms / 1000).toFixed(1);
}
