import assert from "node:assert/strict";
import { test } from "node:test";
import { type Fault, faultText } from "#domain/core/fault.ts";
import {
  decimal,
  listOf,
  localText,
  notNegative,
  oneOf,
  orList,
  type Read,
  record,
  required,
  text,
  wholeNumber,
} from "./document-reader.ts";

/** What is read, or what is said about it. */
function readOf<T>(read: Read<T>, value: unknown, path = "here"): T | string {
  const faults: Fault[] = [];
  const found = read({ value, path, faults });
  return found ?? faults.map(faultText).join("; ");
}
const entries = (count: number) => Array.from({ length: count }, () => "x");
const inLanguages = (count: number, word = "x") =>
  Object.fromEntries(
    Array.from({ length: count }, (_, n) => [`a${String.fromCharCode(97 + n)}`, word]),
  );
const shownBy = (value: unknown) => readOf(oneOf(["a"]), value);
const times = (count: number, word = "x") => word.repeat(count);

test("texts, digits and lists are taken up to their greatest length, and no further", () => {
  assert.equal(readOf(text, times(500)), times(500));
  assert.equal(readOf(text, times(501)), "here: has 501 characters (write at most 500)");
  assert.equal(String(readOf(decimal, `0.${times(28, "1")}`)), `0.${times(28, "1")}`);
  assert.equal(
    readOf(decimal, `0.${times(29, "1")}`),
    "here: has 31 characters (write at most 30)",
  );
  assert.equal(readOf(listOf(text), entries(2000)).length, 2000);
  assert.equal(
    readOf(listOf(text, 1), entries(2001)),
    "here: has 2001 entries (write 1 to 2000 of them)",
  );
  assert.equal(
    readOf(listOf(text, 2), entries(1)),
    "here: has 1 entries (write 2 to 2000 of them)",
  );
});

test("a text by language has one language at least, twenty at most, and 500 characters in each", () => {
  const remedy = '(write text, or one per language like {"en": "Peak", "zh": "高峰"})';
  assert.deepEqual(readOf(localText, inLanguages(20)), inLanguages(20));
  assert.equal(readOf(localText, inLanguages(21)), `here: is an object ${remedy}`);
  assert.equal(readOf(localText, {}), `here: is an object ${remedy}`);
  assert.deepEqual(readOf(localText, { en: times(500) }), { en: times(500) });
  assert.equal(readOf(localText, { en: times(501) }), `here: is an object ${remedy}`);
});

test("a wrong value is shown in short", () => {
  assert.equal(shownBy(times(30)), `here: is "${times(30)}" (write "a")`);
  assert.equal(shownBy(times(31)), `here: is "${times(30)}…" (write "a")`);
  assert.equal(shownBy(undefined), 'here: is missing (write "a")');
  assert.equal(shownBy(null), 'here: is null (write "a")');
  assert.equal(shownBy([1]), 'here: is a list (write "a")');
  assert.equal(shownBy({}), 'here: is an object (write "a")');
  assert.equal(shownBy(7), 'here: is 7 (write "a")');
});

test("numbers without end are no numbers, and a sign is told from its lack", () => {
  assert.equal(
    readOf(decimal, Number.NaN),
    'here: is NaN (write an exact number as text, like "0.25")',
  );
  assert.equal(readOf(decimal, 0.5), 'here: is the number 0.5 (write it as text: "0.5")');
  assert.equal(readOf(notNegative, "-0.1"), "here: is -0.1 (write zero or more)");
  assert.equal(String(readOf(notNegative, "0")), "0");
  assert.equal(
    readOf(notNegative, "much"),
    'here: is "much" (write an exact number as text, like "0.25")',
  );
  const remedy = "(write a whole number from 1 to 3, without quotes)";
  assert.equal(readOf(wholeNumber(1, 3), 1), 1);
  assert.equal(readOf(wholeNumber(1, 3), 3), 3);
  for (const wrong of [0, 4, 1.5]) {
    assert.equal(readOf(wholeNumber(1, 3), wrong), `here: is ${wrong} ${remedy}`);
  }
  assert.equal(readOf(wholeNumber(1, 3), "2"), `here: is "2" ${remedy}`);
});

test("an unknown field is named by the way to it, and in short", () => {
  const read = record({ name: required(text) });
  const unknown = (path: string, name: string) => readOf(read, { name: "x", [name]: 1 }, path);
  assert.equal(unknown("", "nam"), 'nam: is not a field that exists here (did you mean "name"?)');
  assert.equal(
    unknown("charges[0]", "nam"),
    'charges[0].nam: is not a field that exists here (did you mean "name"?)',
  );
  assert.equal(
    unknown("", times(40)),
    `${times(40)}: is not a field that exists here (there are "name")`,
  );
  assert.equal(
    unknown("", times(41)),
    `${times(40)}…: is not a field that exists here (there are "name")`,
  );
});

test("a document full of faults gets fifty of them, each with the code of a wrong tariff", () => {
  const faults: Fault[] = [];
  const wrong = Array.from({ length: 60 }, () => 1);
  assert.equal(listOf(text)({ value: wrong, path: "names", faults }), undefined);
  assert.equal(faults.length, 50);
  assert.deepEqual(new Set(faults.map(({ code }) => code)), new Set(["tariff.invalid"]));
});

test("words to choose from are told as a list", () => {
  assert.equal(orList([]), "");
  assert.equal(orList(["a"]), '"a"');
  assert.equal(orList(["a", "b"]), '"a" or "b"');
  assert.equal(orList(["a", "b", "c"], "and"), '"a", "b" and "c"');
});
