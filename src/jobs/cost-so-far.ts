import { without } from "#domain/billing/due-periods.ts";
import { expectedAmount } from "#domain/billing/expected-amount.ts";
import type { Bill } from "#domain/billing/bill.ts";
import type { Fault } from "#domain/core/fault.ts";
import { asId, type LeaseId, type TenantId } from "#domain/core/id.ts";
import { type DateRange, intersectDates } from "#domain/core/instant-range.ts";
import type { Currency } from "#domain/core/money.ts";
import { billingPeriodOf } from "#domain/tenancy/billing-cycle.ts";
import { billedDays } from "#domain/tenancy/lease.ts";
import type { Queryable } from "#platform/database.ts";
import { listLeaseBills } from "#storage/bills.ts";
import { listLeases } from "#storage/tenant-views.ts";
import { draftBills } from "./draft-bills.ts";
import { type LoadedLease, loadLeases } from "./load-lease.ts";

/** What a lease would be charged if its billing period had ended today. */
export interface CostSoFar {
  readonly leaseId: LeaseId;
  readonly space: string;
  readonly currency: Currency;
  /** The days of the billing period that are not billed yet, also those to come. */
  readonly period: DateRange;
  /** The first day that is not over. */
  readonly until: Temporal.PlainDate;
  /** Undefined where it cannot be priced: `faults` say why. */
  readonly bill: Bill | undefined;
  /** The whole period at the rate of the days so far. */
  readonly expectedMinor: bigint | undefined;
  readonly faults: readonly Fault[];
}

/** Of each lease of a tenant whose billing period has a day that is over and on no bill. */
export async function costsSoFar(
  db: Queryable,
  { tenantId, now }: { readonly tenantId: TenantId; readonly now: Temporal.Instant },
): Promise<CostSoFar[]> {
  const ids = (await listLeases(db, tenantId)).map(({ id }) => asId<LeaseId>(id));
  const leases = [...(await loadLeases(db, ids)).values()];
  const bills = Map.groupBy(await listLeaseBills(db, ids), ({ leaseId }) => leaseId);
  const open = leases.flatMap((loaded) => {
    const billed = (bills.get(loaded.lease.id) ?? []).map(({ period }) => period);
    return openDays(loaded, billed, now) ?? [];
  });
  const drafts = await draftBills(
    db,
    open.map(({ loaded, period, until }) => ({
      leaseId: loaded.lease.id,
      period: { from: period.from, to: until },
      kind: "regular",
      lateReadings: "bill-without",
    })),
    { onlyAmounts: true },
  );
  return open.map(({ loaded, period, until }, n) => {
    const draft = drafts[n];
    const bill = draft?.ok ? draft.value.unissued : undefined;
    return {
      leaseId: loaded.lease.id,
      space: loaded.space,
      currency: loaded.site.currency,
      period,
      until,
      bill,
      expectedMinor: bill && expectedAmount({ soFarMinor: BigInt(bill.totalMinor), period, until }),
      faults: draft?.ok === false ? draft.faults : [],
    };
  });
}

interface OpenDays {
  readonly loaded: LoadedLease;
  readonly period: DateRange;
  readonly until: Temporal.PlainDate;
}

/** The last unbilled days of the billing period that today is in; undefined if none is over. */
function openDays(
  loaded: LoadedLease,
  billed: readonly DateRange[],
  now: Temporal.Instant,
): OpenDays | undefined {
  const today = now.toZonedDateTimeISO(loaded.site.timeZone).toPlainDate();
  const whole = billingPeriodOf(loaded.lease.cycle, today);
  const occupied = billedDays(loaded.lease, whole.to);
  const days = occupied && intersectDates(occupied, whole);
  const period = days && without(days, billed).at(-1);
  if (!period || Temporal.PlainDate.compare(period.from, today) >= 0) return undefined;
  const until = Temporal.PlainDate.compare(today, period.to) < 0 ? today : period.to;
  return { loaded, period, until };
}
