import assert from "node:assert/strict";
import { test } from "node:test";
import { saysRate } from "./tax-told.ts";

test("a tax's name says its rate in either decimal sign, and no other rate", () => {
  assert.ok(saysRate("VAT 19 %", "19"));
  assert.ok(saysRate("VAT 19%", "19.00"));
  assert.ok(saysRate("MwSt. 5,5 %", "5.5"));
  assert.ok(!saysRate("VAT", "19"));
  assert.ok(!saysRate("VAT 7 %", "19"));
  assert.ok(!saysRate("Tax of 2019", "2019"));
});
