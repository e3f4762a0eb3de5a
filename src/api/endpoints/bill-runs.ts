import type { Endpoint } from "#api/endpoint.ts";
import { notFound, ProblemError } from "#api/problem.ts";
import { wire } from "#api/wire.ts";
import { billedDays } from "#domain/tenancy/lease.ts";
import { asId, type LeaseId, type SiteId } from "#domain/core/id.ts";
import { intersectDates } from "#domain/core/instant-range.ts";
import { runBills } from "#jobs/run-bills.ts";
import { findBillRun, listBillRuns as list } from "#storage/bill-runs.ts";
import { listLeases } from "#storage/leases.ts";
import { listSiteViews } from "#storage/site-views.ts";

const RUNS_AT_MOST = 50;

export const listBillRuns: Endpoint<"listBillRuns"> = async ({ database }) => ({
  billRuns: wire(await list(database, { atMost: RUNS_AT_MOST })),
});

/** Each lease is billed for its own days of the period: a tenant who moves out pays until then. */
export const startBillRun: Endpoint<"startBillRun"> = async (
  { database, clock },
  { body, caller },
) => {
  const siteId = asId<SiteId>(body.siteId);
  const sites = await listSiteViews(database);
  const site = sites.find(({ id }) => id === siteId);
  if (!site) throw notFound(`site ${body.siteId}`);
  const leaseId = body.leaseId === undefined ? undefined : asId<LeaseId>(body.leaseId);
  const leases = (await listLeases(database, siteId)).filter(
    ({ id }) => leaseId === undefined || id === leaseId,
  );
  if (leaseId !== undefined && leases.length === 0) throw notFound(`lease ${body.leaseId}`);
  const period = { from: Temporal.PlainDate.from(body.from), to: Temporal.PlainDate.from(body.to) };
  const today = clock.now().toZonedDateTimeISO(site.timeZone).toPlainDate();
  if (Temporal.PlainDate.compare(period.to, today) > 0) throw notOver(today);
  const run = await runBills({
    database,
    clock,
    siteId,
    period,
    kind: "manual",
    actor: caller.user.email,
    leases: leases.flatMap((lease) => {
      const billed = billedDays(lease, period.to);
      const days = billed && intersectDates(billed, period);
      if (!days) return [];
      const kind = lease.endsOn?.equals(days.to) ? "final" : "regular";
      return [{ leaseId: lease.id, days, kind } as const];
    }),
  });
  const stored = await findBillRun(database, run.id);
  if (!stored) throw new Error(`bill run ${run.id} is gone`);
  return wire(stored);
};

/** A bill is final: one for days that are not over would lack what is used on them. */
function notOver(today: Temporal.PlainDate): ProblemError {
  const message = `must not be after ${today.toString()}: only days that are over are billed`;
  return new ProblemError("bad-request", `body.to: ${message}`, [
    { code: "request.days-not-over", subject: "body.to", message },
  ]);
}
