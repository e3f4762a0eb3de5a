import assert from "node:assert/strict";
import { test } from "node:test";
import { init } from "i18next";
import de from "#web/i18n/de.json" with { type: "json" };
import en from "#web/i18n/en.json" with { type: "json" };
import zh from "#web/i18n/zh.json" with { type: "json" };
import { billUnit } from "./bill-unit.ts";

test("units of a bill's lines are words of the reader's language", async () => {
  for (const [language, texts, told] of [
    ["en", en, ["day", "days", "days", "m³", "kW · month", "service points", "kWh"]],
    ["de", de, ["Tag", "Tage", "Tage", "m³", "kW · Monat", "Messstellen", "kWh"]],
    ["zh", zh, ["天", "天", "天", "m³", "kW · 月", "个计量点", "kWh"]],
  ] as const) {
    await init({ lng: language, resources: { [language]: { translation: texts } } });
    assert.deepEqual(
      [
        billUnit("day", "1"),
        billUnit("day", "31"),
        billUnit("day", "0.5"),
        billUnit("m3", "4.095"),
        billUnit("kW · month", "3"),
        billUnit("service point", "2"),
        billUnit("kWh", "1"),
      ],
      told,
    );
  }
});
