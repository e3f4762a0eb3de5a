import { Decimal } from "#domain/core/decimal.ts";
import type { PowerFactorStep } from "./charge-on-charges.ts";

/** The standards of 水电财字215号, by the kind of customer. */
export const POWER_FACTOR_STANDARDS = ["0.90", "0.85", "0.80"] as const;
export type PowerFactorStandard = (typeof POWER_FACTOR_STANDARDS)[number];

/**
 * 功率因数调整电费办法 (水电财字215号, 1983), its three tables of reductions as published: the first
 * figure is for the standard itself, each further one for 0.01 more, the last for all above.
 */
const REDUCTIONS: Readonly<Record<PowerFactorStandard, readonly string[]>> = {
  "0.90": ["0", "-0.15", "-0.30", "-0.45", "-0.60", "-0.75"],
  "0.85": ["0", "-0.1", "-0.2", "-0.3", "-0.4", "-0.5", "-0.65", "-0.80", "-0.95", "-1.10"],
  "0.80": "0 -0.1 -0.2 -0.3 -0.4 -0.5 -0.6 -0.7 -0.8 -0.9 -1.0 -1.15 -1.30".split(" "),
};

/**
 * Its surcharges below the standard, alike in all three: 0.5 % for each 0.01 of the first twenty,
 * 1 % for each of the next five, 2 % for each of the rest.
 */
const SURCHARGES = [
  { steps: 20, percent: new Decimal(5n, 1) },
  { steps: 5, percent: Decimal.of(1) },
  { steps: 100, percent: Decimal.of(2) },
] as const;

const HUNDREDTH = new Decimal(1n, 2);

/** The table of a standard, from the highest power factor down to 0. */
export function powerFactorTable(standard: PowerFactorStandard): readonly PowerFactorStep[] {
  const at = Decimal.parse(standard);
  const reductions = REDUCTIONS[standard].map((percent, n) => ({
    from: at.plus(HUNDREDTH.times(Decimal.of(n))),
    percent: Decimal.parse(percent),
  }));
  const table = reductions.toReversed();
  let from = at;
  let sum = Decimal.ZERO;
  for (const { steps, percent } of SURCHARGES) {
    for (let n = 0; n < steps && !from.isZero(); n += 1) {
      from = from.minus(HUNDREDTH);
      sum = sum.plus(percent);
      table.push({ from, percent: sum });
    }
  }
  return table;
}
