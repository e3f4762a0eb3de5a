import { Decimal } from "#domain/core/decimal.ts";
import type { RatingInput } from "./rating-input.ts";

/**
 * Everything that a rating is made from as plain JSON: the same inputs give the same value, so the
 * digest of its canonical text says whether a bill was made from these. Numbers are text without
 * trailing zeros, instants and days as they are written, sets in order, counts joined by commas.
 * The language is left out: it changes words, no amount.
 */
export function ratingEvidence(input: RatingInput): unknown {
  return plainOf({ ...input, language: undefined });
}

function plainOf(value: unknown): unknown {
  if (value instanceof Decimal) return value.normalized().toString();
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return value;
  if (ArrayBuffer.isView(value)) return countsText(value);
  if (Array.isArray(value)) return value.map(plainOf);
  if (value instanceof Set) return [...value].map(String).toSorted();
  // Of Temporal's types only their text says what they hold.
  const tag = Object.prototype.toString.call(value);
  if (tag.startsWith("[object Temporal.")) return String(value);
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, plainOf(part)]));
}

function countsText(view: ArrayBufferView): string {
  if (view instanceof Float64Array || view instanceof Uint8Array) return view.join(",");
  throw new TypeError("a rating takes no such counts");
}
