import { z } from "zod";
import { alarmKind, alarmSeverity } from "./alarms.ts";
import { id, instantText, lineAsked } from "./scalars.ts";

const SITES_AT_MOST = 1_000;

export const webhookAsked = z.object({
  name: lineAsked(100),
  url: z
    .url({ protocol: /^https?$/, error: "write it like https://example.com/alarms" })
    .max(2_000, "at most 2,000 characters"),
  kinds: z.array(alarmKind).min(1, "choose at least one kind"),
  /** The least. */
  severity: alarmSeverity,
  /** Of whose alarms it is told; null: of every site's. */
  siteIds: z
    .array(id)
    .min(1, "choose at least one site, or all of them")
    .max(SITES_AT_MOST, `at most ${SITES_AT_MOST} sites`)
    .nullable()
    .default(null),
});
export type WebhookAsked = z.infer<typeof webhookAsked>;

const requestState = z.enum(["waiting", "sending", "sent", "failed", "unknown"]);

export const webhookList = z.object({
  webhooks: z.array(
    webhookAsked.extend({
      id,
      /** Of the newest request; null: none yet. unknown: perhaps it arrived; it is sent again. */
      lastState: requestState.nullable(),
      lastError: z.string().nullable(),
      lastAt: instantText.nullable(),
    }),
  ),
});

/** The key that signs is told once. */
export const webhookMade = z.object({ id, key: z.string() });

/** The request that tests it, to be found among its newest. */
export const webhookTest = z.object({ requestId: id });

/** alarms: several at once. */
export const webhookEvent = z.enum(["alarm.raised", "alarm.cleared", "alarms", "test"]);

export const WEBHOOK_REQUESTS_AT_MOST = 50;

export const webhookRequestList = z.object({
  /** The newest first. */
  requests: z.array(
    z.object({
      id,
      event: webhookEvent,
      /** How many events it tells of. */
      alarms: z.int().nonnegative(),
      /** unknown: perhaps it arrived; it is sent again. failed: it is not tried again by itself. */
      state: requestState,
      attempts: z.int().nonnegative(),
      /** Of HTTP, as the receiver answered last; null: there was no answer. */
      status: z.int().nullable(),
      error: z.string().nullable(),
      createdAt: instantText,
      sentAt: instantText.nullable(),
      nextAttemptAt: instantText.nullable(),
    }),
  ),
});
export type WebhookRequestList = z.infer<typeof webhookRequestList>;
export type WebhookList = z.infer<typeof webhookList>;
