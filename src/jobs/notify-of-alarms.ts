import { alarmDigest } from "#domain/alarms/alarm-digest.ts";
import { alarmLanguage, alarmMessage } from "#domain/alarms/alarm-message.ts";
import { dueNotices } from "#domain/alarms/notification.ts";
import type { Queryable } from "#platform/database.ts";
import {
  type Addressee,
  type AlarmToTell,
  listAddressees,
  listUntoldAlarms,
  lockNotifications,
  recordNotices,
} from "#storage/notifications.ts";
import { enqueueMail } from "#storage/outbox.ts";
import type { WatchOptions } from "./apply-verdicts.ts";

/** What is older was news once. */
const DAYS_TOLD_AFTER = 7;
/** In one look at one addressee; the rest follows in the next. */
const ALARMS_AT_ONCE = 5_000;

/**
 * Tells of alarms by mail: each addressee once of each, single or many in one. The mail and the note
 * that it was told are one transaction, so that a crash neither loses nor doubles it. Whether the
 * mail server is there plays no part: mails wait in the outbox.
 */
export async function notifyOfAlarms({
  database,
  clock,
}: Pick<WatchOptions, "database" | "clock">): Promise<void> {
  const now = clock.now();
  await database.transaction(async (tx) => {
    if (!(await lockNotifications(tx))) return;
    for (const addressee of await listAddressees(tx)) await tell(tx, { addressee, now });
  });
}

async function tell(
  tx: Queryable,
  { addressee, now }: { readonly addressee: Addressee; readonly now: Temporal.Instant },
): Promise<void> {
  const { noticeKey, rule, lastDigestAt } = addressee;
  const earliest = now.subtract({ hours: 24 * DAYS_TOLD_AFTER });
  const since =
    Temporal.Instant.compare(addressee.since, earliest) > 0 ? addressee.since : earliest;
  const untold = await listUntoldAlarms(tx, { noticeKey, since, atMost: ALARMS_AT_ONCE });
  const due = dueNotices(rule, { now, untold, lastDigestAt });
  const chosen = new Set(due.alarms);
  const alarms = untold.filter(({ id }) => chosen.has(id));
  if (due.inOne) await send(tx, { addressee, alarms, now });
  else for (const alarm of alarms) await send(tx, { addressee, alarms: [alarm], now });
}

async function send(
  tx: Queryable,
  {
    addressee,
    alarms,
    now,
  }: {
    readonly addressee: Addressee;
    readonly alarms: readonly AlarmToTell[];
    readonly now: Temporal.Instant;
  },
): Promise<void> {
  const [first] = alarms;
  if (!first) return;
  const { noticeKey, email } = addressee;
  const language = alarmLanguage(addressee.language);
  const isSingle = alarms.length === 1;
  const deliveryKey = isSingle
    ? `alarm/${keyOf(first)}/${noticeKey}/${email}`
    : `alarms/${keyOf(first)}-${keyOf(alarms.at(-1) ?? first)}/${noticeKey}/${email}`;
  const { subject, body } = isSingle
    ? alarmMessage(first, language)
    : alarmDigest(alarms, language);
  await enqueueMail(tx, {
    siteId: first.siteId,
    deliveryKey,
    recipient: email,
    subject,
    body,
    ...(isSingle && { alarmId: first.id }),
    createdAt: now,
  });
  await recordNotices(tx, { alarms, noticeKey, deliveryKey, at: now });
}

/** An alarm and how often it was raised again: each is told of by a mail of its own. */
function keyOf({ id, occasion }: AlarmToTell): string {
  return occasion === 0 ? `${id}` : `${id}.${occasion}`;
}
