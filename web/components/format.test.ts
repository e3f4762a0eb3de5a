import assert from "node:assert/strict";
import { test } from "node:test";
import { init } from "i18next";
import {
  formatDuration,
  formatList,
  formatMoney,
  formatNamed,
  formatQuantity,
  writeAsAtSite,
} from "./format.ts";
import en from "#web/i18n/en.json" with { type: "json" };
import zh from "#web/i18n/zh.json" with { type: "json" };

function plain(text: string): string {
  return text.replaceAll(/\u00a0|\u202f/g, " ");
}

test("money is written as the other figures of the site's region are", async () => {
  for (const [language, site, money, quantity] of [
    ["en", "de-DE", "-€1.234.567,05", "1,25 kW"],
    ["de", "de-DE", "-1.234.567,05 €", "1,25 kW"],
    ["en", "en-GB", "-€1,234,567.05", "1.25 kW"],
    ["zh", "zh-CN", "-€1,234,567.05", "1.25 kW"],
    ["en", "en-IN", "-€12,34,567.05", "1.25 kW"],
  ] as const) {
    await init({ lng: language, resources: {} });
    writeAsAtSite(site);
    assert.equal(plain(formatMoney("-123456705", "EUR")), money, `${language} at ${site}`);
    assert.equal(plain(formatQuantity("1.25", "kW")), quantity, `${language} at ${site}`);
  }
  writeAsAtSite("ja-JP");
  assert.equal(formatMoney("1234", "JPY"), "¥1,234");
  assert.equal(formatMoney("5", "EUR"), "€0.05");
});

test("how long something lasts is told in its two largest units, and never as nothing", async () => {
  await init({ lng: "en", resources: {} });
  writeAsAtSite("en-GB");
  const minute = 60_000;
  for (const [lasts, told] of [
    [0, "< 1 min"],
    [minute - 1, "< 1 min"],
    [minute, "1 min"],
    [125 * minute, "2 hrs 5 mins"],
    [60 * minute, "1 hr"],
    [(2 * 1440 + 3) * minute, "2 days"],
    [(2 * 1440 + 61) * minute, "2 days 1 hr"],
  ] as const) {
    assert.equal(plain(formatDuration(lasts)), told);
  }
});

test("names and lists are parted as the language does it", async () => {
  for (const [language, texts, named, list] of [
    ["en", en, "Gas: 5 <kWh>", "gas, heat"],
    ["zh", zh, "Gas：5 <kWh>", "gas、heat"],
  ] as const) {
    await init({
      lng: language,
      resources: { [language]: { translation: texts } },
      interpolation: { escapeValue: false },
    });
    assert.equal(formatNamed("Gas", "5 <kWh>"), named);
    assert.equal(formatList(["gas", "heat"]), list);
  }
});
