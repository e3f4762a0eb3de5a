import type { LateFeeRule } from "./late-fee.ts";
import { daysOverdue } from "./open-items.ts";

/** How a site reminds of what is overdue. */
export interface ReminderPolicy {
  /** In order; each is sent once. */
  readonly steps: readonly ReminderStep[];
  /** Less than so much is not reminded of. */
  readonly leastMinor: bigint;
}

export interface ReminderStep {
  /** Days after the due day. */
  readonly afterDays: number;
  /** The fee that comes with it. */
  readonly fee: LateFeeRule | undefined;
}

/** An overdue bill and how often it was reminded of. */
export interface Overdue {
  readonly openMinor: bigint;
  readonly dueOn: Temporal.PlainDate;
  /** How many steps were taken: the number of the next one. */
  readonly stepsTaken: number;
  /** The day of the last one. */
  readonly lastOn: Temporal.PlainDate | undefined;
}

/**
 * The step to take today, by its index; undefined when there is none. One at a time and in order: a
 * schedule that was down for long sends one reminder, and the next when the days between the two
 * steps have passed.
 */
export function dueReminder(
  { steps, leastMinor }: ReminderPolicy,
  { openMinor, dueOn, stepsTaken, lastOn }: Overdue,
  today: Temporal.PlainDate,
): number | undefined {
  const step = steps[stepsTaken];
  if (!step || openMinor <= 0n || openMinor < leastMinor) return undefined;
  if (daysOverdue(dueOn, today) < step.afterDays) return undefined;
  const before = steps[stepsTaken - 1];
  const pause = before ? step.afterDays - before.afterDays : 0;
  if (lastOn && daysOverdue(lastOn, today) < pause) return undefined;
  return stepsTaken;
}
