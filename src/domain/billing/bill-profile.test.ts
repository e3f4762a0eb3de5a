import assert from "node:assert/strict";
import { test } from "node:test";
import { faultText } from "#domain/core/fault.ts";
import { sampleBill } from "#test/support/sample-bill.ts";
import { BILL_PROFILES, lintBill } from "./bill-profile.ts";

const TEXTS = Object.fromEntries(
  [
    "estimation",
    "taxes-explained",
    "fuel-mix",
    "metering-cost",
    "advice",
    "complaints",
    "co2-split",
  ].map((block) => [block, `Text of ${block}`]),
);

test("R40: a bill with every block passes every profile", () => {
  const emissions = [
    { commodity: "heat", unit: "kWh", consumption: "1", factor: "1", source: "", kilograms: "1.0" },
  ] as const;
  for (const profile of BILL_PROFILES) {
    assert.deepEqual(lintBill(sampleBill({ texts: TEXTS, emissions }), profile), []);
  }
});

test("R40: each block that a profile asks for and that is empty is named with its remedy", () => {
  const { complaints: _, ...texts } = TEXTS;
  const [fault, ...others] = lintBill(sampleBill({ texts }), "uk-heat");
  assert.deepEqual(others, []);
  assert.equal(
    fault && faultText(fault),
    "Accounts payable: a bill of the profile uk-heat must contain complaints, and this one has none (write the text complaints among the site's bill texts)",
  );
});

test("R40: an estimate has to be explained, a bill without one has not", () => {
  const bill = sampleBill();
  assert.ok(lintBill(bill, "ca-water").some(({ message }) => message.includes("estimation")));
  const points = bill.points.map((point) => ({ ...point, estimatedShare: "0" }));
  const without = lintBill(sampleBill({ points }), "ca-water");
  assert.ok(without.every(({ message }) => !message.includes("estimation")));
});

test("R40: without readings or an issuer no bill is issued at all", () => {
  const empty = sampleBill({ points: [], issuer: { ...sampleBill().issuer, name: "" } });
  assert.deepEqual(
    lintBill(empty, "general").map(({ message }) => /contain (\S+),/.exec(message)?.[1]),
    ["parties", "readings"],
  );
});
