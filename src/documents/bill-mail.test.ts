import assert from "node:assert/strict";
import { test } from "node:test";
import { sampleBill } from "#test/support/sample-bill.ts";
import { billMail } from "./bill-mail.ts";

test("the mail says what the bill says: number, period, premises, use, amount, due date", () => {
  const { subject, body, html, fileName } = billMail(sampleBill());
  assert.equal(subject, "Harbour Estate: Bill B1-2026-000217, Amount due €1,356.93");
  assert.equal(fileName, "B1-2026-000217.pdf");
  for (const figure of [
    "Bill number: B1-2026-000217",
    "Billing period: 1 October 2026 – 31 October 2026",
    "Consumption: G-03 electricity: 2,382.4 kWh",
    "Amount due: €1,356.93",
    "Due date: 16 November 2026",
    "IBAN DE00",
  ]) {
    assert.ok(body.includes(figure), `${figure} is missing in: ${body}`);
  }
  assert.match(html, /€1,356\.93/);
  assert.match(html, /<html lang="en">/);
});

test("a Chinese tenant's mail is in Chinese", () => {
  const { subject, body, html } = billMail(
    sampleBill({ language: "zh", locale: "zh-CN", currency: "CNY" }),
  );
  assert.match(subject, /账单 B1-2026-000217/);
  assert.match(body, /付款截止日: 2026年11月16日/);
  assert.doesNotMatch(body, /Amount|Due|Dear|attached/);
  assert.match(html, /<html lang="zh">/);
});

test("a German tenant's mail is in German", () => {
  const { subject, body, html } = billMail(sampleBill({ language: "de", locale: "de-DE" }));
  assert.match(subject, /Rechnung B1-2026-000217, Zu zahlen 1\.356,93/);
  assert.match(body, /Fällig am: 16\. November 2026/);
  assert.doesNotMatch(body, /Amount|Due|Dear|attached/);
  assert.match(html, /<html lang="de">/);
});

test("names cannot bring markup or a path into the mail", () => {
  const bill = sampleBill({ premises: '<img src=x onerror="x">', number: "../B1/1" });
  const { html, fileName } = billMail(bill);
  assert.ok(!html.includes("<img"));
  assert.equal(fileName, ".._B1_1.pdf");
});

test("a credit note has nothing to pay and no due date", () => {
  const { subject, body } = billMail(sampleBill({ kind: "credit-note", totalMinor: "-135693" }));
  assert.match(subject, /Credit note .* Amount credited €1,356\.93/);
  assert.doesNotMatch(body, /Due date|IBAN/);
});
