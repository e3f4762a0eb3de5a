import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleUsage } from "./example-usage.ts";

test("an example month sums to its quantity, on months with a clock change too", () => {
  for (const [month, hours] of [
    ["2026-03", 743],
    ["2026-10", 745],
    ["2028-02", 696],
  ] as const) {
    const { quantity, consumption } = exampleUsage("electricity", {
      month,
      timeZone: "Europe/Berlin",
    });
    assert.equal(consumption.amounts.length, hours);
    assert.equal(
      consumption.amounts.reduce((sum, amount) => sum + amount, 0),
      quantity * 1000,
    );
  }
});
