import assert from "node:assert/strict";
import { test } from "node:test";
import type { BillLanguage } from "#domain/core/bill-language.ts";
import { sampleBill } from "#test/support/sample-bill.ts";
import { billFormat } from "./bill-format.ts";
import { billSheet } from "./bill-sheet.ts";

test("the subtotals of the points sum to the net amount", () => {
  const { groups, net } = billSheet(sampleBill());
  const minor = groups.map(({ subtotal }) => Number(subtotal.replaceAll(/\D/g, "")));
  assert.equal(
    minor.reduce((sum, one) => sum + one, 0),
    Number(net.replaceAll(/\D/g, "")),
  );
});

test("figures beyond binary precision are printed to their last digit", () => {
  const format = billFormat({
    locale: "en-GB",
    language: "en",
    currency: "EUR",
    timeZone: "Europe/Berlin",
  });
  assert.equal(format.amount("90071992547409931234"), "900,719,925,474,099,312.34");
  assert.equal(format.register("9007199254740993.125"), "9,007,199,254,740,993.125");
  assert.equal(format.price("0.1234567891"), "0.1234567891");
  assert.equal(format.price("0.2"), "0.20");
});

test("a line for part of the billing period says which days", () => {
  const [group] = billSheet(sampleBill()).groups;
  assert.equal(
    group?.lines.at(-1)?.detail,
    "01/10/2026 – 20/10/2026; 20 of the 31 days of the month",
  );
  assert.equal(group?.lines[0]?.detail, "");
});

test("a share of a month is shown as the fraction that it is", () => {
  const line = billSheet(sampleBill()).groups[0]?.lines.at(-1);
  assert.deepEqual([line?.quantity, line?.unit], ["20/31", "month"]);
});

test("a formula is shown where it says more than the columns, in the locale's digits", () => {
  const [line] = sampleBill().lines;
  assert.ok(line);
  const detailOf = (formula: string) =>
    billSheet(
      sampleBill({
        locale: "de-DE",
        lines: [{ ...line, quantity: "2.50", unit: "m3", price: "1.20", formula }],
      }),
    ).groups[0]?.lines[0]?.detail;
  assert.equal(detailOf("2.5 m3 × 1.2"), "");
  assert.equal(detailOf("1.2 × 2.5"), "");
  assert.equal(detailOf("0.9 × 2.7778 m3 × 1.2"), "0,9 × 2,7778 m³ × 1,2");
  assert.equal(detailOf("10 × 20/31 − 3.4"), "20 of the 31 days of the month; 10 × 20/31 − 3,4");
});

test("a formula is shown where the columns leave out digits that the sum needs", () => {
  const [line] = sampleBill().lines;
  assert.ok(line);
  const more = { ...line, quantity: "424.4567", unit: "kWh", price: "0.3" };
  const lines = [{ ...more, formula: "424.4567 kWh × 0.3" }];
  assert.equal(billSheet(sampleBill({ lines })).groups[0]?.lines[0]?.detail, "424.4567 kWh × 0.3");
});

test("what a lease counts stands in the words of the bill, in the column and in the formula", () => {
  const [line] = sampleBill().lines;
  assert.ok(line);
  // 30 days of a year of 365 for 150 kW: 150 × 30/365 = 12.3287….
  const byPower = {
    ...line,
    quantity: "12.328767123287671232",
    unit: "kW · year",
    price: "61.2",
    formula: "150 kW × 61.2 × 30/365",
  };
  const byPoint = {
    ...byPower,
    quantity: "1.935483870967741935",
    unit: "service point · month",
    price: "4.5",
    formula: "2 service point × 4.5 × 30/31",
  };
  const byArea = { ...byPower, quantity: "1", unit: "m2 · month", formula: "1 m2 × 61.2 × 1" };
  const told = (language: BillLanguage, locale: string) => {
    const lines = [byPower, byPoint, byArea];
    const [group] = billSheet(sampleBill({ language, locale, lines })).groups;
    return group?.lines.map(({ quantity, unit, detail }) => [`${quantity} ${unit}`, detail]);
  };
  assert.deepEqual(told("de", "de-DE"), [
    ["12,329 kW · Jahr", "30 der 365 Tage des Jahres; 150 kW × 61,2 × 30/365"],
    ["1,935 Messstellen · Monat", "30 der 31 Tage des Monats; 2 Messstellen × 4,5 × 30/31"],
    ["1 m² · Monat", "1 m² × 61,2 × 1"],
  ]);
  assert.deepEqual(told("zh", "zh-CN"), [
    ["12.329 kW · 年", "全年 365 天中的 30 天; 150 kW × 61.2 × 30/365"],
    ["1.935 个计量点 · 月", "当月 31 天中的 30 天; 2 个计量点 × 4.5 × 30/31"],
    ["1 m² · 月", "1 m² × 61.2 × 1"],
  ]);
});

test("a discount for a part of a month is shown as the fraction that it is", () => {
  const [line] = sampleBill().lines;
  assert.ok(line);
  // -2.50 × 20/31 = -1.61.
  const share = { quantity: "0.64516129", unit: "month", price: "-2.5", formula: "-2.5 × 20/31" };
  const lines = [{ ...line, ...share, amountMinor: "-161" }];
  const [set] = billSheet(sampleBill({ lines })).groups[0]?.lines ?? [];
  assert.deepEqual([set?.quantity, set?.unit], ["20/31", "month"]);
  assert.equal(set?.detail, "20 of the 31 days of the month");
});

test("a tax that prices contain says what it is contained in", () => {
  const tax = { label: "VAT", rate: "13", baseMinor: "8850", amountMinor: "1150" };
  const sheet = billSheet(sampleBill({ taxes: [{ ...tax, containedInMinor: "10000" }] }));
  assert.equal(sheet.taxes[0]?.label, "VAT 13% contained in 100.00");
});

test("a tax's rate is not said twice", () => {
  const tax = { label: "VAT 19 %", rate: "19.0", baseMinor: "100", amountMinor: "19" };
  const labels = billSheet(sampleBill({ taxes: [tax, { ...tax, label: "VAT" }] })).taxes;
  assert.deepEqual(
    labels.map(({ label }) => label),
    ["VAT 19 % on 1.00", "VAT 19% on 1.00"],
  );
});

test("a line of the address that repeats the one before is left out", () => {
  const recipient = { name: "A", company: "", addressLines: ["A", "Quay 1", "A"], taxNumber: "" };
  const { recipientLines } = billSheet(sampleBill({ recipient }));
  assert.deepEqual(recipientLines, ["A", "Quay 1", "A"]);
});

test("the day of a reading is the site's, not UTC's", () => {
  const [reading] = billSheet(sampleBill()).readings;
  assert.equal(reading?.opening.day, "01/10/2026");
});

test("an estimated reading is marked, and the share of estimates is told", () => {
  const { readings, groups, hasEstimates } = billSheet(sampleBill());
  assert.deepEqual(
    readings.map(({ closing }) => closing.estimated),
    [false, true, false],
  );
  assert.equal(groups[1]?.note, "1.2% of this rests on estimated readings");
  assert.equal(hasEstimates, true);
});

test("a month without a known consumption is a gap in the chart, not a zero", () => {
  const bars = billSheet(sampleBill()).charts[1]?.bars;
  assert.partialDeepStrictEqual(bars?.[4], {
    month: "Mar",
    value: "–",
    height: null,
    tone: "between",
  });
  assert.equal(bars?.at(-1)?.tone, "now");
});

test("a line that belongs to no point of the bill is refused", () => {
  const [line] = sampleBill().lines;
  assert.ok(line);
  const lines = [{ ...line, servicePointId: 99 }];
  assert.throws(() => billSheet(sampleBill({ lines })), /belongs to no service point/);
});

const LIFT = {
  costId: 4,
  label: "Lift and staircase",
  from: "2026-10-01",
  to: "2026-11-01",
  costMinor: "90000",
  parts: [
    {
      key: "area",
      partMinor: "90000",
      weight: "3720",
      totalWeight: "18600",
      amountMinor: "18000",
    },
  ],
  amountMinor: "18000",
} as const;

test("a share of a common cost says the whole cost, its key and the weights, and its days", () => {
  // 120 m² of 600 m² over 31 days: 3,720 of 18,600 square metre days, a fifth of 900.00.
  const { shares } = billSheet(sampleBill({ sharedCosts: [LIFT] }));
  assert.deepEqual(shares, [
    {
      label: "Lift and staircase",
      details: ["01/10/2026 – 31/10/2026", "by area and days: 900.00 × 3,720 / 18,600 = 180.00"],
      cost: "900.00",
      amount: "180.00",
    },
  ]);
});

test("the account shows what was owed, what came in, this bill, and what is owed now", () => {
  const bill = sampleBill();
  const account = {
    previousMinor: "20000",
    receivedMinor: "15000",
    balanceMinor: String(5000n + BigInt(bill.totalMinor)),
  };
  const sheet = billSheet({ ...bill, account });
  const [previous, received, own] = sheet.account?.rows ?? [];
  assert.deepEqual([previous?.amount, received?.amount], ["200.00", "-150.00"]);
  assert.ok(sheet.total.includes(own?.amount ?? "missing"));
});

test("a corrected bill names the one it corrects, and why", () => {
  const corrects = { number: "B1-2026-000100", issuedOn: "2026-10-02", reason: "Misread in May" };
  const { facts } = billSheet(sampleBill({ corrects }));
  const values = facts.map(({ label, value }) => `${label}: ${value}`);
  assert.ok(values.includes("Corrects bill: B1-2026-000100"));
  assert.ok(values.includes("Reason: Misread in May"));
});
