import type { AlarmDetails, AlarmSource } from "#domain/alarms/alarm.ts";
import { alarmMessage } from "#domain/alarms/alarm-message.ts";
import type { AlarmId, SiteId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";
import { enqueueMail } from "#storage/outbox.ts";
import { readSite } from "#storage/sites.ts";
import { listAdministrators } from "#storage/users.ts";

/** Tells every administrator of an alarm, each once, in the transaction that raises it. */
export async function mailAdministrators(
  tx: Queryable,
  alarm: {
    readonly alarmId: AlarmId;
    readonly siteId: SiteId;
    readonly source: AlarmSource;
    readonly details: AlarmDetails;
    readonly raisedAt: Temporal.Instant;
  },
): Promise<void> {
  const { name: siteName, timeZone } = await readSite(tx, alarm.siteId);
  for (const { email, language } of await listAdministrators(tx)) {
    const spoken = language === "zh" ? "zh" : "en";
    const { subject, body } = alarmMessage({ ...alarm, siteName, timeZone }, spoken);
    await enqueueMail(tx, {
      siteId: alarm.siteId,
      deliveryKey: `alarm/${alarm.alarmId}/${email}`,
      recipient: email,
      subject,
      body,
      alarmId: alarm.alarmId,
      createdAt: alarm.raisedAt,
    });
  }
}
