import { randomBytes } from "node:crypto";
import { audited, withUniqueName } from "#api/audited.ts";
import type { Endpoint } from "#api/endpoint.ts";
import { notFound } from "#api/problem.ts";
import { wire } from "#api/wire.ts";
import { deleteSecret, storeSecret } from "#storage/secrets.ts";
import {
  createWebhook as create,
  enqueueWebhook,
  listWebhooks as list,
  removeWebhook as remove,
  webhookSecret,
} from "#storage/webhooks.ts";

const KEY_BYTES = 32;

export const listWebhooks: Endpoint<"listWebhooks"> = async ({ database }) => ({
  webhooks: (await list(database)).map((webhook) => ({
    ...wire(webhook),
    kinds: [...webhook.kinds],
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

export const removeWebhook: Endpoint<"removeWebhook"> = async (context, { params, caller }) => {
  const { id } = params;
  await audited(context, caller, async (tx) => {
    const before = (await list(tx)).find((webhook) => webhook.id === id);
    if (!before) throw notFound(`webhook ${id}`);
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
  if (!(await list(database)).some((webhook) => webhook.id === id)) {
    throw notFound(`webhook ${id}`);
  }
  const deliveryKey = `webhook/${id}/test/${at.epochMilliseconds}`;
  const body = JSON.stringify({ id: deliveryKey, event: "test" });
  await enqueueWebhook(database, { webhookId: id, deliveryKey, body, at });
  return null;
};
