import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { BackupKey } from "#backup/backup-key.ts";
import type { Witness } from "#backup/backup-record.ts";
import { restoreToTime } from "#backup/restore-to-time.ts";
import { judgeContinuousBackup } from "#domain/alarms/backup-alarms.ts";
import { openDatabase } from "#platform/database.ts";
import { startEmbeddedServer } from "#platform/embedded-server.ts";
import { errorText, Refusal } from "#platform/refusal.ts";
import { whileAloneBackingUp } from "#storage/backups.ts";
import {
  type BaseProof,
  type ContinuousBackup,
  noteProof,
  readContinuousBackup,
} from "#storage/continuous-backup.ts";
import { listSites } from "#storage/sites.ts";
import { readDatabaseBytes } from "#storage/whole-database.ts";
import { applyVerdicts, type WatchOptions } from "./apply-verdicts.ts";
import { REHEARSAL, requireRoom } from "./back-up.ts";
import { requireSameBills, witnessBills } from "./bill-witnesses.ts";

/** Where the copies lie, and what opens them. */
export interface ContinuousCopies {
  readonly dataFolder: string;
  readonly backupFolder: string;
  readonly key: BackupKey;
}

type Rehearsing = WatchOptions & ContinuousCopies;

/** After a rehearsal that failed: what was in the way may be gone. */
const RETRY_HOURS = 6;
/** The log is taken every twenty seconds. */
const KEPT_WITHIN_MS = 180_000;
const LOOK_MS = 500;

/**
 * Rehearses each new copy of the cluster once, and raises or clears the alarm on the continuous
 * backup.
 *
 * @param copies undefined where it is off: then there is nothing to miss
 */
export async function careForContinuousBackup(
  options: WatchOptions,
  copies: ContinuousCopies | undefined,
): Promise<void> {
  const { clock, database, log } = options;
  const [site] = await listSites(database);
  const state = await readContinuousBackup(database);
  if (!site) return;
  if (copies && state && isProofDue(state, clock.now())) {
    const proof = await proveNewestCopy({ ...options, ...copies });
    if (proof?.kind === "failed") log.error(proof, "the continuous backup could not be restored");
    else if (proof) log.info(proof, "the continuous backup was restored and proven");
  }
  const now = clock.now();
  const known = await readContinuousBackup(database);
  await applyVerdicts(options, {
    siteId: site.id,
    rules: ["continuous-backup-failed"],
    verdicts: [judgeContinuousBackup({ now, ...(known ?? nothingToMiss(now)) })],
  });
}

/** What the alarm would say; undefined where there is nothing to say. */
export function findContinuousTrouble(
  state: ContinuousBackup,
  now: Temporal.Instant,
): { readonly since: Temporal.Instant; readonly reason: string } | undefined {
  const verdict = judgeContinuousBackup({ now, ...state });
  return verdict.state === "on" && verdict.details.rule === "continuous-backup-failed"
    ? verdict.details
    : undefined;
}

/** Of an installation without one, or whose own PostgreSQL has its own means. */
function nothingToMiss(now: Temporal.Instant) {
  const none = { keptAt: null, failingSince: null, failure: null };
  return { since: now, ...none, proofFailedAt: null, proofFailure: null };
}

/** Whether the newest copy was not restored yet, and did not just fail to be. */
function isProofDue(state: ContinuousBackup, now: Temporal.Instant): boolean {
  const { baseMadeAt, failingSince, proofFailedAt, provenBaseAt } = state;
  if (baseMadeAt === null || failingSince !== null) return false;
  if (proofFailedAt !== null) {
    return Temporal.Instant.compare(now, proofFailedAt.add({ hours: RETRY_HOURS })) >= 0;
  }
  return provenBaseAt === null || Temporal.Instant.compare(provenBaseAt, baseMadeAt) < 0;
}

/**
 * Restores the newest copy and its log to a moment of now, on a server of its own, and lets last
 * month's bills be computed there: they must be those that are computed here at that moment. How it
 * ended is noted; undefined when a backup is being made.
 */
async function proveNewestCopy(options: Rehearsing): Promise<BaseProof | undefined> {
  const { clock, database } = options;
  let proof: BaseProof | undefined;
  const lock = await database.pool.connect();
  let broken: Error | undefined;
  try {
    await whileAloneBackingUp(lock, async () => {
      proof = await rehearse(options).catch((error: unknown): BaseProof => ({
        kind: "failed",
        reason: `the copy of the database cannot be relied on: ${errorText(error)}`,
      }));
      await noteProof(database, { at: clock.now(), proof });
    });
  } catch (error) {
    broken = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    lock.release(broken);
  }
  return proof;
}

async function rehearse(options: Rehearsing): Promise<BaseProof> {
  const { backupFolder, database, dataFolder, key } = options;
  await requireRoom(dataFolder, await readDatabaseBytes(database));
  const { moment, witnesses } = await billsNow(options);
  await waitUntilKept(options, moment);
  const folder = await mkdtemp(join(dataFolder, REHEARSAL));
  try {
    const restored = { backupFolder, key, dataFolder: folder, until: moment };
    const { from } = await restoreToTime(restored);
    const server = await startEmbeddedServer(folder);
    const copy = openDatabase(server.url);
    try {
      requireSameBills(witnesses, await witnessBills(copy));
    } finally {
      await copy.close();
      await server.stop();
    }
    return { kind: "proven", baseMadeAt: from.madeAt, billsRecalculated: witnesses.length };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Last month's bills as the database gives them at one moment. */
function billsNow({
  database,
}: Rehearsing): Promise<{ moment: Temporal.Instant; witnesses: Witness[] }> {
  return database.transaction(async (tx) => {
    await tx.query("set transaction isolation level repeatable read, read only");
    const { rows } = await tx.query<{ moment: Temporal.Instant }>(
      "select clock_timestamp() as moment",
    );
    const moment = rows[0]?.moment;
    if (!moment) throw new Error("a query without a table gave no row");
    return { moment, witnesses: await witnessBills(tx) };
  });
}

async function waitUntilKept({ database }: Rehearsing, moment: Temporal.Instant): Promise<void> {
  const untilMs = performance.now() + KEPT_WITHIN_MS;
  while (performance.now() < untilMs) {
    const state = await readContinuousBackup(database);
    if (state?.keptAt && Temporal.Instant.compare(state.keptAt, moment) > 0) return;
    await pause(LOOK_MS);
  }
  throw new Refusal("the database's log does not come to the backup folder");
}
