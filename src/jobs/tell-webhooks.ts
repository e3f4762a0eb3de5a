import type { WebhookTransport } from "#delivery/webhook-transport.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import type { Log } from "#platform/log.ts";
import type { SecretBox } from "#platform/secrets.ts";
import { readSecret } from "#storage/secrets.ts";
import {
  abandonSendingWebhooks,
  claimWebhook,
  type ClaimedWebhook,
  enqueueWebhook,
  hastenWebhook,
  listDueWebhooks,
  listUntoldEvents,
  lockWebhooks,
  type NewWebhookRequest,
  recordWebhook,
  type UntoldEvent,
  webhookSecret,
} from "#storage/webhooks.ts";
import { Turns } from "./turns.ts";

const EVENTS_AT_ONCE = 2_000;
/** More events than that at once go into one request; so many at most into each. */
const EVENTS_APIECE = 10;
const EVENTS_A_REQUEST = 500;
/** So many receivers are told side by side; each of so many requests, and for so long, before it is another's turn. */
const RECEIVERS_AT_ONCE = 8;
const REQUESTS_PER_TURN = 200;
const TIME_PER_TURN = { seconds: 10 } as const;
/** While somebody is being told, what is new is looked for so often, and for so long at most. */
const LOOK_EVERY = { seconds: 2 } as const;
const TIME_PER_ROUND = { minutes: 10 } as const;
/** Minutes from one attempt to the next, then again and again the last of them. */
const RETRY_MINUTES = [1, 2, 5, 15, 30, 60] as const;
/** Three days: who stays away longer is told no more of it, and the screen says so. */
const ATTEMPTS_AT_MOST = 77;

export interface WebhookJob {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly box: SecretBox;
  readonly transport: WebhookTransport;
  readonly signal?: AbortSignal;
}

/**
 * Tells webhooks of alarms: a request is written for each event, or for all of a storm, and sent until
 * the receiver takes it. One of which nobody knows whether it arrived is sent again under its own key,
 * by which a receiver drops what it has already. Receivers are told side by side: one that is slow or
 * does not answer keeps no other from being told, of what is new meanwhile either. Only one process
 * sends at a time.
 */
export async function tellWebhooks(job: WebhookJob): Promise<void> {
  // The lock is held by a connection of its own, so that each state is committed before the next.
  await job.database.transaction(async (tx) => {
    if (await lockWebhooks(tx)) await sendAll(job);
  });
}

async function writeRequests({ database, clock }: WebhookJob): Promise<void> {
  const at = clock.now();
  await database.transaction(async (tx) => {
    const untold = await listUntoldEvents(tx, { now: at, atMost: EVENTS_AT_ONCE });
    for (const [webhookId, events] of Map.groupBy(untold, (event) => event.webhookId)) {
      for (const request of requestsFor(webhookId, events)) {
        await enqueueWebhook(tx, { ...request, at });
      }
    }
  });
}

type Request = Omit<NewWebhookRequest, "at">;

function requestsFor(webhookId: number, events: readonly UntoldEvent[]): Request[] {
  if (events.length <= EVENTS_APIECE) return events.map((event) => requestOfOne(webhookId, event));
  const requests: Request[] = [];
  for (let from = 0; from < events.length; from += EVENTS_A_REQUEST) {
    requests.push(requestOfMany(webhookId, events.slice(from, from + EVENTS_A_REQUEST)));
  }
  return requests;
}

function requestOfOne(webhookId: number, told: UntoldEvent): Request {
  const { alarmId, event, occasion, alarm } = told;
  const deliveryKey = `webhook/${webhookId}/alarm/${alarmId}/${event}/${occasion}`;
  const body = JSON.stringify({ id: deliveryKey, event: `alarm.${event}`, alarm });
  return { webhookId, deliveryKey, body, events: [told] };
}

/** Each event is in one request: its first one names it. */
function requestOfMany(webhookId: number, events: readonly UntoldEvent[]): Request {
  const [first] = events;
  const named = first && `${first.alarmId}/${first.event}/${first.occasion}`;
  const deliveryKey = `webhook/${webhookId}/alarms/${named}`;
  const alarms = events.map(({ event, alarm }) => ({ event: `alarm.${event}`, alarm }));
  return {
    webhookId,
    deliveryKey,
    body: JSON.stringify({ id: deliveryKey, event: "alarms", alarms }),
    events,
  };
}

async function sendAll(job: WebhookJob): Promise<void> {
  const { database, clock, signal } = job;
  await abandonSendingWebhooks(database);
  const turns = new Turns({ atOnce: RECEIVERS_AT_ONCE, take: (id) => sendTo(job, id) });
  const until = clock.now().add(TIME_PER_ROUND);
  try {
    for (;;) {
      if (signal?.aborted !== true && Temporal.Instant.compare(clock.now(), until) <= 0) {
        await writeRequests(job);
        turns.begin(await listDueWebhooks(database, clock.now()));
      }
      if (!turns.isAnyOn) break;
      await turns.whenOneEnds((waited) => clock.sleepUntil(clock.now().add(LOOK_EVERY), waited));
    }
  } finally {
    await turns.whenAllHaveEnded();
  }
  // Who is told well is told to the end before the fault of another ends the round.
  for (const fault of turns.faults) throw fault;
}

/** Tells one receiver until it does not take something; what it is slow with waits for its next turn. */
async function sendTo(job: WebhookJob, webhookId: number): Promise<void> {
  const { database, clock, signal } = job;
  const until = clock.now().add(TIME_PER_TURN);
  for (let n = 0; n < REQUESTS_PER_TURN; n += 1) {
    const now = clock.now();
    if (signal?.aborted || Temporal.Instant.compare(now, until) > 0) return;
    const request = await claimWebhook(database, { webhookId, now });
    if (!request || !(await sendOne(job, request))) return;
  }
}

/** True when it was taken. */
async function sendOne(
  { database, clock, log, box, transport, signal }: WebhookJob,
  { id, webhookId, url, deliveryKey, body, attempts, isTest }: ClaimedWebhook,
): Promise<boolean> {
  const name = webhookSecret(webhookId);
  const sealed = await readSecret(database, name);
  const at = clock.now();
  if (!sealed) {
    const error = "its key is missing";
    await recordWebhook(database, { id, state: "failed", error, status: null, at });
    return false;
  }
  const key = box.open(name, sealed);
  const outcome = await transport.send({ url, key, deliveryKey, body, at }, signal);
  const now = clock.now();
  if (outcome.kind === "accepted") {
    const { status } = outcome;
    await recordWebhook(database, { id, state: "sent", error: null, status, at: now });
    if (isTest) await hastenWebhook(database, { webhookId, at: now });
    return true;
  }
  const { kind, reason: error } = outcome;
  log.warn({ webhookId, attempts, outcome: kind, error }, "webhook not delivered");
  const isLast = isTest || attempts >= ATTEMPTS_AT_MOST;
  const minutes = RETRY_MINUTES[attempts - 1] ?? RETRY_MINUTES[RETRY_MINUTES.length - 1];
  await recordWebhook(database, {
    id,
    state: isLast ? "failed" : kind === "uncertain" ? "unknown" : "waiting",
    error,
    status: kind === "postponed" ? (outcome.status ?? null) : null,
    at: now,
    ...(!isLast && { nextAttemptAt: now.add({ minutes }) }),
  });
  return false;
}
