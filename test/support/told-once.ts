import assert from "node:assert/strict";
import type { Database } from "#platform/database.ts";

interface Told {
  readonly alarm_id: number;
  /** How often the alarm had been raised again when it was told. */
  readonly occasion: number;
}

interface Notice extends Told {
  readonly delivery_key: string;
}

interface OutboxMail {
  readonly delivery_key: string;
  readonly message_id: string;
  readonly state: string;
}

/**
 * Asserts that the only addressee was told of every alarm exactly once each time it was raised: in
 * one notice each, by a mail that there is, which was handed over at most once, and surely unless its
 * fate is unknown.
 */
export async function assertToldOnce(
  database: Database,
  messageIds: readonly string[],
): Promise<{ readonly told: number; readonly mails: number; readonly unknown: number }> {
  const { rows: raised } = await database.query<Told>(
    `select id as alarm_id, o as occasion
       from alarm, generate_series(0, occasion) as g (o)
      order by 1, 2`,
  );
  const { rows: notices } = await database.query<Notice>(
    "select alarm_id, occasion, delivery_key from alarm_notice order by alarm_id, occasion",
  );
  const { rows: mails } = await database.query<OutboxMail>(
    "select delivery_key, message_id, state from outbox_mail order by id",
  );
  assert.deepEqual(
    notices.map(({ alarm_id, occasion }) => ({ alarm_id, occasion })),
    raised,
    "a notice of each time that an alarm was raised",
  );
  assert.deepEqual(
    mails.map(({ delivery_key: key }) => key).toSorted(),
    [...new Set(notices.map(({ delivery_key: key }) => key))].toSorted(),
    "a mail of each notice, and no other",
  );
  assert.equal(new Set(messageIds).size, messageIds.length, "no mail arrives twice");
  for (const { message_id: id, state } of mails) {
    assert.ok(state === "sent" || state === "unknown", `a mail is ${state}`);
    if (state === "sent") assert.ok(messageIds.includes(id), `${id} was sent and has arrived`);
  }
  const unknown = mails.filter(({ state }) => state === "unknown").length;
  return { told: notices.length, mails: mails.length, unknown };
}

/** Whether every alarm was told since it was last raised, and no mail waits or is on its way. */
export async function isAllTold(database: Database): Promise<boolean> {
  const { rows } = await database.query<{ count: number }>(
    `select ((select count(*) from alarm a
               where not exists (select from alarm_notice n
                                  where n.alarm_id = a.id and n.occasion = a.occasion))
             + (select count(*) from outbox_mail where state in ('waiting', 'sending')))::int as count`,
  );
  return rows[0]?.count === 0;
}
