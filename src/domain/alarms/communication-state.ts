import {
  COLLECTOR_GONE_AFTER_SECONDS_ALL_SILENT,
  SILENT_AFTER_FAILURES,
} from "./communication-alarms.ts";

/**
 * answering, silent: by the same count of failures as the alarm; unknown: not polled yet, or not
 * any more; unread: on no line.
 */
export type MeterState = "answering" | "silent" | "unknown" | "unread";

/** An attempt before this instant says nothing about now: nothing polls any more. */
export function staleBefore(now: Temporal.Instant): Temporal.Instant {
  return now.subtract({ seconds: COLLECTOR_GONE_AFTER_SECONDS_ALL_SILENT });
}

/** How a meter stands, from what the collector noted. */
export function meterState(
  meter: {
    readonly onLine: boolean;
    readonly lastAttemptAt: Temporal.Instant | null;
    readonly consecutiveFailures: number;
  },
  now: Temporal.Instant,
): MeterState {
  if (!meter.onLine) return "unread";
  if (meter.lastAttemptAt === null) return "unknown";
  if (Temporal.Instant.compare(meter.lastAttemptAt, staleBefore(now)) < 0) return "unknown";
  return meter.consecutiveFailures < SILENT_AFTER_FAILURES ? "answering" : "silent";
}

/**
 * good: every polled meter answers; partial: some are silent; down: none answers; unknown: none
 * was polled lately; disabled: switched off by a person.
 */
export type LineState = "good" | "partial" | "down" | "unknown" | "disabled";

/** How a line stands, from how many of its meters answer and how many are silent. */
export function lineState(line: {
  readonly enabled: boolean;
  readonly answering: number;
  readonly silent: number;
}): LineState {
  if (!line.enabled) return "disabled";
  if (line.answering + line.silent === 0) return "unknown";
  if (line.silent === 0) return "good";
  return line.answering === 0 ? "down" : "partial";
}
