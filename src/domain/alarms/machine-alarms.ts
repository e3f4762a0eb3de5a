import type { AlarmVerdict } from "./alarm.ts";

const GIGABYTE = 1e9;
/** Below so much, or so small a part of a disk that is not vast, the database soon stands. */
const LEAST_FREE_BYTES = 1 * GIGABYTE;
const LOW_SHARE = 0.05;
const PLENTY_BYTES = 20 * GIGABYTE;
/** A disk that wavers about the limit is one alarm: so many times as much is free before it is over. */
const CLEARED_FACTOR = 1.25;

/** The disk of the data folder. */
export interface DiskRoom {
  readonly folder: string;
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/** Whether the disk is about to be full: nothing can be read, billed or backed up then. */
export function judgeDisk({ folder, freeBytes, totalBytes }: DiskRoom): AlarmVerdict {
  const rule = "disk-low";
  const judged = { source: { kind: "system", id: 0, name: "disk" }, rule } as const;
  const limit = Math.max(LEAST_FREE_BYTES, Math.min(LOW_SHARE * totalBytes, PLENTY_BYTES));
  if (freeBytes >= CLEARED_FACTOR * limit) return { ...judged, state: "off" };
  if (freeBytes >= limit) return { ...judged, state: "undecided" };
  const details = {
    rule,
    folder,
    freeGigabytes: gigabytes(freeBytes),
    totalGigabytes: gigabytes(totalBytes),
  } as const;
  return { ...judged, state: "on", details };
}

function gigabytes(bytes: number): string {
  return (bytes / GIGABYTE).toFixed(1);
}

/** A receiver that asks to be asked again takes a mail within so long; one that is started anew is there again. */
const PATIENCE_MINUTES = 30;

/** Mails that were tried, were not taken and wait to be tried again. */
export interface HeldMails {
  readonly mails: number;
  /** Of the oldest; null without any. */
  readonly since: Temporal.Instant | null;
  /** What was said at the newest attempt. */
  readonly lastError: string | null;
}

/** A webhook's receiver, and what it was asked to take and has not since it last took anything. */
export interface HeldRequests {
  readonly webhookId: number;
  readonly name: string;
  readonly requests: number;
  /** Of the oldest; null without any. */
  readonly since: Temporal.Instant | null;
  /** What came of the newest attempt. */
  readonly lastError: string | null;
}

/** Whether a receiver has taken nothing for so long that somebody should look; each has its own alarm. */
export function judgeWebhook(
  { webhookId, name, requests, since, lastError }: HeldRequests,
  now: Temporal.Instant,
): AlarmVerdict {
  const rule = "webhook-failing";
  const judged = { source: { kind: "system", id: webhookId, name }, rule } as const;
  if (since === null) return { ...judged, state: "off" };
  const patientUntil = since.add({ minutes: PATIENCE_MINUTES });
  if (Temporal.Instant.compare(now, patientUntil) < 0) return { ...judged, state: "undecided" };
  return { ...judged, state: "on", details: { rule, requests, since, lastError } };
}

/** Whether mails have been held up so long that somebody should look: bills and alarms are among them. */
export function judgeMails(
  { mails, since, lastError }: HeldMails,
  now: Temporal.Instant,
): AlarmVerdict {
  const rule = "mail-failing";
  const judged = { source: { kind: "system", id: 0, name: "mail" }, rule } as const;
  if (since === null) return { ...judged, state: "off" };
  const patientUntil = since.add({ minutes: PATIENCE_MINUTES });
  if (Temporal.Instant.compare(now, patientUntil) < 0) return { ...judged, state: "undecided" };
  return { ...judged, state: "on", details: { rule, mails, since, lastError } };
}
