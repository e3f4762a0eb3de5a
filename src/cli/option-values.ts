import { Refusal } from "#platform/refusal.ts";

/** The time zone that an option names, in its usual spelling. */
export function timeZoneOption(option: string, text: string): string {
  try {
    return Temporal.PlainDate.from("2026-01-01").toZonedDateTime(text).timeZoneId;
  } catch {
    throw new Refusal(`${option}: "${text}" is no time zone; write it like Europe/Berlin`);
  }
}

const LONGEST_NUMBER = 9;

/** A whole number above 0. */
export function wholeNumberOption(option: string, text: string): number {
  if (/^[1-9]\d*$/.test(text) && text.length <= LONGEST_NUMBER) return Number(text);
  throw new Refusal(`${option}: "${text}" is no whole number above 0`);
}
