import { Decimal } from "#domain/core/decimal.ts";
import { ok, type Result } from "#domain/core/fault.ts";
import type { PowerFactorCharge } from "#domain/tariff/charge-on-charges.ts";
import type { ExactLine, PricedStretch } from "./priced-stretch.ts";
import { percentageLine } from "./rate-percentage.ts";
import { activeEnergy, sideQuantity } from "./side-quantity.ts";

/**
 * Adjusts the lines before by the average power factor of the billing period, to two digits:
 * rule R24. Reactive energy counts whichever way it flows. Nothing used is adjusted by nothing.
 */
export function ratePowerFactor(
  charge: PowerFactorCharge,
  stretch: PricedStretch,
  before: readonly ExactLine[],
): Result<readonly ExactLine[]> {
  const query = { id: charge.id, days: stretch.billingPeriod };
  const drawn = sideQuantity(stretch, { ...query, channel: "reactiveImport" });
  if (!drawn.ok) return drawn;
  const sent = stretch.around.channels?.reactiveExport
    ? sideQuantity(stretch, { ...query, channel: "reactiveExport" })
    : ok(Decimal.ZERO);
  if (!sent.ok) return sent;
  const active = activeEnergy(stretch, stretch.billingPeriod);
  const reactive = drawn.value.absolute().plus(sent.value.absolute());
  if (active.isZero() && reactive.isZero()) return ok([]);
  const factor = powerFactor(active, reactive);
  const step = charge.table.find(({ from }) => !factor.lessThan(from));
  if (!step) throw new Error(`the table of charge ${charge.id} does not begin at 0`);
  const root = ["√(", active, "² + ", reactive, "²)"];
  const why = [`, cos φ ${factor.toFixed(2)} = `, active, " ÷ ", ...root];
  return ok([percentageLine(charge, stretch, { percent: step.percent, before, why })]);
}

/** Active ÷ √(active² + reactive²) to two digits, half-up, exactly: by squares, without a root. */
export function powerFactor(active: Decimal, reactive: Decimal): Decimal {
  const square = active.times(active);
  const all = square.plus(reactive.times(reactive));
  // Half-up to n hundredths where (2n − 1)² × all ≤ (200 × active)².
  const limit = square.times(Decimal.of(40_000));
  let hundredths = 100n;
  while (hundredths > 0n) {
    const half = 2n * hundredths - 1n;
    if (all.times(Decimal.of(half * half)).compare(limit) <= 0) break;
    hundredths -= 1n;
  }
  return new Decimal(hundredths, 2);
}
