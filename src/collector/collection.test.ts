import assert from "node:assert/strict";
import { test } from "node:test";
import { roundMsOf } from "./collection.ts";

test("few meters are read every three seconds, very many less often, always after whole milliseconds", () => {
  assert.equal(roundMsOf(80), 3_000);
  // 1,000 / 150 a second = 6,666.7 ms; a fraction of a millisecond is no instant.
  assert.equal(roundMsOf(1_000), 6_667);
  assert.equal(roundMsOf(10_000), 66_667);
});
