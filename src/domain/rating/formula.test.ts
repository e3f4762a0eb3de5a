import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import { formulaText } from "./formula.ts";

test("a formula reads as its words and figures, without zeros that say nothing", () => {
  const formula = ["(", Decimal.parse("6.00"), " + ", Decimal.parse("4"), ") m3 × ", Decimal.ONE];
  assert.equal(formulaText(formula), "(6 + 4) m3 × 1");
  assert.equal(formulaText([]), "");
});

test("of a quotient without end six digits are shown, a half to the even digit", () => {
  assert.equal(formulaText([Decimal.parse("0.33333333333333333333")]), "0.333333");
  assert.equal(formulaText([Decimal.parse("0.0000005")]), "0");
  assert.equal(formulaText([Decimal.parse("0.0000015")]), "0.000002");
});
