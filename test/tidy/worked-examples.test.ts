/** docs/worked-examples.md has an ordinary example and a corner for every element, each a test. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const DOCS = join(import.meta.dirname, "../../docs");
const ORDINARY = "ordinary";
const CORNERS = [
  "at the limit",
  "clock change",
  "empty",
  "leap day",
  "midnight",
  "negative",
  "new year",
  "one day",
  "season",
  "zero",
];

interface ExampleRow {
  readonly element: string;
  readonly kind: string;
  readonly title: string;
  readonly file: string;
}

function readRows(): ExampleRow[] {
  const lines = readFileSync(join(DOCS, "worked-examples.md"), "utf8").split("\n");
  return lines.flatMap((line) => {
    const [, element, kind, title, link] = line.split("|").map((cell) => cell.trim());
    const file = /\]\((?<path>[^)]+)\)$/.exec(link ?? "")?.groups?.["path"];
    return element && kind && title && file ? [{ element, kind, title, file }] : [];
  });
}

test("every element has an ordinary example and a corner", () => {
  const byElement = Map.groupBy(readRows(), ({ element }) => element);
  assert.ok(byElement.size > 0);
  const lacking = [...byElement].filter(([, rows]) => {
    const kinds = new Set(rows.map(({ kind }) => kind));
    return !kinds.has(ORDINARY) || kinds.size < 2;
  });
  assert.deepEqual(
    lacking.map(([element]) => element),
    [],
  );
});

test("no test stands for two cases of one element", () => {
  const named = readRows().map(({ element, title }) => `${element}: ${title}`);
  assert.deepEqual(
    named.filter((one, n) => named.indexOf(one) < n),
    [],
  );
});

test("every corner is tried, and no other is named", () => {
  const kinds = new Set(readRows().map(({ kind }) => kind));
  kinds.delete(ORDINARY);
  assert.deepEqual([...kinds].toSorted(), CORNERS);
});

test("every example that is named is a test of that file", () => {
  const astray = readRows().filter(
    ({ title, file }) => !readFileSync(join(DOCS, file), "utf8").includes(`"${title}"`),
  );
  assert.deepEqual(astray, []);
});
