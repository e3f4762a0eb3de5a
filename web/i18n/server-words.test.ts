/** What the server says of faults is there in every language that has a file of it. */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { COMMODITIES } from "#domain/core/commodity.ts";
import { RUN_ACTIONS, RUN_STATES } from "#domain/billing/run-state.ts";
import { LEASE_TERMS } from "#domain/tariff/lease-term.ts";
import { faultTexts, shapeOf } from "#test/support/fault-texts.ts";
import { formTexts } from "#test/support/form-texts.ts";
import { type Catalogue, compileWords } from "./compile-words.ts";

const FOLDER = join(import.meta.dirname, "server-words");
const CATALOGUES: readonly (readonly [language: string, catalogue: Catalogue])[] = globSync(
  "*.json",
  { cwd: FOLDER },
).map((file) => [
  basename(file, ".json"),
  JSON.parse(readFileSync(join(FOLDER, file), "utf8")) as Catalogue,
]);

/** Read at the command line only, or no fault at all. */
const LEFT_OUT = [
  "**/*.test.ts",
  "src/domain/consumption/{average-power,load-file,timed-readings}.ts",
  "src/domain/rating/compare-tariffs.ts",
  "src/domain/tariff/{convert-urdb,urdb-*}.ts",
  "src/jobs/{import-load,import-target}.ts",
  // Its messages are what is hashed.
  "src/api/passwords.ts",
  // Told in small beneath the words of the screen.
  "src/storage/line-commands.ts",
];
const ROOT = join(import.meta.dirname, "../..");
const SOURCES = [
  ...globSync("src/{domain,jobs,api,storage}/**/*.ts", { cwd: ROOT, exclude: LEFT_OUT }),
  // Faults of a type of meter, of its message and of a workbook come back as they are.
  "src/drivers/json/json-message.ts",
  "src/drivers/meter-model-file.ts",
  "src/drivers/meter-model-rules.ts",
  "src/platform/workbook.ts",
];

/** Words that fill places of these texts, and what stands for the place of a fault in a file. */
const WORDS = [
  ...COMMODITIES,
  ...LEASE_TERMS,
  ...RUN_STATES,
  ...RUN_ACTIONS,
  // States of a mail, of something doubtful, and kinds of entries in the books.
  "waiting",
  "sending",
  "sent",
  "open",
  "accepted",
  "estimated",
  "corrected",
  "cleared",
  "bill",
  "credit-note",
  "reversal",
  "missing",
  "a list",
  "an object",
  "the document",
  "no unit",
  "or",
  "and",
  // Kinds of values, as the library of forms calls them.
  "string",
  "number",
  "int",
  "boolean",
  "array",
  "object",
  "record",
  "undefined",
  "null",
  "NaN",
  "never",
  "line {line}",
  "row {row}",
];

const said = faultTexts(
  SOURCES.map((path) => ({ path, source: readFileSync(join(ROOT, path), "utf8") })),
);
const wanted = new Map([
  ...[...said.texts].map(([text, place]) => [shapeOf(text), `${place}: ${text}`] as const),
  ...WORDS.map((word) => [shapeOf(word), word] as const),
]);

test("a text is found in whatever way it comes into a fault", () => {
  const source = `
    const KEPT = { a: "kept one", b: "kept two" };
    const other = (message: string, remedy: string) => ({ code: "c", message, remedy });
    function reasonOf(kind: string) {
      if (kind === "x") return "returned";
      return \`returned \${kind}\`;
    }
    const one = many ? "one of two" : \`two of \${count.toString()} (\${count > 1 ? "many" : "few"})\`;
    const told = { code: "c", subject, message: one, remedy: KEPT[kind] };
    faults.push({ code, message: \`is \${ids.length === 0 ? "nowhere" : ids.join(" and in ")}\` });
    faults.push(other("handed on", "handed on, too"), { code, message: reasonOf(kind) });
    const { message = "by default" } = fault;
    throw new ProblemError("not-possible", "a refusal");
    throw new ProblemError("not-found", "worded by the screen");
  `;
  const { texts, lost } = faultTexts([{ path: "src/jobs/seeded.ts", source }]);
  assert.deepEqual(lost, []);
  assert.deepEqual([...texts.keys()].toSorted(), [
    "a refusal",
    "by default",
    "handed on",
    "handed on, too",
    "is nowhere",
    "is {ids}",
    "kept one",
    "kept two",
    "one of two",
    "returned",
    "returned {kind}",
    "two of {count} (few)",
    "two of {count} (many)",
  ]);
});

test("a text that cannot be followed is told", () => {
  const source = `faults.push({ code: "c", message: unknown[3].text });`;
  const { lost } = faultTexts([{ path: "src/jobs/seeded.ts", source }]);
  assert.deepEqual(lost, ["src/jobs/seeded.ts:1 unknown[3].text"]);
});

test("everything that a fault can say is found in the sources", () => {
  assert.deepEqual(said.lost, []);
  assert.ok(said.texts.size > 300, `${said.texts.size} texts`);
});

test("every text of a fault is there in every language", () => {
  assert.deepEqual(CATALOGUES.map(([language]) => language).toSorted(), ["de", "zh"]);
  for (const [language, catalogue] of CATALOGUES) {
    const known = new Set(Object.keys(catalogue).map(shapeOf));
    const missing = [...wanted].filter(([shape]) => !known.has(shape)).map(([, place]) => place);
    assert.deepEqual(missing, [], `${language}: translate these in server-words/${language}.json`);
  }
});

test("what the library of forms says by itself is there in every language", () => {
  for (const [language, catalogue] of CATALOGUES) {
    const words = compileWords(catalogue);
    const missing = formTexts().filter((text) => words(text) === undefined);
    assert.deepEqual(missing, [], language);
  }
});

test("no language has a text that no fault says", () => {
  for (const [language, catalogue] of CATALOGUES) {
    const left = Object.entries(catalogue)
      .filter(([text]) => !wanted.has(shapeOf(text)))
      .map(([english, text]) => ({ english, words: compileWords({ [english]: text }) }))
      .filter(({ words }) => formTexts().every((said) => words(said) === undefined))
      .map(({ english }) => english);
    assert.deepEqual(left, [], language);
  }
});

test("no language has a text twice", () => {
  for (const [language, catalogue] of CATALOGUES) {
    const shapes = Object.keys(catalogue).map(shapeOf);
    const twice = shapes.filter((shape, index) => shapes.indexOf(shape) !== index);
    assert.deepEqual(twice, [], language);
  }
});

function placesOf(text: string): readonly string[] {
  return (text.match(/\{\w+\}/g) ?? []).toSorted();
}

test("a text has the same places in every language", () => {
  for (const [language, catalogue] of CATALOGUES) {
    for (const [english, text] of Object.entries(catalogue)) {
      assert.deepEqual(placesOf(text), placesOf(english), `${language}: ${english}`);
      assert.ok(text.trim() !== "", `${language}: ${english} says nothing`);
    }
    compileWords(catalogue);
  }
});

test("Chinese uses full-width punctuation after Chinese characters", () => {
  const chinese = CATALOGUES.flatMap(([language, texts]) => (language === "zh" ? [texts] : []));
  const found = chinese
    .flatMap((texts) => Object.values(texts))
    .filter((text) => /\p{Script=Han}[,:;?!]/u.test(text));
  assert.deepEqual(found, []);
});
