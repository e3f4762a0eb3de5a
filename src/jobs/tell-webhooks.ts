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
  listUntoldEvents,
  lockWebhooks,
  recordWebhook,
  webhookSecret,
} from "#storage/webhooks.ts";

const EVENTS_AT_ONCE = 1_000;
/** Requests of one round; the rest waits for the next. */
const REQUESTS_PER_ROUND = 200;
/** Minutes from one attempt to the next; after the last of them it is given up: a day. */
const RETRY_MINUTES = [1, 2, 5, 15, 60, 180, 360, 720];

export interface WebhookJob {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly box: SecretBox;
  readonly transport: WebhookTransport;
  readonly signal?: AbortSignal;
}

/**
 * Tells webhooks of alarms: a request is written for each event, and sent until the receiver takes it.
 * One of which nobody knows whether it arrived is sent again under its own key, by which a receiver
 * drops what it has already. Only one process sends at a time.
 */
export async function tellWebhooks(job: WebhookJob): Promise<void> {
  const { database, clock } = job;
  await database.transaction(async (tx) => {
    if (!(await lockWebhooks(tx))) return;
    const now = clock.now();
    for (const { event, alarm, ...request } of await listUntoldEvents(tx, {
      now,
      atMost: EVENTS_AT_ONCE,
    })) {
      const body = JSON.stringify({ id: request.deliveryKey, event: `alarm.${event}`, alarm });
      await enqueueWebhook(tx, { ...request, body, at: now });
    }
  });
  // The lock is held by a connection of its own, so that each state is committed before the next.
  await database.transaction(async (tx) => {
    if (await lockWebhooks(tx)) await sendAll(job);
  });
}

async function sendAll(job: WebhookJob): Promise<void> {
  const { database, clock, signal } = job;
  await abandonSendingWebhooks(database);
  for (let n = 0; n < REQUESTS_PER_ROUND; n += 1) {
    if (signal?.aborted) return;
    const request = await claimWebhook(database, clock.now());
    if (!request) return;
    // Who does not take one takes the next no sooner, and each may take its whole time.
    if (!(await sendOne(job, request))) return;
  }
}

/** True when it was taken. */
async function sendOne(
  { database, clock, log, box, transport, signal }: WebhookJob,
  { id, webhookId, url, deliveryKey, body, attempts }: ClaimedWebhook,
): Promise<boolean> {
  const name = webhookSecret(webhookId);
  const sealed = await readSecret(database, name);
  const at = clock.now();
  if (!sealed) {
    await recordWebhook(database, { id, state: "failed", error: "its key is missing", at });
    return false;
  }
  const key = box.open(name, sealed);
  const outcome = await transport.send({ url, key, deliveryKey, body, at }, signal);
  if (outcome.kind === "accepted") {
    await recordWebhook(database, { id, state: "sent", error: null, at: clock.now() });
    return true;
  }
  const error = outcome.reason;
  log.warn({ webhookId, attempts, outcome: outcome.kind, error }, "webhook not delivered");
  const isUncertain = outcome.kind === "uncertain";
  const minutes = outcome.kind === "refused" ? undefined : RETRY_MINUTES[attempts - 1];
  if (minutes === undefined) {
    const state = isUncertain ? "unknown" : "failed";
    await recordWebhook(database, { id, state, error, at: clock.now() });
    return false;
  }
  const nextAttemptAt = clock.now().add({ minutes });
  const state = isUncertain ? "unknown" : "waiting";
  await recordWebhook(database, { id, state, error, at: clock.now(), nextAttemptAt });
  return false;
}
