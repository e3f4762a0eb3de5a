import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import { toMinor } from "#domain/core/money.ts";
import { formulaText } from "./formula.ts";

test("a formula reads as its words and figures, without zeros that say nothing", () => {
  const formula = ["(", Decimal.parse("6.00"), " + ", Decimal.parse("4"), ") m3 × ", Decimal.ONE];
  assert.equal(formulaText(formula), "(6 + 4) m3 × 1");
  assert.equal(formulaText([]), "");
});

test("of a quotient without end twelve digits are shown, a half to the even digit", () => {
  assert.equal(formulaText([Decimal.parse("0.33333333333333333333")]), "0.333333333333");
  assert.equal(formulaText([Decimal.parse("0.0000000000005")]), "0");
  assert.equal(formulaText([Decimal.parse("0.0000000000015")]), "0.000000000002");
});

/*
 * A third of 1000 kWh at 45.000015003 is 15000.005001, up to 15000.01. With six digits of the third it
 * would be 333.333333 x 45.000015003 = 15000.004986, down to 15000.00; with twelve it is 15000.005001.
 */
test("who does the sum of a formula finds the cent that was charged", () => {
  const quantity = Decimal.of(1000).dividedBy(Decimal.of(3), 20, "half-even");
  const price = Decimal.parse("45.000015003");
  const [shown = "", second = ""] = formulaText([quantity, " kWh × ", price]).split(" kWh × ");
  const again = Decimal.parse(shown).times(Decimal.parse(second));
  assert.equal(toMinor(again, "EUR", "half-up"), 1_500_001n);
  assert.equal(toMinor(quantity.times(price), "EUR", "half-up"), 1_500_001n);
});
