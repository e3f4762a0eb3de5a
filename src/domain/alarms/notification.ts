import type { AlarmId } from "#domain/core/id.ts";
import { ALARM_SEVERITIES, type AlarmKind, type AlarmSeverity } from "./alarm-rule.ts";

/** Whom alarms are mailed to, which and when. */
export interface NotificationRule {
  readonly kinds: readonly AlarmKind[];
  /** The least severity that is told. */
  readonly severity: AlarmSeverity;
  /** Days of the week, 1 (Monday) to 7, and minutes of the local day between which is told. */
  readonly days: readonly number[];
  readonly fromMinute: number;
  /** First minute that is no longer told, up to 1440; below `fromMinute` it lies past midnight. */
  readonly toMinute: number;
  /** Alarms are gathered for so long; 0: told at once. */
  readonly digestMinutes: number;
  /** Told only when nobody acknowledged it for so long; undefined: told when it is raised. */
  readonly escalationMinutes: number | undefined;
}

/** Everything, at once, at any hour: what an administrator gets who has chosen nothing. */
export const TELL_ALL: NotificationRule = {
  kinds: ["communication", "evasion", "consumption", "system"],
  severity: "info",
  days: [1, 2, 3, 4, 5, 6, 7],
  fromMinute: 0,
  toMinute: 1440,
  digestMinutes: 0,
  escalationMinutes: undefined,
};

/** An alarm of which a rule's owner has not been told. */
export interface UntoldAlarm {
  readonly id: AlarmId;
  readonly kind: AlarmKind;
  readonly severity: AlarmSeverity;
  /** Of its site: decides the day and the hour. */
  readonly timeZone: string;
  readonly raisedAt: Temporal.Instant;
  readonly acknowledgedAt: Temporal.Instant | null;
  readonly clearedAt: Temporal.Instant | null;
  readonly shelvedUntil: Temporal.Instant | null;
}

/** More than so many at once are one mail. */
const SINGLE_MAILS_AT_MOST = 4;
/** What has one cause rarely comes in the same second: wait until nothing more comes, but not long. */
const SETTLING_SECONDS = 3;
const SETTLING_SECONDS_AT_MOST = 10;
/** After a mail of many the next one waits for so long: a storm goes on in waves. */
const SECONDS_AFTER_DIGEST = 60;

/** What to send now: `alarms` each by itself, or all in one mail. */
export interface DueNotices {
  readonly alarms: readonly AlarmId[];
  readonly inOne: boolean;
}

const NOTHING_DUE: DueNotices = { alarms: [], inOne: false };

/** Which of the alarms its owner has to be told of now, by a rule. Each is told once. */
export function dueNotices(
  rule: NotificationRule,
  {
    now,
    untold,
    lastDigestAt,
  }: {
    readonly now: Temporal.Instant;
    /** Oldest first. */
    readonly untold: readonly UntoldAlarm[];
    readonly lastDigestAt: Temporal.Instant | undefined;
  },
): DueNotices {
  const due = untold.filter((alarm) => isDue(rule, alarm, now));
  const [oldest, newest] = [due[0], due.at(-1)];
  if (!oldest || !newest) return NOTHING_DUE;
  const waited = secondsSince(oldest.raisedAt, now);
  const isSettled =
    waited >= SETTLING_SECONDS_AT_MOST || secondsSince(newest.raisedAt, now) >= SETTLING_SECONDS;
  const isCalm = !lastDigestAt || secondsSince(lastDigestAt, now) >= SECONDS_AFTER_DIGEST;
  if (!isSettled || !isCalm || waited < rule.digestMinutes * 60) return NOTHING_DUE;
  const inOne = due.length > (rule.digestMinutes > 0 ? 1 : SINGLE_MAILS_AT_MOST);
  return { alarms: due.map(({ id }) => id), inOne };
}

function isDue(rule: NotificationRule, alarm: UntoldAlarm, now: Temporal.Instant): boolean {
  if (!rule.kinds.includes(alarm.kind)) return false;
  if (weightOf(alarm.severity) < weightOf(rule.severity)) return false;
  if (alarm.shelvedUntil && Temporal.Instant.compare(now, alarm.shelvedUntil) < 0) return false;
  if (!isWithinHours(rule, now.toZonedDateTimeISO(alarm.timeZone))) return false;
  const { escalationMinutes } = rule;
  if (escalationMinutes !== undefined) {
    const isOpen = alarm.clearedAt === null && alarm.acknowledgedAt === null;
    return isOpen && secondsSince(alarm.raisedAt, now) >= escalationMinutes * 60;
  }
  // What came and went outside the hours is no news in the morning; the list of alarms has it.
  const wasRaisedWithin = isWithinHours(rule, alarm.raisedAt.toZonedDateTimeISO(alarm.timeZone));
  return alarm.clearedAt === null || wasRaisedWithin;
}

function weightOf(severity: AlarmSeverity): number {
  return ALARM_SEVERITIES.indexOf(severity);
}

/** The part of a day past midnight belongs to the day on which it began. */
function isWithinHours(
  { days, fromMinute, toMinute }: NotificationRule,
  local: Temporal.ZonedDateTime,
): boolean {
  const minute = local.hour * 60 + local.minute;
  if (fromMinute < toMinute) {
    return days.includes(local.dayOfWeek) && minute >= fromMinute && minute < toMinute;
  }
  const dayBefore = ((local.dayOfWeek + 5) % 7) + 1;
  return minute < toMinute
    ? days.includes(dayBefore)
    : days.includes(local.dayOfWeek) && minute >= fromMinute;
}

function secondsSince(from: Temporal.Instant, to: Temporal.Instant): number {
  return (to.epochMilliseconds - from.epochMilliseconds) / 1000;
}
