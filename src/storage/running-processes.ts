import type { Queryable } from "#platform/database.ts";

/** How one job of a process fares, at its last sign of life. */
export interface JobState {
  readonly name: string;
  readonly rounds: number;
  readonly failures: number;
  /** Since its last round ended; null before the first has. */
  readonly idleSeconds: number | null;
  /** How long the round that is under way has taken; null between rounds. */
  readonly runningSeconds: number | null;
  /** Of the last round; null when it went well. */
  readonly lastError: string | null;
}

/** A process of the service. */
export interface RunningProcess {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly release: string;
  readonly roles: readonly string[];
  readonly jobs: readonly JobState[];
}

export interface SeenProcess extends RunningProcess {
  readonly startedAt: Temporal.Instant;
  /** Since its last sign of life; that may lie in the future where a clock was set back. */
  readonly silentSeconds: number;
}

/** A process that was silent for longer counts as gone. */
export const GONE_AFTER_SECONDS = 60;
const FORGOTTEN_AFTER_HOURS = 24;

/** Takes a sign of life, and forgets who was silent for a day. */
export async function noteProcess(db: Queryable, process: RunningProcess): Promise<void> {
  const { id, host, pid, release, roles, jobs } = process;
  await db.query(
    `with forgotten as (
       delete from running_process where beat_at < now() - make_interval(hours => $7)
     )
     insert into running_process (id, host, pid, release, roles, jobs)
     values ($1, $2, $3, $4, $5, $6)
         on conflict (id) do update
        set beat_at = now(), jobs = excluded.jobs`,
    [id, host, pid, release, roles, JSON.stringify(jobs), FORGOTTEN_AFTER_HOURS],
  );
}

/** The process ends in order. */
export async function forgetProcess(db: Queryable, id: string): Promise<void> {
  await db.query("delete from running_process where id = $1", [id]);
}

/** Every process that gave a sign of life in the last day, the longest running first. */
export async function listProcesses(db: Queryable): Promise<SeenProcess[]> {
  const { rows } = await db.query<SeenProcess>(
    `select id, host, pid, release, roles, jobs, started_at as "startedAt",
            extract(epoch from now() - beat_at)::float8 as "silentSeconds"
       from running_process
      order by started_at, id`,
  );
  return rows;
}

/** Whether a process still lives, as far as one can tell from its last sign of life. */
export function isAlive({ silentSeconds }: Pick<SeenProcess, "silentSeconds">): boolean {
  return Math.abs(silentSeconds) <= GONE_AFTER_SECONDS;
}
