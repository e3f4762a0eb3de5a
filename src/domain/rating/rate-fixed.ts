import { Decimal } from "#domain/core/decimal.ts";
import { timesFraction } from "#domain/core/fraction.ts";
import { ok, type Result } from "#domain/core/fault.ts";
import { textIn } from "#domain/core/local-text.ts";
import { LEASE_TERM_UNITS } from "#domain/tariff/lease-term.ts";
import type { FixedCharge } from "#domain/tariff/tariff-document.ts";
import type { Recurrence } from "#domain/tariff/charge-recurrence.ts";
import { termOf } from "./lease-terms.ts";
import type { ExactLine, PricedStretch } from "./priced-stretch.ts";
import { timesDue } from "./recurrence.ts";

/** The unit of a recurring amount on a line. */
export const UNIT_OF: Readonly<Record<Recurrence, string>> = {
  day: "day",
  month: "month",
  year: "year",
  "billing-period": "bill",
};

/** Prices what recurs whatever is used, for each of what the lease says where the tariff does. */
export function rateFixed(
  charge: FixedCharge,
  stretch: PricedStretch,
): Result<readonly ExactLine[]> {
  const { id, price, per, prorate, times } = charge;
  const { days, billingPeriod } = stretch;
  const due = timesDue({ per, prorate, days, billingPeriod });
  const count = times ? termOf(stretch, { id, term: times }) : ok(Decimal.ONE);
  if (!count.ok) return count;
  const counted = times ? [count.value, ` ${LEASE_TERM_UNITS[times]} × `] : [];
  const quantity = timesFraction(count.value, due.share);
  return ok([
    {
      kind: "fixed",
      chargeId: id,
      label: textIn(charge.label, stretch.language),
      range: stretch.local.instants,
      quantity,
      unit: times ? `${LEASE_TERM_UNITS[times]} · ${UNIT_OF[per]}` : UNIT_OF[per],
      price,
      amount: timesFraction(count.value.times(price), due.share),
      formula: [...counted, price, ` × ${due.text}`],
      estimatedShare: 0,
      amountMinor: 0n,
    },
  ]);
}
