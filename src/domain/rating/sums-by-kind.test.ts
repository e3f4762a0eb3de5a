import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import { addSums, type SumsByKind, sumOfAll, sumOfKind, sumsByKind } from "./sums-by-kind.ts";

const energy = (amount: string) => ({ kind: "energy", amount: Decimal.parse(amount) }) as const;
const fixed = (amount: string) => ({ kind: "fixed", amount: Decimal.parse(amount) }) as const;
const told = (sums: SumsByKind) => sums.map(({ kind, amount }) => `${kind} ${amount}`);

test("amounts are summed by kind, also where lines of another kind stand between them", () => {
  // 1.25 + 0.5 = 1.75, and after the fixed 9.99 another 0.001: 1.751.
  const lines = [energy("1.25"), energy("0.5"), fixed("9.99"), energy("0.001")];
  assert.deepEqual(told(sumsByKind(lines)), ["energy 1.751", "fixed 9.99"]);
});

test("no lines have no sums, and what they come to is 0", () => {
  assert.deepEqual(sumsByKind([]), []);
  assert.equal(sumOfAll([]).toString(), "0");
  assert.equal(sumOfKind(sumsByKind([fixed("2")]), "energy").toString(), "0");
});

test("sums of several tariffs are added kind by kind, and neither of them is changed", () => {
  const one = sumsByKind([energy("1.5"), fixed("2")]);
  const other = sumsByKind([fixed("0.25"), { kind: "tax", amount: Decimal.parse("3") }]);
  assert.deepEqual(told(addSums(one, other)), ["energy 1.5", "fixed 2.25", "tax 3"]);
  assert.deepEqual(told(one), ["energy 1.5", "fixed 2"]);
  assert.deepEqual(told(addSums([], other)), told(other));
  // 1.5 + 2.25 + 3 = 6.75.
  assert.equal(sumOfAll(addSums(one, other)).toString(), "6.75");
  assert.equal(sumOfKind(addSums(one, other), "fixed").toString(), "2.25");
});
