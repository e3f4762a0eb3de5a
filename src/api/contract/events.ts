import { z } from "zod";
import { alarm, alarmCounts } from "./alarms.ts";
import { line } from "./lines.ts";
import { liveValue, meterState } from "./meters.ts";
import { id } from "./scalars.ts";

/** `live`: the newest values of the meters that changed, at most once a second. */
export const liveEvent = z.object({
  meters: z.array(
    z.object({
      id,
      state: meterState,
      main: liveValue.nullable(),
      register: liveValue.nullable(),
      live: z.array(liveValue),
    }),
  ),
});
export type LiveEvent = z.infer<typeof liveEvent>;

/** `alarm`: one was raised, acknowledged or cleared. */
export const alarmEvent = z.object({ alarm, counts: alarmCounts });
export type AlarmEvent = z.infer<typeof alarmEvent>;

/** `communication`: a line's state after a polling round. */
export const communicationEvent = z.object({ line });
export type CommunicationEvent = z.infer<typeof communicationEvent>;

/** `importing`: how far a file of readings is taken in, to the session that sent it only. */
export const importingEvent = z.object({
  fileName: z.string(),
  rows: z.int().nonnegative(),
  /** Rows of the file. */
  of: z.int().nonnegative(),
});
export type ImportingEvent = z.infer<typeof importingEvent>;

/**
 * What GET /events sends, by the name of the event. After `reset` the client must read again what
 * it shows: messages were lost between the database and the server, or the client was too slow.
 */
export const events = {
  live: liveEvent,
  alarm: alarmEvent,
  communication: communicationEvent,
  importing: importingEvent,
  reset: z.object({}),
} as const;
export type EventName = keyof typeof events;
