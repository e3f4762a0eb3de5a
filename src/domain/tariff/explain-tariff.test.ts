import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { explainTariff } from "./explain-tariff.ts";
import { EXPLAINED_LANGUAGES } from "./explained-languages.ts";
import { parseTariff } from "./parse-tariff.ts";

function documentOf(json: unknown) {
  const parsed = parseTariff(json);
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return parsed.value;
}

async function catalogueTariff(name: string) {
  const url = new URL(`../../../catalogue/tariffs/${name}.json`, import.meta.url);
  return documentOf(JSON.parse(await readFile(url, "utf8")));
}

test("a tariff with demand and a minimum is told charge by charge", async () => {
  const text = explainTariff(await catalogueTariff("shop-demand"), "en");
  assert.deepEqual(text.split("\n").slice(0, 29), [
    "Shop, with demand",
    "For electricity in kWh, in EUR.",
    "Every line is rounded, a half away from zero.",
    "",
    "What is charged",
    "  Energy",
    "    Day: 0.2480 EUR per kWh",
    "    Night: 0.2110 EUR per kWh",
    "  Highest demand",
    "    For the highest average power of the calendar month, over 15 min side by side.",
    "    9.20 EUR per kW",
    "    The price is for a month; of a part, its days' share",
    "  Metering and service",
    "    18.00 EUR a month; of a part, its days' share",
    "  Minimum charge",
    "    At least 60.00 EUR a month for Energy, Highest demand, Metering and service; what is missing is added; of a part, its days' share",
    "",
    "Taxes",
    "  VAT 19 %: 19 % on all charges",
    "",
    "When, by the clock at the site: a row a month, a column an hour",
    "  A Day  B Night",
    "",
    "     00 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20 21 22 23",
    ...["01", "02", "03", "04", "05"].map(
      (month) =>
        `  ${month}  B  B  B  B  B  B  A  A  A  A  A  A  A  A  A  A  A  A  A  A  A  A  B  B`,
    ),
  ]);
});

test("a ladder is told in Chinese: its bands, how they count, and what a part costs", async () => {
  const text = explainTariff(await catalogueTariff("water-ladder"), "zh");
  assert.equal(
    text,
    `供水和污水
适用于冷水，单位 m3，货币 EUR。
每行金额四舍五入。

收费项目
  水费
    10 m3 及以下：每 m3 1.92 EUR
    超过 10 至 30 m3：每 m3 2.35 EUR
    超过 30 m3：每 m3 2.98 EUR
    按自然月累计。
    各档用量按各档价格计费。
    不足整期的，各档限额按天数折算。
  污水处理费，按水量的 90 %
    每 m3 2.14 EUR
    按用量的 90 % 计费。
  水表费
    每月 3.20 EUR；不足部分按天数折算

税费
  增值税 19 %：对全部费用征收 19 %

来源
  Example of SmartPM, with prices as they are usual、2026-01-01`,
  );
});

test("every tariff of the catalogue names each charge, tax and TOU period, in every language", async () => {
  for (const name of ["dwelling-ladder", "heat-flat", "office-tou", "shop-demand"]) {
    const document = await catalogueTariff(name);
    for (const language of EXPLAINED_LANGUAGES) {
      const text = explainTariff(document, language);
      const labels = [...document.charges, ...document.taxes].map(({ label }) => label);
      for (const label of labels) {
        const own = typeof label === "string" ? label : (label[language] ?? "");
        assert.ok(text.includes(own), `${name} in ${language} says ${own}`);
      }
    }
  }
});

test("each day type has its picture, and each row the season of its month", async () => {
  const text = explainTariff(await catalogueTariff("office-tou"), "en");
  const lines = text.split("\n");
  const rowsOf = (heading: string) => {
    const at = lines.indexOf(heading);
    assert.notEqual(at, -1, heading);
    return lines.slice(at + 2, at + 14);
  };
  const workday = rowsOf("  Workday: Mon, Tue, Wed, Thu, Fri");
  const winter = "  C  C  C  C  C  C  C  A  A  A  A  B  B  B  B  B  B  A  A  A  B  B  C  C";
  const summer = "  C  C  C  C  C  C  C  B  B  B  B  A  A  A  A  A  A  B  B  B  B  B  C  C";
  assert.equal(workday[2], `  03${winter}`);
  assert.equal(workday[3], `  04${summer}`);
  assert.equal(workday[8], `  09${summer}`);
  assert.equal(workday[9], `  10${winter}`);
  const rest = rowsOf(
    "  Weekend and holiday: Sat, Sun, holidays (01-01, 05-01, 10-03, 12-25, 12-26)",
  );
  for (const row of rest) {
    assert.match(row, /^ {2}\d\d( {2}C){8}( {2}B){14}( {2}C){2}$/);
  }
});

test("a season that begins within a month cuts its row, a period within an hour is starred and told to the minute", () => {
  const text = explainTariff(
    documentOf({
      format: "smartpm-tariff/1",
      name: "Cut",
      commodity: "electricity",
      currency: "EUR",
      calendars: [
        {
          id: "times",
          seasons: [
            { id: "warm", from: "04-15", through: "10-14" },
            { id: "cold", from: "10-15", through: "04-14" },
          ],
          touPeriods: [{ id: "day" }, { id: "night" }],
          days: [
            {
              seasons: ["warm"],
              windows: [{ from: "07:30", to: "20:00", touPeriod: "day" }],
              otherwise: "night",
            },
            { seasons: ["cold"], otherwise: "night" },
          ],
        },
      ],
      charges: [
        {
          kind: "consumption",
          id: "energy",
          label: "Energy",
          rates: [{ price: "0.20" }],
        },
      ],
    }),
    "en",
  );
  const lines = text.split("\n");
  assert.ok(lines.includes("    at all times: 0.20 EUR per kWh"));
  assert.ok(lines.includes("  A day  B night  * the period changes within the hour"));
  assert.deepEqual(lines.slice(-14, -9), [
    "  02           B  B  B  B  B  B  B  B  B  B  B  B  B  B  B  B  B  B  B  B  B  B  B  B",
    "  03           B  B  B  B  B  B  B  B  B  B  B  B  B  B  B  B  B  B  B  B  B  B  B  B",
    "  04-01 04-14  B  B  B  B  B  B  B  B  B  B  B  B  B  B  B  B  B  B  B  B  B  B  B  B",
    "  04-15 04-30  B  B  B  B  B  B  B  *  A  A  A  A  A  A  A  A  A  A  A  A  B  B  B  B",
    "  05           B  B  B  B  B  B  B  *  A  A  A  A  A  A  A  A  A  A  A  A  B  B  B  B",
  ]);
  assert.equal(lines.at(-1), "  warm: 00:00–07:30 night, 07:30–20:00 day, 20:00–24:00 night");
});
