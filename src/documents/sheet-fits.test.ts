import assert from "node:assert/strict";
import { test } from "node:test";
import { BILL_LANGUAGES } from "#domain/core/bill-language.ts";
import { sampleBill } from "#test/support/sample-bill.ts";
import { billSheet } from "./bill-sheet.ts";

const LONG = "Vereinigte Hafenbetriebe und Lagerhausgesellschaft Nordelbe mit beschränkter Haftung";

test("the texts of a usual bill stand on their lines, in every language", () => {
  for (const language of BILL_LANGUAGES) {
    const { facts, ...tables } = billSheet(sampleBill({ language })).fits;
    assert.deepEqual(tables, { readings: true, groups: [true, true, true], sums: true }, language);
    // German months are written out after "Ihre Steuernummer": the billing period takes two lines.
    assert.equal(facts, language !== "de", language);
  }
});

test("a long name lets the rows of its own table grow, and no others", () => {
  const bill = sampleBill();
  const lines = bill.lines.map((line) =>
    line.servicePointId === 8 ? { ...line, label: LONG } : line,
  );
  assert.deepEqual(billSheet({ ...bill, lines }).fits.groups, [true, false, true]);
  const points = bill.points.map((point) => ({ ...point, name: LONG }));
  assert.equal(billSheet({ ...bill, points }).fits.readings, false);
  assert.equal(billSheet({ ...bill, premises: LONG }).fits.facts, false);
  const taxes = bill.taxes.map((tax) => ({ ...tax, label: LONG }));
  assert.equal(billSheet({ ...bill, taxes }).fits.sums, false);
});

test("figures that need smaller type let the rows grow", () => {
  const lines = sampleBill().lines.map((line) => ({ ...line, price: "123456789012.3456789012" }));
  const points = sampleBill().points.map((point) => ({
    ...point,
    consumption: "123456789012345678901234567890",
  }));
  const { fits } = billSheet(sampleBill({ lines, points }));
  assert.equal(fits.readings, false);
});
