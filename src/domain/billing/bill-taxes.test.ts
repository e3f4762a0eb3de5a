import assert from "node:assert/strict";
import { test } from "node:test";
import type { RatedTax } from "#domain/rating/rating-input.ts";
import { daysOf, rated, tariffOf } from "#test/support/rating-case.ts";
import type { BilledShare } from "./bill.ts";
import { billTaxes } from "./bill-taxes.ts";

const MARCH = daysOf("2026-03-01", "2026-04-01");
const VAT = { id: "vat", label: "VAT", percent: "19" };

/** What a tariff with one fixed amount rates. */
function taxesOn(price: string, taxes: readonly object[], rounding = {}): readonly RatedTax[] {
  const charge = { kind: "fixed", id: "base", label: "Base", price, per: "billing-period" };
  const tariff = tariffOf({ charges: [charge], taxes, rounding });
  return rated({ tariff, days: MARCH }).taxes;
}

function texts(ratedTaxes: readonly RatedTax[], shares: readonly BilledShare[] = []): string[] {
  return billTaxes({ rated: ratedTaxes, shares, currency: "EUR" }).map(
    ({ label, rate, baseMinor, amountMinor, containedInMinor }) =>
      `${label} ${rate} % of ${baseMinor}: ${amountMinor}` +
      (containedInMinor === undefined ? "" : `, in ${containedInMinor}`),
  );
}

/** 10.03 × 19 % = 1.9057, to 1.91 each by itself; 20.06 × 19 % = 3.8114 together. */
test("R36: a tax is its rate of the base that is printed, also where two tariffs bear it", () => {
  const both = [...taxesOn("10.03", [VAT]), ...taxesOn("10.03", [VAT])];
  assert.deepEqual(
    both.map(({ amountMinor }) => amountMinor),
    [191n, 191n],
  );
  assert.deepEqual(texts(both), ["VAT 19 % of 2006: 381"]);
});

test("a share of a common cost bears its tax with the tariffs' of the same rate", () => {
  const share = {
    costId: 1,
    label: "Lift",
    from: "2026-03-01",
    to: "2026-04-01",
    costMinor: "2006",
    parts: [],
    amountMinor: "1003",
    taxRate: "19.0",
    taxLabel: "VAT",
  };
  assert.deepEqual(texts(taxesOn("10.03", [VAT]), [share]), ["VAT 19 % of 2006: 381"]);
});

/** 10.00 holds 10 × 19 / 119 = 1.5966; 20.00 hold 3.1933, and not 2 × 1.60. */
test("a tax that prices contain is reckoned from all of them, and apart from one on top", () => {
  const within = { ...VAT, included: true };
  const three = ["10.00", "10.00"].flatMap((price) => taxesOn(price, [within]));
  assert.deepEqual(texts([...three, ...taxesOn("5.00", [VAT])]), [
    "VAT 19 % of 1681: 319, in 2000",
    "VAT 19 % of 500: 95",
  ]);
});

/**
 * 10 % of 0.05 is 0.005, up to 0.01 each, and of 0.10 is 0.01 together: a cent less. VAT is levied on
 * 0.05 + 0.01 twice, so on 0.12, of which 0.11 is left.
 */
test("a tax on a tax is levied on what that tax comes to on the bill", () => {
  const duty = { id: "duty", label: "Duty", percent: "10" };
  const stacked = [duty, { ...VAT, onTaxes: ["duty"] }];
  const both = [...taxesOn("0.05", stacked), ...taxesOn("0.05", stacked)];
  assert.deepEqual(texts(both), ["Duty 10 % of 10: 1", "VAT 19 % of 11: 2"]);
  // A tariff before them that levies only the VAT makes no difference to the order of reckoning.
  assert.deepEqual(texts([...taxesOn("1.00", [VAT]), ...both]), [
    "VAT 19 % of 111: 21",
    "Duty 10 % of 10: 1",
  ]);
});

/** 1.50 × 19 % = 0.285. */
test("taxes that are rounded in other ways are not taken together", () => {
  const both = [...taxesOn("1.50", [VAT]), ...taxesOn("1.50", [VAT], { tax: "half-even" })];
  assert.deepEqual(texts(both), ["VAT 19 % of 150: 29", "VAT 19 % of 150: 28"]);
});
