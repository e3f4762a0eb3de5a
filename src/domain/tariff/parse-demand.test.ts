import assert from "node:assert/strict";
import { test } from "node:test";
import { faultText } from "#domain/core/fault.ts";
import { parseTariff } from "./parse-tariff.ts";

/** Every fault of a tariff with one demand charge of these fields. */
function faultsOf(parts: Readonly<Record<string, unknown>>): string[] {
  const charge = { kind: "demand", id: "demand", label: "Demand", prorate: "days", price: "1" };
  const result = parseTariff({
    format: "smartpm-tariff/1",
    name: "Example",
    commodity: "electricity",
    currency: "EUR",
    charges: [{ ...charge, ...parts }],
  });
  return result.ok ? [] : result.faults.map(faultText);
}

const TIERS = [{ upTo: "5", price: "1" }, { price: "2" }];
const FAULTY: readonly (readonly [parts: Readonly<Record<string, unknown>>, fault: string])[] = [
  [
    { stepMinutes: 5 },
    'charges[0].stepMinutes: stands without a rolling average (leave it out, or write "averaging": "rolling")',
  ],
  [
    { stepMinutes: 4, averaging: "rolling", intervalMinutes: 15 },
    "charges[0].stepMinutes: is 4 (write minutes that divide the 15 of an interval)",
  ],
  [
    { averaging: "rolling" },
    "charges[0].intervalMinutes: is missing (say over how many minutes a rolling average goes)",
  ],
  [
    { meanOfHighest: { count: 3 }, atEvents: { name: "peak" } },
    'charges[0].atEvents: stands beside "meanOfHighest" (write one of them)',
  ],
  [
    { meanOfHighest: { count: 3 }, averaging: "rolling", intervalMinutes: 15 },
    'charges[0].meanOfHighest: stands with a rolling average, whose neighbours hold one peak twice (write "averaging": "block")',
  ],
  [
    { meanOfHighest: { count: 1 } },
    "charges[0].meanOfHighest.count: is 1 (write a whole number from 2 to 24, without quotes)",
  ],
  [
    { atEvents: { name: "peak" }, unit: "kVA" },
    "charges[0].atEvents: stands with kVA or with rates for parts of time (charge kW at one price)",
  ],
  [{ ratchet: { percent: "80" } }, "charges[0].ratchet.months: is missing (add it)"],
  [
    { ratchet: { percent: "80", months: 11, ofMonths: [0] } },
    "charges[0].ratchet.ofMonths[0]: is 0 (write a whole number from 1 to 12, without quotes)",
  ],
  [{ contract: { reading: "C" } }, 'charges[0].contract.reading: is "C" (write "A" or "B")'],
  [
    { contract: { freePercent: "95" } },
    "charges[0].contract.freePercent: is 95 (write 100, where nothing above the contract is free, or more)",
  ],
  [
    { contract: { leastPercent: "101" } },
    "charges[0].contract.leastPercent: is 101 (write at most 100: the whole contract)",
  ],
];

for (const [parts, fault] of FAULTY) {
  test(`a demand charge says: ${fault}`, () => assert.deepEqual(faultsOf(parts), [fault]));
}

test("a contract stands with one price for each rate", () => {
  const charge = { kind: "demand", id: "demand", label: "Demand", prorate: "days", contract: {} };
  const result = parseTariff({
    format: "smartpm-tariff/1",
    name: "Example",
    commodity: "electricity",
    currency: "EUR",
    charges: [{ ...charge, tiers: TIERS }],
  });
  assert.deepEqual(result.ok ? [] : result.faults.map(faultText), [
    'charges[0].contract: stands with tiers (write one "price" for each rate)',
  ]);
});
