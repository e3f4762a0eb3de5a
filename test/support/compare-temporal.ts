/**
 * Loaded before every test by `./smartpm test`: `deepEqual` takes any two values of one Temporal type
 * for equal, since they have no properties of their own. From here on it compares what they say.
 */
import assert from "node:assert/strict";

const KINDS = [
  Temporal.Duration,
  Temporal.Instant,
  Temporal.PlainDate,
  Temporal.PlainDateTime,
  Temporal.PlainMonthDay,
  Temporal.PlainTime,
  Temporal.PlainYearMonth,
  Temporal.ZonedDateTime,
];

for (const name of ["deepEqual", "deepStrictEqual"] as const) {
  const compare = assert[name];
  // Without a message where none is given: one that is undefined is refused.
  const honest = (actual: unknown, expected: unknown, ...message: unknown[]): void => {
    Reflect.apply(compare, assert, [told(actual), told(expected), ...message]);
  };
  Object.assign(assert, { [name]: honest });
}

/** The same with each Temporal value as text; what is neither list, map, set nor plain stays itself. */
function told(value: unknown, seen = new Map<object, unknown>()): unknown {
  if (typeof value !== "object" || value === null) return value;
  const kind = KINDS.find((one) => value instanceof one);
  if (kind) return `Temporal.${kind.name} ${String(value)}`;
  if (seen.has(value)) return seen.get(value);
  if (Array.isArray(value)) {
    const list: unknown[] = [];
    seen.set(value, list);
    for (const item of value) list.push(told(item, seen));
    return list;
  }
  if (value instanceof Map) {
    const map = new Map<unknown, unknown>();
    seen.set(value, map);
    for (const [key, item] of value) map.set(told(key, seen), told(item, seen));
    return map;
  }
  if (value instanceof Set) return new Set([...value].map((item) => told(item, seen)));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  const copy: Record<PropertyKey, unknown> = Object.create(prototype as object | null);
  seen.set(value, copy);
  for (const key of Reflect.ownKeys(value)) copy[key] = told(Reflect.get(value, key), seen);
  return copy;
}
