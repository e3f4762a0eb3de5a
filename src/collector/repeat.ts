import { setTimeout as pause } from "node:timers/promises";
import type { Clock } from "#platform/clock.ts";
import type { Log } from "#platform/log.ts";

interface Pace {
  readonly log: Log;
  /** For the log. */
  readonly task: string;
  readonly ms: number;
  readonly signal: AbortSignal;
}

/**
 * Does `work` again and again until the signal aborts. An error is logged once, until it works
 * again: a database that is away for a night must not fill the log.
 */
export async function repeat(
  { clock, ...pace }: Pace & { readonly clock: Clock },
  work: () => Promise<void>,
): Promise<void> {
  const wait = () => clock.sleepUntil(clock.now().add({ milliseconds: pace.ms }), pace.signal);
  await repeatWith(pace, { wait, work });
}

/** The same by the machine's own time. */
export async function everyRealMs(pace: Pace, work: () => Promise<void>): Promise<void> {
  const wait = async () => {
    await pause(pace.ms, undefined, { signal: pace.signal }).catch(() => {});
  };
  await repeatWith(pace, { wait, work });
}

async function repeatWith(
  { log, task, signal }: Pace,
  { wait, work }: { readonly wait: () => Promise<void>; readonly work: () => Promise<void> },
): Promise<void> {
  let isFailing = false;
  while (!signal.aborted) {
    await wait();
    if (signal.aborted) return;
    try {
      await work();
      if (isFailing) log.info({ task }, "works again");
      isFailing = false;
    } catch (error) {
      if (!isFailing) log.error({ err: error, task }, "failed; it is tried again and again");
      isFailing = true;
    }
  }
}
