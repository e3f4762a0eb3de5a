/** Whether the machine has anything else to do: what a browser is measured beside. */
import { cpus } from "node:os";
import type { Queryable } from "#platform/database.ts";
import { listDueChannels } from "#storage/validation-progress.ts";

const LOOK_EVERY_MS = 2000;
/** A demo at rest, whose house is read every few seconds, needs less. */
const QUIET_PERCENT = 15;
const WAIT_AT_MOST_MS = 90_000;

const JUDGED_LOOK_EVERY_MS = 1000;
const JUDGED_AT_MOST_MS = 300_000;
/** Longer than a bench takes: what was judged while it ran is not waited for again. */
const JUDGED_WITHIN_MINUTES = 60;

/**
 * Waits until the server has judged the readings of every channel, which keeps a whole processor busy
 * for a minute or two after thousands of meters were added, and begins only some time after that.
 */
export async function untilJudged(db: Queryable): Promise<void> {
  const deadline = performance.now() + JUDGED_AT_MOST_MS;
  for (;;) {
    const look = { now: Temporal.Now.instant(), atMost: 1, restMinutes: JUDGED_WITHIN_MINUTES };
    if ((await listDueChannels(db, look)).length === 0) return;
    if (performance.now() > deadline) throw new Error("the server does not come to an end");
    await new Promise((resolve) => setTimeout(resolve, JUDGED_LOOK_EVERY_MS));
  }
}

/**
 * Waits until the server has worked off what was put into it, or for a while; gives how busy the
 * processors were at the end, in percent of all.
 */
export async function untilQuiet(): Promise<number> {
  const deadline = performance.now() + WAIT_AT_MOST_MS;
  for (;;) {
    const busy = await busyPercent();
    if (busy < QUIET_PERCENT || performance.now() > deadline) return busy;
  }
}

async function busyPercent(): Promise<number> {
  const before = times();
  await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  const after = times();
  return 100 * (1 - (after.idle - before.idle) / (after.all - before.all));
}

function times(): { readonly idle: number; readonly all: number } {
  const each = cpus().map((cpu) => cpu.times);
  return {
    idle: sum(each.map(({ idle }) => idle)),
    all: sum(each.flatMap((one) => Object.values(one))),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
