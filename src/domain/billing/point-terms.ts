import type { Decimal } from "#domain/core/decimal.ts";
import { epochDay } from "#domain/core/epoch-day.ts";
import type { DatedTerms, LeaseTerms } from "#domain/rating/circumstances.ts";
import type { LeaseTerm } from "#domain/tariff/lease-term.ts";

/** One term of a lease from a day until its next entry. */
export interface TermEntry {
  /** Undefined: for every point of the lease without an entry of its own. */
  readonly servicePointId: number | undefined;
  readonly term: LeaseTerm;
  readonly from: Temporal.PlainDate;
  readonly value: Decimal;
}

/**
 * What a lease says for one point, day by day: an entry for the point goes before one for the whole
 * lease, and both before `always`, which is known without an entry and holds from `from` on.
 */
export function pointTerms(
  entries: readonly TermEntry[],
  point: {
    readonly servicePointId: number;
    readonly from: Temporal.PlainDate;
    readonly always: LeaseTerms;
  },
): readonly DatedTerms[] {
  const known = entries.filter(
    ({ servicePointId }) => servicePointId === undefined || servicePointId === point.servicePointId,
  );
  const changes = [point.from, ...known.map(({ from }) => from)];
  const days = new Map(changes.map((day) => [epochDay(day), day]));
  const inOrder = [...days.values()].toSorted(Temporal.PlainDate.compare);
  return inOrder.map((from) => ({ from, values: { ...point.always, ...saidOn(from, known) } }));
}

/** The newest entry of each term; those for a point come last and so go before. */
function saidOn(day: Temporal.PlainDate, entries: readonly TermEntry[]): LeaseTerms {
  const inForce = entries
    .filter(({ from }) => epochDay(from) <= epochDay(day))
    .toSorted(
      (a, b) =>
        Number(a.servicePointId !== undefined) - Number(b.servicePointId !== undefined) ||
        epochDay(a.from) - epochDay(b.from),
    );
  return Object.fromEntries(inForce.map(({ term, value }) => [term, value]));
}
