import assert from "node:assert/strict";
import { test } from "node:test";
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
  assert.equal(group?.lines.at(-1)?.detail, "01/10/2026 – 20/10/2026; 14.5 × 20/31");
  assert.equal(group?.lines[0]?.detail, "");
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
  assert.deepEqual(bars?.[4], { month: "Mar", value: "–", height: null, current: false });
  assert.equal(bars?.at(-1)?.current, true);
});

test("a line that belongs to no point of the bill is refused", () => {
  const [line] = sampleBill().lines;
  assert.ok(line);
  const lines = [{ ...line, servicePointId: 99 }];
  assert.throws(() => billSheet(sampleBill({ lines })), /belongs to no service point/);
});
