import { z } from "zod";
import { alarmKind, alarmSeverity } from "./alarms.ts";
import { id } from "./scalars.ts";

const MINUTES_IN_DAY = 1440;
const MINUTES_IN_WEEK = 10_080;

/** Of which alarms somebody is told by mail, and when; days and minutes are those of the alarm's site. */
export const notificationRuleWanted = z.object({
  kinds: z.array(alarmKind).min(1, "choose at least one kind"),
  /** The least: warning means warning and critical. */
  severity: alarmSeverity,
  /** Days of the week, 1 is Monday. */
  days: z.array(z.int().min(1).max(7)).min(1, "choose at least one day"),
  fromMinute: z
    .int()
    .min(0)
    .max(MINUTES_IN_DAY - 1),
  /** First minute that is no longer told; below `fromMinute` it lies past midnight. */
  toMinute: z.int().min(1).max(MINUTES_IN_DAY),
  /** Alarms are gathered for so long into one mail; 0: told at once. */
  digestMinutes: z.int().min(0).max(MINUTES_IN_WEEK),
  /** Told only when nobody acknowledged it for so long; null: when it is raised. */
  escalationMinutes: z.int().min(1).max(MINUTES_IN_WEEK).nullable(),
});
export type NotificationRuleWanted = z.infer<typeof notificationRuleWanted>;

export const notificationRule = notificationRuleWanted.extend({ id });
export type NotificationRule = z.infer<typeof notificationRule>;

export const notificationRuleList = z.object({
  rules: z.array(notificationRule),
  /** Whether all is told at once since there is no rule: so for administrators. */
  tellsAll: z.boolean(),
});
