import assert from "node:assert/strict";
import { test } from "node:test";
import { isReadableColour } from "./bill-design.ts";
import { isIban } from "./iban.ts";

test("an IBAN is told from one with a slip", () => {
  assert.ok(isIban("DE02120300000000202051"));
  assert.ok(isIban("GB82WEST12345698765432"));
  assert.ok(isIban("MT84MALT011000012345MTLCAST001S"));
  assert.ok(!isIban("DE02120300000000202015"), "two digits exchanged");
  assert.ok(!isIban("DE0212030000000020205"), "one digit missing");
  assert.ok(!isIban("DE02 1203 0000 0000 2020 51"), "with blanks");
  assert.ok(!isIban(""));
});

test("a colour is dark enough to be read on paper from a contrast of 4.5 on", () => {
  // #767676 has 4.54 to 1 on white, #777777 has 4.48 (WCAG 2.2, 1.4.3).
  assert.ok(isReadableColour("#767676"));
  assert.ok(!isReadableColour("#777777"));
  assert.ok(isReadableColour("#0f5c66"));
  assert.ok(!isReadableColour("#ffdd00"));
  assert.ok(!isReadableColour("red"));
});
