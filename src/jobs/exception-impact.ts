import { pricePoints } from "#domain/billing/price-point.ts";
import type { LeaseId } from "#domain/core/id.ts";
import type { DateRange } from "#domain/core/instant-range.ts";
import type { Database } from "#platform/database.ts";
import { listLeasesOfPoint } from "#storage/leases.ts";
import { daysTouched, listTouchedBills, type TouchedBill } from "#storage/touched-bills.ts";
import { amendEvidence } from "./amend-evidence.ts";
import { evidenceOf, placeOf } from "./draft-bills.ts";
import { loadLease } from "./load-lease.ts";
import { type Doubt, type Proposal, proposeEstimate } from "./propose-estimate.ts";

/** What doubtful readings do to one billing period of one lease. */
export interface Impact {
  readonly tenant: string;
  readonly period: DateRange;
  /** The bill in force that rests on them; undefined where none has been made. */
  readonly bill: TouchedBill | undefined;
  readonly currency: string;
  /** The point's charges and taxes as the readings are; undefined where it cannot be priced. */
  readonly asReadMinor: bigint | undefined;
  /** The same if the proposal were followed; undefined where there is none. */
  readonly asProposedMinor: bigint | undefined;
}

export interface ExceptionImpact {
  readonly proposal: Proposal | undefined;
  readonly impacts: readonly Impact[];
}

/** Leases and periods of one doubt that are looked at. */
const IMPACTS_AT_MOST = 12;

/** Which bills doubtful readings touch, and how much money: rated as they are, and as proposed. */
export async function exceptionImpact(database: Database, doubt: Doubt): Promise<ExceptionImpact> {
  const { channel, range, timeZone } = doubt;
  const { servicePointId } = channel;
  const days = daysTouched(range, timeZone);
  const proposal = await proposeEstimate(database, doubt);
  const bills = await listTouchedBills(database, { servicePointId, days });
  const leases = await listLeasesOfPoint(database, { servicePointId, days });
  const billed = bills.map((bill) => ({ leaseId: bill.leaseId, period: bill.period, bill }));
  const open = leases
    .filter((leaseId) => !bills.some((bill) => bill.leaseId === leaseId))
    .map((leaseId) => ({ leaseId, period: monthOf(days), bill: undefined }));
  const impacts: Impact[] = [];
  for (const one of [...billed, ...open].slice(0, IMPACTS_AT_MOST)) {
    impacts.push(await impactOf(database, { ...one, doubt, proposal }));
  }
  return { proposal, impacts };
}

/** A period that has not been billed is told as the months in which the doubt lies. */
function monthOf({ from, to }: DateRange): DateRange {
  return {
    from: from.with({ day: 1 }),
    to: to.subtract({ days: 1 }).with({ day: 1 }).add({ months: 1 }),
  };
}

async function impactOf(
  database: Database,
  {
    leaseId,
    period,
    bill,
    doubt: { channel },
    proposal,
  }: {
    readonly leaseId: LeaseId;
    readonly period: DateRange;
    readonly bill: TouchedBill | undefined;
    readonly doubt: Doubt;
    readonly proposal: Proposal | undefined;
  },
): Promise<Impact> {
  const loaded = await loadLease(database, leaseId);
  const totalOf = async (followed: Proposal | undefined) => {
    const evidence = await evidenceOf(database, { loaded, period });
    const amended = evidence.map((point) =>
      followed && point.servicePointId === channel.servicePointId
        ? amendEvidence(point, followed)
        : point,
    );
    const { points } = pricePoints(amended, placeOf(loaded));
    const own = points.filter(({ servicePointId }) => servicePointId === channel.servicePointId);
    if (own.length === 0) return undefined;
    return own.reduce((sum, { rating }) => sum + rating.totalMinor, 0n);
  };
  return {
    tenant: loaded.tenant.name,
    period,
    bill,
    currency: loaded.site.currency,
    asReadMinor: await totalOf(undefined),
    asProposedMinor: proposal && (await totalOf(proposal)),
  };
}
