/** Every job of the worker has a name that the System page can show. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const ROOT = join(import.meta.dirname, "../..");

test("the System page has a name for each job of the worker, and for no other", () => {
  const worker = readFileSync(join(ROOT, "src/jobs/worker.ts"), "utf8");
  const jobs = [...worker.matchAll(/\bname: "(?<name>[^"]+)"/g)].map(
    ({ groups }) => groups?.["name"],
  );
  const { system } = JSON.parse(readFileSync(join(ROOT, "web/i18n/en.json"), "utf8"));
  assert.ok(jobs.length > 10, "the jobs are found in the text");
  assert.deepEqual(Object.keys(system.job).toSorted(), jobs.toSorted());
});
