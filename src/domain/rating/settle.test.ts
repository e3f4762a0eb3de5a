/** From exact lines to rounded ones with their taxes: what an exempt customer gets off, and the check on rounding. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import { minorDigits, nearlyMinor } from "#domain/core/money.ts";
import { tariffOf } from "#test/support/rating-case.ts";
import { formulaText } from "./formula.ts";
import type { ExactLine } from "./priced-stretch.ts";
import { assertRounded, settle } from "./settle.ts";

const at = (day: number) =>
  Temporal.Instant.from(`2026-03-${String(day).padStart(2, "0")}T00:00:00Z`);

function lineOf(chargeId: string, amount: string, [from, to]: readonly [number, number]) {
  return {
    kind: "fixed",
    chargeId,
    label: chargeId,
    range: { from: at(from), to: at(to) },
    quantity: Decimal.ONE,
    unit: "month",
    price: Decimal.parse(amount),
    amount: Decimal.parse(amount),
    formula: [],
    estimatedShare: 0,
    amountMinor: 0n,
  } satisfies ExactLine;
}

const fixed = (id: string) => ({
  kind: "fixed",
  id,
  label: id,
  price: "1",
  per: "billing-period",
});

const CONTAINED = { id: "vat", label: "VAT", percent: "20", included: true };
const ON_TOP = { id: "levy", label: "Levy", percent: "10" };
const tariff = (taxes: readonly object[], parts: object = {}) =>
  tariffOf({ charges: [fixed("energy"), fixed("rent")], taxes, ...parts });

const EXEMPT = [{ kind: "exempt", reason: "Embassy" }] as const;
const options = { language: "en", exemptions: EXEMPT } as const;

test("what an exempt customer gets off is one line from the first moment of all to the last", () => {
  // 12.00 and 24.00 contain 20 %: 6.00 of 30.00. The days of the lines: 10 to 20, 1 to 31, 5 to 15.
  const lines = [
    lineOf("energy", "12.00", [10, 20]),
    lineOf("rent", "24.00", [1, 31]),
    lineOf("energy", "0.00", [5, 15]),
  ];
  const settled = settle([{ document: tariff([CONTAINED]), lines }], options);
  const [, , , relief] = settled.lines;
  assert.ok(relief);
  assert.equal(settled.lines.length, 4);
  assert.deepEqual(
    [relief.kind, relief.chargeId, relief.label, formulaText(relief.formula)],
    ["tax", "vat", "VAT", "−20 % × 30.00"],
  );
  assert.equal(`${relief.range.from} to ${relief.range.to}`, `${at(1)} to ${at(31)}`);
  assert.equal(`${relief.quantity} ${relief.unit} × ${relief.price}`, "1 bill × -6.00");
  assert.deepEqual([relief.amount.toString(), relief.amountMinor], ["-6.00", -600n]);
});

test("only of a tax that is contained there is something to get off, and only for who is exempt", () => {
  const lines = [lineOf("energy", "12.00", [1, 31])];
  const kinds = (taxes: readonly object[], exemptions?: typeof EXEMPT) =>
    settle([{ document: tariff(taxes), lines }], { language: "en", exemptions }).lines.map(
      ({ kind, amountMinor }) => `${kind} ${amountMinor}`,
    );
  assert.deepEqual(kinds([CONTAINED]), ["fixed 1200"]);
  assert.deepEqual(kinds([ON_TOP], EXEMPT), ["fixed 1200"]);
  // Of the two taxes the one that is contained.
  assert.deepEqual(kinds([ON_TOP, CONTAINED], EXEMPT), ["fixed 1200", "tax -200"]);
});

test("without any line there is no line of what an exempt customer gets off", () => {
  const { lines, taxes } = settle([{ document: tariff([CONTAINED]), lines: [] }], options);
  assert.deepEqual(lines, []);
  assert.deepEqual(
    taxes.map(({ amountMinor, baseMinor }) => [amountMinor, baseMinor]),
    [[0n, 0n]],
  );
});

test("neighbouring versions are taxed together only where their taxes and rounding are the same", () => {
  const other = { rounding: { line: "half-even" } };
  const taxed = (...documents: readonly ReturnType<typeof tariff>[]) =>
    settle(
      documents.map((document) => ({ document, lines: [lineOf("energy", "10.00", [1, 31])] })),
      { language: "en", exemptions: undefined },
    ).taxes.map(({ baseMinor, amountMinor }) => [baseMinor, amountMinor]);
  // 10 % of 20.00; of 10.00 and 20.00; of each 10.00.
  assert.deepEqual(taxed(tariff([ON_TOP]), tariff([ON_TOP])), [[2000n, 200n]]);
  assert.deepEqual(taxed(tariff([ON_TOP], other), tariff([ON_TOP]), tariff([ON_TOP])), [
    [1000n, 100n],
    [2000n, 200n],
  ]);
  assert.deepEqual(taxed(tariff([ON_TOP]), tariff([ON_TOP], other), tariff([ON_TOP])), [
    [1000n, 100n],
    [1000n, 100n],
    [1000n, 100n],
  ]);
});

function check(text: string, amountMinor: bigint, currency: "EUR" | "JPY" = "EUR") {
  const amount = Decimal.parse(text);
  const nearly = [nearlyMinor(amount, minorDigits(currency))];
  assertRounded({ lines: [{ chargeId: "energy", amount, amountMinor }], nearly }, { currency });
}

test("a line that rounding moves by a whole minor unit or more stops the bill", () => {
  // 1.005 lies between 1.00 and 1.01; 1.02 and 0.99 are further than a cent.
  check("1.005", 100n);
  check("1.005", 101n);
  assert.throws(() => check("1.005", 102n), /line energy of 1\.005 was rounded to 102 minor units/);
  assert.throws(() => check("1.005", 99n), /99 minor units/);
  // From 1 a whole cent is too much, too, either way.
  check("1", 100n);
  assert.throws(() => check("1", 101n));
  assert.throws(() => check("1", 99n));
  // From half a cent sent back to one drawn it is a cent and a half.
  check("-0.005", -1n);
  assert.throws(() => check("-0.005", 1n), /line energy of -0\.005 was rounded to 1 minor units/);
  // A yen has no cents.
  check("99.5", 100n, "JPY");
  assert.throws(() => check("99.5", 9950n, "JPY"));
});

test("of a fortune, too, a single minor unit more stops the bill", () => {
  // 10^19 cents: binary numbers are 2048 apart there.
  check("100000000000000000.004", 10_000_000_000_000_000_000n);
  assert.throws(() => check("100000000000000000.00", 10_000_000_000_000_000_001n));
  assert.throws(() => check("100000000000000000.004", 9_999_999_999_999_999_999n));
});
