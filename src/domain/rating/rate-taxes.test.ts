import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import { daysOf, rated, required, tariffOf, totalText } from "#test/support/rating-case.ts";
import { rate } from "./rate.ts";

const MARCH = daysOf("2026-03-01", "2026-04-01");
const amountOf = (id: string, price: string) => ({
  kind: "fixed",
  id,
  label: id,
  price,
  per: "billing-period",
});

function taxed(parts: Record<string, unknown>) {
  const result = rated({ tariff: tariffOf(parts), days: MARCH });
  return {
    net: result.netMinor,
    taxes: result.taxes.map(({ amountMinor }) => amountMinor),
    total: totalText(result),
  };
}

test("R34: a tax comes on top of prices without it, and is taken out of prices with it", () => {
  const charges = [amountOf("base", "100.00")];
  const vat = { id: "vat", label: "VAT", percent: "13" };
  assert.deepEqual(taxed({ charges, taxes: [vat] }), {
    net: 10000n,
    taxes: [1300n],
    total: "113.00",
  });
  assert.deepEqual(taxed({ charges, taxes: [{ ...vat, included: true }] }), {
    net: 8850n,
    taxes: [1150n],
    total: "100.00",
  });
});

test("R35: a tax may be levied on some charges, and another on it as well", () => {
  const result = taxed({
    charges: [amountOf("energy", "60.00"), amountOf("rent", "0.81")],
    taxes: [
      { id: "electricity", label: "Electricity tax", percent: "5.11269632", on: ["energy"] },
      { id: "vat", label: "VAT", percent: "21", onTaxes: ["electricity"] },
    ],
  });
  assert.deepEqual(result, { net: 6081n, taxes: [307n, 1341n], total: "77.29" });
});

test("R36: three lines of 33.335 are 100.02 by the line and 100.01 by the sum", () => {
  const charges = ["a", "b", "c"].map((id) => amountOf(id, "33.335"));
  const byLine = rated({ tariff: tariffOf({ charges }), days: MARCH });
  assert.equal(totalText(byLine), "100.02");
  const bySum = rated({
    tariff: tariffOf({ charges, rounding: { line: "none" } }),
    days: MARCH,
  });
  assert.equal(totalText(bySum), "100.01");
  assert.deepEqual(
    bySum.lines.map(({ amountMinor }) => amountMinor),
    [3334n, 3334n, 3333n],
    "every cent goes to a line, the earlier one first",
  );
  assert.equal(bySum.exact.toString(), "100.005");
});

test("halves go up, or to the even cent, as the tariff says", () => {
  const charges = [amountOf("a", "0.125"), amountOf("b", "0.115")];
  const cents = (line: string) =>
    rated({ tariff: tariffOf({ charges, rounding: { line } }), days: MARCH }).lines.map(
      ({ amountMinor }) => amountMinor,
    );
  assert.deepEqual(cents("half-up"), [13n, 12n]);
  assert.deepEqual(cents("half-even"), [12n, 12n]);
});

test("a currency without cents is rounded to its whole unit", () => {
  const tariff = tariffOf({
    currency: "JPY",
    charges: [amountOf("a", "99.5")],
    taxes: [{ id: "tax", label: "Tax", percent: "10" }],
  });
  assert.equal(rated({ tariff, days: MARCH }).totalMinor, 110n);
});

function dailyPrice(price: string, percent: string) {
  return tariffOf({
    charges: [{ kind: "fixed", id: "base", label: "Base", price, per: "day" }],
    taxes: [{ id: "vat", label: "VAT", percent }],
  });
}

/** Two versions, the second from the eleventh. */
function taxesOf(percents: readonly [string, string]) {
  const versions = percents.map((percent, n) => ({
    id: n,
    effectiveFrom: MARCH.from.add({ days: n * 10 }),
    document: dailyPrice(n === 0 ? "0.33" : "0.34", percent),
  }));
  const total = { quantity: Decimal.ZERO };
  const order = { versions, period: MARCH, timeZone: "UTC", consumption: undefined, total };
  return required(rate(order)).taxes.map(({ percent, baseMinor, amountMinor }) => [
    percent.toString(),
    baseMinor,
    amountMinor,
  ]);
}

test("versions that are taxed alike are taxed once, on the sum", () => {
  assert.deepEqual(taxesOf(["19", "19"]), [["19", 1044n, 198n]]);
  assert.deepEqual(taxesOf(["19", "16"]), [
    ["19", 330n, 63n],
    ["16", 714n, 114n],
  ]);
});

test("versions in two currencies cannot be on one bill", () => {
  const versions = ["EUR", "CHF"].map((currency, n) => ({
    id: n,
    effectiveFrom: MARCH.from.add({ days: n * 10 }),
    document: tariffOf({ currency, charges: [amountOf("base", "1")] }),
  }));
  const total = { quantity: Decimal.ZERO };
  const result = rate({
    versions,
    period: MARCH,
    timeZone: "UTC",
    consumption: undefined,
    total,
  });
  assert.equal(result.ok ? "" : result.faults[0]?.code, "rating.mixed-versions");
});
