import type { AlarmKind, AlarmSeverity } from "#domain/alarms/alarm-rule.ts";
import type { HeldRequests } from "#domain/alarms/machine-alarms.ts";
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
  /** Of whose alarms it is told; null: of every site's. */
  readonly siteIds: readonly number[] | null;
}

/** waiting: for its first attempt or the next; unknown: perhaps it arrived, it is sent again. */
export type WebhookRequestState = "waiting" | "sending" | "sent" | "failed" | "unknown";

/** A webhook as it is stored, with what became of its newest request. */
export interface StoredWebhook extends Webhook {
  readonly id: number;
  readonly lastState: WebhookRequestState | null;
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
    `select w.id, w.name, w.url, w.kinds, w.severity, w.site_ids as "siteIds", o.state as "lastState",
            o.last_error as "lastError", coalesce(o.sent_at, o.created_at) as "lastAt"
       from webhook w
       left join lateral (select * from outbox_webhook o
                           where o.webhook_id = w.id
                           order by o.id desc
                           limit 1) o on true
      order by w.name collate by_name`,
  );
  return rows;
}

/** Adds a webhook; its identifier. The database refuses a name that is there already. */
export async function createWebhook(
  tx: Queryable,
  { name, url, kinds, severity, siteIds, at }: Webhook & { readonly at: Temporal.Instant },
): Promise<number> {
  const { rows } = await tx.query<{ id: number }>(
    `insert into webhook (name, url, kinds, severity, site_ids, created_at)
     values ($1, $2, $3, $4, $5, $6) returning id`,
    [name, url, kinds, severity, siteIds, at.toString()],
  );
  const [row] = rows;
  if (!row) throw new Error("an insert returns its row");
  return row.id;
}

/** Changes a webhook; what waits goes to its new address. The database refuses a name that is there already. */
export async function changeWebhook(
  tx: Queryable,
  id: number,
  { name, url, kinds, severity, siteIds }: Webhook,
): Promise<void> {
  await tx.query(
    "update webhook set name = $2, url = $3, kinds = $4, severity = $5, site_ids = $6 where id = $1",
    [id, name, url, kinds, severity, siteIds],
  );
}

/** Removes a webhook and what it has not been told yet. */
export async function removeWebhook(tx: Queryable, id: number): Promise<void> {
  await tx.query("delete from webhook where id = $1", [id]);
}

/** A request to be sent. */
export interface NewWebhookRequest {
  readonly webhookId: number;
  readonly deliveryKey: string;
  readonly body: string;
  readonly at: Temporal.Instant;
  /** What it tells of; none in a test. */
  readonly events: readonly Pick<UntoldEvent, "alarmId" | "event" | "occasion">[];
}

/** Puts a request into the outbox; its identifier. */
export async function enqueueWebhook(
  tx: Queryable,
  { webhookId, deliveryKey, body, at, events }: NewWebhookRequest,
): Promise<number> {
  const { rows } = await tx.query<{ id: number }>(
    `with request as (
       insert into outbox_webhook
              (webhook_id, delivery_key, body, state, next_attempt_at, created_at, is_test)
       values ($1, $2, $3, 'waiting', $4, $4, $5)
       returning id
     ), told as (
       insert into outbox_webhook_event (webhook_id, alarm_id, event, occasion, outbox_webhook_id)
       select $1, e.alarm_id, e.event, e.occasion, r.id
         from request r, unnest($6::int[], $7::text[], $8::int[]) as e (alarm_id, event, occasion)
     )
     select id from request`,
    [
      webhookId,
      deliveryKey,
      body,
      at.toString(),
      events.length === 0,
      events.map(({ alarmId }) => alarmId),
      events.map(({ event }) => event),
      events.map(({ occasion }) => occasion),
    ],
  );
  const [row] = rows;
  if (!row) throw new Error("an insert returns its row");
  return row.id;
}

/** What a webhook has not been told: an alarm that was raised, raised again or cleared. */
export interface UntoldEvent {
  readonly webhookId: number;
  readonly alarmId: number;
  readonly event: "raised" | "cleared";
  readonly occasion: number;
  readonly alarm: Readonly<Record<string, unknown>>;
}

/** The oldest of what no request has been written for; what is put aside waits until it is not. */
export async function listUntoldEvents(
  db: Queryable,
  { now, atMost }: { readonly now: Temporal.Instant; readonly atMost: number },
): Promise<UntoldEvent[]> {
  const { rows } = await db.query<UntoldEvent>(
    `select w.id as "webhookId", a.id as "alarmId", e.event, a.occasion,
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
                   and (w.site_ids is null or a.site_id = any(w.site_ids))
                   and array_position(array['info', 'warning', 'critical'], a.severity)
                       >= array_position(array['info', 'warning', 'critical'], w.severity)
       join site s on s.id = a.site_id
      cross join (values ('raised'), ('cleared')) as e (event)
      where (e.event = 'raised' or a.cleared_at is not null)
        and (a.shelved_until is null or a.shelved_until <= $1)
        and not exists (select from outbox_webhook_event t
                         where t.webhook_id = w.id
                           and t.alarm_id = a.id
                           and t.event = e.event
                           and t.occasion = a.occasion)
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
  /** This one included. */
  readonly attempts: number;
  readonly isTest: boolean;
}

/** What a process that ended was sending has an unknown fate, and is tried again under the same key. */
export async function abandonSendingWebhooks(db: Queryable): Promise<void> {
  await db.query(
    `update outbox_webhook
        set state = 'unknown', last_error = 'SmartPM ended while it was sent; it may have arrived'
      where state = 'sending'`,
  );
}

/** The webhooks that have a request to be sent now. */
export async function listDueWebhooks(db: Queryable, now: Temporal.Instant): Promise<number[]> {
  const { rows } = await db.query<{ id: number }>(
    `select w.id
       from webhook w
      cross join lateral (select next_attempt_at
                            from outbox_webhook o
                           where o.webhook_id = w.id
                             and o.state in ('waiting', 'unknown')
                           order by o.is_test desc, o.id
                           limit 1) first
      where first.next_attempt_at <= $1
      order by w.id`,
    [now.toString()],
  );
  return rows.map(({ id }) => id);
}

/**
 * Takes a webhook's next request, committed as `sending`: a test before all others, then the oldest.
 * While that waits for its next attempt, so do those after it: they are told in their order.
 */
export async function claimWebhook(
  db: Queryable,
  { webhookId, now }: { readonly webhookId: number; readonly now: Temporal.Instant },
): Promise<ClaimedWebhook | undefined> {
  const { rows } = await db.query<ClaimedWebhook>(
    `update outbox_webhook o
        set state = 'sending', attempts = attempts + 1, status = null
       from webhook w
      where w.id = o.webhook_id
        and o.next_attempt_at <= $2
        and o.id = (select id from outbox_webhook
                     where webhook_id = $1
                       and state in ('waiting', 'unknown')
                     order by is_test desc, id
                     limit 1)
     returning o.id, o.webhook_id as "webhookId", w.url, o.delivery_key as "deliveryKey", o.body,
               o.attempts, o.is_test as "isTest"`,
    [webhookId, now.toString()],
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
    /** Of HTTP; null: there was no answer. */
    readonly status: number | null;
    readonly at: Temporal.Instant;
    /** Infinity of time where it is left out: it is not tried again. */
    readonly nextAttemptAt?: Temporal.Instant;
  },
): Promise<void> {
  await db.query(
    `update outbox_webhook
        set state = $2, last_error = $3, sent_at = case when $2 = 'sent' then $4::timestamptz end,
            next_attempt_at = coalesce($5::timestamptz, 'infinity'),
            status = $6
      where id = $1
        and state = 'sending'`,
    [
      outcome.id,
      outcome.state,
      outcome.error?.slice(0, ERROR_CHARACTERS_AT_MOST) ?? null,
      outcome.at.toString(),
      outcome.nextAttemptAt?.toString() ?? null,
      outcome.status,
    ],
  );
}

/**
 * What each webhook's receiver was asked to take and has not since it last took an event: what waits to
 * be tried again, and what was given up since. Of a receiver that takes everything, none. Tests are
 * no part of it.
 */
export async function listHeldRequests(db: Queryable): Promise<HeldRequests[]> {
  const { rows } = await db.query<HeldRequests>(
    `select w.id as "webhookId", w.name, held.requests, held.since, held.last_error as "lastError"
       from webhook w
       left join lateral (select o.id from outbox_webhook o
                           where o.webhook_id = w.id
                             and o.state = 'sent'
                             and not o.is_test
                           order by o.id desc
                           limit 1) taken on true
      cross join lateral (select count(*)::int as requests, min(o.created_at) as since,
                                 (array_agg(o.last_error order by o.id))[1] as last_error
                            from outbox_webhook o
                           where o.webhook_id = w.id
                             and (o.state in ('waiting', 'sending', 'unknown')
                                  or o.state = 'failed' and o.id > coalesce(taken.id, 0))
                             and not o.is_test
                             and o.attempts > 0) held
      order by w.id`,
  );
  return rows;
}

/** Lets what a webhook's receiver did not take be tried again at once: it has just taken something else. */
export async function hastenWebhook(
  db: Queryable,
  { webhookId, at }: { readonly webhookId: number; readonly at: Temporal.Instant },
): Promise<void> {
  await db.query(
    `update outbox_webhook
        set next_attempt_at = $2
      where webhook_id = $1
        and state in ('waiting', 'unknown')
        and next_attempt_at > $2`,
    [webhookId, at.toString()],
  );
}

/** A request of a webhook, for the screen. */
export interface WebhookRequest {
  readonly id: number;
  /** `alarm.raised`, `alarm.cleared`, `alarms` of several at once, or `test`. */
  readonly event: string;
  readonly alarms: number;
  readonly state: WebhookRequestState;
  readonly attempts: number;
  readonly status: number | null;
  readonly error: string | null;
  readonly createdAt: Temporal.Instant;
  readonly sentAt: Temporal.Instant | null;
  /** Null when it is not tried again. */
  readonly nextAttemptAt: Temporal.Instant | null;
}

/** The newest requests of a webhook. */
export async function listWebhookRequests(
  db: Queryable,
  { webhookId, atMost }: { readonly webhookId: number; readonly atMost: number },
): Promise<WebhookRequest[]> {
  const { rows } = await db.query<WebhookRequest>(
    `select o.id, o.body::json ->> 'event' as event, o.state, o.attempts, o.status,
            (select count(*)::int from outbox_webhook_event e where e.outbox_webhook_id = o.id)
              as alarms,
            o.last_error as error, o.created_at as "createdAt", o.sent_at as "sentAt",
            case when o.state in ('waiting', 'unknown') then o.next_attempt_at end
              as "nextAttemptAt"
       from outbox_webhook o
      where o.webhook_id = $1
      order by o.id desc
      limit $2`,
    [webhookId, atMost],
  );
  return rows;
}

/** Lets a request that was given up be tried again under its own key. False when it was not given up. */
export async function retryWebhookRequest(
  tx: Queryable,
  request: { readonly webhookId: number; readonly id: number; readonly at: Temporal.Instant },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update outbox_webhook
        set state = 'waiting', attempts = 0, next_attempt_at = $3
      where webhook_id = $1
        and id = $2
        and state = 'failed'`,
    [request.webhookId, request.id, request.at.toString()],
  );
  return rowCount === 1;
}
