import { Decimal } from "#domain/core/decimal.ts";
import type { Fault } from "#domain/core/fault.ts";
import type { LocalText } from "#domain/core/local-text.ts";
import { nearest } from "./nearest.ts";

/** A value inside a JSON document, with the way to it and where its faults go. */
export interface Place {
  readonly value: unknown;
  /** `charges[1].rates[0].price`; empty for the document itself. */
  readonly path: string;
  readonly faults: Fault[];
}

/** Reads a place; undefined when it reported a fault. */
export type Read<T> = (place: Place) => T | undefined;

/** What a reader takes, told as JSON Schema (draft 2020-12). */
export type JsonSchema = Readonly<Record<string, unknown>>;

const schemas = new WeakMap<Read<unknown>, JsonSchema>();

/** The reader, with the schema of what it takes. */
export function described<T>(read: Read<T>, schema: JsonSchema): Read<T> {
  schemas.set(read, schema);
  return read;
}

/** The schema of what a reader takes; a reader without one takes anything. */
export function schemaOf(read: Read<unknown>): JsonSchema {
  return schemas.get(read) ?? {};
}

/** More would not help anyone to mend the document. */
const FAULTS_AT_MOST = 50;
const ITEMS_AT_MOST = 2000;
const TEXT_AT_MOST = 500;
const DIGITS_AT_MOST = 30;

/** Reports what is wrong at `place` and what would be right; returns undefined for its caller. */
export function refuse(place: Place, message: string, remedy: string): undefined {
  if (place.faults.length < FAULTS_AT_MOST) {
    const subject = place.path === "" ? "the document" : place.path;
    place.faults.push({ code: "tariff.invalid", subject, message, remedy });
  }
  return undefined;
}

/** A short picture of a wrong value for a message. */
export function shown(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "string") {
    return JSON.stringify(value.length > 30 ? `${value.slice(0, 30)}…` : value);
  }
  return typeof value === "object" ? "an object" : String(value);
}

/** Text of 1 to 500 characters. */
export const text: Read<string> = described(
  (place) => {
    const { value } = place;
    if (typeof value !== "string" || value.trim() === "") {
      return refuse(place, `is ${shown(value)}`, "write some text");
    }
    if (value.length > TEXT_AT_MOST) {
      return refuse(place, `has ${value.length} characters`, `write at most ${TEXT_AT_MOST}`);
    }
    return value;
  },
  { type: "string", pattern: "\\S", maxLength: TEXT_AT_MOST },
);

/** One text, or one per language: `{"en": "Peak", "zh": "高峰"}`. */
export const localText: Read<LocalText> = described(
  (place) => {
    const { value } = place;
    if (typeof value === "string") return text(place);
    const entries = isPlainObject(value) ? Object.entries(value) : [];
    const allText = entries.every(([tag, item]) => /^[a-z]{2,3}$/.test(tag) && isText(item));
    if (entries.length === 0 || entries.length > 20 || !allText) {
      return refuse(
        place,
        `is ${shown(value)}`,
        'write text, or one per language like {"en": "Peak", "zh": "高峰"}',
      );
    }
    return Object.fromEntries(entries.map(([tag, item]) => [tag, String(item)]));
  },
  {
    anyOf: [
      schemaOf(text),
      {
        type: "object",
        minProperties: 1,
        maxProperties: 20,
        propertyNames: { pattern: "^[a-z]{2,3}$" },
        additionalProperties: schemaOf(text),
      },
    ],
  },
);

function isText(value: unknown): boolean {
  return typeof value === "string" && value.trim() !== "" && value.length <= TEXT_AT_MOST;
}

const IDENTIFIER = /^[a-z0-9][a-z0-9_-]{0,39}$/;

/** Whether a value is a name by which other parts of a document may refer to something. */
export function isIdentifier(value: unknown): value is string {
  return typeof value === "string" && IDENTIFIER.test(value);
}

/** A short name by which other parts of the document refer to it: `off-peak`. */
export const identifier: Read<string> = described(
  (place) => {
    const { value } = place;
    if (isIdentifier(value)) return value;
    return refuse(
      place,
      `is ${shown(value)}`,
      'write a short name of lower-case letters, digits and hyphens, like "off-peak"',
    );
  },
  { type: "string", pattern: IDENTIFIER.source },
);

/** An exact number written as text, so that no digit is lost: `"0.2832"`. */
export const decimal: Read<Decimal> = described(
  (place) => {
    const { value } = place;
    if (typeof value === "number" && Number.isFinite(value)) {
      return refuse(place, `is the number ${value}`, `write it as text: "${value}"`);
    }
    const parsed = typeof value === "string" ? Decimal.tryParse(value) : undefined;
    if (!parsed) {
      return refuse(place, `is ${shown(value)}`, 'write an exact number as text, like "0.25"');
    }
    if (typeof value === "string" && value.length > DIGITS_AT_MOST) {
      return refuse(place, `has ${value.length} characters`, `write at most ${DIGITS_AT_MOST}`);
    }
    return parsed;
  },
  { type: "string", pattern: "^[+-]?\\d+(\\.\\d+)?$", maxLength: DIGITS_AT_MOST },
);

/** As `decimal`, zero or more. */
export const notNegative: Read<Decimal> = described(
  (place) => {
    const value = decimal(place);
    if (value?.isNegative()) return refuse(place, `is ${value}`, "write zero or more");
    return value;
  },
  { ...schemaOf(decimal), pattern: "^\\+?\\d+(\\.\\d+)?$" },
);

/** A whole number written as a JSON number. */
export function wholeNumber(least: number, most: number): Read<number> {
  return described(
    (place) => {
      const { value } = place;
      if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) {
        return value;
      }
      return refuse(
        place,
        `is ${shown(value)}`,
        `write a whole number from ${least} to ${most}, without quotes`,
      );
    },
    { type: "integer", minimum: least, maximum: most },
  );
}

export const truth: Read<boolean> = described(
  (place) =>
    typeof place.value === "boolean"
      ? place.value
      : refuse(place, `is ${shown(place.value)}`, "write true or false, without quotes"),
  { type: "boolean" },
);

/** One of a few words. */
export function oneOf<const T extends string>(words: readonly T[]): Read<T> {
  return described(
    (place) => {
      const word = words.find((candidate) => candidate === place.value);
      if (word !== undefined) return word;
      return refuse(place, `is ${shown(place.value)}`, `write ${orList(words)}`);
    },
    { enum: words },
  );
}

/** A list of things of one kind; undefined when any of them is wrong. */
export function listOf<T>(read: Read<T>, least = 0): Read<readonly T[]> {
  return described(
    (place) => {
      const { value } = place;
      if (!Array.isArray(value)) {
        return refuse(place, `is ${shown(value)}`, "write a list in square brackets");
      }
      if (value.length < least || value.length > ITEMS_AT_MOST) {
        return refuse(
          place,
          `has ${value.length} entries`,
          `write ${least} to ${ITEMS_AT_MOST} of them`,
        );
      }
      const items = value.map((item: unknown, i) =>
        read({ value: item, path: `${place.path}[${i}]`, faults: place.faults }),
      );
      const good = items.filter((item) => item !== undefined);
      return good.length === items.length ? good : undefined;
    },
    { type: "array", items: schemaOf(read), minItems: least, maxItems: ITEMS_AT_MOST },
  );
}

/** A field of a record: how to read it, and whether it may be left out. */
export interface Field<T> {
  readonly read: Read<T>;
  readonly optional: boolean;
}

export function required<T>(read: Read<T>): Field<T> & { readonly optional: false } {
  return { read, optional: false };
}

export function optional<T>(read: Read<T>): Field<T> & { readonly optional: true } {
  return { read, optional: true };
}

type Fields = Readonly<Record<string, Field<unknown>>>;

/** What a record with these fields reads as; a field left out is undefined. */
export type RecordOf<F extends Fields> = {
  readonly [K in keyof F]: F[K] extends Field<infer T>
    ? F[K]["optional"] extends true
      ? T | undefined
      : T
    : never;
};

/** An object with these fields and no others; undefined when any of them is wrong. */
export function record<F extends Fields>(fields: F): Read<RecordOf<F>> {
  const names = Object.keys(fields);
  return described(
    (place) => {
      const { value, path, faults } = place;
      if (!isPlainObject(value)) {
        return refuse(place, `is ${shown(value)}`, `write an object with ${orList(names, "and")}`);
      }
      const unknown = Object.keys(value).filter((name) => !names.includes(name));
      for (const name of unknown) refuseUnknown(place, name, names);
      let good = unknown.length === 0;
      const result: Record<string, unknown> = {};
      for (const [name, field] of Object.entries(fields)) {
        const inner = { value: value[name], path: path === "" ? name : `${path}.${name}`, faults };
        if (Object.hasOwn(value, name)) {
          result[name] = field.read(inner);
          good &&= result[name] !== undefined;
        } else if (!field.optional) {
          refuse(inner, "is missing", "add it");
          good = false;
        }
      }
      return good ? asRecordOf<F>(result) : undefined;
    },
    {
      type: "object",
      properties: Object.fromEntries(
        Object.entries(fields).map(([name, { read }]) => [name, schemaOf(read)]),
      ),
      required: names.filter((name) => !fields[name]?.optional),
      additionalProperties: false,
    },
  );
}

function refuseUnknown(place: Place, name: string, names: readonly string[]): void {
  const near = nearest(name, names);
  refuse(
    { ...place, path: place.path === "" ? short(name) : `${place.path}.${short(name)}` },
    "is not a field that exists here",
    near ? `did you mean "${near}"?` : `there are ${orList(names, "and")}`,
  );
}

function short(name: string): string {
  return name.length > 40 ? `${name.slice(0, 40)}…` : name;
}

/** Guarantee: `record` calls it only when every field of F was read without a fault. */
function asRecordOf<F extends Fields>(fields: Record<string, unknown>): RecordOf<F> {
  return fields as RecordOf<F>;
}

/** Guarantee: JSON objects have only text keys. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `"a", "b" or "c"`. */
export function orList(words: readonly string[], joiner = "or"): string {
  const quoted = words.map((word) => `"${word}"`);
  if (quoted.length < 2) return quoted.join("");
  return `${quoted.slice(0, -1).join(", ")} ${joiner} ${quoted.at(-1)}`;
}
