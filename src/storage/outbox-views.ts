import type { MailId, SiteId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";

/** unknown: the program ended between handing the mail over and the answer; a person decides. */
export const MAIL_STATES = ["waiting", "sending", "sent", "failed", "unknown"] as const;
export type MailState = (typeof MAIL_STATES)[number];

/** A mail as the screens show it. */
export interface MailView {
  readonly id: MailId;
  readonly siteId: number;
  readonly recipient: string;
  readonly subject: string;
  readonly state: MailState;
  readonly attempts: number;
  readonly createdAt: Temporal.Instant;
  readonly sentAt: Temporal.Instant | null;
  /** Null unless it waits. */
  readonly nextAttemptAt: Temporal.Instant | null;
  readonly lastError: string | null;
  readonly bill: { readonly id: number; readonly number: string } | null;
  readonly alarmId: number | null;
}

const VIEW = `
  select o.id, o.site_id as "siteId", o.recipient, o.subject, o.state, o.attempts,
         o.created_at as "createdAt", o.sent_at as "sentAt",
         case when o.state = 'waiting' then o.next_attempt_at end as "nextAttemptAt",
         o.last_error as "lastError", o.alarm_id as "alarmId",
         case when b.id is not null
              then json_build_object('id', b.id, 'number', b.number) end as bill
    from outbox_mail o
    left join bill b on b.id = o.bill_id`;

/** One page of mails, newest first. */
export async function listMailPage(
  db: Queryable,
  selection: {
    readonly state?: MailState | undefined;
    readonly page: number;
    readonly pageSize: number;
  },
): Promise<MailView[]> {
  const { state = null, page, pageSize } = selection;
  const { rows } = await db.query<MailView>(
    `${VIEW}
      where $1::text is null or o.state = $1
      order by o.id desc
      limit $2 offset $3`,
    [state, pageSize, (page - 1) * pageSize],
  );
  return rows;
}

/** How many mails of the site, or of all of them, are in each state. */
export async function countMails(
  db: Queryable,
  siteId?: SiteId,
): Promise<Record<MailState, number>> {
  const { rows } = await db.query<{ state: MailState; mails: number }>(
    `select state, count(*)::int as mails
       from outbox_mail
      where $1::int is null or site_id = $1
      group by state`,
    [siteId ?? null],
  );
  const counts = { waiting: 0, sending: 0, sent: 0, failed: 0, unknown: 0 };
  for (const { state, mails } of rows) counts[state] = mails;
  return counts;
}

export async function findMail(db: Queryable, id: MailId): Promise<MailView | undefined> {
  const { rows } = await db.query<MailView>(`${VIEW} where o.id = $1`, [id]);
  return rows[0];
}

/** The message as the demo's receiver took it in, raw, when it has. The newest of repetitions. */
export async function findReceivedMessage(
  db: Queryable,
  id: MailId,
): Promise<{ readonly receivedAt: Temporal.Instant; readonly raw: Buffer } | undefined> {
  const { rows } = await db.query<{ receivedAt: Temporal.Instant; raw: Buffer }>(
    `select r.received_at as "receivedAt", r.raw
       from outbox_mail o
       join received_mail r on r.message_id = o.message_id
      where o.id = $1
      order by r.id desc
      limit 1`,
    [id],
  );
  return rows[0];
}

/**
 * Lets a mail that failed, or whose fate is unknown, be sent again. False when it is in another
 * state: what waits or was sent is not sent twice.
 */
export async function requeueMail(
  db: Queryable,
  { id, at }: { readonly id: MailId; readonly at: Temporal.Instant },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update outbox_mail
        set state = 'waiting', next_attempt_at = $2, attempts = 0
      where id = $1
        and state in ('failed', 'unknown')`,
    [id, at.toString()],
  );
  return rowCount === 1;
}
