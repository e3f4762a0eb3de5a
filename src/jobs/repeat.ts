import type { Clock } from "#platform/clock.ts";
import type { Log } from "#platform/log.ts";
import type { JobWatch } from "./job-watch.ts";

export interface Repetition {
  /** For the log. */
  readonly name: string;
  /** Between the end of one round and the start of the next, in milliseconds. */
  readonly everyMs: number;
  /** One bounded round; true when there is more to do at once. */
  readonly round: () => Promise<boolean | void>;
}

/** After an error a job waits this long: what is broken for long must not fill the log. */
const AFTER_ERROR_MS = 10_000;

/**
 * Does rounds until the signal aborts, never two at once. An error is logged with the job's name,
 * and the job goes on after a pause.
 */
export async function repeat(
  { name, everyMs, round }: Repetition,
  surroundings: {
    readonly clock: Clock;
    readonly log: Log;
    readonly signal: AbortSignal;
    readonly watch?: JobWatch | undefined;
  },
): Promise<void> {
  const { clock, log, signal, watch } = surroundings;
  while (!signal.aborted) {
    let waitMs = everyMs;
    try {
      if ((await (watch ? watch.round(name, round) : round())) === true) waitMs = 0;
    } catch (error) {
      if (!signal.aborted) log.error({ err: error, job: name }, "job failed");
      waitMs = Math.max(everyMs, AFTER_ERROR_MS);
    }
    if (waitMs > 0) await clock.sleepUntil(clock.now().add({ milliseconds: waitMs }), signal);
  }
}
