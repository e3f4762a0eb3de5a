import type { DateRange } from "#domain/core/instant-range.ts";
import type { BillRunId, SiteId } from "#domain/core/id.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import {
  addNewRunLeases,
  beginBillRun,
  type LeaseToBill,
  moveBillRun,
} from "#storage/bill-runs.ts";
import { divideCosts } from "./divide-costs.ts";

/**
 * Begins a run whose bills wait for approval, or adds to it: drafts are made by the worker. Leases
 * that the run has already stay as they are.
 */
export async function prepareBillRun(options: {
  readonly database: Database;
  readonly clock: Clock;
  readonly siteId: SiteId;
  readonly period: DateRange;
  readonly kind: "scheduled" | "manual";
  readonly leases: readonly LeaseToBill[];
  readonly actor: string;
}): Promise<BillRunId> {
  const { database, clock, siteId, period, kind, leases, actor } = options;
  const startedAt = clock.now();
  return database.transaction(async (tx) => {
    const run = { siteId, period, kind, needsApproval: true, startedAt, actor };
    const id = await beginBillRun(tx, run);
    await divideCosts(tx, { siteId, period, at: startedAt, actor });
    const added = await addNewRunLeases(tx, id, leases);
    if (added > 0) await moveBillRun(tx, { id, from: "ready", to: "preparing", at: startedAt });
    return id;
  });
}
