import type { LeaseId, ServicePointId, SpaceId, TariffId, TenantId } from "#domain/core/id.ts";
import type { DateRange } from "#domain/core/instant-range.ts";
import type { BillingCycle } from "./billing-cycle.ts";

/** Who occupies which unit from when until when. Days are local days of the site. */
export interface Lease {
  readonly id: LeaseId;
  readonly tenantId: TenantId;
  readonly spaceId: SpaceId;
  readonly startsOn: Temporal.PlainDate;
  /** First day no longer let; undefined while the lease is open. */
  readonly endsOn: Temporal.PlainDate | undefined;
  /** First day that is billed here: later than `startsOn` where the days before were billed elsewhere. */
  readonly billedFrom: Temporal.PlainDate;
  readonly cycle: BillingCycle;
  /** Whether scheduled bills wait for a person to approve them. */
  readonly billsNeedApproval: boolean;
  /** Days from issue until a bill is due. */
  readonly dueDays: number;
}

/** A service point that a lease pays, by which tariff, from when until when. */
export interface LeasedPoint {
  readonly servicePointId: ServicePointId;
  readonly tariffId: TariffId;
  readonly startsOn: Temporal.PlainDate;
  /** First day no longer paid; undefined while it is open. */
  readonly endsOn: Temporal.PlainDate | undefined;
}

/** The days that are billed here, as far as `until` (the first day not asked for). */
export function billedDays(
  lease: Pick<Lease, "billedFrom" | "endsOn">,
  until: Temporal.PlainDate,
): DateRange | undefined {
  const { billedFrom: from, endsOn } = lease;
  const to = endsOn && Temporal.PlainDate.compare(endsOn, until) < 0 ? endsOn : until;
  return Temporal.PlainDate.compare(from, to) < 0 ? { from, to } : undefined;
}
