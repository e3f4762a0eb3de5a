import { type Clock, systemClock } from "#platform/clock.ts";

const QUARTER_MS = 900_000;
/** After each quarter hour the clock goes as the machine's for so long: meters are read then. */
const TRUE_MS = 20_000;

/**
 * A clock that goes true where meters are read and so many times as fast between: a quarter hour of
 * metering takes half a minute, and its readings lie no further apart than on a wall. `shownFrom` is a
 * quarter hour.
 */
export function quarterClock(shownFrom: Temporal.Instant, speed: number): Clock {
  const begunMs = systemClock.now().epochMilliseconds;
  const fastMs = (QUARTER_MS - TRUE_MS) / speed;
  const lengthMs = TRUE_MS + fastMs;
  const shownAfter = (elapsedMs: number) => {
    const quarters = Math.floor(elapsedMs / lengthMs);
    const into = elapsedMs - quarters * lengthMs;
    const shown = Math.min(into, TRUE_MS) + Math.max(0, into - TRUE_MS) * speed;
    return Math.floor(quarters * QUARTER_MS + shown);
  };
  const elapsedAt = (shownMs: number) => {
    const quarters = Math.floor(shownMs / QUARTER_MS);
    const into = shownMs - quarters * QUARTER_MS;
    return quarters * lengthMs + Math.min(into, TRUE_MS) + Math.max(0, into - TRUE_MS) / speed;
  };
  const { epochMilliseconds: fromMs } = shownFrom;
  return {
    now() {
      const elapsedMs = systemClock.now().epochMilliseconds - begunMs;
      return Temporal.Instant.fromEpochMilliseconds(fromMs + shownAfter(elapsedMs));
    },
    sleepUntil(at, signal) {
      const machineMs = begunMs + Math.ceil(elapsedAt(at.epochMilliseconds - fromMs));
      return systemClock.sleepUntil(Temporal.Instant.fromEpochMilliseconds(machineMs), signal);
    },
  };
}
