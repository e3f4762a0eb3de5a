import { intersectDates, type DateRange } from "#domain/core/instant-range.ts";
import { billedDays, type Lease } from "#domain/tenancy/lease.ts";

/** Days of one calendar month that are to be billed now. */
export interface DuePeriod {
  /** First day of the month whose bill run it belongs to. */
  readonly month: Temporal.PlainDate;
  readonly range: DateRange;
}

/**
 * The billing periods that the schedule owes a lease on the local day `today`, oldest first.
 *
 * A month is billed on the lease's billing day of the month after. Days that have been billed, be
 * it by hand and for part of a month only, are left out, and what remains of the month is billed:
 * no day is billed twice and none is forgotten, however long the schedule was down.
 */
export function duePeriods({
  lease,
  billed,
  today,
}: {
  readonly lease: Pick<Lease, "billedFrom" | "endsOn" | "billingDay">;
  /** Days on bills so far, credited ones too: what was withdrawn by hand is billed by hand. */
  readonly billed: readonly DateRange[];
  readonly today: Temporal.PlainDate;
}): DuePeriod[] {
  const days = billedDays(lease, endOfDueMonths(lease.billingDay, today));
  if (!days) return [];
  const due: DuePeriod[] = [];
  for (const stretch of without(days, billed)) due.push(...byMonth(stretch));
  return due;
}

/** The first day that is not yet due. */
function endOfDueMonths(billingDay: number, today: Temporal.PlainDate): Temporal.PlainDate {
  const firstOfMonth = today.with({ day: 1 });
  return today.day >= billingDay ? firstOfMonth : firstOfMonth.subtract({ months: 1 });
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

function byMonth(stretch: DateRange): DuePeriod[] {
  const periods: DuePeriod[] = [];
  let { from } = stretch;
  while (Temporal.PlainDate.compare(from, stretch.to) < 0) {
    const month = from.with({ day: 1 });
    const next = month.add({ months: 1 });
    const to = Temporal.PlainDate.compare(next, stretch.to) < 0 ? next : stretch.to;
    periods.push({ month, range: { from, to } });
    from = to;
  }
  return periods;
}
