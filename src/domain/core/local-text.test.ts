import assert from "node:assert/strict";
import { test } from "node:test";
import { textIn } from "./local-text.ts";

test("a text is taken in the language asked for, else in English, else in any", () => {
  assert.equal(textIn("Peak", "zh"), "Peak");
  assert.equal(textIn({ en: "Peak", zh: "高峰" }, "zh"), "高峰");
  assert.equal(textIn({ en: "Peak", zh: "高峰" }, "fr"), "Peak");
  assert.equal(textIn({ de: "Spitze" }, "fr"), "Spitze");
  assert.equal(textIn({ en: "Peak" }, "constructor"), "Peak");
});
