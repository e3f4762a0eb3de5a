/** How each element of a tariff is told, in every language: a change of words is seen here. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { tariffOf } from "#test/support/rating-case.ts";
import { explainTariff } from "./explain-tariff.ts";
import { parseTariff } from "./parse-tariff.ts";
import type { ExplainedLanguage } from "./explained-languages.ts";

/** The lines that tell the last of the charges. */
function told(
  charge: Readonly<Record<string, unknown>>,
  language: ExplainedLanguage,
  document: Readonly<Record<string, unknown>> = {},
): readonly string[] {
  const first = { kind: "fixed", id: "first", label: "First", price: "1", per: "day" };
  const parsed = parseTariff({
    format: "smartpm-tariff/1",
    name: "Example",
    commodity: "electricity",
    currency: "EUR",
    ...document,
    charges: [first, { id: "told", label: "Told", ...charge }],
  });
  assert.ok(parsed.ok, JSON.stringify(parsed));
  const lines = explainTariff(parsed.value, language).split("\n");
  const rest = lines.slice(lines.indexOf("  Told") + 1);
  const end = rest.findIndex((line) => !line.startsWith("    "));
  return (end < 0 ? rest : rest.slice(0, end)).map((line) => line.slice(4));
}

const demand = { kind: "demand", price: "10", per: "month", prorate: "days" };
const ELEMENTS: readonly {
  readonly what: string;
  readonly charge: Readonly<Record<string, unknown>>;
  readonly document?: Readonly<Record<string, unknown>>;
  readonly en: readonly string[];
  readonly zh: readonly string[];
  readonly de: readonly string[];
}[] = [
  {
    what: "a ratchet and a least demand on kVA that slides",
    charge: {
      ...demand,
      unit: "kVA",
      intervalMinutes: 15,
      averaging: "rolling",
      stepMinutes: 5,
      least: "20",
      ratchet: { percent: "80", months: 11, ofMonths: [6, 7, 8] },
    },
    en: [
      "For the highest average apparent power of the calendar month, over 15 min beginning every 5 min.",
      "At least 80 % of the highest of the 11 months before, of these only months 6, 7, 8 of the year.",
      "At least 20 kVA.",
      "10 EUR per kVA",
      "The price is for a month; of a part, its days' share",
    ],
    zh: [
      "按自然月内最高平均视在功率计费，平均时间 15 分钟，取每 5 分钟起算的滑动区间。",
      "不低于前 11 个月最高值的 80 %（仅计 6、7、8 月）。",
      "至少按 20 kVA 计。",
      "每 kVA 10 EUR",
      "价格为每月价格；不足部分按天数折算",
    ],
    de: [
      "Für die höchste mittlere Scheinleistung des Kalendermonats, gemittelt über 15 min, gleitend, Beginn alle 5 min.",
      "Mindestens 80 % des Höchsten der 11 Monate davor, davon nur die Monate 6, 7, 8 des Jahres.",
      "Mindestens 20 kVA.",
      "10 EUR je kVA",
      "Der Preis gilt für einen Monat; von einem Teil anteilig nach Tagen",
    ],
  },
  {
    what: "the mean of the highest of different days",
    charge: { ...demand, meanOfHighest: { count: 3, onDifferentDays: true } },
    en: [
      "For the mean of the 3 highest of the calendar month: average power, over an interval of the readings.",
      "Of each day only its highest counts.",
      "10 EUR per kW",
      "The price is for a month; of a part, its days' share",
    ],
    zh: [
      "按自然月内最高 3 个值的平均值计费：平均功率，以一个读数区间为平均时间。",
      "每日只计其最高值。",
      "每 kW 10 EUR",
      "价格为每月价格；不足部分按天数折算",
    ],
    de: [
      "Für den Mittelwert der 3 höchsten Werte des Kalendermonats: mittlere Leistung, gemittelt über einen Abstand der Ablesungen.",
      "Von jedem Tag zählt nur sein höchster Wert.",
      "10 EUR je kW",
      "Der Preis gilt für einen Monat; von einem Teil anteilig nach Tagen",
    ],
  },
  {
    what: "the mean of months",
    charge: { ...demand, meanOfMonths: { count: 12, leastOfMonth: "2.5" } },
    en: [
      "For the highest average power of the calendar month, over an interval of the readings.",
      "Billed is the mean of the peaks of 12 months, this one the last, each counted as 2.5 at least.",
      "10 EUR per kW",
      "The price is for a month; of a part, its days' share",
    ],
    zh: [
      "按自然月内最高平均功率计费，以一个读数区间为平均时间。",
      "按含本月在内 12 个月最高值的平均值计费，每月至少按 2.5 计。",
      "每 kW 10 EUR",
      "价格为每月价格；不足部分按天数折算",
    ],
    de: [
      "Für die höchste mittlere Leistung des Kalendermonats, gemittelt über einen Abstand der Ablesungen.",
      "Berechnet wird der Mittelwert der Spitzen von 12 Monaten, dieser als letzter, jeder mit mindestens 2,5 gezählt.",
      "10 EUR je kW",
      "Der Preis gilt für einen Monat; von einem Teil anteilig nach Tagen",
    ],
  },
  {
    what: "coincident demand",
    charge: { ...demand, atEvents: { name: "site-peak" } },
    en: [
      'For the mean of the average power in the declared intervals "site-peak".',
      "Those of the calendar month count.",
      "10 EUR per kW",
      "The price is for a month; of a part, its days' share",
    ],
    zh: [
      "按所公布区间“site-peak”内平均功率的平均值计费。",
      "计入本自然月的区间。",
      "每 kW 10 EUR",
      "价格为每月价格；不足部分按天数折算",
    ],
    de: [
      "Für den Mittelwert der mittleren Leistung in den angesagten Intervallen „site-peak“.",
      "Es zählen die des Kalendermonats.",
      "10 EUR je kW",
      "Der Preis gilt für einen Monat; von einem Teil anteilig nach Tagen",
    ],
  },
  {
    what: "a contract with a penalty",
    charge: { ...demand, contract: { leastPercentOfTransformer: "40" } },
    en: [
      "For the highest average power of the calendar month, over an interval of the readings.",
      "Below the contracted demand, the contract is billed. Up to 105 % of the contract, no more than the contract. Above it, 105 % of the contract at the price, and what is beyond 105 % of the contract at 2 times the price. The contract counts as 40 % of the transformers' kVA at least.",
      "10 EUR per kW",
      "The price is for a month; of a part, its days' share",
    ],
    zh: [
      "按自然月内最高平均功率计费，以一个读数区间为平均时间。",
      "未达到合同需量的，按合同需量计费。不超过合同需量的 105 %的，不超过合同需量计费。超过的，合同需量的 105 %按单价计费，超出合同需量的 105 %的部分按单价的 2 倍计费。合同需量不低于变压器容量的 40 %。",
      "每 kW 10 EUR",
      "价格为每月价格；不足部分按天数折算",
    ],
    de: [
      "Für die höchste mittlere Leistung des Kalendermonats, gemittelt über einen Abstand der Ablesungen.",
      "Unter der vertraglichen Leistung wird diese berechnet. Bis 105 % des Vertrags nicht mehr als der Vertrag. Darüber 105 % des Vertrags zum Preis, und was über 105 % des Vertrags liegt, zum 2-fachen Preis. Der Vertrag zählt mit mindestens 40 % der kVA der Transformatoren.",
      "10 EUR je kW",
      "Der Preis gilt für einen Monat; von einem Teil anteilig nach Tagen",
    ],
  },
  {
    what: "an amount for each square metre",
    charge: { kind: "fixed", price: "0.5", times: "area", per: "month", prorate: "none" },
    en: ["0.5 EUR a month for each m2; of a part, the whole amount"],
    zh: ["每月 0.5 EUR，每平方米；不足部分按全额收取"],
    de: ["0,5 EUR im Monat je m2; auch von einem Teil der ganze Betrag"],
  },
  {
    what: "reactive energy above a free share",
    charge: { kind: "reactive", price: "0.02", freePercent: "50", flow: "both" },
    en: [
      "0.02 EUR per kvarh of reactive energy drawn and sent back above 50 % of the active energy",
      "Counted by calendar month.",
    ],
    zh: ["吸收和送出的无功电量超过有功电量 50 % 的部分，每 kvarh 0.02 EUR", "按自然月累计。"],
    de: [
      "0,02 EUR je kvarh bezogene und abgegebene Blindarbeit über 50 % der Wirkarbeit",
      "Gezählt nach Kalendermonaten.",
    ],
  },
  {
    what: "a discount",
    charge: { kind: "percentage", percent: "-5", on: ["first"] },
    en: ["-5 % of First"],
    zh: ["First的 -5 %"],
    de: ["-5 % von First"],
  },
  {
    what: "a standard of the power factor",
    charge: { kind: "power-factor", standard: "0.90", on: ["first"] },
    en: [
      "A share of First by the average power factor of the billing period:",
      "  from 0.95 down to 0.90: -0.75 % to 0 %, 0.15 % more for each 0.01 less",
      "  from 0.89 down to 0.70: +0.5 % to +10.0 %, 0.5 % more for each 0.01 less",
      "  from 0.69 down to 0.65: +11.0 % to +15.0 %, 1 % more for each 0.01 less",
      "  from 0.64 down to 0.00: +17.0 % to +145.0 %, 2 % more for each 0.01 less",
    ],
    zh: [
      "按计费周期平均功率因数调整First：",
      "  0.95 至 0.90：-0.75 % 至 0 %，每降低 0.01 增加 0.15 %",
      "  0.89 至 0.70：+0.5 % 至 +10.0 %，每降低 0.01 增加 0.5 %",
      "  0.69 至 0.65：+11.0 % 至 +15.0 %，每降低 0.01 增加 1 %",
      "  0.64 至 0.00：+17.0 % 至 +145.0 %，每降低 0.01 增加 2 %",
    ],
    de: [
      "Ein Anteil von First nach dem mittleren Leistungsfaktor des Abrechnungszeitraums:",
      "  von 0,95 bis hinunter zu 0,90: -0,75 % bis 0 %, 0,15 % mehr je 0,01 weniger",
      "  von 0,89 bis hinunter zu 0,70: +0,5 % bis +10,0 %, 0,5 % mehr je 0,01 weniger",
      "  von 0,69 bis hinunter zu 0,65: +11,0 % bis +15,0 %, 1 % mehr je 0,01 weniger",
      "  von 0,64 bis hinunter zu 0,00: +17,0 % bis +145,0 %, 2 % mehr je 0,01 weniger",
    ],
  },
  {
    what: "a greatest amount",
    charge: { kind: "maximum", amount: "200", per: "month", prorate: "days" },
    en: [
      "At most 200 EUR a month for First; what is above is taken off; of a part, its days' share",
    ],
    zh: ["First每月至多 200 EUR，超出部分扣减；不足部分按天数折算"],
    de: [
      "Höchstens 200 EUR im Monat für First; was darüber liegt, wird abgezogen; von einem Teil anteilig nach Tagen",
    ],
  },
  {
    what: "market prices with multiplier and markup",
    charge: { kind: "series", series: "day-ahead", unit: "MWh", multiplier: "1.05", markup: "12" },
    en: ['The price "day-ahead" of its time × 1.05 + 12 EUR, per MWh'],
    zh: ["每 MWh 按当时的“day-ahead”价格 × 1.05 + 12 EUR"],
    de: ["Der Preis „day-ahead“ zu seiner Zeit × 1,05 + 12 EUR, je MWh"],
  },
  {
    what: "what is sent back",
    charge: { kind: "consumption", price: "-0.08", flow: "received" },
    en: ["-0.08 EUR per kWh", "For what is sent back."],
    zh: ["每 kWh -0.08 EUR", "对上网（送出）的用量计费。"],
    de: ["-0,08 EUR je kWh", "Für das, was eingespeist wird."],
  },
  {
    what: "a least quantity",
    charge: {
      kind: "consumption",
      price: "2",
      least: { quantity: "10", per: "month", prorate: "days" },
    },
    en: ["2 EUR per kWh", "At least 10 kWh a month are charged; of a part, its days' share"],
    zh: ["每 kWh 2 EUR", "每月至少按 10 kWh 计费；不足部分按天数折算"],
    de: [
      "2 EUR je kWh",
      "Mindestens 10 kWh im Monat werden berechnet; von einem Teil anteilig nach Tagen",
    ],
  },
  {
    what: "limits for each dwelling, wider for many persons",
    charge: {
      kind: "consumption",
      tiers: [{ upTo: "210", price: "0.5" }, { price: "0.6" }],
      ladder: {
        counts: "month",
        limitsPer: "dwellings",
        widen: { per: "persons", above: "4", by: "100" },
      },
    },
    en: [
      "up to 210 kWh: 0.5 EUR per kWh",
      "above 210 kWh: 0.6 EUR per kWh",
      "Counted by calendar month.",
      "Each band costs its own price.",
      "A part of that time has the whole of each limit.",
      "The limits are for each dwelling.",
      "Every limit is 100 kWh higher for each person above 4.",
    ],
    zh: [
      "210 kWh 及以下：每 kWh 0.5 EUR",
      "超过 210 kWh：每 kWh 0.6 EUR",
      "按自然月累计。",
      "各档用量按各档价格计费。",
      "不足整期的，各档限额不折算。",
      "各档限额按每户计。",
      "超过 4 人的，每人各档限额增加 100 kWh。",
    ],
    de: [
      "bis 210 kWh: 0,5 EUR je kWh",
      "über 210 kWh: 0,6 EUR je kWh",
      "Gezählt nach Kalendermonaten.",
      "Jede Stufe kostet ihren eigenen Preis.",
      "Ein Teil dieser Zeit hat jede Grenze ganz.",
      "Die Grenzen gelten je Wohnung.",
      "Jede Grenze liegt um 100 kWh höher je Person über 4.",
    ],
  },
  {
    what: "hours of use",
    charge: {
      kind: "consumption",
      tiers: [{ upTo: "200", price: "0.5" }, { price: "0.3" }],
      ladder: { counts: "month", limitsPer: "peak-demand", intervalMinutes: 15 },
    },
    en: [
      "up to 200 kWh: 0.5 EUR per kWh",
      "above 200 kWh: 0.3 EUR per kWh",
      "Counted by calendar month.",
      "Each band costs its own price.",
      "A part of that time has the whole of each limit.",
      "The limits are for each kW of the highest demand (hours of use).",
    ],
    zh: [
      "200 kWh 及以下：每 kWh 0.5 EUR",
      "超过 200 kWh：每 kWh 0.3 EUR",
      "按自然月累计。",
      "各档用量按各档价格计费。",
      "不足整期的，各档限额不折算。",
      "各档限额按每千瓦最高需量（利用小时）计。",
    ],
    de: [
      "bis 200 kWh: 0,5 EUR je kWh",
      "über 200 kWh: 0,3 EUR je kWh",
      "Gezählt nach Kalendermonaten.",
      "Jede Stufe kostet ihren eigenen Preis.",
      "Ein Teil dieser Zeit hat jede Grenze ganz.",
      "Die Grenzen gelten je kW der höchsten Leistung (Benutzungsstunden).",
    ],
  },
];

for (const { what, charge, document, en, zh, de } of ELEMENTS) {
  test(`${what} is told in English, Chinese and German`, () => {
    assert.deepEqual(told(charge, "en", document), en);
    assert.deepEqual(told(charge, "zh", document), zh);
    assert.deepEqual(told(charge, "de", document), de);
  });
}

test("seasons without times of use are told by their days, without a picture of hours", () => {
  const document = {
    calendars: [
      {
        id: "year",
        seasons: [
          { id: "summer", from: "06-01", through: "08-31" },
          {
            id: "rest",
            label: { en: "Rest", zh: "其余", de: "Übrige" },
            from: "09-01",
            through: "05-31",
          },
        ],
      },
    ],
    charges: [
      {
        kind: "consumption",
        id: "energy",
        label: "Energy",
        rates: [
          { seasons: ["summer"], price: "1" },
          { seasons: ["rest"], price: "2" },
        ],
      },
    ],
  };
  const seasons = (language: ExplainedLanguage) =>
    explainTariff(tariffOf(document), language).split("\n\n").at(-1);
  assert.equal(
    seasons("en"),
    "Seasons, first and last day\n  summer: 06-01 – 08-31\n  Rest: 09-01 – 05-31",
  );
  assert.equal(seasons("zh"), "季节（首日至末日）\n  summer：06-01 – 08-31\n  其余：09-01 – 05-31");
  assert.equal(
    seasons("de"),
    "Jahreszeiten, erster und letzter Tag\n  summer: 06-01 – 08-31\n  Übrige: 09-01 – 05-31",
  );
});
