import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Database } from "#platform/database.ts";
import type { Log } from "#platform/log.ts";
import type { ProcessRole } from "#platform/settings.ts";
import { programVersion } from "#platform/version.ts";
import { forgetProcess, type JobState, noteProcess } from "#storage/running-processes.ts";

/** In the machine's time. A process that was silent for a minute counts as gone. */
const BEAT_MS = 10_000;

/** Says every ten seconds that this process lives and how its jobs fare, until stopped. */
export async function startHeartbeat({
  database,
  log,
  roles,
  jobs,
}: {
  readonly database: Database;
  readonly log: Log;
  readonly roles: readonly ProcessRole[];
  readonly jobs: () => readonly JobState[];
}): Promise<{ stop(): Promise<void> }> {
  const { release } = programVersion();
  const self = { id: randomUUID(), host: hostname(), pid: process.pid, release, roles };
  const beat = () => noteProcess(database, { ...self, jobs: jobs() });
  await beat();
  let last: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    // The database may be away: the next beat tells that we are still here.
    last = beat().catch((error: unknown) => log.debug({ err: error }, "no sign of life"));
  }, BEAT_MS);
  return {
    async stop() {
      clearInterval(timer);
      await last;
      await forgetProcess(database, self.id).catch(() => {});
    },
  };
}
