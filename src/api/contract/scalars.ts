import { z } from "zod";
import { COMMODITIES } from "#domain/core/commodity.ts";

/** The identifier of a row. */
export const id = z.int().positive();

/** An identifier in a path or query, where it arrives as text. */
export const idInAddress = z.coerce.number<number | string>().int().positive();

/** An exact decimal as text: `"412.50"`. */
export const decimalText = z.string().regex(/^-?\d+(\.\d+)?$/, "write it like 412.50");

/** Whole minor units of a currency as text: `"1235"` is 12.35 EUR. */
export const minorText = z.string().regex(/^-?\d+$/, "whole minor units, like 1235");

/** An instant, ISO 8601 in UTC: `2026-11-24T10:15:00Z`. */
export const instantText = z.iso.datetime();

/** A local day at the site: `2026-11-24`. */
export const dayText = z.iso.date();

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
