import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import decodeQr from "qr/decode.js";
import { canonicalJson } from "#domain/billing/canonical-json.ts";
import { sampleBill } from "#test/support/sample-bill.ts";
import { billSheet } from "./bill-sheet.ts";
import { breakableText } from "./breakable-text.ts";
import { matrixCode } from "./matrix-code.ts";
import { paymentCode } from "./payment-code.ts";

const ACCOUNT = { holder: "Harbour Estate", iban: "DE02120300000000202051", bic: "BYLADEM1001" };

function payable(changes: Parameters<typeof sampleBill>[0] = {}) {
  const bill = sampleBill(changes);
  return { ...bill, issuer: { ...bill.issuer, bankAccount: ACCOUNT } };
}

test("a banking app reads account, amount and reference in the lines of EPC069-12", () => {
  assert.deepEqual(paymentCode(payable())?.split("\n"), [
    "BCD", // what it is
    "002", // version
    "1", // UTF-8
    "SCT", // a transfer
    "BYLADEM1001",
    "Harbour Estate",
    "DE02120300000000202051",
    "EUR1356.93",
    "", // purpose
    "", // structured reference
    "B1-2026-000217",
  ]);
});

test("there is no code to pay by without an account, a euro or something to pay", () => {
  assert.equal(paymentCode(sampleBill()), undefined);
  assert.equal(paymentCode(payable({ currency: "CHF" })), undefined);
  assert.equal(paymentCode(payable({ totalMinor: "0" })), undefined);
  assert.equal(paymentCode(payable({ totalMinor: "-1" })), undefined);
  assert.equal(paymentCode(payable({ totalMinor: "100000000000" })), undefined);
  assert.equal(paymentCode(payable({ kind: "credit-note" })), undefined);
});

test("a reader of codes finds in the drawing what was put in", () => {
  for (const text of ["https://bills.example.org/verify?number=B1", paymentCode(payable()) ?? ""]) {
    assert.equal(decoded(matrixCode(text)), text);
  }
});

test("the bill's code opens the page with its number and the digest that the database keeps", () => {
  const bill = sampleBill({ number: "B1 & ü/2026" });
  const { verification } = billSheet(bill, { publicUrl: "https://bills.example.org/smartpm" });
  const address = new URL(verification?.address ?? "");
  assert.equal(address.origin + address.pathname, "https://bills.example.org/verify");
  assert.equal(address.searchParams.get("number"), bill.number);
  const digest = createHash("sha256").update(canonicalJson(bill)).digest("hex");
  assert.equal(address.searchParams.get("sha256"), digest);
  assert.equal(billSheet(bill).verification, null, "nobody could open it");
});

test("only runs that fit no column are made breakable, and nothing is lost", () => {
  assert.equal(breakableText("Harbour Estate, Kaistraße 12"), "Harbour Estate, Kaistraße 12");
  const long = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk";
  assert.equal(breakableText(long).replaceAll("\u00ad", ""), long);
  assert.ok(breakableText(long).includes("\u00ad"));
  const number = "0123456789".repeat(5);
  assert.equal(breakableText(number).replaceAll("\u200b", ""), number);
  assert.ok(!breakableText(number).includes("\u00ad"), "no hyphen within a number");
});

const PIXELS_A_MODULE = 4;
/** Codes are read with light around them. */
const QUIET_MODULES = 4;

/** Paints a drawing of ours, and reads it. */
function decoded(svg: string): string {
  const size = Number(/viewBox="0 0 (\d+) /.exec(svg)?.[1]);
  const side = (size + 2 * QUIET_MODULES) * PIXELS_A_MODULE;
  const data = new Uint8ClampedArray(side * side * 4).fill(255);
  for (const [, x, y, length] of svg.matchAll(/M(\d+) (\d+)h(\d+)/g)) {
    for (let dx = 0; dx < Number(length) * PIXELS_A_MODULE; dx += 1) {
      for (let dy = 0; dy < PIXELS_A_MODULE; dy += 1) {
        const column = (Number(x) + QUIET_MODULES) * PIXELS_A_MODULE + dx;
        const row = (Number(y) + QUIET_MODULES) * PIXELS_A_MODULE + dy;
        data.fill(0, (row * side + column) * 4, (row * side + column) * 4 + 3);
      }
    }
  }
  return decodeQr({ width: side, height: side, data });
}
