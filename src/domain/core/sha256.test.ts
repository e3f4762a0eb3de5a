import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { sha256Hex, sha256OfText } from "./sha256.ts";

/** The examples of FIPS 180-4. */
test("the published digests", () => {
  assert.equal(
    sha256OfText("abc"),
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
  assert.equal(
    sha256OfText(""),
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  );
});

test("a text is taken in UTF-8: umlauts, Chinese, what lies beyond, and half of it", () => {
  for (const text of ["Kaistraße €", "账单", "\u{1F3E0}", "a\uD83Cb"]) {
    assert.equal(sha256OfText(text), createHash("sha256").update(text).digest("hex"));
  }
});

test("every length around a block is as the platform's own has it", () => {
  for (let length = 0; length < 200; length += 1) {
    const bytes = Uint8Array.from({ length }, (_, n) => (n * 7 + length) % 256);
    assert.equal(sha256Hex(bytes), createHash("sha256").update(bytes).digest("hex"));
  }
});
