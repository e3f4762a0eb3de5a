import { Decimal } from "#domain/core/decimal.ts";
import { failed, ok, type Fault, type Result } from "#domain/core/fault.ts";
import { QUOTIENT_DIGITS } from "#domain/core/fraction.ts";
import { textIn } from "#domain/core/local-text.ts";
import type { SeriesCharge } from "#domain/tariff/series-charge.ts";
import type { PriceSeries, PriceStep } from "./circumstances.ts";
import { chargedPerCount } from "./charged-per-count.ts";
import type { ExactLine, PricedStretch } from "./priced-stretch.ts";
import type { TimelineSpan } from "./timeline.ts";

/** So many prices have a line each; of more, one line says the sum. */
const LINES_AT_MOST = 12;

/** A price of the series, and what was used while it held. */
interface UsedStep {
  readonly span: TimelineSpan;
  /** What a unit costs, with multiplier and markup. */
  readonly price: Decimal;
  readonly quantity: Decimal;
}

/** Prices what was used by the price of the series at its time. */
export function rateSeries(
  charge: SeriesCharge,
  stretch: PricedStretch,
): Result<readonly ExactLine[]> {
  const series = stretch.around.series?.[charge.series];
  const steps = series && stepsIn(series, stretch);
  if (!steps) {
    const { from, to } = stretch.days;
    return refused(charge, {
      message: `there are no prices "${charge.series}" for all of ${from.toString()} to ${to.toString()}`,
      remedy: "load them",
    });
  }
  const spans = steps.map(({ span }) => span);
  const counts = stretch.usage.bySpans(spans, stretch.local);
  if (!counts) {
    return refused(charge, {
      message: `the prices "${charge.series}" change within the day, and one total does not say when it was used`,
      remedy: "bill the point from interval readings",
    });
  }
  const perCount = chargedPerCount(charge, stretch);
  const used = steps.map(({ span, price }, n) => ({
    span,
    price: price.times(charge.multiplier).plus(charge.markup),
    quantity: Decimal.of(counts[n] ?? 0n).times(perCount),
  }));
  if (used.length > LINES_AT_MOST) return ok([sumLine(charge, stretch, used)]);
  return ok(used.map((step) => stepLine(charge, stretch, step)));
}

function refused({ id }: SeriesCharge, fault: Pick<Fault, "message" | "remedy">) {
  return failed([{ code: "rating.series-missing", subject: `charges ${id}`, ...fault }]);
}

function beginOf({ from }: PriceStep): number {
  return from.epochMilliseconds;
}

/** The steps that hold in the stretch, cut to it; undefined where there is a time without price. */
function stepsIn(
  { steps, to }: PriceSeries,
  { local }: PricedStretch,
): readonly { readonly span: TimelineSpan; readonly price: Decimal }[] | undefined {
  const [first] = steps;
  if (!first || local.fromMs < beginOf(first) || to.epochMilliseconds < local.toMs) {
    return undefined;
  }
  const held: { span: TimelineSpan; price: Decimal }[] = [];
  for (const [n, step] of steps.entries()) {
    const next = steps[n + 1];
    const fromMs = Math.max(local.fromMs, beginOf(step));
    const toMs = Math.min(local.toMs, next ? beginOf(next) : to.epochMilliseconds);
    if (fromMs >= toMs) continue;
    held.push({ span: { fromMs, toMs, bucket: held.length }, price: step.price });
  }
  return held;
}

function stepLine(charge: SeriesCharge, stretch: PricedStretch, step: UsedStep): ExactLine {
  const { span, price } = step;
  const quantity = step.quantity.normalized();
  return {
    ...lineBase(charge, stretch),
    range: {
      from: Temporal.Instant.fromEpochMilliseconds(span.fromMs),
      to: Temporal.Instant.fromEpochMilliseconds(span.toMs),
    },
    quantity,
    price,
    amount: quantity.times(price),
    formula: [quantity, ` ${charge.unit} × `, price],
  };
}

/** One line for many prices: its price is the mean, weighted by what was used. */
function sumLine(
  charge: SeriesCharge,
  stretch: PricedStretch,
  used: readonly UsedStep[],
): ExactLine {
  const quantity = Decimal.sum(used.map((step) => step.quantity)).normalized();
  const amount = Decimal.sum(used.map((step) => step.quantity.times(step.price))).normalized();
  const price = quantity.isZero()
    ? Decimal.ZERO
    : amount.dividedBy(quantity, QUOTIENT_DIGITS, "half-even").normalized();
  return {
    ...lineBase(charge, stretch),
    range: stretch.local.instants,
    quantity,
    price,
    amount,
    formula: [quantity, ` ${charge.unit} × ∅ `, price, ` (${used.length})`],
  };
}

function lineBase({ id, label, unit }: SeriesCharge, { usage, local, language }: PricedStretch) {
  const [estimatedShare = 0] = usage.sums(undefined, local).estimatedShares;
  const kind = "energy" as const;
  return {
    kind,
    chargeId: id,
    label: textIn(label, language),
    unit,
    estimatedShare,
    amountMinor: 0n,
  };
}
