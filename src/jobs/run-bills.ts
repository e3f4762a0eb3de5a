import type { Fault } from "#domain/core/fault.ts";
import type { DateRange } from "#domain/core/instant-range.ts";
import type { BillRunId, LeaseId, SiteId } from "#domain/core/id.ts";
import { errorText } from "#platform/refusal.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import { beginBillRun, finishBillRun, type LeaseFault } from "#storage/bill-runs.ts";
import { billLease } from "./bill-lease.ts";

export interface LeaseToBill {
  readonly leaseId: LeaseId;
  /** The days of the run's period that this lease owes. */
  readonly days: DateRange;
  readonly kind: "regular" | "final";
}

export interface RunBillsOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly siteId: SiteId;
  readonly period: DateRange;
  readonly kind: "scheduled" | "manual";
  readonly leases: readonly LeaseToBill[];
  readonly actor: string;
  /** How many leases are done. */
  readonly onProgress?: (done: number) => void;
}

export interface FinishedBillRun {
  readonly id: BillRunId;
  /** New bills. */
  readonly billed: number;
  readonly faults: readonly Fault[];
}

/**
 * Bills the leases one after the other, each in a transaction of its own: one that cannot be
 * billed is a fault of the run and does not stop the others. Doing it again bills what is missing.
 */
export async function runBills(options: RunBillsOptions): Promise<FinishedBillRun> {
  const { database, clock, siteId, period, kind, leases, actor } = options;
  const id = await beginBillRun(database, { siteId, period, kind, startedAt: clock.now() });
  const faults: LeaseFault[] = [];
  let billed = 0;
  for (const [n, lease] of leases.entries()) {
    const { leaseId, days } = lease;
    try {
      const bill = await billLease({
        database,
        clock,
        leaseId,
        period: days,
        kind: lease.kind,
        lateReadings: kind === "scheduled" ? "wait" : "bill-without",
        billRunId: id,
        actor,
      });
      const found = bill.ok ? bill.value.faults : bill.faults;
      faults.push(...found.map((fault) => ({ leaseId, ...fault })));
      if (bill.ok && bill.value.isNew) billed += 1;
    } catch (error) {
      faults.push({
        leaseId,
        code: "billing.failed",
        subject: `lease ${leaseId}`,
        message: errorText(error),
      });
    }
    options.onProgress?.(n + 1);
  }
  const tried = leases.map(({ leaseId }) => leaseId);
  await finishBillRun(database, { id, tried, billed, faults, finishedAt: clock.now() });
  return { id, billed, faults };
}
