import { intersectDates, type DateRange } from "#domain/core/instant-range.ts";
import { billingPeriodOf, dueUntil } from "#domain/tenancy/billing-cycle.ts";
import { billedDays, type Lease } from "#domain/tenancy/lease.ts";

/** Days of one billing period that are to be billed now. */
export interface DuePeriod {
  /** The whole billing period, whose bill run it belongs to. */
  readonly period: DateRange;
  readonly range: DateRange;
}

/**
 * The billing periods that the schedule owes a lease on the local day `today`, oldest first.
 *
 * A period is billed some days after it is over, as the lease's cycle says. Days that have been
 * billed, be it by hand and for part of a period only, are left out, and what remains of the period
 * is billed: no day is billed twice and none is forgotten, however long the schedule was down.
 */
export function duePeriods({
  lease,
  billed,
  today,
}: {
  readonly lease: Pick<Lease, "billedFrom" | "endsOn" | "cycle">;
  /** Days on bills so far, credited ones too: what was withdrawn by hand is billed by hand. */
  readonly billed: readonly DateRange[];
  readonly today: Temporal.PlainDate;
}): DuePeriod[] {
  const days = billedDays(lease, dueUntil(lease.cycle, today));
  if (!days) return [];
  return without(days, billed).flatMap((stretch) => byPeriod(stretch, lease.cycle));
}

/** The stretches of `whole` that none of `taken` covers, in order. */
export function without(whole: DateRange, taken: readonly DateRange[]): DateRange[] {
  let free = [whole];
  for (const range of taken) {
    free = free.flatMap((stretch) => {
      const common = intersectDates(stretch, range);
      if (!common) return [stretch];
      return [
        { from: stretch.from, to: common.from },
        { from: common.to, to: stretch.to },
      ].filter(({ from, to }) => Temporal.PlainDate.compare(from, to) < 0);
    });
  }
  return free;
}

function byPeriod(stretch: DateRange, cycle: Lease["cycle"]): DuePeriod[] {
  const periods: DuePeriod[] = [];
  let { from } = stretch;
  while (Temporal.PlainDate.compare(from, stretch.to) < 0) {
    const period = billingPeriodOf(cycle, from);
    const to = Temporal.PlainDate.compare(period.to, stretch.to) < 0 ? period.to : stretch.to;
    periods.push({ period, range: { from, to } });
    from = to;
  }
  return periods;
}
