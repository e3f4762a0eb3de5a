import { ALARMS_AT_MOST } from "#api/contract/alarms.ts";
import { alarmOnWire } from "#api/alarm-on-wire.ts";
import type { Endpoint } from "#api/endpoint.ts";
import { notFound } from "#api/problem.ts";
import { asId, type AlarmId } from "#domain/core/id.ts";
import { recordAudit } from "#storage/audit-entries.ts";
import {
  acknowledgeAlarm as acknowledge,
  countOpenAlarms,
  listAlarms as list,
} from "#storage/alarms.ts";

export const listAlarms: Endpoint<"listAlarms"> = async ({ database }, { query }) => {
  const [alarms, counts] = await Promise.all([
    list(database, { openOnly: query.state === "open", atMost: ALARMS_AT_MOST }),
    countOpenAlarms(database),
  ]);
  return { alarms: alarms.map(alarmOnWire), counts };
};

export const acknowledgeAlarm: Endpoint<"acknowledgeAlarm"> = async (
  { database, clock },
  { params, body, caller },
) => {
  const id = asId<AlarmId>(params.id);
  const at = clock.now();
  await database.transaction(async (tx) => {
    const { name, email } = caller.user;
    const isNew = await acknowledge(tx, { id, by: name, note: body.note, at });
    if (!isNew) return;
    await recordAudit(tx, {
      at,
      actor: email,
      action: "alarm.acknowledged",
      subject: `alarm ${id}`,
      after: { note: body.note },
    });
  });
  const [alarm] = await list(database, { ids: [id], atMost: 1 });
  if (!alarm) throw notFound(`alarm ${params.id}`);
  return alarmOnWire(alarm);
};
