import { billAnomalies } from "#domain/billing/bill-anomalies.ts";
import { draftText } from "#domain/billing/bill-draft.ts";
import type { Fault, Result } from "#domain/core/fault.ts";
import type { BillRunId } from "#domain/core/id.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database, Queryable } from "#platform/database.ts";
import { errorText } from "#platform/refusal.ts";
import { type BillRun, findBillRun } from "#storage/bill-run-views.ts";
import {
  type ClaimedLease,
  claimRunLeases,
  listActiveRuns,
  lockBillRun,
  moveBillRun,
  planForGrowth,
  type RunLeaseOutcome,
  storeRunOutcomes,
} from "#storage/bill-runs.ts";
import { billedBefore, isBilledByOther } from "./bill-lease.ts";
import { draftBills, type DraftedBill } from "./draft-bills.ts";
import { issueBills, sha256 } from "./issue-bills.ts";

export interface WorkOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly runId: BillRunId;
  /** How many more leases are done. */
  readonly onProgress?: (done: number) => void;
  /** Ends the work between two batches. */
  readonly signal?: AbortSignal;
  /** Leases in one transaction; fewer make it easier to share the work. */
  readonly batchSize?: number;
}

const LEASES_IN_A_BATCH = 200;

/** Batches under way at once: while the database stores one, another is priced. */
const LANES = 2;

/**
 * Works at a bill run until nothing is left to do in its state, or somebody stops it: drafts what is
 * waiting while it is prepared, issues what was drafted when it is approved, does both at once where
 * nobody has to approve. Each batch is one transaction, so that a process that is killed leaves
 * neither half a bill nor a number that no bill has; any number of workers may work at one run.
 */
export async function workBillRun(options: WorkOptions): Promise<void> {
  const { database, clock, runId, signal } = options;
  await Promise.all(Array.from({ length: LANES }, () => workLane(options)));
  if (signal?.aborted) return;
  const run = await findBillRun(database, runId);
  if (!run) return;
  const { counts, state } = run;
  const at = clock.now();
  if (state === "preparing" && counts.waiting === 0) {
    await moveBillRun(database, { id: runId, from: state, to: "ready", at });
  }
  if (state === "issuing" && counts[toIssue(run)] === 0) {
    await moveBillRun(database, { id: runId, from: state, to: "done", at });
  }
}

/** Batch after batch, until nothing is left that no other lane or worker is at. */
async function workLane(options: WorkOptions): Promise<void> {
  let batchSize = options.batchSize ?? LEASES_IN_A_BATCH;
  while (!options.signal?.aborted) {
    const batch: Batch = { claimed: [] };
    try {
      const done = await workBatch(options, { batch, atMost: batchSize });
      if (done === 0) return;
      options.onProgress?.(done);
      batchSize = options.batchSize ?? LEASES_IN_A_BATCH;
    } catch (error) {
      // One lease that fails, or was billed by somebody else meanwhile, must not keep the others.
      const [only] = batch.claimed;
      if (!only) throw error;
      if (batch.claimed.length === 1) await noteFailure(options, { lease: only, error });
      batchSize = 1;
    }
  }
}

/** What a transaction has claimed: known also when it fails. */
interface Batch {
  claimed: readonly ClaimedLease[];
}

/** Works at every run that has something to do, oldest first. */
export async function workBillRuns(
  options: Omit<WorkOptions, "runId" | "onProgress">,
): Promise<void> {
  for (const runId of await listActiveRuns(options.database)) {
    if (options.signal?.aborted) return;
    await workBillRun({ ...options, runId });
  }
}

/** What an issuing run still has to do. */
function toIssue({ needsApproval }: Pick<BillRun, "needsApproval">): "drafted" | "waiting" {
  return needsApproval ? "drafted" : "waiting";
}

/** One batch in one transaction; how many leases it was for. */
async function workBatch(
  { database, clock, runId }: WorkOptions,
  { batch, atMost }: { readonly batch: Batch; readonly atMost: number },
): Promise<number> {
  return database.transaction(async (tx) => {
    await planForGrowth(tx);
    const run = await lockBillRun(tx, runId);
    if (run?.state !== "preparing" && run?.state !== "issuing") return 0;
    const isIssuing = run.state === "issuing";
    const state = isIssuing ? toIssue(run) : "waiting";
    const claimed = await claimRunLeases(tx, { runId, state, atMost });
    batch.claimed = claimed;
    if (claimed.length === 0) return 0;
    const outcomes = await outcomesOf(tx, claimed, { run, at: clock.now(), isIssuing });
    await storeRunOutcomes(tx, runId, outcomes);
    return claimed.length;
  });
}

type WorkedRun = Pick<BillRun, "id" | "kind" | "actor" | "approvedBy" | "needsApproval">;

interface Step {
  readonly run: WorkedRun;
  readonly at: Temporal.Instant;
  readonly isIssuing: boolean;
}

async function outcomesOf(
  tx: Queryable,
  claimed: readonly ClaimedLease[],
  step: Step,
): Promise<readonly RunLeaseOutcome[]> {
  const { run } = step;
  const before = await billedBefore(
    tx,
    claimed.map(({ leaseId, days }) => ({ leaseId, period: days })),
  );
  const known = claimed.flatMap((lease, n): RunLeaseOutcome[] => {
    const bill = before[n];
    return bill ? [outcomeOf(lease, bill)] : [];
  });
  const open = claimed.filter((_, n) => !before[n]);
  const drafted = await draftBills(
    tx,
    open.map(({ leaseId, days, kind }) => ({
      leaseId,
      period: days,
      kind,
      lateReadings: run.kind === "scheduled" ? "wait" : "bill-without",
    })),
  );
  const outcomes: RunLeaseOutcome[] = [...known];
  const toBeIssued: { readonly lease: ClaimedLease; readonly bill: DraftedBill }[] = [];
  for (const [n, lease] of open.entries()) {
    const draft = drafted[n];
    if (!draft) continue;
    if (!draft.ok) outcomes.push(blocked(lease, draft.faults));
    else if (!step.isIssuing) outcomes.push(draftedOutcome(lease, draft.value));
    else if (isApproved(lease, draft.value)) toBeIssued.push({ lease, bill: draft.value });
    else outcomes.push(blocked(lease, [changedSinceApproval(draft.value)]));
  }
  const actor = run.approvedBy ?? run.actor;
  const issue = { at: step.at, actor, billRunId: run.id };
  const issued = await issueBills(
    tx,
    toBeIssued.map(({ bill }) => bill),
    issue,
  );
  for (const [n, { lease, bill }] of toBeIssued.entries()) {
    const { billId, totalMinor } = issued[n] ?? {};
    if (billId === undefined || totalMinor === undefined) continue;
    const faults = bill.remarks;
    outcomes.push({ ...subjectOf(lease), state: "issued", billId, totalMinor, faults });
  }
  return outcomes;
}

function subjectOf({ leaseId, days }: ClaimedLease) {
  return { leaseId, periodFrom: days.from };
}

function outcomeOf(
  lease: ClaimedLease,
  bill: Result<{ readonly billId: RunLeaseOutcome["billId"] }>,
): RunLeaseOutcome {
  if (!bill.ok) return blocked(lease, bill.faults);
  const { billId } = bill.value;
  return {
    ...subjectOf(lease),
    state: "issued",
    faults: [],
    ...(billId !== undefined && { billId }),
  };
}

function blocked(lease: ClaimedLease, faults: readonly Fault[]): RunLeaseOutcome {
  return { ...subjectOf(lease), state: "blocked", faults };
}

function draftedOutcome(
  lease: ClaimedLease,
  { unissued: bill, remarks }: DraftedBill,
): RunLeaseOutcome {
  return {
    ...subjectOf(lease),
    state: "drafted",
    draft: bill,
    draftSha256: sha256(draftText(bill)),
    totalMinor: BigInt(bill.totalMinor),
    anomalies: billAnomalies(bill, remarks),
    faults: [],
  };
}

/** What is issued is what was approved, to the byte. */
function isApproved({ draftSha256 }: ClaimedLease, { unissued }: DraftedBill): boolean {
  return draftSha256 === null || draftSha256 === sha256(draftText(unissued));
}

function changedSinceApproval({ loaded }: DraftedBill): Fault {
  return {
    code: "billing.changed-since-approval",
    subject: loaded.tenant.name,
    message: "its readings, tariff or tenant have changed since the run was approved",
    remedy: "repeat the run, look at the new draft and approve it",
  };
}

/** Writes down why a lease failed, unless another worker has taken it meanwhile. */
async function noteFailure(
  { database, runId }: WorkOptions,
  { lease: failed, error }: { readonly lease: ClaimedLease; readonly error: unknown },
): Promise<void> {
  await database.transaction(async (tx) => {
    const run = await lockBillRun(tx, runId);
    if (run?.state !== "preparing" && run?.state !== "issuing") return;
    const state = run.state === "issuing" ? toIssue(run) : "waiting";
    const [lease] = await claimRunLeases(tx, { runId, state, atMost: 1, only: failed });
    if (!lease) return;
    // Billed by somebody else between our look and our storing: look again.
    const wanted = [{ leaseId: lease.leaseId, period: lease.days }];
    const [before] = isBilledByOther(error) ? await billedBefore(tx, wanted) : [];
    const fault = {
      code: "billing.failed",
      subject: `lease ${lease.leaseId}`,
      message: errorText(error),
    };
    const outcome = before ? outcomeOf(lease, before) : blocked(lease, [fault]);
    await storeRunOutcomes(tx, runId, [outcome]);
  });
}
