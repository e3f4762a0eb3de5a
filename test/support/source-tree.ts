/** Sources as a tree: what stands where, what is declared, what it is called. */
import { join } from "node:path";
import { parseAst } from "vite";

/** A part of a source. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly [part: string]: unknown;
}

/** A source, by its path from the root of the repository. */
export interface Source {
  readonly path: string;
  readonly source: string;
}

/** A source that was read. */
export interface SourceTree extends Source {
  readonly ast: Node;
  /** By their local names: in which file what is declared. */
  readonly imports: ReadonlyMap<string, string>;
}

/** Reads a source, and from where it has what it imports. */
export function readSource({ path, source }: Source): SourceTree {
  const ast = parseAst(source, { lang: "ts" }) as unknown as Node;
  const imports = new Map<string, string>();
  for (const statement of parts(ast["body"])) {
    if (statement.type !== "ImportDeclaration") continue;
    for (const one of parts(statement["specifiers"])) {
      if (one.type === "ImportSpecifier") {
        const from = String(part(statement, "source")["value"]);
        const file = from.startsWith("#") ? `src/${from.slice(1)}` : join(path, "..", from);
        imports.set(nameOf(part(one, "local")), `${file} ${nameOf(part(one, "imported"))}`);
      }
    }
  }
  return { path, source, ast, imports };
}

/** Calls `see` for every node below `value`, with all that it stands in. */
export function visit(
  value: unknown,
  around: readonly Node[],
  see: (node: Node, around: readonly Node[]) => void,
): void {
  if (Array.isArray(value)) for (const item of value) visit(item, around, see);
  if (!isNode(value)) return;
  see(value, around);
  const inside = [value, ...around];
  for (const inner of Object.values(value))
    if (typeof inner === "object") visit(inner, inside, see);
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value;
}

/** Whether a node is a function, however it is written. */
export function isFunction({ type }: Node): boolean {
  return /^(?:FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(type);
}

/** The part of a node by its name; one without a type where there is none. */
export function part(node: Node, name: string): Node {
  const found = node[name];
  return isNode(found) ? found : { type: "none", start: node.start };
}

/** The nodes of a list. */
export function parts(value: unknown): readonly Node[] {
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** What stands below the words of types around it. */
export function unwrapped(node: Node): Node {
  return /^TS(?:As|Satisfies|NonNull)Expression$/.test(node.type)
    ? unwrapped(part(node, "expression"))
    : node;
}

/** What an identifier is called, or what a literal says. */
export function nameOf(node: Node): string {
  return String(node["name"] ?? node["value"] ?? "");
}

/** By what name a property stands in its object. */
export function propertyName(node: Node): string {
  return nameOf(part(node, "key"));
}

/** Names that a statement declares, with what they stand for. */
export function declaredBy(statement: Node): readonly (readonly [string, Node])[] {
  switch (statement.type) {
    case "ExportNamedDeclaration":
      return declaredBy(part(statement, "declaration"));
    case "FunctionDeclaration":
      return [[nameOf(part(statement, "id")), statement]];
    case "VariableDeclaration":
      return parts(statement["declarations"]).map(
        (one) => [nameOf(part(one, "id")), part(one, "init")] as const,
      );
    default:
      return [];
  }
}

/** What the innermost function is called by; a constructor by its class. */
export function functionName([place, outer, , ofClass]: readonly Node[]): string {
  if (outer?.type === "VariableDeclarator") return nameOf(part(outer, "id"));
  if (outer?.type === "MethodDefinition" && ofClass) return nameOf(part(ofClass, "id"));
  return place ? nameOf(part(place, "id")) : "";
}

/** What a place is called: by what fills it. */
export function placeName(node: Node): string {
  switch (node.type) {
    case "Identifier":
      return nameOf(node);
    case "MemberExpression": {
      const own = part(node, "property");
      return node["computed"] === true && own.type !== "Literal"
        ? placeName(part(node, "object"))
        : nameOf(own).replaceAll(/\W/g, "");
    }
    case "CallExpression": {
      const callee = part(node, "callee");
      const [argument] = parts(node["arguments"]);
      const isWrapper = /^(?:String|stringify|formatNumber)$/.test(placeName(callee));
      if (isWrapper && argument) return placeName(argument);
      return callee.type === "MemberExpression"
        ? placeName(part(callee, "object"))
        : nameOf(callee);
    }
    case "ChainExpression":
      return placeName(part(node, "expression"));
    case "LogicalExpression":
    case "BinaryExpression":
      return placeName(part(node, "left"));
    default:
      return "value";
  }
}
