import { Decimal } from "#domain/core/decimal.ts";
import { failed, ok, type Fault, type Result } from "#domain/core/fault.ts";
import type { DateRange } from "#domain/core/instant-range.ts";
import { textIn } from "#domain/core/local-text.ts";
import type { ReactiveCharge } from "#domain/tariff/charge-on-charges.ts";
import { type ExactLine, localOf, type PricedStretch } from "./priced-stretch.ts";
import { activeEnergy, sideQuantity } from "./side-quantity.ts";
import { windowsIn } from "./windows.ts";

const PERCENT = new Decimal(1n, 2);

/** Prices reactive energy above its free share of the active energy, month by month or at once. */
export function rateReactive(
  charge: ReactiveCharge,
  stretch: PricedStretch,
): Result<readonly ExactLine[]> {
  const { counts: kind } = charge;
  const lines: ExactLine[] = [];
  const faults: Fault[] = [];
  for (const { part } of windowsIn(stretch.days, { kind, billingPeriod: stretch.billingPeriod })) {
    const reactive = reactiveEnergy(charge, stretch, part);
    if (reactive.ok) lines.push(lineOf(charge, stretch, { days: part, reactive: reactive.value }));
    else faults.push(...reactive.faults);
  }
  return faults.length > 0 ? failed(faults) : ok(lines);
}

function reactiveEnergy(
  { id, flow }: ReactiveCharge,
  stretch: PricedStretch,
  days: DateRange,
): Result<Decimal> {
  const drawn =
    flow === "export"
      ? ok(Decimal.ZERO)
      : sideQuantity(stretch, { id, channel: "reactiveImport", days });
  if (!drawn.ok || flow === "import") return drawn;
  const sent = sideQuantity(stretch, { id, channel: "reactiveExport", days });
  return sent.ok ? ok(drawn.value.plus(sent.value)) : sent;
}

function lineOf(
  charge: ReactiveCharge,
  stretch: PricedStretch,
  { days, reactive }: { readonly days: DateRange; readonly reactive: Decimal },
): ExactLine {
  const { price, freePercent } = charge;
  const share = freePercent.times(PERCENT);
  const active = activeEnergy(stretch, days);
  const free = Decimal.max(active, Decimal.ZERO).times(share);
  const quantity = Decimal.max(reactive.minus(free), Decimal.ZERO).normalized();
  const counted = share.isZero()
    ? [reactive]
    : quantity.isZero()
      ? [quantity]
      : ["(", reactive, " − ", share, " × ", active, ")"];
  return {
    kind: "reactive",
    chargeId: charge.id,
    label: textIn(charge.label, stretch.language),
    range: localOf(stretch, days).instants,
    quantity,
    unit: "kvarh",
    price,
    amount: quantity.times(price),
    formula: [...counted, " kvarh × ", price],
    estimatedShare: 0,
    amountMinor: 0n,
  };
}
