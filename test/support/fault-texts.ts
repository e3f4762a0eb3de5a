/** Collects from sources what a fault, or the problem of a refused request, can say in English. */
import {
  declaredBy,
  functionName,
  isFunction,
  nameOf,
  type Node,
  part,
  parts,
  placeName,
  propertyName,
  readSource,
  type Source,
  type SourceTree,
  unwrapped,
  visit,
} from "./source-tree.ts";

/** What the sources say, and where something is said that could not be followed. */
export interface FaultTexts {
  /** Where each text stands; its places are in braces: `is ${width} dots` is `is {width} dots`. */
  readonly texts: ReadonlyMap<string, string>;
  readonly lost: readonly string[];
}

/** An expression, with all that it stands in, the innermost first. */
interface Found {
  readonly node: Node;
  readonly around: readonly Node[];
  readonly file: SourceTree;
  /** Whether it fills a place of a text, and is not the text itself. */
  readonly isPlace?: boolean;
}

/** Who writes a text for others: the argument at `index` of the function `name`. */
interface Writer {
  readonly name: string;
  readonly index: number;
  readonly path: string;
}

/** Fields of a fault; in the rating, a reason becomes the message of one. */
const SAID = /^(?:message|remedy)$/;
const SAID_IN_RATING = /^(?:message|remedy|reason)$/;
/** In the rules of a form, the text of a rule is called so. */
const SAID_IN_FORMS = /^(?:message|remedy|error)$/;
/** Rules of a form whose last argument says what would be right. */
const RULES =
  /^(?:min|max|length|regex|refine|positive|nonnegative|int|number|email|url|base64|startsWith)$/;
/** What is thrown there comes back as the message of a fault: the text is the argument at `index`. */
const THROWN = [
  { name: "Refusal", within: "src/platform/", index: 0 },
  { name: "LineError", within: "src/drivers/json/", index: 1 },
] as const;
/** Where forms are described. */
const FORMS = /^src\/(?:api\/contract\/|drivers\/)/;
/** What the machine or a library says stands in its own words. */
const OTHERS_WORDS = new Set(["errorText"]);
/** More ways to say a thing are words of a place, not texts of their own. */
const WAYS_AT_MOST = 16;
/** The problems whose detail is read; the others have words of the screen. */
const READ_PROBLEMS = new Set(["bad-request", "not-possible", "key-in-use", "wrong-media-type"]);

/** Whatever stands in `message` and `remedy`, followed through variables, calls and arguments. */
export function faultTexts(sources: readonly Source[]): FaultTexts {
  const files = sources.map(readSource);
  const collector = new Collector(files);
  for (const file of files) {
    visit(file.ast, [], (node, around) => collector.meet({ node, around, file }));
  }
  collector.followWriters();
  return collector;
}

/** The text with all names of its places left out: what makes it that text. */
export function shapeOf(text: string): string {
  return text.replaceAll(/\{\w+\}/g, "{}");
}

class Collector implements FaultTexts {
  readonly texts = new Map<string, string>();
  readonly lost: string[] = [];
  readonly #declared = new Map<string, Found>();
  readonly #calls: (Found & { readonly name: string })[] = [];
  readonly #writers: Writer[] = [];

  constructor(files: readonly SourceTree[]) {
    for (const file of files) {
      for (const statement of parts(file.ast["body"])) {
        for (const [name, node] of declaredBy(statement)) {
          this.#declared.set(`${file.path} ${name}`, { node, around: [file.ast], file });
        }
      }
    }
  }

  /** Notes what a node says; of a call, who is called. */
  meet(found: Found): void {
    const { node, around } = found;
    if (node.type === "Property" && around[0]?.type === "ObjectExpression") {
      const value = part(node, "value");
      const isSaid = isSaidIn(found.file, propertyName(node)) && !isSchema(value);
      if (isSaid) this.say({ ...found, node: value, around: [node, ...around] });
    }
    // `const { message = "is no address" } = fault;`
    if (node.type === "Property" && around[0]?.type === "ObjectPattern") {
      const value = part(node, "value");
      const isSaid = value.type === "AssignmentPattern" && isSaidIn(found.file, propertyName(node));
      if (isSaid) this.say({ ...found, node: part(value, "right") });
    }
    if (node.type !== "CallExpression" && node.type !== "NewExpression") return;
    const name = nameOf(part(node, "callee"));
    this.#calls.push({ ...found, name });
    if (FORMS.test(found.file.path)) this.#meetRule(found);
    const thrown = THROWN.find(
      (one) => one.name === name && found.file.path.startsWith(one.within),
    );
    const told = thrown && parts(node["arguments"])[thrown.index];
    if (told) this.say({ ...found, node: told });
    const [problem, detail, faults] = parts(node["arguments"]);
    if (name === "ProblemError" && problem && detail && !faults) {
      if (READ_PROBLEMS.has(String(problem["value"]))) this.say({ ...found, node: detail });
    }
  }

  /** Notes what a rule of a form says when it is broken: `z.string().min(1, "write it")`. */
  #meetRule(found: Found): void {
    const callee = part(found.node, "callee");
    if (callee.type !== "MemberExpression" || !RULES.test(nameOf(part(callee, "property")))) return;
    const text = parts(found.node["arguments"]).at(-1);
    if (text && /^(?:Literal|TemplateLiteral|Identifier)$/.test(text.type)) {
      for (const way of this.#waysOf({ ...found, node: text }, 0) ?? []) this.#note(way, found);
    }
  }

  /** Goes on until every function that hands a text on has told who gives it the text. */
  followWriters(): void {
    for (const { name, index, path } of this.#writers) {
      let calls = 0;
      for (const call of this.#calls) {
        const isOwn = call.file.path === path && call.name === name;
        if (!isOwn && call.file.imports.get(call.name) !== `${path} ${name}`) continue;
        calls++;
        const argument = parts(call.node["arguments"])[index];
        if (argument) this.say({ ...call, node: argument });
      }
      if (calls === 0) this.lost.push(`${path} ${name}: nobody calls it by this name`);
    }
  }

  /** Notes every text that an expression can come to. */
  say(found: Found): void {
    const ways = this.#waysOf(found, 0);
    if (ways === undefined) this.lost.push(`${placeOf(found)} ${textOf(found)}`);
    for (const way of ways ?? []) this.#note(way, found);
  }

  #note(way: string, found: Found): void {
    const hasWords = /\p{Letter}/u.test(way.replaceAll(/\{\w+\}/g, ""));
    if (hasWords && !this.texts.has(way)) this.texts.set(way, placeOf(found));
  }

  /** Every text that an expression can come to; undefined where that is not known. */
  #waysOf(found: Found, depth: number): readonly string[] | undefined {
    const { node } = found;
    if (depth > 12) return undefined;
    const go = (next: Node) => this.#waysOf({ ...found, node: next }, depth + 1);
    // Of a place that is a word in one case and filled in another, both are texts.
    const oneOf = (next: Node) =>
      go(next) ?? (found.isPlace ? [`{${placeName(next)}}`] : undefined);
    switch (node.type) {
      case "Literal":
        return typeof node["value"] === "string" ? [node["value"]] : [];
      case "TemplateLiteral":
        return this.#waysOfTemplate(found, depth);
      case "TSAsExpression":
      case "TSSatisfiesExpression":
      case "TSNonNullExpression":
      case "ParenthesizedExpression":
      case "ChainExpression":
      case "AwaitExpression":
        return go(part(node, "expression" in node ? "expression" : "argument"));
      case "ConditionalExpression":
        return together([oneOf(part(node, "consequent")), oneOf(part(node, "alternate"))]);
      case "LogicalExpression":
        return together(
          node["operator"] === "&&"
            ? [[""], go(part(node, "right"))]
            : [go(part(node, "left")), go(part(node, "right"))],
        );
      case "BinaryExpression":
        return this.#joined([go(part(node, "left")), go(part(node, "right"))]);
      case "MemberExpression":
        return this.#waysOfMember(found, depth);
      case "Identifier":
        return this.#waysOfName(found, depth);
      case "CallExpression":
        return this.#waysOfCall(found, depth);
      case "ObjectExpression":
        return together(
          parts(node["properties"])
            .filter(({ type }) => type === "Property")
            .map((property) => go(part(property, "value"))),
        );
      default:
        return undefined;
    }
  }

  #joined(sides: readonly (readonly string[] | undefined)[]): readonly string[] | undefined {
    return sides.reduce<readonly string[] | undefined>(
      (texts, side) => texts && side && texts.flatMap((text) => side.map((more) => text + more)),
      [""],
    );
  }

  #waysOfTemplate(found: Found, depth: number): readonly string[] {
    const { node } = found;
    const fixed = parts(node["quasis"]).map(({ value }) => (value as { cooked: string }).cooked);
    let ways: readonly string[] = [fixed[0] ?? ""];
    for (const [index, expression] of parts(node["expressions"]).entries()) {
      const known = this.#waysOf({ ...found, node: expression, isPlace: true }, depth + 1);
      const words =
        known && known.length > 0 && known.length * ways.length <= WAYS_AT_MOST
          ? known
          : [`{${placeName(expression)}}`];
      const next = fixed[index + 1] ?? "";
      ways = ways.flatMap((way) => words.map((word) => way + word + next));
    }
    return ways.map(withDifferentPlaces);
  }

  #waysOfMember(found: Found, depth: number): readonly string[] | undefined {
    const { node } = found;
    const property = part(node, "property");
    // A fault that is handed on says what it said where it was made.
    if (node["computed"] !== true && isSaidIn(found.file, nameOf(property))) return [];
    const object = this.#resolve({ ...found, node: part(node, "object") });
    if (!object || unwrapped(object.node).type !== "ObjectExpression") return undefined;
    const values = parts(unwrapped(object.node)["properties"]).filter(
      (one) => node["computed"] === true || propertyName(one) === nameOf(property),
    );
    return together(
      values.map((one) => this.#waysOf({ ...object, node: part(one, "value") }, depth + 1)),
    );
  }

  /** What an identifier was initialised with, here or in the file that it comes from. */
  #resolve(found: Found): Found | undefined {
    const name = nameOf(found.node);
    for (const [index, place] of found.around.entries()) {
      if (isFunction(place) && parts(place["params"]).some((one) => names(one, name))) {
        return undefined;
      }
      for (const statement of parts(place["body"])) {
        for (const [declared, node] of declaredBy(statement)) {
          if (declared === name) return { ...found, node, around: found.around.slice(index) };
        }
      }
    }
    const own = this.#declared.get(`${found.file.path} ${name}`);
    return own ?? this.#declared.get(found.file.imports.get(name) ?? "");
  }

  #waysOfName(found: Found, depth: number): readonly string[] | undefined {
    const name = nameOf(found.node);
    if (name === "undefined") return [];
    const resolved = this.#resolve(found);
    if (resolved && resolved.node !== found.node) return this.#waysOf(resolved, depth + 1);
    const parameter = parameterOf(found);
    if (parameter === "of a fault") return [];
    if (!parameter) return undefined;
    if (found.isPlace === true) return undefined;
    const { path } = found.file;
    const { writer, index } = parameter;
    const isKnown = this.#writers.some(
      (known) => known.name === writer && known.index === index && known.path === path,
    );
    if (!isKnown) this.#writers.push({ name: writer, index, path });
    return [];
  }

  #waysOfCall(found: Found, depth: number): readonly string[] | undefined {
    const callee = part(found.node, "callee");
    if (OTHERS_WORDS.has(nameOf(callee))) return [];
    const called = this.#resolve({ ...found, node: callee });
    if (!called || !isFunction(called.node)) return undefined;
    const body = part(called.node, "body");
    const around = [called.node, ...called.around];
    if (body.type !== "BlockStatement") {
      return this.#waysOf({ ...called, node: body, around }, depth + 1);
    }
    const returned: (readonly string[] | undefined)[] = [];
    visit(body, around, (node, inside) => {
      if (node.type !== "ReturnStatement" || node["argument"] === null) return;
      const isOwn = inside.find(isFunction) === called.node;
      if (!isOwn) return;
      returned.push(
        this.#waysOf({ ...called, node: part(node, "argument"), around: inside }, depth + 1),
      );
    });
    return together(returned);
  }
}

function isSaidIn({ path }: SourceTree, field: string): boolean {
  if (FORMS.test(path)) return SAID_IN_FORMS.test(field);
  return (path.startsWith("src/domain/rating/") ? SAID_IN_RATING : SAID).test(field);
}

/** `z.string()`, or a function that makes one: the form of a text, not the text. */
function isSchema(node: Node): boolean {
  if (node.type === "CallExpression") return isSchema(part(node, "callee"));
  if (node.type === "MemberExpression") return isSchema(part(node, "object"));
  return node.type === "Identifier" && /^(?:z|\w+Asked)$/.test(nameOf(node));
}

/** Of which function an identifier is an argument; one unpacked as `message` is a fault's own. */
function parameterOf({
  node,
  around,
  file,
}: Found): { readonly writer: string; readonly index: number } | "of a fault" | undefined {
  const name = nameOf(node);
  for (const [depth, place] of around.entries()) {
    if (!isFunction(place)) continue;
    for (const [index, parameter] of parts(place["params"]).entries()) {
      const plain = parameter.type === "AssignmentPattern" ? part(parameter, "left") : parameter;
      if (plain.type === "ObjectPattern") {
        const isUnpacked = parts(plain["properties"]).some(
          (one) => propertyName(one) === name && isSaidIn(file, name),
        );
        if (isUnpacked) return "of a fault";
      }
      if (nameOf(plain) === name) return { writer: functionName(around.slice(depth)), index };
    }
  }
  // `const { message, remedy } = fault;`
  return isSaidIn(file, name) && around.some((place) => unpacks(place, name))
    ? "of a fault"
    : undefined;
}

/** Whether a parameter has a name, or unpacks it. */
function names(parameter: Node, name: string): boolean {
  const plain = parameter.type === "AssignmentPattern" ? part(parameter, "left") : parameter;
  if (plain.type !== "ObjectPattern") return nameOf(plain) === name;
  return parts(plain["properties"]).some((one) => names(part(one, "value"), name));
}

function unpacks(place: Node, name: string): boolean {
  return parts(place["body"])
    .flatMap((statement) => parts(statement["declarations"]))
    .flatMap((one) => parts(part(one, "id")["properties"]))
    .some((one) => propertyName(one) === name);
}

/** `{name} and {name}` as `{name} and {name2}`. */
function withDifferentPlaces(text: string): string {
  const times = new Map<string, number>();
  return text.replaceAll(/\{(\w*?)\d*\}/g, (_, name: string) => {
    const count = (times.get(name) ?? 0) + 1;
    times.set(name, count);
    return `{${name || "value"}${count > 1 ? count : ""}}`;
  });
}

function together(ways: readonly (readonly string[] | undefined)[]): readonly string[] | undefined {
  const known = ways.filter((one) => one !== undefined);
  return known.length === ways.length ? known.flat() : undefined;
}

function placeOf({ node, file }: Found): string {
  return `${file.path}:${file.source.slice(0, node.start).split("\n").length}`;
}

function textOf({ node, file }: Found): string {
  return file.source.slice(node.start, Number(node["end"])).replaceAll(/\s+/g, " ").slice(0, 80);
}
