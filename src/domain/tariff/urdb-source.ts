import type { Place } from "./document-reader.ts";
import { type UrdbTier, writtenTier } from "./urdb-prices.ts";

/** A part of a document of ours, as it is written. */
export type Written = Record<string, unknown>;

/** What the conversion builds up: parts of a document of ours. */
export interface Parts {
  readonly calendars: Written[];
  readonly charges: Written[];
}

/** A document of the database. */
export interface Source {
  /** The field of that name, whatever the case of its letters. */
  field(name: string): Place;
}

/** Zero, or a list of nothing but zeros. */
export function isNothing(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isNothing);
  return [undefined, null, 0, "", false].some((nothing) => nothing === value);
}

const USUAL_MONTH_DAYS = 30;

/** One price, or a ladder; limits for each day are those of a month of so many days. */
export function priceOf(tiers: readonly UrdbTier[], days = USUAL_MONTH_DAYS): Written {
  const written = tiers.map((tier) => writtenTier(tier, days));
  const [only] = written;
  return written.length === 1 ? { price: only?.price } : { tiers: written };
}
