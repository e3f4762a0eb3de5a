/**
 * A value in a message by a path from its root: `$.object.counter`, `$['total energy']`,
 * `$.values[0]`, `$.values[?(@.name=='energy')].value`.
 *
 * That is the part of JSONPath (RFC 9535) that names one value. Wildcards, slices, descendants and
 * functions are not: they name many values, of which none is the register, and what they cost a
 * sender could choose.
 */
export type JsonPath = readonly JsonStep[];

type JsonStep =
  | { readonly kind: "member"; readonly name: string }
  /** From the end where it is negative. */
  | { readonly kind: "element"; readonly index: number }
  /** The first element whose member is that text. */
  | { readonly kind: "where"; readonly name: string; readonly text: string };

const STEP =
  /\.([A-Za-z_][\w-]*)|\[(-?\d{1,6})\]|\['([^']{1,100})'\]|\["([^"]{1,100})"\]|\[\?\(?@\.([\w-]{1,100})\s*==\s*(?:'([^']{0,100})'|"([^"]{0,100})")\)?\]/y;

/** The path that a text says; undefined when it is none, or one that names many values. */
export function parseJsonPath(text: string): JsonPath | undefined {
  if (!text.startsWith("$")) return undefined;
  const steps: JsonStep[] = [];
  STEP.lastIndex = 1;
  while (STEP.lastIndex < text.length) {
    const match = STEP.exec(text);
    if (!match) return undefined;
    const [, dotted, index, quoted, doubleQuoted, key, value, doubleValue] = match;
    const name = dotted ?? quoted ?? doubleQuoted;
    if (name !== undefined) steps.push({ kind: "member", name });
    else if (index !== undefined) steps.push({ kind: "element", index: Number(index) });
    else steps.push({ kind: "where", name: key ?? "", text: value ?? doubleValue ?? "" });
  }
  return steps;
}

/** What stands at the path; undefined when nothing does. */
export function valueAt(root: unknown, path: JsonPath): unknown {
  return path.reduce(stepInto, root);
}

function stepInto(value: unknown, step: JsonStep): unknown {
  switch (step.kind) {
    case "member":
      return memberOf(value, step.name);
    case "element":
      return Array.isArray(value) ? value.at(step.index) : undefined;
    case "where":
      return Array.isArray(value)
        ? value.find((element) => memberOf(element, step.name) === step.text)
        : undefined;
  }
}

/** Only what the message itself has: never what every object inherits. */
function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}
