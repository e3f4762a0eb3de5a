import assert from "node:assert/strict";
import { test } from "node:test";
import { tellFormula } from "./formula-told.ts";

const GERMAN = {
  number: (text: string) => text.replace(".", ","),
  unit: (text: string, before: string) => {
    if (text === "day") return before === "1" ? "Tag" : "Tage";
    return text === "service point" ? "Messstellen" : text;
  },
};

test("figures and units of a formula are the reader's, signs and shares stay", () => {
  for (const [formula, told] of [
    ["412.5 kWh × 0.2832", "412,5 kWh × 0,2832"],
    ["0.28 × 31 day", "0,28 × 31 Tage"],
    ["0.28 × 1 day", "0,28 × 1 Tag"],
    ["2 service point × 1.5 × 30/365", "2 Messstellen × 1,5 × 30/365"],
    ["-0.5 × 3", "-0,5 × 3"],
    ["", ""],
  ] as const) {
    assert.equal(tellFormula(formula, GERMAN), told);
  }
});
