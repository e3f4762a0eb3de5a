import assert from "node:assert/strict";
import { test } from "node:test";
import { compileWords, wordsOfBoth } from "./compile-words.ts";

test("a text without places is recognised as it is, and no other", () => {
  const words = compileWords({ "is empty": "为空" });
  assert.equal(words("is empty"), "为空");
  assert.equal(words("is empty too"), undefined);
});

test("places are filled wherever they stand: at the begin, in the middle, at the end", () => {
  const words = compileWords({ "{name} has {count} rows at {place}": "{place}: {count} / {name}" });
  assert.equal(words("Roof plant has 3 rows at line 7"), "line 7: 3 / Roof plant");
});

test("a place may be empty, hold several lines, or what a pattern would read as its own", () => {
  const words = compileWords({ '"{text}" is no day{hint}': "“{text}”不是日期{hint}" });
  assert.equal(words('"$1 (a|b)*" is no day'), "“$1 (a|b)*”不是日期");
  assert.equal(words('"a\nb" is no day; write one'), "“a\nb”不是日期; write one");
});

test("signs that mean something in a pattern are only signs", () => {
  const words = compileWords({ "costs {n} [kWh] (2^53) a.b": "kostet {n}" });
  assert.equal(words("costs 5 [kWh] (2^53) a.b"), "kostet 5");
  assert.equal(words("costs 5 [kWh] (2^53) aXb"), undefined);
});

test("of two templates that fit, the one that says more is taken, whatever their order", () => {
  const texts = {
    "is {value}": "这里写的是 {value}",
    "is let to {tenant} from {day}": "自 {day} 起租给 {tenant}",
  };
  const reversed = Object.fromEntries(Object.entries(texts).toReversed());
  for (const words of [compileWords(texts), compileWords(reversed)]) {
    assert.equal(words("is let to Li from 2026-01-01"), "自 2026-01-01 起租给 Li");
    assert.equal(words("is let"), "这里写的是 let");
  }
});

test("one and many are texts of their own", () => {
  const words = compileWords({ "has {n} row": "hat {n} Zeile", "has {n} rows": "hat {n} Zeilen" });
  assert.equal(words("has 1 row"), "hat 1 Zeile");
  assert.equal(words("has 2 rows"), "hat 2 Zeilen");
});

test("what fills a place is translated where it is itself a known text, else it stays", () => {
  const words = compileWords({ "is for {commodity}": "ist für {commodity}", heat: "Wärme" });
  assert.equal(words("is for heat"), "ist für Wärme");
  assert.equal(words("is for Heat & Co"), "ist für Heat & Co");
});

test("a name in quotes stays as somebody wrote it", () => {
  const words = compileWords({ '"{id}" does not exist': "“{id}”不存在", gas: "燃气" });
  assert.equal(words('"gas" does not exist'), "“gas”不存在");
});

test("a list of quoted choices is joined by the language's own word", () => {
  const words = compileWords({ "write {choices}": "请写 {choices}", or: "或" });
  assert.equal(words('write "a", "b" or "c"'), '请写 "a", "b" 或 "c"');
  assert.equal(words("write a or b"), "请写 a or b");
});

test("what is not known is not translated", () => {
  assert.equal(compileWords({})("is empty"), undefined);
});

test("a row that says both, what is wrong and what would be right, is told apart", () => {
  const words = compileWords({
    "is on bill {number}": "已在账单 {number} 上",
    "keep the interval": "请保持间隔不变",
    "is no bill; look at {number}": "不是账单；请看 {number}",
  });
  const both = { wrong: "已在账单 B1 上", right: "请保持间隔不变" };
  assert.deepEqual(wordsOfBoth("is on bill B1; keep the interval", words), both);
  assert.deepEqual(wordsOfBoth("is on bill B1 (keep the interval)", words), both);
  assert.equal(wordsOfBoth("is no bill; look at B2", words), undefined);
  assert.equal(wordsOfBoth("is on bill B1", words), undefined);
});
