import { Decimal } from "#domain/core/decimal.ts";
import { failed, ok, type Result } from "#domain/core/fault.ts";

const DIGITS = 6;

/**
 * Adds what a main meter counted beyond its sub-meters to the users, in proportion to their use
 * (R29). A fault where the sub-meters counted more than the main meter: one of them is wrong, and
 * nobody gets a credit for that.
 */
export function shareLoss(main: Decimal, uses: readonly Decimal[]): Result<readonly Decimal[]> {
  const used = Decimal.sum(uses);
  const loss = main.minus(used);
  if (loss.isNegative()) {
    return failed([
      {
        code: "sharing.negative-loss",
        subject: "main meter",
        message: `it counted ${main.normalized()}, the meters behind it ${used.normalized()}`,
        remedy: "check multipliers and readings of both before the loss is shared",
      },
    ]);
  }
  if (used.isZero()) return ok(uses);
  return ok(uses.map((use) => loss.times(use).dividedBy(used, DIGITS, "half-even").normalized()));
}
