import assert from "node:assert/strict";
import { test } from "node:test";
import { CORRUPTIONS, corrupted, VISIBLE_CORRUPTIONS } from "./corruption.ts";

const FRAME = Buffer.from("000100000007010404 00670068".replaceAll(" ", ""), "hex");
const EXCEPTION = Buffer.from("00010000000301840b", "hex");

/** What a careful client compares: header, unit, function, byte count, length. */
function looksRight(frame: Buffer): boolean {
  return frame.length === FRAME.length && frame.subarray(0, 9).equals(FRAME.subarray(0, 9));
}

test("every visible corruption can be seen by a careful reader", () => {
  for (const way of VISIBLE_CORRUPTIONS) {
    for (let draw = 0; draw < 500; draw += 1) {
      assert.ok(!looksRight(corrupted(FRAME, [way], { key: 1, draw })), `${way} ${draw}`);
    }
  }
});

test("a bit flipped in the data looks right and is wrong", () => {
  for (let draw = 0; draw < 500; draw += 1) {
    const wrong = corrupted(FRAME, ["data-bit"], { key: 1, draw });
    assert.ok(looksRight(wrong) && !wrong.equals(FRAME));
  }
});

test("corruption leaves the frame it was given alone and takes the shortest frame too", () => {
  const before = Buffer.from(EXCEPTION);
  for (const way of CORRUPTIONS) {
    for (let draw = 0; draw < 100; draw += 1) corrupted(EXCEPTION, [way], { key: 2, draw });
  }
  assert.deepEqual(EXCEPTION, before);
});
