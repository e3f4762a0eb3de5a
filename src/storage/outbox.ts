import { createHash } from "node:crypto";
import { asId, type AlarmId, type BillId, type MailId, type SiteId } from "#domain/core/id.ts";
import type { Database, Queryable } from "#platform/database.ts";

/** Any number, the same in every SmartPM: only one process at a time delivers mail. */
const DELIVERY_LOCK = 7_620_262;

/** Of an error text of a mail server, what is kept: they can be pages long. */
const ERROR_CHARACTERS_AT_MOST = 1_000;

/** A mail to be sent, and what it tells about. */
export interface NewMail {
  readonly siteId: SiteId;
  /** One mail for each key, however often it is enqueued: `bill/17/someone@example.com`. */
  readonly deliveryKey: string;
  readonly recipient: string;
  readonly subject: string;
  /** Plain text; delivery adds the HTML part. */
  readonly body: string;
  readonly billId?: BillId;
  readonly alarmId?: AlarmId;
  /** The monthly report that is attached. */
  readonly monthlyReportId?: number;
  readonly createdAt: Temporal.Instant;
}

/**
 * Puts a mail into the outbox, in the transaction of what it tells. False when its delivery key is
 * there already: the first one stays.
 */
export async function enqueueMail(tx: Queryable, mail: NewMail): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into outbox_mail
       (site_id, delivery_key, message_id, bill_id, alarm_id, monthly_report_id, recipient, subject,
        body, state, next_attempt_at, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting', $10, $10)
     on conflict (delivery_key) do nothing`,
    [
      mail.siteId,
      mail.deliveryKey,
      messageIdOf(mail),
      mail.billId ?? null,
      mail.alarmId ?? null,
      mail.monthlyReportId ?? null,
      mail.recipient,
      mail.subject,
      mail.body,
      mail.createdAt.toString(),
    ],
  );
  return rowCount === 1;
}

/**
 * The Message-ID header: the same at every attempt, so that a receiver can drop a repetition; with
 * the recipient and the time in it, so that two installations never share one.
 */
function messageIdOf({ siteId, deliveryKey, recipient, createdAt }: NewMail): string {
  const source = [siteId, deliveryKey, recipient, createdAt].join("\n");
  return `<${createHash("sha256").update(source).digest("hex").slice(0, 40)}@smartpm>`;
}

/** A mail that this process is now sending. */
export interface ClaimedMail {
  readonly id: MailId;
  readonly messageId: string;
  readonly recipient: string;
  readonly subject: string;
  readonly body: string;
  readonly billId: BillId | null;
  readonly alarmId: AlarmId | null;
  readonly monthlyReportId: number | null;
  /** This one included. */
  readonly attempts: number;
}

/**
 * Takes the mail that has waited longest: it is in the state `sending` before anything goes out.
 * Undefined when none is due.
 */
export async function claimMail(
  db: Queryable,
  now: Temporal.Instant,
): Promise<ClaimedMail | undefined> {
  const { rows } = await db.query<{
    id: number;
    message_id: string;
    recipient: string;
    subject: string;
    body: string;
    bill_id: number | null;
    alarm_id: number | null;
    monthly_report_id: number | null;
    attempts: number;
  }>(
    `update outbox_mail
        set state = 'sending', attempts = attempts + 1
      where id = (select id
                    from outbox_mail
                   where state = 'waiting'
                     and next_attempt_at <= $1
                   order by next_attempt_at, id
                   limit 1
                     for update skip locked)
     returning id, message_id, recipient, subject, body, bill_id, alarm_id, monthly_report_id,
               attempts`,
    [now.toString()],
  );
  const row = rows[0];
  if (!row) return undefined;
  return {
    id: asId(row.id),
    messageId: row.message_id,
    recipient: row.recipient,
    subject: row.subject,
    body: row.body,
    billId: row.bill_id === null ? null : asId(row.bill_id),
    alarmId: row.alarm_id === null ? null : asId(row.alarm_id),
    monthlyReportId: row.monthly_report_id,
    attempts: row.attempts,
  };
}

/** The server has taken the mail. Also from `unknown`: whoever sent it knows better. */
export async function markMailSent(
  db: Queryable,
  { id, sentAt }: { readonly id: MailId; readonly sentAt: Temporal.Instant },
): Promise<void> {
  await db.query(
    `update outbox_mail
        set state = 'sent', sent_at = $2, last_error = null
      where id = $1
        and state in ('sending', 'unknown')`,
    [id, sentAt.toString()],
  );
}

/** The server has certainly not taken the mail now: it is tried again at `nextAttemptAt`. */
export async function postponeMail(
  db: Queryable,
  {
    id,
    nextAttemptAt,
    error,
  }: { readonly id: MailId; readonly nextAttemptAt: Temporal.Instant; readonly error: string },
): Promise<void> {
  await db.query(
    `update outbox_mail
        set state = 'waiting', next_attempt_at = $2, last_error = $3
      where id = $1
        and state in ('sending', 'unknown')`,
    [id, nextAttemptAt.toString(), shortened(error)],
  );
}

/** Mails that were tried, were not taken, and wait to be tried again. */
export async function readHeldMails(db: Queryable): Promise<{
  readonly mails: number;
  readonly since: Temporal.Instant | null;
  readonly lastError: string | null;
}> {
  const { rows } = await db.query<{
    mails: number;
    since: Temporal.Instant | null;
    last_error: string | null;
  }>(
    `select count(*)::int as mails, min(created_at) as since,
            (array_agg(last_error order by id desc))[1] as last_error
       from outbox_mail
      where state = 'waiting'
        and last_error is not null`,
  );
  const { mails = 0, since = null, last_error: lastError = null } = rows[0] ?? {};
  return { mails, since, lastError };
}

/** The mail is given up (`failed`), or nobody knows whether it was taken (`unknown`). */
export async function giveUpMail(
  db: Queryable,
  {
    id,
    state,
    error,
  }: { readonly id: MailId; readonly state: "failed" | "unknown"; readonly error: string },
): Promise<void> {
  await db.query(
    `update outbox_mail
        set state = $2, last_error = $3
      where id = $1
        and state = 'sending'`,
    [id, state, shortened(error)],
  );
}

/**
 * Mails that a process left in `sending` when it ended: nobody knows whether they were taken, so
 * they become `unknown` and wait for a person. Returns how many. Only under `withDeliveryLock`.
 */
export async function abandonSendingMails(db: Queryable): Promise<number> {
  const { rowCount } = await db.query(
    `update outbox_mail
        set state = 'unknown',
            last_error = 'SmartPM ended while the mail was handed over; it may have arrived'
      where state = 'sending'`,
  );
  return rowCount ?? 0;
}

/**
 * Runs `work` while no other process delivers; undefined, without running it, when another does.
 * The lock belongs to a connection and so goes with a process that is killed.
 */
export async function withDeliveryLock<T>(
  database: Database,
  work: () => Promise<T>,
): Promise<T | undefined> {
  const client = await database.pool.connect();
  let broken: Error | undefined;
  const onError = (error: Error) => (broken = error);
  client.on("error", onError);
  try {
    const { rows } = await client.query<{ locked: boolean }>(
      "select pg_try_advisory_lock($1) as locked",
      [DELIVERY_LOCK],
    );
    if (!rows[0]?.locked) return undefined;
    try {
      return await work();
    } finally {
      await client
        .query("select pg_advisory_unlock($1)", [DELIVERY_LOCK])
        .catch((error: Error) => (broken = error));
    }
  } finally {
    client.off("error", onError);
    client.release(broken);
  }
}

function shortened(error: string): string {
  return error.slice(0, ERROR_CHARACTERS_AT_MOST);
}
