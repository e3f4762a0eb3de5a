/** What must hold of the texts: no language lacks one, and no component writes one itself. */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { parseAst } from "vite";

const WEB = join(import.meta.dirname, "..");
const LANGUAGES = globSync("*.json", { cwd: import.meta.dirname }).map((file) =>
  basename(file, ".json"),
);
/** Suffixes by which i18next chooses a plural: each language has those that it needs. */
const PLURAL = /_(?:zero|one|two|few|many|other)$/;

/** Every text of a language by its key: `bills.kind.regular`. */
function textsOf(language: string): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  const collect = (node: unknown, path: string) => {
    if (typeof node === "string") texts.set(path, node);
    else if (typeof node === "object" && node !== null) {
      for (const [key, part] of Object.entries(node)) {
        collect(part, path === "" ? key : `${path}.${key}`);
      }
    }
  };
  collect(JSON.parse(readFileSync(join(import.meta.dirname, `${language}.json`), "utf8")), "");
  return texts;
}

function keysOf(texts: ReadonlyMap<string, string>): string[] {
  return [...new Set([...texts.keys()].map((key) => key.replace(PLURAL, "")))].toSorted();
}

test("every language has the same texts", () => {
  assert.ok(LANGUAGES.length >= 3, LANGUAGES.join(", "));
  const english = keysOf(textsOf("en"));
  for (const language of LANGUAGES) assert.deepEqual(keysOf(textsOf(language)), english, language);
});

test("every language has the plurals that it needs", () => {
  const counted = [...textsOf("en").keys()].filter((key) => key.endsWith("_other"));
  for (const language of LANGUAGES) {
    const texts = textsOf(language);
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const missing = counted.flatMap((key) => {
      const wanted = forms.map((form) => key.replace(/_other$/, `_${form}`));
      return texts.has(key.replace(/_other$/, "")) ? [] : wanted.filter((one) => !texts.has(one));
    });
    assert.deepEqual(missing, [], language);
  }
});

test("Chinese texts use full-width punctuation after Chinese characters", () => {
  const found = [...textsOf("zh")].filter(([, text]) => /\p{Script=Han}[,:;?!]/u.test(text));
  assert.deepEqual(found, []);
});

function placeholders(text: string): (string | undefined)[] {
  return [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name))];
}

test("a text names the same things in every language", () => {
  const english = textsOf("en");
  for (const language of LANGUAGES) {
    for (const [key, text] of textsOf(language)) {
      const model = english.get(key) ?? english.get(key.replace(PLURAL, "_other")) ?? "";
      assert.deepEqual(
        placeholders(text).toSorted(),
        placeholders(model).toSorted(),
        `${language}: ${key}`,
      );
      assert.ok(text.trim() !== "", `${language}: ${key} says nothing`);
    }
  }
});

/** Attributes whose text a person reads or hears. */
const READ_BY_PEOPLE =
  /^(?:label|title|placeholder|description|aria-label|aria-description|alt|hint|help|error|text|name)$/;
/** Elements whose `name` is for programs. */
const NAMED_FOR_PROGRAMS = /^(?:input|select|textarea|form|meta|Radio\.Group)$/;
/** Words that are the same in every language. */
const SAME_EVERYWHERE = /SmartPM/g;

interface Node {
  readonly type: string;
  readonly [part: string]: unknown;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value;
}

/** Every text that a component writes itself instead of asking for it. */
function literalTexts(source: string): string[] {
  const found: string[] = [];
  const note = (text: unknown) => {
    if (typeof text !== "string") return;
    if (/\p{Letter}{2,}/u.test(text.replace(SAME_EVERYWHERE, ""))) found.push(text.trim());
  };
  /** Text that an expression may come to: also in the branches of a condition. */
  const noteResult = (node: unknown) => {
    if (!isNode(node)) return;
    if (node.type === "Literal") note(node["value"]);
    if (node.type === "TemplateLiteral") {
      for (const part of node["quasis"] as Node[]) note((part["value"] as { raw: string }).raw);
    }
    if (node.type === "ConditionalExpression") {
      noteResult(node["consequent"]);
      noteResult(node["alternate"]);
    }
    if (node.type === "LogicalExpression") noteResult(node["right"]);
    if (node.type === "JSXExpressionContainer") noteResult(node["expression"]);
  };
  const visit = (value: unknown, element: string) => {
    if (Array.isArray(value)) for (const item of value) visit(item, element);
    if (!isNode(value)) return;
    let inside = element;
    if (value.type === "JSXText") note(value["value"]);
    if (value.type === "JSXElement") {
      const opening = value["openingElement"] as Node;
      inside = nameOf(opening["name"]);
      for (const child of value["children"] as Node[]) {
        if (child.type === "JSXExpressionContainer") noteResult(child["expression"]);
      }
    }
    if (value.type === "JSXAttribute") {
      const attribute = nameOf(value["name"]);
      const forPrograms = attribute === "name" && NAMED_FOR_PROGRAMS.test(inside);
      if (READ_BY_PEOPLE.test(attribute) && !forPrograms) noteResult(value["value"]);
    }
    for (const part of Object.values(value)) if (typeof part === "object") visit(part, inside);
  };
  visit(parseAst(source, { lang: "tsx" }), "");
  return found;
}

function nameOf(node: unknown): string {
  if (!isNode(node)) return "";
  if (node.type === "JSXMemberExpression") {
    return `${nameOf(node["object"])}.${nameOf(node["property"])}`;
  }
  return String(node["name"]);
}

test("a text that a component writes itself is found, wherever it stands", () => {
  const seeded = `const a = <p title="Hover here">Hello {b ? "yes please" : c}</p>;
    const d = <Text>{\`Dear \${name}\`}</Text>; const e = <input name="email" alt="" />;
    const f = <b className="bold">{t("nav.bills")} · SmartPM</b>;`;
  assert.deepEqual(literalTexts(seeded), ["yes please", "Hover here", "Hello", "Dear"]);
});

test("no component writes a text itself", () => {
  const files = globSync("**/*.tsx", { cwd: WEB }).filter((path) => !path.startsWith("dist"));
  assert.ok(files.length > 40);
  const found = files.flatMap((path) =>
    literalTexts(readFileSync(join(WEB, path), "utf8")).map((text) => `${path}: ${text}`),
  );
  assert.deepEqual(found, []);
});
