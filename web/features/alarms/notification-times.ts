import type { NotificationRule } from "#api/contract/notification-rules.ts";

/** Monday to Sunday, as the contract counts them. */
export const WEEK = [1, 2, 3, 4, 5, 6, 7] as const;
const MINUTES_IN_DAY = 1440;

/** `07:30`; the end of the day is `24:00`. */
export function clockText(minute: number): string {
  return `${twoDigits(Math.floor(minute / 60))}:${twoDigits(minute % 60)}`;
}

function twoDigits(part: number): string {
  return String(part).padStart(2, "0");
}

/** The minute of the day that a person wrote; undefined when it is no time of day. */
export function readClock(text: string): number | undefined {
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})$/.exec(text.trim()) ?? [];
  const minute = Number(hours) * 60 + Number(minutes);
  return Number(minutes) < 60 && minute <= MINUTES_IN_DAY ? minute : undefined;
}

/** Whether the rule tells on every day at every hour. */
export function isAlways({ days, fromMinute, toMinute }: NotificationRule): boolean {
  return WEEK.every((day) => days.includes(day)) && fromMinute === 0 && toMinute === MINUTES_IN_DAY;
}
