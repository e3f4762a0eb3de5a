import { RUN_LEASES_ON_A_PAGE, type RunAction } from "#api/contract/bill-runs.ts";
import type { Endpoint } from "#api/endpoint.ts";
import { notFound, ProblemError } from "#api/problem.ts";
import { wire } from "#api/wire.ts";
import { availableRunActions } from "#domain/billing/run-state.ts";
import { billedDays } from "#domain/tenancy/lease.ts";
import { asId, type BillRunId, type LeaseId, type SiteId } from "#domain/core/id.ts";
import { intersectDates } from "#domain/core/instant-range.ts";
import { prepareBillRun } from "#jobs/prepare-bill-run.ts";
import type { Database, Queryable } from "#platform/database.ts";
import { recordAudit } from "#storage/audit-entries.ts";
import {
  type BillRun,
  findBillRun,
  listBillRuns as list,
  listRunLeases,
} from "#storage/bill-run-views.ts";
import { moveBillRun, resetRunLeases, setRunLeaseLeftOut } from "#storage/bill-runs.ts";
import { listLeases } from "#storage/leases.ts";
import { listSiteViews } from "#storage/site-views.ts";

const RUNS_AT_MOST = 50;

export const listBillRuns: Endpoint<"listBillRuns"> = async ({ database }) => ({
  billRuns: (await list(database, { atMost: RUNS_AT_MOST })).map(onWire),
});

export const readBillRun: Endpoint<"readBillRun"> = async ({ database }, { params }) =>
  onWire(await runOf(database, params.id));

/**
 * Drafts are made by the worker; nothing is issued before the run is approved. Each lease is billed
 * for its own days of the period: a tenant who moves out pays until then.
 */
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
  const id = await prepareBillRun({
    database,
    clock,
    siteId,
    period,
    kind: "manual",
    leases: leases.flatMap((lease) => {
      const own = billedDays(lease, period.to);
      const days = own && intersectDates(own, period);
      if (!days) return [];
      const kind = lease.endsOn?.equals(days.to) ? ("final" as const) : ("regular" as const);
      return [{ leaseId: lease.id, days, kind }];
    }),
    actor: caller.user.email,
  });
  return onWire(await runOf(database, id));
};

export const actOnBillRun: Endpoint<"actOnBillRun"> = async (
  { database, clock },
  { params, body, caller },
) => {
  const { action } = body;
  const before = await runOf(database, params.id);
  const chosen = availableRunActions(before).find((one) => one.action === action);
  if (!chosen) throw notPossible(before, action);
  const { id, state: from } = before;
  const { leadsTo: to } = chosen;
  const { email: actor } = caller.user;
  const moved = await database.transaction(async (tx) => {
    const at = clock.now();
    const approval = action === "approve" ? { approvedBy: actor } : {};
    if (!(await moveBillRun(tx, { id, from, to, at, ...approval }))) return false;
    if (action === "repeat") await resetRunLeases(tx, id);
    await recordAudit(tx, {
      at,
      actor,
      action: `bill-run.${action}`,
      subject: `bill run ${id}`,
      before: { state: from },
      after: { state: to },
    });
    return true;
  });
  const after = await runOf(database, params.id);
  if (!moved) throw notPossible(after, action);
  return onWire(after);
};

export const listBillRunLeases: Endpoint<"listBillRunLeases"> = async (
  { database },
  { params, query },
) => {
  const run = await runOf(database, params.id);
  const { page } = query;
  const pageSize = RUN_LEASES_ON_A_PAGE;
  const leases = await listRunLeases(database, { runId: run.id, page, pageSize });
  const total = Object.values(run.counts).reduce((sum, count) => sum + count, 0);
  return { leases: wire(leases), page, pageSize, total };
};

export const leaveOutOfBillRun: Endpoint<"leaveOutOfBillRun"> = async (
  { database, clock },
  { params, body, caller },
) => {
  const run = await runOf(database, params.id);
  if (run.state !== "ready") {
    throw new ProblemError("not-possible", `the run is ${run.state}; only one that waits changes`);
  }
  const leaseId = asId<LeaseId>(params.leaseId);
  const { leftOut } = body;
  const done = await database.transaction(async (tx) => {
    if (!(await setRunLeaseLeftOut(tx, { runId: run.id, leaseId, leftOut }))) return false;
    await recordAudit(tx, {
      at: clock.now(),
      actor: caller.user.email,
      action: leftOut ? "bill-run.lease-left-out" : "bill-run.lease-taken-in",
      subject: `bill run ${run.id}`,
      after: { leaseId },
    });
    return true;
  });
  if (!done) throw notFound(`lease ${params.leaseId} to change in this run`);
  return onWire(await runOf(database, run.id));
};

/** A bill is final: one for days that are not over would lack what is used on them. */
function notOver(today: Temporal.PlainDate): ProblemError {
  const message = `must not be after ${today.toString()}: only days that are over are billed`;
  return new ProblemError("bad-request", `body.to: ${message}`, [
    { code: "request.days-not-over", subject: "body.to", message },
  ]);
}

async function runOf(db: Queryable | Database, id: number): Promise<BillRun> {
  const run = await findBillRun(db, asId<BillRunId>(id));
  if (!run) throw notFound(`bill run ${id}`);
  return run;
}

function notPossible({ state }: BillRun, action: RunAction): ProblemError {
  return new ProblemError("not-possible", `the run is ${state}: ${action} is not possible now`);
}

function onWire(run: BillRun) {
  return wire({ ...run, availableActions: availableRunActions(run) });
}
