/** What must hold of the whole code base and no linter checks. */
import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { test } from "node:test";
import { MAY_IMPORT } from "../../tools/architecture.ts";

const ROOT = join(import.meta.dirname, "../..");
const OTHERS_CODE = /node_modules|web\/dist|\.cache/;

const list = (pattern: string) =>
  globSync(pattern, { cwd: ROOT })
    .filter((path) => !OTHERS_CODE.test(path))
    .toSorted();
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
const sources = list("{src,tools,test,web,bench}/**/*.{ts,tsx}");

test("no file is named after nothing", () => {
  const vague = /^(utils?|helpers?|common|misc|manager|service|types|index|constants)\.tsx?$/;
  assert.deepEqual(
    sources.filter((path) => vague.test(basename(path))),
    [],
  );
});

test("src/README.md names every folder of the import table", () => {
  const readme = read("src/README.md");
  assert.deepEqual(
    Object.keys(MAY_IMPORT).filter((folder) => !readme.includes(folder)),
    [],
  );
});

test("every folder of src is in the import table", () => {
  const known = new Set(Object.keys(MAY_IMPORT).map((key) => key.split("/")[0]));
  const folders = new Set(
    sources.filter((path) => path.startsWith("src/")).map((path) => path.split("/")[1]),
  );
  assert.deepEqual(
    [...folders].filter((folder) => folder !== undefined && !known.has(folder)),
    [],
  );
});

test("every folder of the import table says in a README what it owns", () => {
  const missing = Object.keys(MAY_IMPORT).filter(
    (folder) => !existsSync(join(ROOT, "src", folder, "README.md")),
  );
  assert.deepEqual(missing, []);
});

test("every migration has a number of its own", () => {
  const numbers = list("migrations/*.sql").map((path) => basename(path).slice(0, 4));
  assert.deepEqual(numbers, [...new Set(numbers)]);
});

test("every link of the documentation leads to a file", () => {
  const dead = list("{*.md,{src,docs,test,catalogue}/**/*.md}").flatMap((path) =>
    [...read(path).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)/g)]
      .map(([, target = ""]) => target)
      .filter((target) => !existsSync(join(ROOT, dirname(path), target)))
      .map((target) => `${path}: ${target}`),
  );
  assert.deepEqual(dead, []);
});

test("no file is left for later", () => {
  // Taken apart, so that this file does not find itself.
  const mark = new RegExp(String.raw`\b(${["TO", "DO|FIX", "ME"].join("")})\b`);
  assert.deepEqual(
    sources.filter((path) => mark.test(read(path))),
    [],
  );
});
