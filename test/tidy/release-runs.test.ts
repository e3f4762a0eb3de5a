/** The runs of a release name files that are there, and sizes that those files read. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { RELEASE_RUNS } from "#cli/release-runs.ts";

const ROOT = join(import.meta.dirname, "../..");

test("a run of a release sets only sizes that its test reads", () => {
  for (const { file, sizes } of RELEASE_RUNS) {
    const text = readFileSync(join(ROOT, file), "utf8");
    for (const name of Object.keys(sizes)) {
      assert.match(text, new RegExp(`\\b${name}\\b`, "u"), `${file} does not read ${name}`);
    }
  }
});

test("no test is listed twice", () => {
  const files = RELEASE_RUNS.map(({ file }) => file);
  assert.equal(new Set(files).size, files.length);
});
