import type { AlarmDetails, AlarmSource } from "#domain/alarms/alarm.ts";
import type { AlarmKind, AlarmSeverity, AlarmSourceKind } from "#domain/alarms/alarm-rule.ts";
import { type NotificationRule, TELL_ALL, type UntoldAlarm } from "#domain/alarms/notification.ts";
import { asId, type SiteId, type UserId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";
import { revivedDetails } from "./alarms.ts";

/** Any number, the same in every SmartPM: only one process at a time tells of alarms. */
const NOTIFICATION_LOCK = 7_620_266;

/** A rule, or the lack of one, with the person who is told by it. */
export interface Addressee {
  /** `rule/7`, or `user/3` of an administrator without rules. */
  readonly noticeKey: string;
  readonly email: string;
  readonly language: string;
  readonly rule: NotificationRule;
  /** Alarms raised before are none of its business. */
  readonly since: Temporal.Instant;
  /** When it was last sent a mail of many. */
  readonly lastDigestAt: Temporal.Instant | undefined;
}

/** Takes the right to tell until the end of the transaction. False while another process has it. */
export async function lockNotifications(tx: Queryable): Promise<boolean> {
  const { rows } = await tx.query<{ locked: boolean }>(
    "select pg_try_advisory_xact_lock($1) as locked",
    [NOTIFICATION_LOCK],
  );
  return rows[0]?.locked ?? false;
}

interface RuleRow {
  readonly id: number;
  readonly user_id: number;
  readonly kinds: readonly AlarmKind[];
  readonly severity: AlarmSeverity;
  readonly days: readonly number[];
  readonly from_minute: number;
  readonly to_minute: number;
  readonly digest_minutes: number;
  readonly escalation_minutes: number | null;
}

interface AddresseeRow extends RuleRow {
  readonly notice_key: string;
  readonly email: string;
  readonly language: string;
  readonly since: Temporal.Instant;
  readonly last_digest_at: Temporal.Instant | null;
}

/** Everybody who is told of alarms. */
export async function listAddressees(db: Queryable): Promise<Addressee[]> {
  const { rows } = await db.query<AddresseeRow>(
    `select a.*, (select max(n.noticed_at)
                    from alarm_notice n
                   where n.notice_key = a.notice_key
                     and n.delivery_key like 'alarms/%') as last_digest_at
       from (select 'rule/' || r.id as notice_key, u.email, u.language, r.*, r.created_at as since
               from notification_rule r
               join user_account u on u.id = r.user_id
              union all
             select 'user/' || u.id, u.email, u.language, null, u.id, null, null, null, null, null,
                    null, null, u.created_at, u.created_at
               from user_account u
              where u.role = 'administrator'
                and not exists (select from notification_rule r where r.user_id = u.id)) as a
      order by a.notice_key`,
  );
  return rows.map((row) => ({
    noticeKey: row.notice_key,
    email: row.email,
    language: row.language,
    rule: row.kinds === null ? TELL_ALL : ruleOf(row),
    since: row.since,
    lastDigestAt: row.last_digest_at ?? undefined,
  }));
}

function ruleOf(row: RuleRow): NotificationRule {
  return {
    kinds: row.kinds,
    severity: row.severity,
    days: row.days,
    fromMinute: row.from_minute,
    toMinute: row.to_minute,
    digestMinutes: row.digest_minutes,
    escalationMinutes: row.escalation_minutes ?? undefined,
  };
}

/** An alarm of which somebody has not been told, with all that a mail says. */
export interface AlarmToTell extends UntoldAlarm {
  /** How often it was raised again: told of each time. */
  readonly occasion: number;
  readonly siteId: SiteId;
  readonly siteName: string;
  readonly source: AlarmSource;
  readonly details: AlarmDetails;
}

/** What has not been told by this key since then, oldest first. */
export async function listUntoldAlarms(
  db: Queryable,
  {
    noticeKey,
    since,
    atMost,
  }: { readonly noticeKey: string; readonly since: Temporal.Instant; readonly atMost: number },
): Promise<AlarmToTell[]> {
  const { rows } = await db.query<{
    id: number;
    site_id: number;
    site_name: string;
    time_zone: string;
    kind: AlarmKind;
    severity: AlarmSeverity;
    source_kind: AlarmSourceKind;
    source_id: number;
    source_name: string;
    details: unknown;
    occasion: number;
    raised_at: Temporal.Instant;
    acknowledged_at: Temporal.Instant | null;
    cleared_at: Temporal.Instant | null;
    shelved_until: Temporal.Instant | null;
  }>(
    `select a.id, a.site_id, s.name as site_name, s.time_zone, a.kind, a.severity, a.source_kind,
            a.source_id, a.source_name, a.details, a.occasion,
            coalesce(a.raised_again_at, a.raised_at) as raised_at, a.acknowledged_at, a.cleared_at,
            a.shelved_until
       from alarm a
       join site s on s.id = a.site_id
      where (a.raised_at >= $2 or a.raised_again_at >= $2)
        and not exists (select from alarm_notice n
                         where n.alarm_id = a.id
                           and n.notice_key = $1
                           and n.occasion = a.occasion)
      order by coalesce(a.raised_again_at, a.raised_at), a.id
      limit $3`,
    [noticeKey, since.toString(), atMost],
  );
  return rows.map((row) => ({
    id: asId(row.id),
    siteId: asId(row.site_id),
    siteName: row.site_name,
    timeZone: row.time_zone,
    kind: row.kind,
    severity: row.severity,
    source: { kind: row.source_kind, id: row.source_id, name: row.source_name },
    details: revivedDetails(row.details),
    occasion: row.occasion,
    raisedAt: row.raised_at,
    acknowledgedAt: row.acknowledged_at,
    clearedAt: row.cleared_at,
    shelvedUntil: row.shelved_until,
  }));
}

/** Notes that these alarms were told, each occasion once: in the transaction that writes the mail. */
export async function recordNotices(
  tx: Queryable,
  {
    alarms,
    noticeKey,
    deliveryKey,
    at,
  }: {
    readonly alarms: readonly Pick<AlarmToTell, "id" | "occasion">[];
    readonly noticeKey: string;
    readonly deliveryKey: string;
    readonly at: Temporal.Instant;
  },
): Promise<void> {
  await tx.query(
    `insert into alarm_notice (alarm_id, occasion, notice_key, delivery_key, noticed_at)
     select id, occasion, $3, $4, $5 from unnest($1::int[], $2::int[]) as u (id, occasion)`,
    [
      alarms.map(({ id }) => id),
      alarms.map(({ occasion }) => occasion),
      noticeKey,
      deliveryKey,
      at.toString(),
    ],
  );
}

/** A rule as its owner sees it. */
export interface NotificationRuleRow extends NotificationRule {
  readonly id: number;
  readonly userId: UserId;
}

/** The rules of one user, or of all. */
export async function listNotificationRules(
  db: Queryable,
  userId: UserId,
): Promise<NotificationRuleRow[]> {
  const { rows } = await db.query<RuleRow>(
    "select * from notification_rule where user_id = $1 order by id",
    [userId],
  );
  return rows.map((row) => ({ id: row.id, userId: asId(row.user_id), ...ruleOf(row) }));
}

/** Creates a rule, or changes the one with that id of that user. False when there is none. */
export async function storeNotificationRule(
  tx: Queryable,
  {
    id,
    userId,
    rule,
    at,
  }: {
    readonly id?: number;
    readonly userId: UserId;
    readonly rule: NotificationRule;
    readonly at: Temporal.Instant;
  },
): Promise<number | undefined> {
  const values = [
    userId,
    rule.kinds,
    rule.severity,
    rule.days,
    rule.fromMinute,
    rule.toMinute,
    rule.digestMinutes,
    rule.escalationMinutes ?? null,
  ];
  const { rows } =
    id === undefined
      ? await tx.query<{ id: number }>(
          `insert into notification_rule
             (user_id, kinds, severity, days, from_minute, to_minute, digest_minutes,
              escalation_minutes, created_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
           returning id`,
          [...values, at.toString()],
        )
      : await tx.query<{ id: number }>(
          `update notification_rule
              set kinds = $2, severity = $3, days = $4, from_minute = $5, to_minute = $6,
                  digest_minutes = $7, escalation_minutes = $8
            where user_id = $1
              and id = $9
           returning id`,
          [...values, id],
        );
  return rows[0]?.id;
}

/** False when the user has no such rule. */
export async function deleteNotificationRule(
  tx: Queryable,
  { id, userId }: { readonly id: number; readonly userId: UserId },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    "delete from notification_rule where id = $1 and user_id = $2",
    [id, userId],
  );
  return rowCount === 1;
}
