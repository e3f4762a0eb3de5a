import { type Fault, failed, ok, type Result } from "#domain/core/fault.ts";
import { intersectDates, type DateRange } from "#domain/core/instant-range.ts";
import type { BillId, BillRunId, LeaseId } from "#domain/core/id.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database, Queryable } from "#platform/database.ts";
import { errorCode } from "#platform/refusal.ts";
import { listLeaseBills, type StoredBill } from "#storage/bills.ts";
import { readTenantNames } from "#storage/tenants.ts";
import { type BillToDraft, draftBills } from "./draft-bills.ts";
import { issueBills } from "./issue-bills.ts";

export interface BillLeaseOptions extends BillToDraft {
  readonly database: Database;
  readonly clock: Clock;
  readonly billRunId?: BillRunId;
  /** Who asked: an e-mail address, or `schedule`. */
  readonly actor: string;
}

export interface IssuedBill {
  readonly billId: BillId;
  readonly number: string;
  /** False when it had been issued before, and nothing was done now. */
  readonly isNew: boolean;
  /** What the bill could be made without, and a person should know. */
  readonly faults: readonly Fault[];
}

/**
 * Bills a lease for a period: loads, prices, and stores the bill with its number, its entry in the
 * books, the freeze of its tariff versions and its audit entry in one transaction. The same period
 * twice gives the same bill. A fault when a day of it is on another bill, or when a point cannot be
 * priced: what is left off a bill can only be billed once that bill has been credited.
 */
export async function billLease(options: BillLeaseOptions): Promise<Result<IssuedBill>> {
  try {
    return await billOnce(options);
  } catch (error) {
    // Somebody else billed these days between our look and our storing: look again, once.
    if (isBilledByOther(error)) return billOnce(options);
    throw error;
  }
}

/** PostgreSQL's codes: the exclusion lease_day_is_billed_once, or the key of lease and period. */
const DAYS_ARE_BILLED: readonly string[] = ["23P01", "23505"];

/** Whether the database refused a bill because some of its days are on another one. */
export function isBilledByOther(error: unknown): boolean {
  return DAYS_ARE_BILLED.includes(errorCode(error) ?? "");
}

async function billOnce(options: BillLeaseOptions): Promise<Result<IssuedBill>> {
  const { database, clock, actor, billRunId } = options;
  const [before] = await billedBefore(database, [options]);
  if (before) return before;
  const [drafted] = await draftBills(database, [options]);
  if (!drafted) throw new Error("a bill that is wanted is drafted or not, but not forgotten");
  if (!drafted.ok) return drafted;
  const issue = { at: clock.now(), actor, ...(billRunId !== undefined && { billRunId }) };
  const [issued] = await database.transaction((tx) => issueBills(tx, [drafted.value], issue));
  if (!issued) throw new Error("a draft that is issued has a number");
  const { billId, number } = issued;
  return ok({ billId, number, isNew: true, faults: drafted.value.remarks });
}

/**
 * By request: the bill in force for the same days, or why there can be none, since some of the days
 * are on another one; undefined where nothing stands in the way.
 */
export async function billedBefore(
  db: Queryable,
  wanted: readonly { readonly leaseId: LeaseId; readonly period: DateRange }[],
): Promise<readonly (Result<IssuedBill> | undefined)[]> {
  const leaseIds = wanted.map(({ leaseId }) => leaseId);
  const bills = Map.groupBy(await listLeaseBills(db, leaseIds), ({ leaseId }) => leaseId);
  const found = wanted.map(({ leaseId, period }) => {
    const inForce = (bills.get(leaseId) ?? []).filter(({ state }) => state === "issued");
    const same = inForce.find((bill) => isSame(bill.period, period));
    return { leaseId, same, overlap: inForce.find((bill) => intersectDates(bill.period, period)) };
  });
  const inTheWay = found.flatMap(({ leaseId, same, overlap }) =>
    overlap && !same ? [leaseId] : [],
  );
  const names = inTheWay.length > 0 ? await readTenantNames(db, inTheWay) : undefined;
  return found.map(({ leaseId, same, overlap }) => {
    if (same) return ok(asBefore(same));
    if (!overlap) return undefined;
    return failed([overlapFault(names?.get(leaseId) ?? `lease ${leaseId}`, overlap.number)]);
  });
}

function asBefore({ id, number }: StoredBill): IssuedBill {
  return { billId: id, number, isNew: false, faults: [] };
}

function isSame(a: DateRange, b: DateRange): boolean {
  return a.from.equals(b.from) && a.to.equals(b.to);
}

function overlapFault(tenant: string, number: string): Fault {
  return {
    code: "billing.days-billed",
    subject: tenant,
    message: `some of these days are on bill ${number}`,
    remedy: "choose days that are on no bill, or credit that bill first",
  };
}
