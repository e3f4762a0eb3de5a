import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import { daysOf, rated, required, tariffOf, totalText } from "#test/support/rating-case.ts";
import { formulaText } from "./formula.ts";
import type { TaxExemption } from "./circumstances.ts";
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

test("R35: a tax that one charge contains is taken out of that one alone", () => {
  // Of 120.00 for energy 20.00 are VAT; rent of 50.00 has none. A levy of 10 % on energy is of 100.00.
  const charges = [amountOf("energy", "120.00"), amountOf("rent", "50.00")];
  const vat = { id: "vat", label: "VAT", percent: "20", included: true, on: ["energy"] };
  assert.deepEqual(taxed({ charges, taxes: [vat] }), {
    net: 15000n,
    taxes: [2000n],
    total: "170.00",
  });
  const levy = { id: "levy", label: "Levy", percent: "10", on: ["energy"] };
  assert.deepEqual(taxed({ charges, taxes: [vat, levy] }).taxes, [2000n, 1000n]);
  // VAT in both, a levy on rent alone: 10 % of what 60.00 are without 20 %, 50.00.
  const both = { ...vat, on: ["energy", "rent"] };
  const onRent = { ...levy, on: ["rent"] };
  const dear = [amountOf("energy", "120.00"), amountOf("rent", "60.00")];
  assert.deepEqual(taxed({ charges: dear, taxes: [both, onRent] }).taxes, [3000n, 500n]);
});

/** As `taxed`, with lines and reasons, for a customer who does not pay some taxes. */
function exempted(parts: Record<string, unknown>, exemptions: readonly TaxExemption[]) {
  const { lines, taxes, netMinor, taxMinor, totalMinor } = rated({
    tariff: tariffOf(parts),
    days: MARCH,
    around: { exemptions },
  });
  return {
    lines: lines.map(
      ({ kind, amountMinor, formula }) => `${kind} ${amountMinor} = ${formulaText(formula)}`,
    ),
    taxes: taxes.map(
      ({ baseMinor, amountMinor, exemption }) =>
        `${amountMinor} of ${baseMinor} ${exemption?.kind ?? "levied"}`,
    ),
    sums: [netMinor, taxMinor, totalMinor],
  };
}

const REVERSE_CHARGE = {
  kind: "reverse-charge",
  reason: "Reverse charge, Article 196 of Directive 2006/112/EC",
} as const;

test("R34: who owes a tax itself pays the price without it, with the reason", () => {
  const charges = [amountOf("base", "100.00")];
  const vat = { id: "vat", label: "VAT", percent: "13" };
  assert.deepEqual(exempted({ charges, taxes: [vat] }, [REVERSE_CHARGE]), {
    lines: ["fixed 10000 = 100 × 1"],
    taxes: ["0 of 10000 reverse-charge"],
    sums: [10000n, 0n, 10000n],
  });
  // Of a price that contains it, 11.50 is taken off again: 88.50.
  assert.deepEqual(exempted({ charges, taxes: [{ ...vat, included: true }] }, [REVERSE_CHARGE]), {
    lines: ["fixed 10000 = 100 × 1", "tax -1150 = −13 % × 88.50"],
    taxes: ["0 of 8850 reverse-charge"],
    sums: [8850n, 0n, 8850n],
  });
});

test("R35: who is exempt from one tax pays the others, and no tax on it", () => {
  const parts = {
    charges: [amountOf("energy", "60.00"), amountOf("rent", "0.81")],
    taxes: [
      { id: "electricity", label: "Electricity tax", percent: "5.11269632", on: ["energy"] },
      { id: "vat", label: "VAT", percent: "21", onTaxes: ["electricity"] },
    ],
  };
  const exempt = { taxId: "electricity", kind: "exempt", reason: "Producer" } as const;
  // 21 % of 60.81 = 12.77; together 73.58.
  assert.deepEqual(exempted(parts, [exempt]), {
    lines: ["fixed 6000 = 60 × 1", "fixed 81 = 0.81 × 1"],
    taxes: ["0 of 6000 exempt", "1277 of 6081 levied"],
    sums: [6081n, 1277n, 7358n],
  });
});

test("R34: a price that contains two taxes contains both of one net amount", () => {
  // 118 = 100 + 13 + 5; a third on top of what is left: 10 % of 100.
  const charges = [amountOf("base", "118.00")];
  const contained = [
    { id: "vat", label: "VAT", percent: "13", included: true },
    { id: "levy", label: "Levy", percent: "5", included: true },
  ];
  assert.deepEqual(taxed({ charges, taxes: contained }), {
    net: 10000n,
    taxes: [1300n, 500n],
    total: "118.00",
  });
  const onTop = { id: "city", label: "City", percent: "10" };
  assert.deepEqual(taxed({ charges, taxes: [...contained, onTop] }), {
    net: 10000n,
    taxes: [1300n, 500n, 1000n],
    total: "128.00",
  });
  // On the contained levy as well, where the tariff says so: 10 % of 105.
  const onLevy = { ...onTop, onTaxes: ["levy"] };
  assert.deepEqual(taxed({ charges, taxes: [...contained, onLevy] }).taxes, [1300n, 500n, 1050n]);
});
