import { ALARMS_AT_MOST } from "#api/contract/alarms.ts";
import { alarmOnWire } from "#api/alarm-on-wire.ts";
import { audited } from "#api/audited.ts";
import type { ApiContext, Caller, Endpoint } from "#api/endpoint.ts";
import { notFound, ProblemError } from "#api/problem.ts";
import { asId, type AlarmId } from "#domain/core/id.ts";
import { recordAudit } from "#storage/audit-entries.ts";
import {
  acknowledgeAlarm as acknowledge,
  countOpenAlarms,
  listAlarms as list,
  shelveAlarm as shelve,
} from "#storage/alarms.ts";

export const listAlarms: Endpoint<"listAlarms"> = async ({ database, clock }, { query }) => {
  const now = clock.now();
  const [alarms, counts] = await Promise.all([
    list(database, { openOnly: query.state === "open", now, atMost: ALARMS_AT_MOST }),
    countOpenAlarms(database, now),
  ]);
  return { alarms: alarms.map(alarmOnWire), counts };
};

export const acknowledgeAlarm: Endpoint<"acknowledgeAlarm"> = async (
  context,
  { params, body, caller },
) => {
  const { database, clock } = context;
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
  return alarmOf(context, id);
};

export const shelveAlarm: Endpoint<"shelveAlarm"> = async (context, { params, body, caller }) => {
  const { hours, note } = body;
  const until = context.clock.now().add({ hours });
  return shelveUntil(context, { id: asId(params.id), caller, until, note });
};

export const unshelveAlarm: Endpoint<"unshelveAlarm"> = async (context, { params, caller }) =>
  shelveUntil(context, { id: asId(params.id), caller, until: null, note: "" });

async function shelveUntil(
  context: ApiContext,
  {
    id,
    caller,
    until,
    note,
  }: {
    readonly id: AlarmId;
    readonly caller: Caller;
    readonly until: Temporal.Instant | null;
    readonly note: string;
  },
) {
  const { shelvedUntil } = await alarmOf(context, id);
  await audited(context, caller, async (tx) => {
    const isOpen = await shelve(tx, { id, until, by: caller.user.name, note });
    if (!isOpen) throw new ProblemError("not-possible", `alarm ${id} is no longer open`);
    const action = until === null ? "alarm.unshelved" : "alarm.shelved";
    const before = { shelvedUntil };
    const after = { shelvedUntil: until?.toString() ?? null, note };
    return { note: { action, subject: `alarm ${id}`, before, after }, answer: undefined };
  });
  return alarmOf(context, id);
}

async function alarmOf({ database, clock }: ApiContext, id: AlarmId) {
  const [alarm] = await list(database, { ids: [id], now: clock.now(), atMost: 1 });
  if (!alarm) throw notFound(`alarm ${id}`);
  return alarmOnWire(alarm);
}
