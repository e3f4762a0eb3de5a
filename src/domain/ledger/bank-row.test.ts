import assert from "node:assert/strict";
import { test } from "node:test";
import { bankColumns, bankPayment } from "./bank-row.ts";

const RIGHT = {
  Date: "2026-10-31",
  Amount: "412.50",
  Name: "Ada Moss",
  Reference: "B1-2026-000042",
};
const EUR = { digits: 2 };

function amountOf(text: string): string | undefined {
  return bankPayment({ ...RIGHT, Amount: text }, EUR).payment?.amount.toString();
}

function dayOf(text: string): string | undefined {
  return bankPayment({ ...RIGHT, Date: text }, EUR).payment?.bookedOn.toString();
}

function faultOf(changes: Partial<typeof RIGHT>): string | undefined {
  const [fault] = bankPayment({ ...RIGHT, ...changes }, EUR).faults;
  return fault && `${fault.column}: ${fault.message}`;
}

test("columns are found by what banks call them, in any order", () => {
  const german = ["Buchungstag", "Valuta", "Verwendungszweck", "Betrag", "Auftraggeber"];
  assert.deepEqual(Object.fromEntries(bankColumns(german)), {
    Date: 0,
    Amount: 3,
    Name: 4,
    Reference: 2,
  });
  assert.deepEqual([...bankColumns([" AMOUNT ", "交易日期"]).keys()], ["Date", "Amount"]);
});

test("days are read as banks write them", () => {
  for (const text of ["2026-10-31", "2026/10/31", "20261031", "31.10.2026", "31.10.26"]) {
    assert.equal(dayOf(text), "2026-10-31", text);
  }
  assert.equal(dayOf("1.2.2026"), "2026-02-01");
  for (const text of ["31/10/2026", "10/11/2026", "2026-02-30", "2026-1031", "", "yesterday"]) {
    assert.equal(
      faultOf({ Date: text }),
      `Date: "${text}" is no day; write it like 2026-10-31 or 31.10.2026`,
    );
  }
});

test("amounts are read with a point or a comma before the decimals", () => {
  const cases = [
    ["412.50", "412.50"],
    ["412,50", "412.50"],
    ["1.412,50", "1412.50"],
    ["1,412.50", "1412.50"],
    ["1'412.50", "1412.50"],
    ["1 412,5", "1412.5"],
    ["1.234.567,89", "1234567.89"],
    ["1,234,567", "1234567"],
    ["+412", "412"],
    ["€412.50", "412.50"],
    ["412,50 EUR", "412.50"],
  ];
  for (const [text = "", amount] of cases) assert.equal(amountOf(text), amount, text);
});

test("what may be two amounts, or none, is not guessed", () => {
  assert.equal(
    faultOf({ Amount: "1.234" }),
    'Amount: "1.234" may be thousands or thousandths; write it with 2 digits after the point',
  );
  for (const text of ["", "much", "1.23.45", "12,34.567,8", "1..2", "4e2"]) {
    assert.equal(
      faultOf({ Amount: text }),
      `Amount: "${text}" is no amount; write it like 412.50`,
      text,
    );
  }
  assert.equal(faultOf({ Amount: "0.0050" }), "Amount: has more than 2 digits after the point");
});

test("what went out, and nothing, is no payment that was received", () => {
  for (const Amount of ["-412.50", "−412,50", "0.00"]) {
    assert.equal(faultOf({ Amount }), "Amount: is no payment that was received", Amount);
  }
});

test("all that is wrong with a row is told at once", () => {
  assert.equal(bankPayment({ ...RIGHT, Date: "?", Amount: "?" }, EUR).faults.length, 2);
});
