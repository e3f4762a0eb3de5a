import assert from "node:assert/strict";
import { test } from "node:test";
import { init } from "i18next";
import { formatMoney, formatQuantity, writeAsAtSite } from "./format.ts";

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
