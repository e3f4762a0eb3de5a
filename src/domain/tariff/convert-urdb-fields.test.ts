/** The names, units and ways of writing that documents of the rate database have. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { faultText } from "#domain/core/fault.ts";
import { daysOf, lineTexts, rated, required } from "#test/support/rating-case.ts";
import { convertUrdb, isUrdb } from "./convert-urdb.ts";
import { parseTariff } from "./parse-tariff.ts";

const ENERGY = { energyratestructure: [[{ rate: 0.1 }]] };
const DAYS = daysOf("2026-04-01", "2026-05-01");

/** The lines of a document for 100 kWh in April. */
function linesOf(parts: Readonly<Record<string, unknown>>): string[] {
  const tariff = required(parseTariff(required(convertUrdb({ ...ENERGY, ...parts }))));
  return lineTexts(rated({ tariff, days: DAYS, total: "100" })).slice(1);
}

function faultsOf(json: unknown): readonly string[] {
  const result = convertUrdb(json);
  return result.ok ? [] : result.faults.map(faultText);
}

function nameOf(parts: Readonly<Record<string, unknown>>): string {
  return required(parseTariff(required(convertUrdb({ ...ENERGY, ...parts })))).name.toString();
}

test("a document with demand alone is known too", () => {
  assert.equal(isUrdb({ flatdemandstructure: [] }), true);
  assert.equal(isUrdb({ demandratestructure: [] }), true);
  assert.equal(isUrdb({ fixedchargefirstmeter: 4 }), false);
});

test("the only item of an answer is converted, and what is no object is refused", () => {
  const [inItems, alone] = [{ items: [ENERGY] }, ENERGY].map((json) => required(convertUrdb(json)));
  assert.deepEqual(inItems, alone);
  assert.deepEqual(faultsOf(null), ["the document: is null (write an object in braces)"]);
  assert.deepEqual(faultsOf({ items: ["rate"] }), [
    'the document: is "rate" (write an object in braces)',
  ]);
  assert.deepEqual(faultsOf({}), ["the document: has no charge (add an energyratestructure)"]);
});

test("a tariff is named by utility and name, as far as there are any", () => {
  assert.equal(nameOf({ utility: "Light", name: "General" }), "Light, General");
  assert.equal(nameOf({ utility: "  ", name: "General" }), "General");
  assert.equal(nameOf({ utility: 7, name: "General" }), "General");
  assert.equal(nameOf({}), "Converted tariff");
  assert.equal(nameOf({ name: "x".repeat(201) }), "x".repeat(200));
});

test("a fixed charge is by the month, the day or the year, and by the month unless told", () => {
  // April has 30 days; a year's price is paid by twelfths.
  const fixed = (unit: string | undefined) =>
    linesOf({ fixedchargefirstmeter: 12, ...(unit && { fixedchargeunits: unit }) });
  assert.deepEqual(fixed(undefined), ["12.00 = 12 × 1"]);
  assert.deepEqual(fixed("$/month"), ["12.00 = 12 × 1"]);
  assert.deepEqual(fixed("$/day"), ["360.00 = 12 × 30"]);
  assert.deepEqual(fixed("$/year"), ["1.00 = 12 × 1/12"]);
  assert.deepEqual(linesOf({ fixedmonthlycharge: 7 }), ["7.00 = 7 × 1"]);
});

test("a minimum is by the month or the day, by its name of today or before", () => {
  // 100 kWh × 0.1 = 10: 15 more to 25, and 0.5 × 30 = 15, 5 more.
  const [month] = linesOf({ mincharge: 25 });
  assert.match(month ?? "", /^15\.00 = /);
  assert.deepEqual(linesOf({ minmonthlycharge: 25 }), [month]);
  const [day] = linesOf({ mincharge: 0.5, minchargeunits: "$/day" });
  assert.match(day ?? "", /^5\.00 = /);
});

test("an amount in another unit, or that is no number, is refused", () => {
  for (const unit of ["$/decade", "toString", 5]) {
    assert.deepEqual(faultsOf({ ...ENERGY, fixedchargefirstmeter: 1, fixedchargeunits: unit }), [
      `fixedchargeunits: is ${JSON.stringify(unit)}, which is not converted (only amounts in $/month, $/day, $/year are)`,
    ]);
  }
  assert.deepEqual(faultsOf({ ...ENERGY, fixedchargefirstmeter: "four" }), [
    'fixedchargefirstmeter: is "four" (write a number, without quotes)',
  ]);
});

const fuel = (prices: readonly number[]) =>
  required(convertUrdb({ ...ENERGY, fueladjustmentsmonthly: prices }));

test("fuel at one price all year needs no calendar", () => {
  const same = fuel(Array.from({ length: 12 }, () => 0.01));
  assert.deepEqual(required(parseTariff(same)).charges[1]?.kind, "consumption");
  assert.equal(JSON.stringify(same).includes('"calendar":"fuel"'), false);
  const other = fuel([0.02, ...Array.from({ length: 11 }, () => 0.01)]);
  assert.equal(JSON.stringify(other).includes('"calendar":"fuel"'), true);
});

test("a limit in kWh a day on the last tier alone makes no ladder by the day", () => {
  const json = required(
    convertUrdb({
      energyratestructure: [
        [
          { max: 50, rate: 0.1 },
          { rate: 0.2, unit: "kWh daily" },
        ],
      ],
    }),
  );
  assert.equal(JSON.stringify(json).includes('"seasons"'), false);
  const tariff = required(parseTariff(json));
  assert.deepEqual(lineTexts(rated({ tariff, days: DAYS, total: "100" })), [
    "5.00 = 50 kWh × 0.1",
    "10.00 = 50 kWh × 0.2",
  ]);
});
