import { duePeriods } from "#domain/billing/due-periods.ts";
import type { DateRange } from "#domain/core/instant-range.ts";
import type { Lease } from "#domain/tenancy/lease.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import type { Log } from "#platform/log.ts";
import { listLeaseBills } from "#storage/bills.ts";
import { listLeases } from "#storage/leases.ts";
import { listSites, type Site } from "#storage/sites.ts";
import { type LeaseToBill, runBills } from "./run-bills.ts";

/**
 * Bills are made this long after local midnight of the billing day: by then the closing readings
 * have arrived, even those that waited in a collector's buffer for a while.
 */
const HOURS_AFTER_MIDNIGHT = 2;

export interface DueBillsOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  /** How many leases of the month under way are done. */
  readonly onProgress?: (done: number) => void;
}

/** Bills every period that the schedule owes at every site, oldest first. The number of new bills. */
export async function runDueBills(options: DueBillsOptions): Promise<number> {
  let billed = 0;
  for (const site of await listSites(options.database)) billed += await runSite(options, site);
  return billed;
}

async function runSite(options: DueBillsOptions, site: Site): Promise<number> {
  const { database, clock, log, onProgress } = options;
  let billed = 0;
  for (const { period, leases } of await dueLeases(options, site)) {
    const run = await runBills({
      database,
      clock,
      siteId: site.id,
      period,
      kind: "scheduled",
      leases,
      actor: "schedule",
      ...(onProgress && { onProgress }),
    });
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
  readonly leases: readonly LeaseToBill[];
}

/** What is owed by billing period: the one that ends first, first. */
async function dueLeases({ database, clock }: DueBillsOptions, site: Site): Promise<DueRun[]> {
  const local = clock.now().toZonedDateTimeISO(site.timeZone);
  const today = local.subtract({ hours: HOURS_AFTER_MIDNIGHT }).toPlainDate();
  const leases = await listLeases(database, site.id);
  const bills = await listLeaseBills(
    database,
    leases.map(({ id }) => id),
  );
  const due = leases.flatMap((lease) => {
    const billed = bills.filter(({ leaseId }) => leaseId === lease.id).map(({ period }) => period);
    return duePeriods({ lease, billed, today }).map(({ period, range }) => ({
      period,
      lease: { leaseId: lease.id, days: range, kind: kindOf(lease, range.to) },
    }));
  });
  return Map.groupBy(due, ({ period: { from, to } }) => `${to} ${from}`)
    .entries()
    .toArray()
    .toSorted(([a], [b]) => a.localeCompare(b))
    .flatMap(([, ofPeriod]) => {
      const [first] = ofPeriod;
      return first ? [{ period: first.period, leases: ofPeriod.map(({ lease }) => lease) }] : [];
    });
}

/** The bill that ends with the lease is its final one. */
function kindOf({ endsOn }: Lease, to: Temporal.PlainDate): LeaseToBill["kind"] {
  return endsOn?.equals(to) ? "final" : "regular";
}
