/** Needs what `./smartpm test` loads before: a plain `node --test` of this file fails. */
import assert from "node:assert/strict";
import { test } from "node:test";

const MONDAY = Temporal.PlainDate.from("2026-11-23");
const TUESDAY = Temporal.PlainDate.from("2026-11-24");

test("days that are not the same are not equal, however deep they lie", () => {
  assert.deepEqual({ days: [MONDAY] }, { days: [Temporal.PlainDate.from("2026-11-23")] });
  assert.throws(() => assert.deepEqual({ days: [MONDAY] }, { days: [TUESDAY] }));
  assert.throws(() => assert.deepEqual(new Map([[1, MONDAY]]), new Map([[1, TUESDAY]])));
  assert.throws(() => assert.deepEqual(MONDAY, MONDAY.toPlainDateTime()));
});
