import assert from "node:assert/strict";
import { test } from "node:test";
import { csvRows } from "./csv-rows.ts";

test("cells may be quoted, and a quote in them is doubled", () => {
  assert.deepEqual(csvRows('a,"b, c","say ""d"""\r\n1,2,\n'), [
    ["a", "b, c", 'say "d"'],
    ["1", "2", ""],
  ]);
});

test("semicolons separate where the heading has them", () => {
  assert.deepEqual(csvRows("\uFEFFtype;factor\nx;1,5"), [
    ["type", "factor"],
    ["x", "1,5"],
  ]);
});

test("a cell over two lines is one cell; an empty file has no rows", () => {
  assert.deepEqual(csvRows('a\n"x\ny"'), [["a"], ["x\ny"]]);
  assert.deepEqual(csvRows(""), []);
});

function hasHeading(rows: readonly (readonly string[])[]): boolean {
  return rows.some(([cell]) => cell === "day");
}

test("where lines stand above the heading, what separates its cells is what separates", () => {
  const text = "Account, opened 2020, in EUR\nday;amount\n1;2,50";
  assert.deepEqual(csvRows(text, hasHeading).slice(1), [
    ["day", "amount"],
    ["1", "2,50"],
  ]);
  assert.deepEqual(csvRows("a,b\n1,2", hasHeading), [
    ["a", "b"],
    ["1", "2"],
  ]);
});
