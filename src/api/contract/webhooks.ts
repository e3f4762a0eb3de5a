import { z } from "zod";
import { alarmKind, alarmSeverity } from "./alarms.ts";
import { id, instantText, lineAsked } from "./scalars.ts";

export const webhookAsked = z.object({
  name: lineAsked(100),
  url: z
    .url({ protocol: /^https?$/, error: "write it like https://example.com/alarms" })
    .max(2_000, "at most 2,000 characters"),
  kinds: z.array(alarmKind).min(1, "choose at least one kind"),
  /** The least. */
  severity: alarmSeverity,
});

export const webhookList = z.object({
  webhooks: z.array(
    webhookAsked.extend({
      id,
      /** Of the newest request; null: none yet. unknown: perhaps it arrived; it is sent again. */
      lastState: z.enum(["waiting", "sending", "sent", "failed", "unknown"]).nullable(),
      lastError: z.string().nullable(),
      lastAt: instantText.nullable(),
    }),
  ),
});

/** The key that signs is told once. */
export const webhookMade = z.object({ id, key: z.string() });
