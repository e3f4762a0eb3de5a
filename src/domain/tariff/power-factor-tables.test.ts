import assert from "node:assert/strict";
import { test } from "node:test";
import { POWER_FACTOR_STANDARDS, powerFactorTable } from "./power-factor-tables.ts";

/** From 1.00 down to 0.60, as the table of 1983 lists them: reductions, nothing, surcharges. */
const PUBLISHED = {
  "0.90":
    "-0.75 -0.75 -0.75 -0.75 -0.75 -0.75 -0.6 -0.45 -0.3 -0.15 0 0.5 1 1.5 2 2.5 3 3.5 4 4.5 5 5.5 6 6.5 7 7.5 8 8.5 9 9.5 10 11 12 13 14 15 17 19 21 23 25",
  "0.85":
    "-1.1 -1.1 -1.1 -1.1 -1.1 -1.1 -1.1 -0.95 -0.8 -0.65 -0.5 -0.4 -0.3 -0.2 -0.1 0 0.5 1 1.5 2 2.5 3 3.5 4 4.5 5 5.5 6 6.5 7 7.5 8 8.5 9 9.5 10 11 12 13 14 15",
  "0.80":
    "-1.3 -1.3 -1.3 -1.3 -1.3 -1.3 -1.3 -1.3 -1.3 -1.15 -1 -0.9 -0.8 -0.7 -0.6 -0.5 -0.4 -0.3 -0.2 -0.1 0 0.5 1 1.5 2 2.5 3 3.5 4 4.5 5 5.5 6 6.5 7 7.5 8 8.5 9 9.5 10",
};

for (const standard of POWER_FACTOR_STANDARDS) {
  test(`the published percentages of the standard ${standard}`, () => {
    const table = powerFactorTable(standard);
    const percents = Array.from({ length: 41 }, (_, n) => {
      const hundredths = 100 - n;
      return table.find(({ from }) => Number(from.toString()) * 100 <= hundredths + 1e-9)?.percent;
    });
    assert.equal(
      percents.map((percent) => percent?.normalized().toString()).join(" "),
      PUBLISHED[standard],
    );
  });
}
