import type { Fault } from "#domain/core/fault.ts";
import type { DateRange } from "#domain/core/instant-range.ts";
import type { BillRunId, SiteId } from "#domain/core/id.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import { findBillRun } from "#storage/bill-run-views.ts";
import { addRunLeases, beginBillRun, countNewBills, type LeaseToBill } from "#storage/bill-runs.ts";
import { divideCosts } from "./divide-costs.ts";
import { workBillRun } from "./work-bill-run.ts";

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
 * Bills leases at once, without approval: one that cannot be billed is a fault of the run and does
 * not stop the others. Doing it again bills what is missing.
 */
export async function runBills(options: RunBillsOptions): Promise<FinishedBillRun> {
  const { database, clock, siteId, period, kind, leases, actor, onProgress } = options;
  const run = { siteId, period, kind, needsApproval: false, startedAt: clock.now(), actor };
  let costFaults: readonly Fault[] = [];
  const id = await database.transaction(async (tx) => {
    const runId = await beginBillRun(tx, run);
    costFaults = await divideCosts(tx, { siteId, period, at: run.startedAt, actor });
    await addRunLeases(tx, runId, leases);
    return runId;
  });
  const before = await countNewBills(database, id);
  let done = 0;
  await workBillRun({
    database,
    clock,
    runId: id,
    onProgress: (more) => {
      done += more;
      onProgress?.(done);
    },
  });
  const after = await findBillRun(database, id);
  if (!after) throw new Error(`bill run ${id} is gone`);
  return {
    id,
    billed: (await countNewBills(database, id)) - before,
    faults: [...costFaults, ...after.faults],
  };
}
