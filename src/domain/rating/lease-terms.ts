import type { Decimal } from "#domain/core/decimal.ts";
import { epochDay } from "#domain/core/epoch-day.ts";
import { failed, ok, type Result } from "#domain/core/fault.ts";
import { intersectDates, type DateRange } from "#domain/core/instant-range.ts";
import { LEASE_TERM_UNITS, type LeaseTerm } from "#domain/tariff/lease-term.ts";
import { PEAK_DEMAND, type Ladder, type TariffDocument } from "#domain/tariff/tariff-document.ts";
import type { DatedTerms, LeaseTerms } from "./circumstances.ts";
import type { PricedStretch } from "./priced-stretch.ts";

/** Days on which the lease says one thing. */
export interface TermStretch {
  readonly days: DateRange;
  readonly terms: LeaseTerms;
}

const NO_TERMS: LeaseTerms = {};

/**
 * Cuts days where terms change that the tariff counts by; others cut nothing. Before the first
 * entry nothing is known.
 */
export function termStretches(
  document: TariffDocument,
  days: DateRange,
  dated: readonly DatedTerms[] | undefined,
): readonly TermStretch[] {
  if (!dated || dated.length === 0) return [{ days, terms: NO_TERMS }];
  const used = usedTerms(document);
  const sorted = dated.toSorted((a, b) => epochDay(a.from) - epochDay(b.from));
  const before = { from: days.from, values: NO_TERMS };
  const stretches: TermStretch[] = [];
  for (const [n, { from, values }] of [before, ...sorted].entries()) {
    const to = sorted[n]?.from ?? days.to;
    const part = intersectDates({ from, to }, days);
    if (!part) continue;
    const last = stretches.at(-1);
    if (last && used.every((term) => isSame(last.terms[term], values[term]))) {
      stretches[stretches.length - 1] = { ...last, days: { from: last.days.from, to: part.to } };
    } else stretches.push({ days: part, terms: values });
  }
  return stretches;
}

function isSame(a: Decimal | undefined, b: Decimal | undefined): boolean {
  return a === undefined || b === undefined ? a === b : a.equals(b);
}

/** The terms that any charge of the tariff counts by. */
export function usedTerms({ charges }: TariffDocument): readonly LeaseTerm[] {
  return charges.flatMap((charge): readonly LeaseTerm[] => {
    if (charge.kind === "fixed") return charge.times ? [charge.times] : [];
    if (charge.kind === "consumption") return ladderTerms(charge.ladder);
    if (charge.kind !== "demand" || !charge.contract) return [];
    const { leastPercentOfTransformer } = charge.contract;
    return leastPercentOfTransformer
      ? ["contract-demand", "transformer-capacity"]
      : ["contract-demand"];
  });
}

function ladderTerms(ladder: Ladder | undefined): readonly LeaseTerm[] {
  const { limitsPer, widen } = ladder ?? {};
  return [
    ...(limitsPer === undefined || limitsPer === PEAK_DEMAND ? [] : [limitsPer]),
    ...(widen ? [widen.per] : []),
  ];
}

/** A term that a charge counts by; a fault where the lease does not say it. */
export function termOf(
  { terms, days }: PricedStretch,
  { id, term }: { readonly id: string; readonly term: LeaseTerm },
): Result<Decimal> {
  const value = terms[term];
  if (value) return ok(value);
  return failed([
    {
      code: "rating.term-missing",
      subject: `charges ${id}`,
      message: `it counts by ${term}, which the lease does not say on ${days.from.toString()}`,
      remedy: `add the ${term} in ${LEASE_TERM_UNITS[term]} to the lease`,
    },
  ]);
}
