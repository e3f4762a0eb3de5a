import { duePeriods } from "#domain/billing/due-periods.ts";
import type { BillRunId } from "#domain/core/id.ts";
import type { DateRange } from "#domain/core/instant-range.ts";
import type { Lease } from "#domain/tenancy/lease.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import type { Log } from "#platform/log.ts";
import type { LeaseToBill } from "#storage/bill-runs.ts";
import { listLeaseBills } from "#storage/bills.ts";
import { listLeases } from "#storage/leases.ts";
import { listSites, type Site } from "#storage/sites.ts";
import { prepareBillRun } from "./prepare-bill-run.ts";
import { runBills } from "./run-bills.ts";

/**
 * Bills are made this long after local midnight of the billing day: by then the closing readings
 * have arrived, even those that waited in a collector's buffer for a while.
 */
const HOURS_AFTER_MIDNIGHT = 2;

export interface DueBillsOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  /** How many leases of the billing period under way are done. */
  readonly onProgress?: (done: number) => void;
  /** Each bill run that was begun or went on. */
  readonly onRun?: (id: BillRunId) => void;
}

/**
 * Bills every period that the schedule owes at every site, oldest first; leases whose bills need
 * approval are drafted and wait. The number of new bills.
 */
export async function runDueBills(options: DueBillsOptions): Promise<number> {
  let billed = 0;
  for (const site of await listSites(options.database)) billed += await runSite(options, site);
  return billed;
}

async function runSite(options: DueBillsOptions, site: Site): Promise<number> {
  const { database, clock, log, onProgress, onRun } = options;
  let billed = 0;
  for (const { period, needsApproval, leases } of await dueRuns(options, site)) {
    const asked = {
      siteId: site.id,
      period,
      kind: "scheduled",
      leases,
      actor: "schedule",
    } as const;
    if (needsApproval) {
      onRun?.(await prepareBillRun({ database, clock, ...asked }));
      continue;
    }
    const progress = onProgress && { onProgress };
    const run = await runBills({ database, clock, ...asked, ...progress });
    onRun?.(run.id);
    billed += run.billed;
    if (run.billed > 0) {
      const { billed: bills, faults } = run;
      log.info({ from: period.from.toString(), bills, faults }, "bills issued");
    }
  }
  return billed;
}

interface DueRun {
  readonly period: DateRange;
  readonly needsApproval: boolean;
  readonly leases: readonly LeaseToBill[];
}

/** What is owed by billing period: the one that ends first, first. */
async function dueRuns({ database, clock }: DueBillsOptions, site: Site): Promise<DueRun[]> {
  const local = clock.now().toZonedDateTimeISO(site.timeZone);
  const today = local.subtract({ hours: HOURS_AFTER_MIDNIGHT }).toPlainDate();
  const leases = await listLeases(database, site.id);
  const ids = leases.map(({ id }) => id);
  const bills = Map.groupBy(await listLeaseBills(database, ids), ({ leaseId }) => leaseId);
  const due = leases.flatMap((lease) => {
    const billed = (bills.get(lease.id) ?? []).map(({ period }) => period);
    return duePeriods({ lease, billed, today }).map(({ period, range }) => ({
      period,
      needsApproval: lease.billsNeedApproval,
      lease: { leaseId: lease.id, days: range, kind: kindOf(lease, range.to) },
    }));
  });
  const groups = Map.groupBy(
    due,
    ({ period: { from, to }, needsApproval }) => `${to} ${from} ${needsApproval}`,
  );
  return groups
    .entries()
    .toArray()
    .toSorted(([a], [b]) => a.localeCompare(b))
    .flatMap(([, group]) => {
      const [first] = group;
      if (!first) return [];
      const { period, needsApproval } = first;
      return [{ period, needsApproval, leases: group.map(({ lease }) => lease) }];
    });
}

/** The bill that ends with the lease is its final one. */
function kindOf({ endsOn }: Lease, to: Temporal.PlainDate): LeaseToBill["kind"] {
  return endsOn?.equals(to) ? "final" : "regular";
}
