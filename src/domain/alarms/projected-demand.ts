/** The running demand interval of a point. */
export interface RunningInterval {
  readonly fromMs: number;
  readonly minutes: number;
  readonly nowMs: number;
  /** kWh from its beginning until now. */
  readonly usedKwh: number;
  /** What is drawn now. */
  readonly powerKw: number;
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** Of the limit: the rest is what can still be switched off in time. */
const NEAR_SHARE = 0.95;
const CLEAR_SHARE = 0.9;
/** Before so much of the interval has gone by, one start of a motor would decide. */
const SHARE_GONE = 0.2;

/** The average power that the interval will end with when what is drawn now goes on, in kW. */
export function projectedKw({ fromMs, minutes, nowMs, usedKwh, powerKw }: RunningInterval): number {
  const leftHours = (fromMs + minutes * MINUTE_MS - nowMs) / HOUR_MS;
  return (usedKwh + powerKw * Math.max(0, leftHours)) / (minutes / 60);
}

/** Whether the interval is about to end near the limit, or above it, in kW. */
export function judgeDemand(
  interval: RunningInterval,
  limitKw: number,
): "bad" | "good" | "between" {
  const gone = (interval.nowMs - interval.fromMs) / (interval.minutes * MINUTE_MS);
  const projected = projectedKw(interval);
  const alone = interval.usedKwh / (interval.minutes / 60);
  // What has been used already stays used, however early it is.
  if (projected >= NEAR_SHARE * limitKw && (gone >= SHARE_GONE || alone >= NEAR_SHARE * limitKw)) {
    return "bad";
  }
  return projected < CLEAR_SHARE * limitKw && gone >= SHARE_GONE ? "good" : "between";
}
