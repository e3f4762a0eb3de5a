import { alarmDetails, type Alarm as AlarmOnWire } from "#api/contract/alarms.ts";
import type { Alarm } from "#domain/alarms/alarm.ts";
import { wire } from "./wire.ts";

/** An alarm as the contract describes it. Throws when its stored details are not of its rule. */
export function alarmOnWire(alarm: Alarm): AlarmOnWire {
  return { ...wire(alarm), details: alarmDetails.parse(alarm.details) };
}
