import type { Chance } from "./chance.ts";

/** Something that no field of a tariff document asks for, made anew each time. */
const HOSTILE: readonly ((chance: Chance) => unknown)[] = [
  () => Number.NaN,
  () => Number.POSITIVE_INFINITY,
  () => -0,
  () => 1e308,
  () => null,
  () => undefined,
  () => true,
  () => [],
  () => ({}),
  () => 12n,
  () => Symbol("hostile"),
  () => () => 1,
  () => new Date(Number.NaN),
  () => new Map([["price", "1"]]),
  () => "",
  () => " ",
  () => "0x10",
  () => "1e5",
  () => "١٢",
  () => "１２.５",
  () => "-0.0000000000000000000000000000000000001",
  () => "9".repeat(400),
  () => "9".repeat(100_000),
  () => `0.${"0".repeat(50_000)}1`,
  () => "\u0000\u202e\ud800",
  () => "__proto__",
  () => "constructor",
  () => "off-peak".repeat(5000),
  () => "25:00",
  () => "24:00",
  () => "2026-02-29",
  () => "00-00",
  () => "13-01",
  () => JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": 1}}'),
  () => Array.from({ length: 3000 }, (_, n) => n),
  () => Array.from({ length: 1900 }, () => ({ id: "same", price: "1" })),
  () => nested(20_000),
  () => cyclic(),
  () => Object.create({ id: "inherited", price: "1" }),
  () => new Proxy({}, { ownKeys: () => [], get: () => "1" }),
];

function nested(depth: number): unknown {
  let inner: unknown = "1";
  for (let n = 0; n < depth; n += 1) inner = n % 2 === 0 ? [inner] : { charges: inner };
  return inner;
}

function cyclic(): unknown {
  const cycle: Record<string, unknown> = { id: "cycle" };
  cycle["rates"] = [cycle];
  cycle["tiers"] = cycle;
  return cycle;
}

interface Spot {
  readonly holder: Record<string, unknown>;
  readonly key: string;
}

/** The document with one to four things wrong somewhere in it; now and then they cancel out. */
export function spoiled(chance: Chance, document: unknown): unknown {
  if (chance.percent(3)) return chance.pick(HOSTILE)(chance);
  const copy: unknown = JSON.parse(JSON.stringify(document));
  const count = chance.whole(1, 4);
  for (let n = 0; n < count; n += 1) {
    const spots = spotsIn(copy);
    if (spots.length === 0) break;
    spoil(chance, chance.pick(spots));
  }
  return copy;
}

/** Every place of a value that came from JSON, breadth first, not below what was put in. */
function spotsIn(root: unknown): Spot[] {
  const spots: Spot[] = [];
  const seen = new Set<unknown>();
  const queue = [root];
  for (let value = queue.shift(); value !== undefined; value = queue.shift()) {
    if (typeof value !== "object" || value === null || seen.has(value)) continue;
    seen.add(value);
    const holder = value as Record<string, unknown>;
    const keys = Object.keys(holder).slice(0, 60);
    for (const key of keys) spots.push({ holder, key });
    if (spots.length > 2000) break;
    queue.push(...keys.map((key) => holder[key]));
  }
  return spots;
}

function spoil(chance: Chance, { holder, key }: Spot): void {
  const value = holder[key];
  switch (chance.pick(["replace", "replace", "remove", "repeat", "shift", "rename", "swap"])) {
    case "replace":
      holder[key] = chance.pick(HOSTILE)(chance);
      break;
    case "remove":
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else Reflect.deleteProperty(holder, key);
      break;
    case "repeat":
      // Overlapping seasons, windows, rates; two things of one name.
      if (Array.isArray(holder)) holder.push(value);
      else if (Array.isArray(value)) value.push(...value.slice(0, 1));
      break;
    case "shift":
      // Holes in the day and the year, limits out of order, other prices.
      if (typeof value === "string") holder[key] = shifted(chance, value);
      else holder[key] = typeof value === "number" ? value + chance.whole(-100, 100) : value;
      break;
    case "rename":
      if (Array.isArray(holder)) break;
      Reflect.deleteProperty(holder, key);
      holder[chance.pick([`${key}s`, "__proto__", "toString", key.toUpperCase(), "extra"])] = value;
      break;
    case "swap": {
      const other = chance.pick(Object.keys(holder));
      holder[key] = holder[other];
      holder[other] = value;
    }
  }
}

function shifted(chance: Chance, text: string): string {
  const digits = [...text].flatMap((letter, n) => (/\d/.test(letter) ? [n] : []));
  if (digits.length === 0) return `${text}x`;
  const at = chance.pick(digits);
  return `${text.slice(0, at)}${chance.whole(0, 9)}${text.slice(at + 1)}`;
}
