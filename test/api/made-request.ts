/** Requests made at random out of the OpenAPI document: some right, most nearly so, some absurd. */
import * as fc from "fast-check";
import type { Arbitrary } from "fast-check";

/** As much of JSON Schema as the document uses. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema | boolean;
  readonly prefixItems?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly additionalProperties?: Schema | boolean;
  readonly $ref?: string;
}

export interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly schema: Schema;
  }[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: Schema }>>;
  };
}

/** A request of the API, its path filled in. */
export interface MadeRequest {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

const LONG = 20_000;
const DEPTH_AT_MOST = 6;

/** What has broken programs before. */
const HOSTILE = [
  "",
  " ",
  "\u0000",
  "a\u0000b",
  "'; drop table bill; --",
  '=HYPERLINK("http://127.0.0.1")',
  "<script>alert(1)</script>",
  "../../../../etc/passwd",
  "%00",
  "\ud800",
  "\u202e\u2066",
  "NaN",
  "Infinity",
  "-0",
  "1e309",
  "9999999999999999999999",
  "x".repeat(LONG),
  "__proto__",
  "constructor",
];
const PLAUSIBLE = [
  "1",
  "2",
  "0.5",
  "Name",
  "energyDelivered",
  "electricity",
  "kWh",
  "2026-10-01",
  "2026-11-01",
  "2026-02-30",
  "2026-10",
  "2026-10-01T00:00:00Z",
  "+275760-09-13T00:00:00Z",
  "-271821-04-20T00:00:00Z",
  "9999-12-31",
  "0000-01-01",
  "Europe/Berlin",
  "EUR",
  "en",
  "ada@example.org",
];
const text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...PLAUSIBLE) },
  { weight: 1, arbitrary: fc.constantFrom(...HOSTILE) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 40 }) },
);
const number = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 14 }) },
  fc.constantFrom(0, -1, 0.1, 1e21, 2 ** 31 - 1, 2 ** 31, 2 ** 53, -(2 ** 63)),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const anything = fc.oneof(
  text,
  number,
  fc.boolean(),
  fc.constant(null),
  fc.constant([]),
  fc.constant({}),
);

/** A value that the schema describes, or nearly: one in a dozen parts is of another kind. */
export function valueOf(schema: Schema | boolean | undefined, depth = 0): Arbitrary<unknown> {
  if (schema === undefined || typeof schema === "boolean" || depth > DEPTH_AT_MOST) return anything;
  return fc.oneof(
    { weight: 11, arbitrary: fitting(schema, depth) },
    { weight: 1, arbitrary: anything },
  );
}

function fitting(schema: Schema, depth: number): Arbitrary<unknown> {
  const { anyOf, oneOf, allOf, properties, items } = schema;
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const alternatives = anyOf ?? oneOf;
  if (alternatives) return fc.oneof(...alternatives.map((one) => valueOf(one, depth + 1)));
  if (allOf)
    return fc
      .tuple(...allOf.map((one) => fitting(one, depth + 1)))
      .map((parts) => Object.assign({}, ...parts));
  const type = typeof schema.type === "string" ? schema.type : schema.type?.[0];
  if (type === "object" || properties) return objectOf(schema, depth);
  if (type === "array") {
    return fc.array(valueOf(items, depth + 1), { maxLength: 4 });
  }
  if (type === "string") return text;
  if (type === "number" || type === "integer") return number;
  if (type === "boolean") return fc.boolean();
  return type === "null" ? fc.constant(null) : anything;
}

function objectOf({ properties = {}, required = [] }: Schema, depth: number): Arbitrary<unknown> {
  const fields = Object.fromEntries(
    Object.entries(properties).map(([name, one]) => [name, valueOf(one, depth + 1)]),
  );
  const known = Object.keys(fields).filter((name) => required.includes(name));
  return fc.oneof(
    { weight: 6, arbitrary: fc.record(fields, { requiredKeys: known }) },
    { weight: 1, arbitrary: fc.record(fields, { requiredKeys: [] }) },
  );
}

/** A request of this operation. */
export function requestOf(
  { path, method }: { readonly path: string; readonly method: string },
  { operationId, parameters = [], requestBody }: Operation,
): Arbitrary<MadeRequest> {
  const of = (place: string) =>
    fc.record(
      Object.fromEntries(
        parameters
          .filter((one) => one.in === place)
          .map(({ name, schema }) => [name, valueOf(schema, DEPTH_AT_MOST)]),
      ),
      place === "query" ? { requiredKeys: [] } : {},
    );
  const schema = requestBody?.content["application/json"]?.schema;
  return fc
    .record({
      at: of("path"),
      query: of("query"),
      body: schema ? valueOf(schema) : fc.constant(undefined),
    })
    .map(({ at, query, body }) => ({
      name: operationId,
      method: method.toUpperCase(),
      path: addressOf(path, { at, query }),
      ...(body !== undefined && { body }),
    }));
}

type Values = Readonly<Record<string, unknown>>;

function addressOf(path: string, { at, query }: { readonly at: Values; readonly query: Values }) {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encoded(at[name]));
  const asked = Object.entries(query).map(([name, value]) => `${name}=${encoded(value)}`);
  return asked.length === 0 ? filled : `${filled}?${asked.join("&")}`;
}

function encoded(value: unknown): string {
  const plain = typeof value === "object" ? JSON.stringify(value) : String(value);
  return encodeURIComponent(plain.toWellFormed()).slice(0, 2_000) || "0";
}
