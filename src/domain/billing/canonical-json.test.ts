import assert from "node:assert/strict";
import { test } from "node:test";
import { canonicalJson } from "./canonical-json.ts";

test("the order in which members were written does not show", () => {
  const one = { number: "B1-2026-000001", points: [{ name: "Shop", tier: 1 }], total: null };
  const other = { total: null, points: [{ tier: 1, name: "Shop" }], number: "B1-2026-000001" };
  assert.equal(canonicalJson(one), canonicalJson(other));
  assert.equal(
    canonicalJson(one),
    '{"number":"B1-2026-000001","points":[{"name":"Shop","tier":1}],"total":null}',
  );
});

test("members that are undefined are left out, and the order of lists stays", () => {
  assert.equal(canonicalJson({ b: undefined, a: ["z", "a"] }), '{"a":["z","a"]}');
});

test("a fraction is refused: exact figures are text", () => {
  assert.throws(() => canonicalJson({ amount: 0.1 }), /not a safe integer: 0.1/);
  assert.throws(() => canonicalJson({ amount: 10n }), /a bigint has no JSON/);
});

test("what JSON parses and writes again has the same canonical text", () => {
  const bill = { label: 'Arbeit "HT" \u0000 €', lines: [{ b: "1.50", a: true }, []] };
  assert.equal(canonicalJson(JSON.parse(JSON.stringify(bill))), canonicalJson(bill));
});
