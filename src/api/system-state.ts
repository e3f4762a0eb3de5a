import { statfs } from "node:fs/promises";
import type { SystemState } from "#api/contract/system.ts";
import { findFailingReceivers } from "#jobs/failing-receivers.ts";
import { programVersion } from "#platform/version.ts";
import { errorCode } from "#platform/refusal.ts";
import { listArchivedYears } from "#storage/archive-catalogue.ts";
import { listBackups, readBackupHistory, type StoredBackup } from "#storage/backups.ts";
import { type ContinuousBackup, readContinuousBackup } from "#storage/continuous-backup.ts";
import { listCollectors } from "#storage/line-leases.ts";
import { listLines } from "#storage/line-views.ts";
import { countMails } from "#storage/outbox-views.ts";
import { isAlive, listProcesses } from "#storage/running-processes.ts";
import { readDatabaseFigures, readWorkFigures, type WorkFigures } from "#storage/system-figures.ts";
import type { ApiContext, Keeping } from "./endpoint.ts";
import { wire } from "./wire.ts";

const BACKUPS_AT_MOST = 10;

/** How the machinery fares, as page and metrics tell it. */
export interface SystemFigures {
  readonly state: SystemState;
  readonly work: WorkFigures;
}

/** Gathers it all. The clock says what is late; signs of life go by the database's. */
export async function readSystemFigures(context: ApiContext): Promise<SystemFigures> {
  const { clock, database, keeping } = context;
  const now = clock.now();
  const [figures, work, processes, mails, lines, collectors, backups, history, disks] =
    await Promise.all([
      readDatabaseFigures(database),
      readWorkFigures(database, now),
      listProcesses(database),
      countMails(database),
      listLines(database, { now }),
      listCollectors(database),
      listBackups(database, BACKUPS_AT_MOST),
      readBackupHistory(database),
      readDisks(keeping),
    ]);
  const { failing, receivers } = await findFailingReceivers(database, now);
  const continuous = await readContinuousBackup(database);
  const count = (state: string) => lines.filter((line) => line.state === state).length;
  const state = {
    ...programVersion(),
    node: process.versions.node,
    database: { ...figures, embedded: keeping?.hasOwnDatabase ?? false },
    disks,
    backupTime: keeping?.backup.time ?? null,
    backups: backups.map(backupOf),
    lastGoodBackupAt: history.lastGoodAt,
    continuousBackup: continuous === undefined ? null : continuousOf(continuous),
    archivedYears: await listArchivedYears(database),
    mails,
    webhooks: { receivers, failing: failing.map(({ name }) => name) },
    lines: {
      good: count("good"),
      partial: count("partial"),
      down: count("down"),
      unknown: count("unknown"),
    },
    collectors: collectors.map(({ id, host }) => ({ id, host })),
    processes: processes.map(({ id: _id, ...one }) => ({ ...one, alive: isAlive(one) })),
    channels: work.channels,
    lateChannels: work.lateChannels,
    newestReadingAt: work.newestReadingAt,
  };
  return { state: wire(state) as SystemState, work };
}

function continuousOf(backup: ContinuousBackup) {
  const { since: _since, provenBaseAt: _base, proofFailedAt: _failed, ...told } = backup;
  return told;
}

function backupOf({ cause, startedAt, finishedAt, outcome }: StoredBackup) {
  const seconds = (finishedAt.epochMilliseconds - startedAt.epochMilliseconds) / 1000;
  const told = { startedAt, seconds, cause };
  if (outcome.kind === "failed") {
    const none = { file: null, fileBytes: null, rows: null, billsRecalculated: null };
    return { ...told, ...none, failure: outcome.reason };
  }
  const { file, fileBytes, rows, billsRecalculated } = outcome;
  return { ...told, failure: null, file, fileBytes, rows, billsRecalculated };
}

async function readDisks(keeping: Keeping | undefined): Promise<SystemState["disks"]> {
  if (!keeping) return [];
  const places = [
    { use: "data" as const, folder: keeping.dataFolder },
    { use: "backups" as const, folder: keeping.backup.folder },
  ];
  const disks: SystemState["disks"] = [];
  for (const { use, folder } of places) {
    try {
      const { bavail, blocks, bsize } = await statfs(folder);
      disks.push({ use, folder, bytes: blocks * bsize, freeBytes: bavail * bsize });
    } catch (error) {
      // Before the first backup its folder is not there; a share may be away.
      if (errorCode(error) === undefined) throw error;
    }
  }
  return disks;
}
