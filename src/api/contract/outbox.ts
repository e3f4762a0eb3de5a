import { z } from "zod";
import { mailState } from "./bills.ts";
import { id, instantText, pageFields, pageNumber } from "./scalars.ts";

export const MAILS_ON_A_PAGE = 50;

export const mail = z.object({
  id,
  siteId: id,
  recipient: z.string(),
  subject: z.string(),
  state: mailState,
  attempts: z.int().nonnegative(),
  createdAt: instantText,
  sentAt: instantText.nullable(),
  /** When it is tried next; null unless it waits. */
  nextAttemptAt: instantText.nullable(),
  lastError: z.string().nullable(),
  bill: z.object({ id, number: z.string() }).nullable(),
  alarmId: id.nullable(),
});
export type Mail = z.infer<typeof mail>;

export const outboxQuery = z.object({ state: mailState.optional(), page: pageNumber });
export type OutboxQuery = z.infer<typeof outboxQuery>;

/** Newest first. */
export const outbox = z.object({
  mails: z.array(mail),
  counts: z.object({
    waiting: z.int().nonnegative(),
    sending: z.int().nonnegative(),
    sent: z.int().nonnegative(),
    failed: z.int().nonnegative(),
    unknown: z.int().nonnegative(),
  }),
  ...pageFields,
});
export type Outbox = z.infer<typeof outbox>;

/** A mail as the demo's receiver took it in; 404 where no receiver saw it. */
export const receivedMessage = z.object({
  mailId: id,
  receivedAt: instantText,
  /** In the order of the message. */
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
  text: z.string(),
  attachments: z.array(
    z.object({
      fileName: z.string(),
      mediaType: z.string(),
      sizeBytes: z.int().nonnegative(),
    }),
  ),
});
export type ReceivedMessage = z.infer<typeof receivedMessage>;
