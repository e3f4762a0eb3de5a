import { randomBytes, randomUUID } from "node:crypto";
import { audited, withUniqueName } from "#api/audited.ts";
import { WEBHOOK_REQUESTS_AT_MOST, webhookEvent } from "#api/contract/webhooks.ts";
import type { Endpoint } from "#api/endpoint.ts";
import { notFound } from "#api/problem.ts";
import { wire } from "#api/wire.ts";
import type { Queryable } from "#platform/database.ts";
import { deleteSecret, storeSecret } from "#storage/secrets.ts";
import {
  changeWebhook as change,
  createWebhook as create,
  enqueueWebhook,
  listWebhookRequests as listRequests,
  listWebhooks as list,
  removeWebhook as remove,
  retryWebhookRequest as retryRequest,
  type StoredWebhook,
  webhookSecret,
} from "#storage/webhooks.ts";

const KEY_BYTES = 32;

export const listWebhooks: Endpoint<"listWebhooks"> = async ({ database }) => ({
  webhooks: (await list(database)).map((webhook) => ({
    ...wire(webhook),
    kinds: [...webhook.kinds],
    siteIds: webhook.siteIds && [...webhook.siteIds],
  })),
});

export const createWebhook: Endpoint<"createWebhook"> = async (context, { body, caller }) => {
  const key = randomBytes(KEY_BYTES).toString("base64url");
  const id = await withUniqueName(() =>
    audited(context, caller, async (tx, at) => {
      const made = await create(tx, { ...body, at });
      const name = webhookSecret(made);
      await storeSecret(tx, { name, sealed: context.box.seal(name, key) });
      const note = { action: "webhook.created", subject: name, after: body };
      return { note, answer: made };
    }),
  );
  return { id, key };
};

export const changeWebhook: Endpoint<"changeWebhook"> = async (
  context,
  { params, body, caller },
) => {
  const { id } = params;
  await withUniqueName(() =>
    audited(context, caller, async (tx) => {
      const { name, url, kinds, severity, siteIds } = await knownWebhook(tx, id);
      await change(tx, id, body);
      const before = { name, url, kinds, severity, siteIds };
      const note = { action: "webhook.changed", subject: webhookSecret(id), before, after: body };
      return { note, answer: undefined };
    }),
  );
  return null;
};

export const removeWebhook: Endpoint<"removeWebhook"> = async (context, { params, caller }) => {
  const { id } = params;
  await audited(context, caller, async (tx) => {
    const before = await knownWebhook(tx, id);
    await remove(tx, id);
    const subject = webhookSecret(id);
    await deleteSecret(tx, subject);
    return { note: { action: "webhook.removed", subject, before }, answer: undefined };
  });
  return null;
};

/** A test goes the way of all requests: what arrives proves the whole path. */
export const testWebhook: Endpoint<"testWebhook"> = async ({ database, clock }, { params }) => {
  const { id } = params;
  const at = clock.now();
  await knownWebhook(database, id);
  const deliveryKey = `webhook/${id}/test/${randomUUID()}`;
  const body = JSON.stringify({ id: deliveryKey, event: "test" });
  const request = { webhookId: id, deliveryKey, body, at, events: [] };
  return { requestId: await enqueueWebhook(database, request) };
};

export const listWebhookRequests: Endpoint<"listWebhookRequests"> = async (
  { database },
  { params },
) => {
  await knownWebhook(database, params.id);
  const requests = await listRequests(database, {
    webhookId: params.id,
    atMost: WEBHOOK_REQUESTS_AT_MOST,
  });
  return { requests: requests.map((request) => ({ ...wire(request), event: eventOf(request) })) };
};

/** Bodies are written by SmartPM alone. */
function eventOf({ event }: { readonly event: string }) {
  return webhookEvent.parse(event);
}

export const retryWebhookRequest: Endpoint<"retryWebhookRequest"> = async (
  context,
  { params, caller },
) => {
  const { id, request } = params;
  await audited(context, caller, async (tx, at) => {
    if (!(await retryRequest(tx, { webhookId: id, id: request, at }))) {
      throw notFound(`request ${request} of webhook ${id} that was given up`);
    }
    const note = {
      action: "webhook.request-retried",
      subject: webhookSecret(id),
      after: { request },
    };
    return { note, answer: undefined };
  });
  return null;
};

/** As it is stored; refuses what is not there. */
async function knownWebhook(db: Queryable, id: number): Promise<StoredWebhook> {
  const known = (await list(db)).find((webhook) => webhook.id === id);
  if (!known) throw notFound(`webhook ${id}`);
  return known;
}
