import assert from "node:assert/strict";
import { test } from "node:test";
import { faultText } from "#domain/core/fault.ts";
import { parseTariff } from "./parse-tariff.ts";

const FIRST = { kind: "fixed", id: "first", label: "First", price: "1", per: "day" };
const factor = (parts: Readonly<Record<string, unknown>>) => ({
  kind: "power-factor",
  id: "factor",
  label: "Power factor",
  ...parts,
});

const FAULTY: readonly (readonly [charges: readonly unknown[], fault: string])[] = [
  [
    [FIRST, factor({})],
    'charges[1]: does not say its percentages in one way (write a "standard" (0.90, 0.85, 0.80) or a "table")',
  ],
  [
    [FIRST, factor({ standard: "0.90", table: [{ from: "0", percent: "1" }] })],
    'charges[1]: does not say its percentages in one way (write a "standard" (0.90, 0.85, 0.80) or a "table")',
  ],
  [
    [FIRST, factor({ table: [{ from: "0.9", percent: "1" }] })],
    'charges[1].table: says nothing of the lowest power factors (add a step "from": "0")',
  ],
  [
    [
      FIRST,
      factor({
        table: [
          { from: "0", percent: "1" },
          { from: "0.0", percent: "2" },
        ],
      }),
    ],
    "charges[1].table: has 0 twice (write each power factor once)",
  ],
  [
    [FIRST, factor({ table: [{ from: "90", percent: "1" }] })],
    'charges[1].table: has a power factor of 90 (write them from "0" to "1")',
  ],
  [
    [factor({ standard: "0.90" })],
    "charges[0]: stands before all other charges (write it after what it counts)",
  ],
  [
    [FIRST, { kind: "percentage", id: "off", label: "Off", percent: "-5", on: ["second"] }],
    'charges[1].on: "second" does not stand before it (choose from "first")',
  ],
  [
    [FIRST, { kind: "maximum", id: "cap", label: "Cap", amount: "-5", per: "month" }],
    "charges[1].amount: is -5 (write zero or more)",
  ],
  [
    [FIRST, { kind: "reactive", id: "q", label: "Q", price: "1", flow: "in" }],
    'charges[1].flow: is "in" (write "import", "export" or "both")',
  ],
];

const faultsOf = (charges: readonly unknown[], commodity = "electricity") => {
  const document = { format: "smartpm-tariff/1", name: "Example", commodity, currency: "EUR" };
  const result = parseTariff({ ...document, charges });
  return result.ok ? [] : result.faults.map(faultText);
};

for (const [n, [charges, fault]] of FAULTY.entries()) {
  test(`a charge on charges says, case ${n + 1}: ${fault}`, () =>
    assert.deepEqual(faultsOf(charges), [fault]));
}

test("water has no reactive energy", () => {
  assert.deepEqual(faultsOf([FIRST, factor({ standard: "0.90" })], "cold-water"), [
    "charges[1]: asks for reactive energy of cold-water (write it in a tariff for electricity)",
  ]);
});
