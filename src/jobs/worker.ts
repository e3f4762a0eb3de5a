import type { MailTransport } from "#delivery/mail-transport.ts";
import type { BillRenderer } from "#documents/bill-renderer.ts";
import type { BillId } from "#domain/core/id.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import type { Log } from "#platform/log.ts";
import type { ArchivedPortion } from "#storage/archive-readings.ts";
import { careForBackups, type NightlyBackup } from "./care-for-backups.ts";
import { careForContinuousBackup, type ContinuousCopies } from "./care-for-continuous-backup.ts";
import { archiveReadings } from "./archive-readings.ts";
import { type AuditChain, sealAudit } from "./seal-audit.ts";
import { compactReadings } from "./compact-readings.ts";
import { deliverMail } from "./deliver-mail.ts";
import type { JobWatch } from "./job-watch.ts";
import { notifyOfAlarms } from "./notify-of-alarms.ts";
import { estimateSilent } from "./estimate-silent.ts";
import { remindOverdue } from "./remind-overdue.ts";
import { renderBillDocuments } from "./render-bill-documents.ts";
import { repeat, type Repetition } from "./repeat.ts";
import { runDueBills } from "./run-due-bills.ts";
import { sendMonthlyReports } from "./send-monthly-reports.ts";
import { sealOldReadings } from "./seal-readings.ts";
import { tellWebhooks, type WebhookJob } from "./tell-webhooks.ts";
import { validateReadings } from "./validate-readings.ts";
import { workBillRuns } from "./work-bill-run.ts";
import { watchBalance } from "./watch-balance.ts";
import { watchConsumption } from "./watch-consumption.ts";
import { watchCommunication } from "./watch-communication.ts";
import { type LiveMemory, watchLive } from "./watch-live.ts";
import { watchMachine } from "./watch-machine.ts";
import { watchLossRise } from "./watch-loss-rise.ts";
import { type LearnedZones, watchNewestLoss } from "./watch-newest-loss.ts";

export interface WorkerOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly renderer: BillRenderer;
  /** Where mails go now; undefined: they wait in the outbox. */
  readonly mail: { current(): Promise<MailTransport | undefined> };
  readonly audit: Pick<AuditChain, "key" | "dataFolder">;
  /** Undefined: no backups are made by themselves. */
  readonly backups: Pick<NightlyBackup, "dataFolder" | "key" | "backup" | "time"> | undefined;
  /** Undefined: the database's log is not backed up by us. */
  readonly continuous: ContinuousCopies | undefined;
  /** What tells webhooks of alarms; undefined: nothing does. */
  readonly webhooks?: Pick<WebhookJob, "box" | "transport">;
  /** See archiveReadings; undefined: nothing is archived by itself. */
  readonly archiveKeepYears: number | undefined;
  /** Looks on how they fare. */
  readonly watch?: JobWatch;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

/** What raises and clears the alarms on communication, and tells of all alarms. */
export function alarmJobs({
  database,
  clock,
  log,
}: Pick<WorkerOptions, "database" | "clock" | "log">): Repetition[] {
  const watchingSince = clock.now();
  return [
    {
      name: "communication alarms",
      everyMs: 1 * SECOND_MS,
      round: () => watchCommunication({ database, clock, log }, watchingSince),
    },
    {
      name: "notifications",
      everyMs: 1 * SECOND_MS,
      round: () => notifyOfAlarms({ database, clock }),
    },
  ];
}

/** What hands mails over. */
export function mailJob(
  { database, clock, log, mail }: Pick<WorkerOptions, "database" | "clock" | "log" | "mail">,
  signal: AbortSignal,
): Repetition {
  return {
    name: "mail",
    everyMs: 2 * SECOND_MS,
    async round() {
      const transport = await mail.current();
      if (!transport) return false;
      return (await deliverMail({ database, clock, log, mail: transport, signal })).sent > 0;
    },
  };
}

/** How often the hours of a zone are looked at, beside its newest interval. */
const RISING_EVERY_MS = 10 * MINUTE_MS;

/**
 * What raises and clears the evasion alarms. One after the other: of the rules that see a loss, the
 * one that can say whose it may be goes first.
 */
export function evasionJob({
  database,
  clock,
  log,
}: Pick<WorkerOptions, "database" | "clock" | "log">): Repetition {
  const learnedZones: LearnedZones = new Map();
  let risingMs = -Infinity;
  return {
    name: "evasion alarms",
    everyMs: 10 * SECOND_MS,
    async round() {
      const nowMs = clock.now().epochMilliseconds;
      if (nowMs - risingMs >= RISING_EVERY_MS) {
        await watchLossRise({ database, clock, log });
        risingMs = nowMs;
      }
      await watchNewestLoss({ database, clock, log }, learnedZones);
      await watchBalance({ database, clock, log });
    },
  };
}

/** What keeps readings judged and complete, and what meters show. */
function evidenceJobs({ database, clock, log }: WorkerOptions): Repetition[] {
  const memory: LiveMemory = { since: new Map(), livingPhases: new Map() };
  return [
    {
      name: "live values",
      everyMs: 15 * SECOND_MS,
      round: () => watchLive({ database, clock, log }, memory),
    },
    {
      name: "validation",
      everyMs: MINUTE_MS,
      round: () => validateReadings({ database, clock }),
    },
    {
      name: "consumption alarms",
      everyMs: 30 * MINUTE_MS,
      round: () => watchConsumption({ database, clock, log }),
    },
    {
      name: "estimation of silent meters",
      everyMs: 10 * MINUTE_MS,
      round: () => estimateSilent({ database, clock }),
    },
  ];
}

/** Mostly there is nothing to do: one look at the months of the table. */
const ARCHIVE_EVERY_MS = 6 * 60 * MINUTE_MS;

/** What guards that which is stored. */
function safekeepingJobs(options: WorkerOptions): Repetition[] {
  const { database, clock, log, audit, backups, continuous } = options;
  const { archiveKeepYears: keepYears } = options;
  const { dataFolder } = audit;
  const jobs: Repetition[] = [
    {
      name: "audit chain",
      everyMs: 2 * SECOND_MS,
      round: () => sealAudit({ database, ...audit }),
    },
    {
      name: "seals of readings",
      everyMs: 10 * MINUTE_MS,
      round: () => sealOldReadings({ database, clock }),
    },
    {
      name: "machine alarms",
      everyMs: MINUTE_MS,
      round: () => watchMachine({ database, clock, log, dataFolder }),
    },
    {
      name: "continuous backup",
      everyMs: MINUTE_MS,
      round: () => careForContinuousBackup({ database, clock, log }, continuous),
    },
  ];
  if (backups) {
    const nightly = { database, clock, log, ...backups };
    jobs.push({ name: "backups", everyMs: MINUTE_MS, round: () => careForBackups(nightly) });
  }
  if (keepYears !== undefined) {
    const done = (portion: ArchivedPortion) => log.info(portion, "archived readings");
    jobs.push({
      name: "archive",
      everyMs: ARCHIVE_EVERY_MS,
      round: async () => void (await archiveReadings({ database, clock, keepYears, done })),
    });
  }
  return jobs;
}

/** Does everything that happens by itself, until stopped: one loop per job, none in another's way. */
export function startWorker(options: WorkerOptions): { stop(): Promise<void> } {
  const { database, clock, log, watch } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const setAside = new Map<BillId, Temporal.Instant>();
  const jobs: Repetition[] = [
    ...alarmJobs(options),
    evasionJob(options),
    ...evidenceJobs(options),
    ...safekeepingJobs(options),
    {
      name: "due bills",
      everyMs: MINUTE_MS,
      round: async () => void (await runDueBills({ database, clock, log })),
    },
    {
      name: "reminders",
      everyMs: 10 * MINUTE_MS,
      round: async () => void (await remindOverdue({ database, clock })),
    },
    {
      name: "bill runs",
      everyMs: 1 * SECOND_MS,
      round: () => workBillRuns({ database, clock, signal }),
    },
    {
      name: "bill documents",
      everyMs: 2 * SECOND_MS,
      round: async () => (await renderBillDocuments({ ...options, setAside })) > 0,
    },
    {
      name: "monthly reports",
      everyMs: 5 * MINUTE_MS,
      round: async () => void (await sendMonthlyReports(options)),
    },
    {
      name: "readings",
      everyMs: 10 * MINUTE_MS,
      round: () => compactReadings({ database, clock, log }),
    },
    mailJob(options, signal),
  ];
  const { webhooks } = options;
  if (webhooks) {
    const telling = { database, clock, log, signal, ...webhooks };
    jobs.push({
      name: "webhooks",
      everyMs: 2 * SECOND_MS,
      round: () => tellWebhooks(telling),
    });
  }
  const running = jobs.map((job) => repeat(job, { clock, log, signal, watch }));
  return {
    async stop() {
      stopping.abort();
      await Promise.all(running);
    },
  };
}
