import { z } from "zod";
import { COMMODITIES } from "#domain/core/commodity.ts";

/** Identifiers are the database's `int`. */
const ID_AT_MOST = 2_147_483_647;

/** The identifier of a row. */
export const id = z.int().positive().max(ID_AT_MOST);

const NOT_AN_ID = `must be a whole number from 1 to ${ID_AT_MOST}`;

/** An identifier in a path or query, where it arrives as text. */
export const idInAddress = z.coerce
  .number<number | string>(NOT_AN_ID)
  .int(NOT_AN_ID)
  .min(1, NOT_AN_ID)
  .max(ID_AT_MOST, NOT_AN_ID);

/** An exact decimal as text: `"412.50"`. */
export const decimalText = z.string().regex(/^-?\d+(\.\d+)?$/, "write it like 412.50");

/** Whole minor units of a currency as text: `"1235"` is 12.35 EUR. */
export const minorText = z.string().regex(/^-?\d+$/, "whole minor units, like 1235");

/** An instant, ISO 8601 in UTC: `2026-11-24T10:15:00Z`. */
export const instantText = z.iso.datetime();

/** An instant, or a local time at the site: `2026-10-01T08:30`. Of one that happens twice, the first. */
export const momentAsked = z
  .string()
  .regex(
    /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?$/,
    "write it like 2026-10-01T08:30",
  );

/** A local day at the site: `2026-11-24`. */
export const dayText = z.iso.date();

const FIRST_YEAR = 1970;
const LAST_YEAR = 2199;

/**
 * A local day that somebody asks for: one that a meter can have been read on. Where it is none, no
 * rule about several fields is asked, which would calculate with it.
 */
export const dayAsked = dayText.refine(isDayInUse, {
  abort: true,
  error: `must be a day of the years ${FIRST_YEAR} to ${LAST_YEAR}`,
});

function isDayInUse(text: string): boolean {
  const day = /^\d{4}-\d\d-\d\d$/.exec(text)?.[0];
  const year = Number(day?.slice(0, 4));
  return year >= FIRST_YEAR && year <= LAST_YEAR && dayText.safeParse(text).success;
}

/** What a person writes into one line: a name. Control characters would break mails and lists. */
export const lineAsked = (longest: number) =>
  z
    .string()
    .trim()
    .max(longest, `at most ${longest} characters`)
    .regex(/^\P{Cc}*$/u, "must be one line without control characters");

/** The name or address of a machine, without a scheme, an account, a port or a path. */
export const hostAsked = z
  .string()
  .trim()
  .max(253, "at most 253 characters")
  .regex(/^[\p{L}\p{N}._:%-]*$/u, "a name or IP address only, like 10.0.0.7");

/** What a person writes into a note, which may have several lines. */
export const noteAsked = (longest: number) =>
  z
    .string()
    .trim()
    .max(longest, `at most ${longest} characters`)
    .regex(/^(?:\P{Cc}|[\n\r\t])*$/u, "must be without control characters");

/** An address of up to ten lines. */
export const linesAsked = z.array(lineAsked(200)).max(10, "at most 10 lines");

/** An e-mail address, or nothing. */
export const optionalEmail = z.union([
  z.literal(""),
  z.email("an e-mail address, like name@example.org").max(254),
]);

/** A local month at the site: `2026-11`. */
export const monthText = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, "a month is written 2026-11");

/** The unit of a quantity by its code: `kWh`, `m3`. */
export const unitText = z.string();

export const commodity = z.enum(COMMODITIES);

/** A row that is named elsewhere in the answer, with its name for the screen. */
export const reference = z.object({ id, name: z.string() });
export type Reference = z.infer<typeof reference>;

/** Numbers of pages begin at 1. */
export const pageNumber = z.coerce.number<number | string>().int().min(1).max(100_000).default(1);

/** Which page of how many an answer is. */
export const pageFields = {
  page: z.int().positive(),
  pageSize: z.int().positive(),
  /** Rows on all pages together. */
  total: z.int().nonnegative(),
};

export const noContent = z.null();
