import { z } from "zod";
import { hostAsked, lineAsked } from "./scalars.ts";

/** Where mails are handed over; the password is never told. */
export const mailSettings = z.object({
  /** configuration: set by file or environment, which goes before; none: mails wait. */
  source: z.enum(["configuration", "settings", "none"]),
  host: z.string(),
  port: z.int(),
  secure: z.boolean(),
  user: z.string(),
  hasPassword: z.boolean(),
  from: z.string(),
});
export type MailSettings = z.infer<typeof mailSettings>;

const PORT_AT_MOST = 65_535;

export const mailSettingsAsked = z.object({
  host: hostAsked.min(1, "must not be empty"),
  port: z.int().min(1).max(PORT_AT_MOST),
  secure: z.boolean(),
  user: lineAsked(254),
  /** Null keeps the one that is stored; empty takes it away. */
  password: z.string().max(1000).nullable(),
  from: lineAsked(320).min(3, "must be an address, or a name with <address>"),
});
export type MailSettingsAsked = z.infer<typeof mailSettingsAsked>;

/** A mail to try out, by what was entered; nothing is stored. */
export const mailTestAsked = z.object({
  settings: mailSettingsAsked,
  recipient: z.email("an e-mail address, like name@example.org").max(254),
});
export const mailTest = z.object({
  accepted: z.boolean(),
  /** What the server said, where it did not take the mail. */
  reason: z.string().nullable(),
});
export type MailTest = z.infer<typeof mailTest>;
