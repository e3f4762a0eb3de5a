import { type HeldRequests, judgeWebhook } from "#domain/alarms/machine-alarms.ts";
import type { Queryable } from "#platform/database.ts";
import { listHeldRequests } from "#storage/webhooks.ts";

/** A receiver of webhooks that has taken nothing for so long that it is an alarm. */
export interface FailingReceiver extends HeldRequests {
  readonly since: Temporal.Instant;
}

/** How many receivers there are, and which of them take nothing. */
export async function findFailingReceivers(
  database: Queryable,
  now: Temporal.Instant,
): Promise<{ readonly receivers: number; readonly failing: readonly FailingReceiver[] }> {
  const held = await listHeldRequests(database);
  const failing = held.flatMap((one) => {
    const { since } = one;
    return since !== null && judgeWebhook(one, now).state === "on" ? [{ ...one, since }] : [];
  });
  return { receivers: held.length, failing };
}
