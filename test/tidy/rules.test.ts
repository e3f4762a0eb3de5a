/** docs/rules.md names a test for every rule, and each is there under its title. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const DOCS = join(import.meta.dirname, "../../docs");
/** The rules of readings, tariffs, sharing, taxes, bills and accounts. */
const RULES = 44;

interface RuleRow {
  readonly rule: string;
  readonly title: string;
  readonly file: string;
}

function readRows(): RuleRow[] {
  const lines = readFileSync(join(DOCS, "rules.md"), "utf8").split("\n");
  return lines.flatMap((line) => {
    const [, rule, , title, link] = line.split("|").map((cell) => cell.trim());
    const file = /\]\((?<path>[^)]+)\)$/.exec(link ?? "")?.groups?.["path"];
    return rule && title && file ? [{ rule, title, file }] : [];
  });
}

test("every rule has a test", () => {
  const named = new Set(readRows().map(({ rule }) => rule));
  const all = Array.from({ length: RULES }, (_, n) => `R${n + 1}`);
  assert.deepEqual(
    all.filter((rule) => !named.has(rule)),
    [],
  );
});

test("every test that is named is there, under the number of its rule", () => {
  const astray = readRows().filter(({ rule, title, file }) => {
    const isOfRule = title.startsWith(`${rule}: `) || title.endsWith(`rule ${rule}`);
    return !isOfRule || !readFileSync(join(DOCS, file), "utf8").includes(`"${title}"`);
  });
  assert.deepEqual(astray, []);
});
