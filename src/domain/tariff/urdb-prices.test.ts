import assert from "node:assert/strict";
import { test } from "node:test";
import { type Fault, faultText } from "#domain/core/fault.ts";
import { decimalText, readStructure, urdbNumber } from "./urdb-prices.ts";

/** What is read of a structure with one period, or what is said of it. */
function read(tiers: unknown, units = ["kWh", "kWh daily"]): unknown {
  const faults: Fault[] = [];
  const found = readStructure({ value: [tiers], path: "rates", faults }, units);
  return found
    ? found[0]?.map(({ upTo, price }) => [upTo?.toString(), price.toString()])
    : faults.map(faultText);
}

test("a binary number becomes its digits, with a point where there is one", () => {
  assert.deepEqual(
    [0, 12, -0.5, 1.5e-7, -2e-7, 1e21, 1.25e21, 1.2345e22, 1.234_567_890_123_45e21].map(
      decimalText,
    ),
    [
      "0",
      "12",
      "-0.5",
      "0.00000015",
      "-0.0000002",
      "1000000000000000000000",
      "1250000000000000000000",
      "12345000000000000000000",
      "1234567890123450000000",
    ],
  );
});

const number = (value: unknown) => {
  const faults: Fault[] = [];
  return urdbNumber({ value, path: "rate", faults }) ?? faults.map(faultText).join("");
};

test("numbers too small or too great for a price are refused, zero is not", () => {
  assert.equal(number(0), 0);
  assert.equal(number(2e-12), 2e-12);
  assert.equal(number(1e-12), "rate: is 1e-12 (write a number, without quotes)");
  assert.equal(number(999_999_999), 999_999_999);
  assert.equal(number(1e9), "rate: is 1000000000 (write a number, without quotes)");
});

test("an end of a thousand million or more is none", () => {
  assert.deepEqual(read([{ rate: 1, max: 999_999_999 }, { rate: 2 }]), [
    ["999999999", "1"],
    [undefined, "2"],
  ]);
  assert.deepEqual(read([{ rate: 1, max: 1e9 }]), [[undefined, "1"]]);
});

test("what is wrong with tiers is said with what would be right", () => {
  assert.deepEqual(read([7]), ['rates[0][0]: is 7 (write {"rate": 0.12})']);
  assert.deepEqual(read([{ rate: 1, max: 5 }]), [
    "rates[0][0].max: ends the last tier (leave it out: it has no end)",
  ]);
  assert.deepEqual(read([{ rate: 1 }, { rate: 2 }]), [
    "rates[0][0].max: is missing (say where the tier ends)",
  ]);
  const sinking = [{ rate: 1, max: 5 }, { rate: 1, max: 4 }, { rate: 1, max: 3 }, { rate: 2 }];
  assert.deepEqual(read(sinking), [
    "rates[0][1].max: is 4 (write more than 5, where the tier begins)",
  ]);
  assert.deepEqual(read([{ rate: 1, unit: "MWh" }]), [
    'rates[0][0].unit: is "MWh", which is not converted (only tiers in kWh, kWh daily are)',
  ]);
  assert.deepEqual(read([{ rate: "x" }]), [
    'rates[0][0].rate: is "x" (write a number, without quotes)',
  ]);
  assert.deepEqual(read([{ rate: 1, adj: "x" }]), [
    'rates[0][0].adj: is "x" (write a number, without quotes)',
  ]);
  assert.deepEqual(read([{ rate: 1, max: "x" }]), [
    'rates[0][0].max: is "x" (write a number, without quotes)',
  ]);
});
