import { Decimal } from "#domain/core/decimal.ts";

/** A value as it goes over the wire: instants, days, decimals and big integers are text. */
export type Wire<T> = T extends number
  ? number
  : T extends Temporal.Instant | Temporal.PlainDate | Decimal | bigint
    ? string
    : T extends readonly (infer Element)[]
      ? Wire<Element>[]
      : T extends object
        ? { -readonly [Key in keyof T]: Wire<T[Key]> }
        : T;

/**
 * Copies plain data (objects, arrays, exact values) into what the contract describes. Guarantees
 * that nothing but plain JSON values is left; that they are the right ones, the contract's schema
 * checks when the answer is written.
 */
export function wire<T>(value: T): Wire<T> {
  return toWire(value) as Wire<T>;
}

function toWire(value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return value;
  if (
    value instanceof Temporal.Instant ||
    value instanceof Temporal.PlainDate ||
    value instanceof Decimal
  ) {
    return value.toString();
  }
  if (Array.isArray(value)) return value.map(toWire);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, toWire(part)]));
}
