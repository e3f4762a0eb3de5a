import { parseSync } from "vite";

/** One small fault that the tests should notice. */
export interface Mutant {
  /** Offsets into the source of what is replaced. */
  readonly from: number;
  readonly to: number;
  readonly replacement: string;
  /** What kind of fault: `condition`, `operator`. */
  readonly kind: string;
  /** The expression or block that the fault is in; a test that passes through it can notice. */
  readonly whole: Span;
  /** In no function: it is run once, when the module is loaded. */
  readonly atLoad: boolean;
}

/** Offsets into a source. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A node of the syntax tree as oxc gives it. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

const OPERATORS: Readonly<Record<string, readonly string[]>> = {
  "+": ["-"],
  "-": ["+"],
  "*": ["/"],
  "/": ["*"],
  "%": ["*"],
  "**": ["*"],
  "<": ["<=", ">="],
  "<=": ["<", ">"],
  ">": [">=", "<="],
  ">=": [">", "<"],
  "===": ["!=="],
  "!==": ["==="],
  "&&": ["||"],
  "||": ["&&"],
  "??": ["&&"],
  "+=": ["-="],
  "-=": ["+="],
  "*=": ["/="],
  "/=": ["*="],
  "&&=": ["||="],
  "||=": ["&&="],
  "??=": ["&&="],
};

/** Methods that are told from their counterpart, or from not being called at all, by a test only. */
const METHODS: Readonly<Record<string, string>> = {
  some: "every",
  every: "some",
  max: "min",
  min: "max",
  ceil: "floor",
  floor: "ceil",
  startsWith: "endsWith",
  endsWith: "startsWith",
  padStart: "padEnd",
  padEnd: "padStart",
  findIndex: "findLastIndex",
  findLastIndex: "findIndex",
};
const LEFT_OUT = new Set(["filter", "slice", "toSorted", "trim", "toReversed", "toLowerCase"]);

/** Every mutant of a TypeScript source, in order of place. */
export function mutantsOf(path: string, source: string): readonly Mutant[] {
  const { program, errors } = parseSync(path, source);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  const mutants: Mutant[] = [];
  visit(asNode(program), {}, (node, around) => {
    for (const change of changesAt(node, around.parent, source)) {
      const { start, end } = around.chain ?? change.whole ?? node;
      mutants.push({
        ...change,
        whole: { from: start, to: end },
        atLoad: around.inFunction !== true && change.kind !== "function",
      });
    }
  });
  return mutants.filter((one) => isProgram(path, source, one)).toSorted((a, b) => a.from - b.from);
}

/** `??` and `&&` beside each other are no program: any test would notice, which says nothing. */
function isProgram(path: string, source: string, { from, to, replacement }: Mutant): boolean {
  if (!/^[?&|]+/.test(replacement)) return true;
  const mutated = source.slice(0, from) + replacement + source.slice(to);
  return parseSync(path, mutated).errors.length === 0;
}

/** Guarantee: the parser gives trees of nodes with type, start and end. */
function asNode(value: unknown): Node {
  return value as Node;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}

/** Types are gone when the program runs, and imports cannot be wrong without anyone noticing. */
const NOT_RUN = /^(TSTypeAlias|TSInterface|TSTypeAnnotation|TSTypeParameter|Import|ExportAll)/;
const TYPED = new Set(["TSAsExpression", "TSSatisfiesExpression", "TSNonNullExpression"]);

/** Where a node stands. */
interface Around {
  readonly parent?: Node;
  /** The chain with `?.` that has the node in its spine: only the whole of it can be replaced. */
  readonly chain?: Node | undefined;
  readonly inFunction?: boolean;
}

const SPINE = new Set(["object", "callee", "expression"]);

function visit(node: Node, around: Around, take: (node: Node, around: Around) => void): void {
  if (NOT_RUN.test(node.type)) return;
  if (node.type.startsWith("TS") && !TYPED.has(node.type)) return;
  take(node, around);
  const chain = node.type === "ChainExpression" ? node : around.chain;
  const inFunction = around.inFunction === true || /Function/.test(node.type);
  for (const [field, value] of Object.entries(node)) {
    const below = { parent: node, chain: SPINE.has(field) ? chain : undefined, inFunction };
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) visit(child, below, take);
    }
  }
}

interface Change extends Omit<Mutant, "whole" | "atLoad"> {
  /** What it is in, where that is not the node that was looked at. */
  readonly whole?: Node;
}

function changesAt(node: Node, parent: Node | undefined, source: string): Change[] {
  const replace = (target: Node, replacement: string, kind: string): Change => ({
    from: target.start,
    to: target.end,
    replacement,
    kind,
    whole: target,
  });
  const textOf = ({ start, end }: Node) => source.slice(start, end);
  switch (node.type) {
    case "BinaryExpression":
    case "LogicalExpression":
    case "AssignmentExpression":
      return operatorMutants(node, source);
    case "ConditionalExpression":
    case "IfStatement":
      return ["true", "false"].map((word) => replace(asNode(node["test"]), word, "condition"));
    case "WhileStatement":
    case "ForStatement":
      return isNode(node["test"]) ? [replace(node["test"], "false", "condition")] : [];
    case "UnaryExpression": {
      const operator = String(node["operator"]);
      if (operator !== "!" && operator !== "-") return [];
      return [replace(node, textOf(asNode(node["argument"])), "sign")];
    }
    case "Literal":
      return literalMutants(node, parent).map((text) => replace(node, text, "literal"));
    case "TemplateLiteral":
      return textOf(node) === "``" ? [] : [replace(node, "``", "literal")];
    case "ArrayExpression":
      return textOf(node) === "[]" ? [] : [replace(node, "[]", "literal")];
    case "ObjectExpression":
      return textOf(node) === "{}" ? [] : [replace(node, "{}", "literal")];
    case "ArrowFunctionExpression": {
      const body = asNode(node["body"]);
      return body.type === "BlockStatement" ? [] : [replace(body, "undefined", "function")];
    }
    case "BlockStatement":
      return /\S/.test(source.slice(node.start + 1, node.end - 1))
        ? [replace(node, "{}", "block")]
        : [];
    case "MemberExpression":
      return node["optional"] === true ? [optionalMutant(node, source)] : [];
    case "CallExpression":
      return methodMutants(node, source);
    default:
      return [];
  }
}

/** The operator is the first of its kind between the two sides. */
function operatorMutants(node: Node, source: string): Change[] {
  const operator = String(node["operator"]);
  const begin = asNode(node["left"]).end;
  const from = source.indexOf(operator, begin);
  return (OPERATORS[operator] ?? []).map((replacement) => ({
    from,
    to: from + operator.length,
    replacement,
    kind: "operator",
  }));
}

/** Where a text is a name, a case or a file. */
const NO_VALUES = new Set(["MemberExpression", "SwitchCase", "ExportNamedDeclaration"]);

function literalMutants(node: Node, parent: Node | undefined): string[] {
  const { value } = node;
  if (typeof value === "boolean") return [String(!value)];
  if (typeof value !== "string") return [];
  const isKey = parent?.type === "Property" && parent["key"] === node;
  if (isKey || NO_VALUES.has(parent?.type ?? "")) return [];
  return [value === "" ? '"mutated"' : '""'];
}

function optionalMutant(node: Node, source: string): Change {
  const object = asNode(node["object"]);
  const from = source.indexOf("?.", object.end);
  const isBracket = source[from + 2] === "[" || source[from + 2] === "(";
  return {
    from,
    to: from + 2,
    replacement: isBracket ? "" : ".",
    kind: "optional",
  };
}

function methodMutants(node: Node, source: string): Change[] {
  const callee = asNode(node["callee"]);
  if (callee.type !== "MemberExpression" || callee["computed"] === true) return [];
  const property = asNode(callee["property"]);
  const name = source.slice(property.start, property.end);
  const other = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
  if (other !== undefined) {
    const { start: from, end: to } = property;
    return [{ from, to, replacement: other, kind: "method" }];
  }
  if (!LEFT_OUT.has(name)) return [];
  const object = asNode(callee["object"]);
  const { end: from } = object;
  return [{ from, to: node.end, replacement: "", kind: "method" }];
}
