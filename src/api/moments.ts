import { refused } from "./metered-point.ts";
import type { ProblemError } from "./problem.ts";

interface MomentAsked {
  /** Of the site: a time without a zone is a local time there. */
  readonly timeZone: string;
  /** As faults name it: `body.at`. */
  readonly field: string;
}

/**
 * An instant that was asked for; of a local time that happens twice, the first. Throws the problem
 * where it is none.
 */
export function momentOf(text: string, { timeZone, field }: MomentAsked): Temporal.Instant {
  const at = parseMoment(text, timeZone);
  if (!at) throw badMoment(field, `${text} is no time`);
  return at;
}

/** The same of what was: one that has not come yet is a problem too. */
export function pastMomentOf(
  text: string,
  { now, ...asked }: MomentAsked & { readonly now: Temporal.Instant },
): Temporal.Instant {
  const at = momentOf(text, asked);
  if (Temporal.Instant.compare(at, now) > 0) {
    throw badMoment(asked.field, "this time has not come yet");
  }
  return at;
}

function parseMoment(text: string, timeZone: string): Temporal.Instant | undefined {
  try {
    if (/Z$|[+-]\d\d:\d\d$/.test(text)) return Temporal.Instant.from(text.replace(" ", "T"));
    return Temporal.PlainDateTime.from(text.replace(" ", "T"))
      .toZonedDateTime(timeZone)
      .toInstant();
  } catch {
    return undefined;
  }
}

function badMoment(subject: string, message: string): ProblemError {
  return refused([{ code: "reading.time", subject, message }]);
}
