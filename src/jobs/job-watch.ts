import { monotonicMs } from "#platform/clock.ts";
import { errorText } from "#platform/refusal.ts";
import type { JobState } from "#storage/running-processes.ts";

interface Watched {
  rounds: number;
  failures: number;
  startedMs: number | undefined;
  endedMs: number | undefined;
  lastError: string | undefined;
}

/** Looks on how the jobs of this process fare. Goes by the machine's time, not by the clock. */
export class JobWatch {
  readonly #jobs = new Map<string, Watched>();

  /** Does a round of the job, and notes how it went; passes on what it gives or throws. */
  async round<T>(name: string, work: () => Promise<T>): Promise<T> {
    const job = this.#job(name);
    job.startedMs = monotonicMs();
    try {
      const result = await work();
      job.lastError = undefined;
      return result;
    } catch (error) {
      job.failures += 1;
      job.lastError = errorText(error);
      throw error;
    } finally {
      job.rounds += 1;
      job.startedMs = undefined;
      job.endedMs = monotonicMs();
    }
  }

  /** Every job that has begun a round, in the order of their first. */
  states(): JobState[] {
    const nowMs = monotonicMs();
    const since = (ms: number | undefined) => (ms === undefined ? null : (nowMs - ms) / 1000);
    return Array.from(this.#jobs, ([name, job]) => ({
      name,
      rounds: job.rounds,
      failures: job.failures,
      idleSeconds: since(job.endedMs),
      runningSeconds: since(job.startedMs),
      lastError: job.lastError ?? null,
    }));
  }

  #job(name: string): Watched {
    const known = this.#jobs.get(name);
    if (known) return known;
    const made: Watched = {
      rounds: 0,
      failures: 0,
      startedMs: undefined,
      endedMs: undefined,
      lastError: undefined,
    };
    this.#jobs.set(name, made);
    return made;
  }
}
