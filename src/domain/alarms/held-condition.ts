/** A condition that raises an alarm once it has lasted. */
export interface Held {
  /** Since when it is so, in ms; undefined: it is not. */
  readonly sinceMs: number | undefined;
  readonly state: "on" | "off" | "undecided";
}

const MINUTE_MS = 60_000;

/**
 * What is to be said of a condition that must last `delayMinutes`. A value that is not known proves
 * nothing: the time begins anew after it, so that no silent meter raises an alarm.
 */
export function judgeHeld({
  condition,
  sinceMs,
  nowMs,
  delayMinutes,
}: {
  /** unknown: it cannot be told; between: neither bad enough to raise nor good enough to clear. */
  readonly condition: "bad" | "good" | "between" | "unknown";
  readonly sinceMs: number | undefined;
  readonly nowMs: number;
  readonly delayMinutes: number;
}): Held {
  switch (condition) {
    case "good":
      return { sinceMs: undefined, state: "off" };
    case "unknown":
    case "between":
      return { sinceMs: undefined, state: "undecided" };
    case "bad": {
      const beganMs = Math.min(sinceMs ?? nowMs, nowMs);
      const isLongEnough = nowMs - beganMs >= delayMinutes * MINUTE_MS;
      return { sinceMs: beganMs, state: isLongEnough ? "on" : "undecided" };
    }
  }
}
