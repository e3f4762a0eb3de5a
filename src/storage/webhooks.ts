import type { AlarmKind, AlarmSeverity } from "#domain/alarms/alarm-rule.ts";
import type { Queryable } from "#platform/database.ts";

/** Any number, the same in every SmartPM: only one process at a time sends webhooks. */
const WEBHOOK_LOCK = 7_620_267;
/** Of an error, what is kept. */
const ERROR_CHARACTERS_AT_MOST = 500;

/** Where alarms are told of by HTTP. */
export interface Webhook {
  readonly name: string;
  readonly url: string;
  readonly kinds: readonly AlarmKind[];
  /** The least. */
  readonly severity: AlarmSeverity;
}

/** A webhook as it is stored, with what became of its newest request. */
export interface StoredWebhook extends Webhook {
  readonly id: number;
  readonly lastState: "waiting" | "sending" | "sent" | "failed" | "unknown" | null;
  readonly lastError: string | null;
  readonly lastAt: Temporal.Instant | null;
}

/** Under what name a webhook's key is sealed. */
export function webhookSecret(id: number): string {
  return `webhook ${id}`;
}

/** All webhooks, by name. */
export async function listWebhooks(db: Queryable): Promise<StoredWebhook[]> {
  const { rows } = await db.query<StoredWebhook>(
    `select w.id, w.name, w.url, w.kinds, w.severity, o.state as "lastState",
            o.last_error as "lastError", coalesce(o.sent_at, o.created_at) as "lastAt"
       from webhook w
       left join lateral (select * from outbox_webhook o
                           where o.webhook_id = w.id
                           order by o.id desc
                           limit 1) o on true
      order by w.name`,
  );
  return rows;
}

/** Adds a webhook; its identifier. The database refuses a name that is there already. */
export async function createWebhook(
  tx: Queryable,
  { name, url, kinds, severity, at }: Webhook & { readonly at: Temporal.Instant },
): Promise<number> {
  const { rows } = await tx.query<{ id: number }>(
    `insert into webhook (name, url, kinds, severity, created_at)
     values ($1, $2, $3, $4, $5) returning id`,
    [name, url, kinds, severity, at.toString()],
  );
  const [row] = rows;
  if (!row) throw new Error("an insert returns its row");
  return row.id;
}

/** Removes a webhook and what it has not been told yet. */
export async function removeWebhook(tx: Queryable, id: number): Promise<void> {
  await tx.query("delete from webhook where id = $1", [id]);
}

/** Puts a request into the outbox; one of the same key stays as it is. */
export async function enqueueWebhook(
  tx: Queryable,
  request: {
    readonly webhookId: number;
    readonly deliveryKey: string;
    readonly body: string;
    readonly at: Temporal.Instant;
  },
): Promise<void> {
  await tx.query(
    `insert into outbox_webhook (webhook_id, delivery_key, body, state, next_attempt_at, created_at)
     values ($1, $2, $3, 'waiting', $4, $4)
         on conflict (delivery_key) do nothing`,
    [request.webhookId, request.deliveryKey, request.body, request.at.toString()],
  );
}

/** What a webhook has not been told: an alarm that was raised, raised again or cleared. */
export interface UntoldEvent {
  readonly webhookId: number;
  readonly deliveryKey: string;
  readonly event: "raised" | "cleared";
  readonly alarm: Readonly<Record<string, unknown>>;
}

/** The oldest of what no request has been written for; what is put aside waits until it is not. */
export async function listUntoldEvents(
  db: Queryable,
  { now, atMost }: { readonly now: Temporal.Instant; readonly atMost: number },
): Promise<UntoldEvent[]> {
  const { rows } = await db.query<UntoldEvent>(
    `select w.id as "webhookId", e.event,
            'webhook/' || w.id || '/alarm/' || a.id || '/' || e.event || '/' || a.occasion
              as "deliveryKey",
            json_build_object('id', a.id, 'siteId', a.site_id, 'site', s.name, 'rule', a.rule,
              'kind', a.kind, 'severity', a.severity, 'details', a.details,
              'source', json_build_object('kind', a.source_kind, 'id', a.source_id,
                                          'name', a.source_name),
              'raisedAt', to_char(coalesce(a.raised_again_at, a.raised_at) at time zone 'UTC',
                                  'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
              'clearedAt', to_char(a.cleared_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
              as alarm
       from webhook w
       join alarm a on coalesce(a.raised_again_at, a.raised_at) >= w.created_at
                   and a.kind = any(w.kinds)
                   and array_position(array['info', 'warning', 'critical'], a.severity)
                       >= array_position(array['info', 'warning', 'critical'], w.severity)
       join site s on s.id = a.site_id
      cross join (values ('raised'), ('cleared')) as e (event)
      where (e.event = 'raised' or a.cleared_at is not null)
        and (a.shelved_until is null or a.shelved_until <= $1)
        and not exists (select from outbox_webhook o
                         where o.delivery_key = 'webhook/' || w.id || '/alarm/' || a.id || '/'
                                                || e.event || '/' || a.occasion)
      order by a.id, e.event desc
      limit $2`,
    [now.toString(), atMost],
  );
  return rows;
}

/** Takes the right to send until the end of the transaction. False while another process has it. */
export async function lockWebhooks(tx: Queryable): Promise<boolean> {
  const { rows } = await tx.query<{ locked: boolean }>(
    "select pg_try_advisory_xact_lock($1) as locked",
    [WEBHOOK_LOCK],
  );
  return rows[0]?.locked ?? false;
}

/** A request that is about to be sent. */
export interface ClaimedWebhook {
  readonly id: number;
  readonly webhookId: number;
  readonly url: string;
  readonly deliveryKey: string;
  readonly body: string;
  readonly attempts: number;
}

/** What a process that ended was sending has an unknown fate, and is tried again under the same key. */
export async function abandonSendingWebhooks(db: Queryable): Promise<void> {
  await db.query(
    `update outbox_webhook
        set state = 'unknown', last_error = 'SmartPM ended while it was sent; it may have arrived'
      where state = 'sending'`,
  );
}

/** Takes the next request that is due, committed as `sending`. */
export async function claimWebhook(
  db: Queryable,
  now: Temporal.Instant,
): Promise<ClaimedWebhook | undefined> {
  const { rows } = await db.query<ClaimedWebhook>(
    `update outbox_webhook o
        set state = 'sending', attempts = attempts + 1
       from webhook w
      where w.id = o.webhook_id
        and o.id = (select id from outbox_webhook
                     where state in ('waiting', 'unknown')
                       and next_attempt_at <= $1
                     order by next_attempt_at, id
                     limit 1)
     returning o.id, o.webhook_id as "webhookId", w.url, o.delivery_key as "deliveryKey", o.body,
               o.attempts`,
    [now.toString()],
  );
  return rows[0];
}

/** Writes down what became of a request. */
export async function recordWebhook(
  db: Queryable,
  outcome: {
    readonly id: number;
    readonly state: "sent" | "waiting" | "failed" | "unknown";
    readonly error: string | null;
    readonly at: Temporal.Instant;
    /** Infinity of time where it is left out: it is not tried again. */
    readonly nextAttemptAt?: Temporal.Instant;
  },
): Promise<void> {
  await db.query(
    `update outbox_webhook
        set state = $2, last_error = $3, sent_at = case when $2 = 'sent' then $4::timestamptz end,
            next_attempt_at = coalesce($5::timestamptz, 'infinity')
      where id = $1
        and state = 'sending'`,
    [
      outcome.id,
      outcome.state,
      outcome.error?.slice(0, ERROR_CHARACTERS_AT_MOST) ?? null,
      outcome.at.toString(),
      outcome.nextAttemptAt?.toString() ?? null,
    ],
  );
}
