import assert from "node:assert/strict";
import { test } from "node:test";
import { sampleBill } from "#test/support/sample-bill.ts";
import { typesetJob } from "./make-typeset-job.ts";
import { startTypesetter, TypesetterCrash } from "./typesetter.ts";

const START_MS = 30_000;

const job = typesetJob(sampleBill(), { output: "pdf", publicUrl: undefined });

test("a bill that takes longer than its limit costs the process, not the program", async (t) => {
  const typesetter = await startTypesetter(START_MS);
  t.after(() => typesetter.stop());
  await assert.rejects(typesetter.run(job, 1), (error) => {
    assert.ok(error instanceof TypesetterCrash);
    assert.match(error.message, /no answer in 1 ms/);
    return true;
  });
  await typesetter.stop();
  assert.equal(typesetter.alive(), false);
});

test("data that the template cannot set is an error with the template's words", async (t) => {
  const typesetter = await startTypesetter(START_MS);
  t.after(() => typesetter.stop());
  await assert.rejects(typesetter.run({ ...job, sheet: "{}" }, START_MS), /does not contain key/);
  assert.equal(typesetter.alive(), true, "the process goes on");
  const pdf = await typesetter.run(job, START_MS);
  assert.equal(Buffer.from(pdf.subarray(0, 5)).toString(), "%PDF-");
});
