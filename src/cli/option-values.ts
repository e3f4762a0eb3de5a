import { Refusal } from "#platform/refusal.ts";

/** The time zone that an option names, in its usual spelling. */
export function timeZoneOption(option: string, text: string): string {
  try {
    return Temporal.PlainDate.from("2026-01-01").toZonedDateTime(text).timeZoneId;
  } catch {
    throw new Refusal(`${option}: "${text}" is no time zone; write it like Europe/Berlin`);
  }
}

/** One of the words that an option takes. */
export function oneOf<Word extends string>(
  option: string,
  text: string,
  words: readonly Word[],
): Word {
  const word = words.find((one) => one === text);
  if (word !== undefined) return word;
  throw new Refusal(`${option}: "${text}" is none of ${words.join(", ")}`);
}

const LONGEST_NUMBER = 9;

/** A whole number above 0. */
export function wholeNumberOption(option: string, text: string): number {
  if (/^[1-9]\d*$/.test(text) && text.length <= LONGEST_NUMBER) return Number(text);
  throw new Refusal(`${option}: "${text}" is no whole number above 0`);
}

/** The local day on which a load begins. */
export function dayOption(option: string, text: string | undefined): Temporal.PlainDate {
  if (text === undefined) {
    throw new Refusal(`${option} is missing: the local day on which the load begins`);
  }
  if (/^\d{4}-\d\d-\d\d$/.test(text)) {
    try {
      return Temporal.PlainDate.from(text, { overflow: "reject" });
    } catch {
      // Said below.
    }
  }
  throw new Refusal(`${option}: "${text}" is no day; write it like 2026-01-01`);
}

const DAY_MINUTES = 24 * 60;

/** The length of an interval in minutes, of which a day has a whole number. */
export function stepOption(text: string): number {
  const minutes = wholeNumberOption("--step", text);
  if (DAY_MINUTES % minutes === 0) return minutes;
  throw new Refusal(`--step: a day is no whole number of ${text} minutes; write 15, 30 or 60`);
}
