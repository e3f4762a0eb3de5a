import { type Clock, systemClock } from "#platform/clock.ts";

/** When a fast clock showed what, so that several processes can share it. */
export interface FastClockSetting {
  /** Milliseconds since 1970 of the machine's clock. */
  readonly machineMs: number;
  /** What the fast clock showed then. */
  readonly shownMs: number;
  /** How many times as fast it runs. */
  readonly speed: number;
}

/** A clock that runs `speed` times as fast as the machine's: minutes of metering in seconds. */
export function fastClock({ machineMs, shownMs, speed }: FastClockSetting): Clock {
  const machineAt = (shown: Temporal.Instant) =>
    Temporal.Instant.fromEpochMilliseconds(
      machineMs + Math.ceil((shown.epochMilliseconds - shownMs) / speed),
    );
  return {
    now() {
      const elapsedMs = systemClock.now().epochMilliseconds - machineMs;
      return Temporal.Instant.fromEpochMilliseconds(shownMs + elapsedMs * speed);
    },
    sleepUntil: (at, signal) => systemClock.sleepUntil(machineAt(at), signal),
  };
}
