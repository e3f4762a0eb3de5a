import { z } from "zod";
import { instantText as instant } from "./scalars.ts";

/** Of one process of the service. */
const jobState = z.object({
  name: z.string(),
  rounds: z.int(),
  failures: z.int(),
  idleSeconds: z.number().nullable(),
  runningSeconds: z.number().nullable(),
  lastError: z.string().nullable(),
});

const processState = z.object({
  host: z.string(),
  pid: z.int(),
  release: z.string(),
  roles: z.array(z.string()),
  startedAt: instant,
  /** Since its last sign of life. */
  silentSeconds: z.number(),
  alive: z.boolean(),
  jobs: z.array(jobState),
});
export type ProcessState = z.infer<typeof processState>;

const disk = z.object({
  use: z.enum(["data", "backups"]),
  folder: z.string(),
  bytes: z.number(),
  freeBytes: z.number(),
});

const backupState = z.object({
  startedAt: instant,
  seconds: z.number(),
  cause: z.enum(["schedule", "person"]),
  /** Null when it was restored elsewhere and found equal. */
  failure: z.string().nullable(),
  file: z.string().nullable(),
  fileBytes: z.number().nullable(),
  rows: z.number().nullable(),
  billsRecalculated: z.int().nullable(),
});
export type BackupState = z.infer<typeof backupState>;

/** Of the embedded database, whose log is copied as it is written. */
const continuousBackup = z.object({
  /** What was stored before lies in the backup folder. */
  keptAt: instant.nullable(),
  /** Since when every attempt fails, and what the last one said. */
  failingSince: instant.nullable(),
  failure: z.string().nullable(),
  /** When the newest copy of the whole database was made. */
  baseMadeAt: instant.nullable(),
  /** When a copy was last restored and billed the same; by so many bills. */
  provenAt: instant.nullable(),
  billsRecalculated: z.int().nullable(),
  /** Why the last rehearsal failed; null when it went well. */
  proofFailure: z.string().nullable(),
});
export type ContinuousBackupState = z.infer<typeof continuousBackup>;

/** The files of one year (UTC) of readings, by size together; verified at this time or later. */
const archivedYear = z.object({
  year: z.int(),
  files: z.int(),
  readings: z.number(),
  fileBytes: z.number(),
  verifiedAt: instant,
});

/** How the machinery fares, for administrators. */
export const systemState = z.object({
  version: z.string(),
  release: z.string(),
  node: z.string(),
  database: z.object({
    version: z.string(),
    embedded: z.boolean(),
    bytes: z.number(),
    newestMigration: z.string(),
    unsafeSettings: z.array(z.object({ name: z.string(), value: z.string() })),
  }),
  disks: z.array(disk),
  /** `02:30` of the first site; null: none are made by themselves. */
  backupTime: z.string().nullable(),
  /** Newest first. */
  backups: z.array(backupState),
  lastGoodBackupAt: instant.nullable(),
  /** Null where there is none. */
  continuousBackup: continuousBackup.nullable(),
  /** Years whose readings lie in files beside the database, oldest first. */
  archivedYears: z.array(archivedYear),
  mails: z.object({
    waiting: z.int(),
    sending: z.int(),
    sent: z.int(),
    failed: z.int(),
    unknown: z.int(),
  }),
  /** Of these, the receivers that have taken nothing for so long that it is an alarm, by name. */
  webhooks: z.object({ receivers: z.int(), failing: z.array(z.string()) }),
  lines: z.object({ good: z.int(), partial: z.int(), down: z.int(), unknown: z.int() }),
  collectors: z.array(z.object({ id: z.string(), host: z.string() })),
  processes: z.array(processState),
  channels: z.int(),
  lateChannels: z.int(),
  newestReadingAt: instant.nullable(),
});
export type SystemState = z.infer<typeof systemState>;

/** Whether it can do its work, for load balancers and what looks after it. */
export const readiness = z.object({ status: z.literal("ready") });
