import type { BillAnomaly } from "#domain/billing/bill-anomalies.ts";
import type { Bill } from "#domain/billing/bill.ts";
import type { RunLeaseState, RunState } from "#domain/billing/run-state.ts";
import type { Fault } from "#domain/core/fault.ts";
import type { DateRange } from "#domain/core/instant-range.ts";
import { asId, type BillId, type BillRunId, type LeaseId, type SiteId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";
import type { BillRun } from "./bill-run-views.ts";

export interface NewBillRun {
  readonly siteId: SiteId;
  readonly period: DateRange;
  readonly kind: "scheduled" | "manual";
  /** Whether the bills wait for a person, or are issued as soon as they are drafted. */
  readonly needsApproval: boolean;
  readonly startedAt: Temporal.Instant;
  readonly actor: string;
}

/**
 * Begins a bill run; the scheduled run of a billing period is the same row however often it goes
 * on. One that a person has stopped or discarded stays so.
 */
export async function beginBillRun(db: Queryable, run: NewBillRun): Promise<BillRunId> {
  const { rows } = await db.query<{ id: number }>(
    `insert into bill_run
       (site_id, period_from, period_to, kind, needs_approval, started_at, actor, state)
     values ($1, $2, $3, $4, $5, $6, $7, case when $5 then 'preparing' else 'issuing' end)
         on conflict (site_id, period_from, period_to, needs_approval) where kind = 'scheduled'
         do update
        set finished_at = case when bill_run.state = 'done' and not $5 then null
                               else bill_run.finished_at end,
            state = case when bill_run.state = 'done' and not $5 then excluded.state
                         else bill_run.state end
     returning id`,
    [
      run.siteId,
      run.period.from.toString(),
      run.period.to.toString(),
      run.kind,
      run.needsApproval,
      run.startedAt.toString(),
      run.actor,
    ],
  );
  return asId(rows[0]?.id ?? -1);
}

/** What a run is to bill. */
export interface LeaseToBill {
  readonly leaseId: LeaseId;
  /** The days of the run's period that this lease owes. */
  readonly days: DateRange;
  readonly kind: "regular" | "final";
}

/** Adds leases to a run; those that could not be billed before are tried again. */
export async function addRunLeases(
  db: Queryable,
  runId: BillRunId,
  leases: readonly LeaseToBill[],
): Promise<void> {
  await db.query(
    `insert into bill_run_lease (bill_run_id, lease_id, period_from, period_to, kind, state)
     select $1, u.lease_id, u.period_from, u.period_to, u.kind, 'waiting'
       from unnest($2::int[], $3::date[], $4::date[], $5::text[])
              as u(lease_id, period_from, period_to, kind)
         on conflict (bill_run_id, lease_id, period_from) do update
        set state = 'waiting', period_to = excluded.period_to, kind = excluded.kind
      where bill_run_lease.state = 'blocked'`,
    [
      runId,
      leases.map(({ leaseId }) => leaseId),
      leases.map(({ days }) => days.from.toString()),
      leases.map(({ days }) => days.to.toString()),
      leases.map(({ kind }) => kind),
    ],
  );
}

/** Adds the leases that a run does not have yet; how many they were. */
export async function addNewRunLeases(
  db: Queryable,
  runId: BillRunId,
  leases: readonly LeaseToBill[],
): Promise<number> {
  const { rowCount } = await db.query(
    `insert into bill_run_lease (bill_run_id, lease_id, period_from, period_to, kind, state)
     select $1, u.lease_id, u.period_from, u.period_to, u.kind, 'waiting'
       from unnest($2::int[], $3::date[], $4::date[], $5::text[])
              as u(lease_id, period_from, period_to, kind)
         on conflict (bill_run_id, lease_id, period_from) do nothing`,
    [
      runId,
      leases.map(({ leaseId }) => leaseId),
      leases.map(({ days }) => days.from.toString()),
      leases.map(({ days }) => days.to.toString()),
      leases.map(({ kind }) => kind),
    ],
  );
  return rowCount ?? 0;
}

/** Leases of a run that this transaction works at. */
export interface ClaimedLease extends LeaseToBill {
  /** What was approved; null where nobody had to. */
  readonly draftSha256: string | null;
}

/**
 * Takes leases of a run in `state` for this transaction; what another one works at is passed over.
 * Each was to be billed once, and no two workers bill the same at once.
 */
export async function claimRunLeases(
  tx: Queryable,
  claim: {
    readonly runId: BillRunId;
    readonly state: RunLeaseState;
    readonly atMost: number;
    /** This one and no other. */
    readonly only?: Pick<LeaseToBill, "leaseId" | "days">;
  },
): Promise<ClaimedLease[]> {
  const { rows } = await tx.query<{
    lease_id: number;
    period_from: string;
    period_to: string;
    kind: "regular" | "final";
    draft_sha256: string | null;
  }>(
    `select lease_id, period_from, period_to, kind, draft_sha256
       from bill_run_lease
      where bill_run_id = $1
        and state = $2
        and ($4::int is null or (lease_id, period_from) = ($4, $5::date))
      order by lease_id, period_from
      limit $3
        for update skip locked`,
    [
      claim.runId,
      claim.state,
      claim.atMost,
      claim.only?.leaseId ?? null,
      claim.only?.days.from.toString() ?? null,
    ],
  );
  // One object a day: what is worked out for it once serves all leases.
  const days = new Map<string, Temporal.PlainDate>();
  const dayOf = (text: string) =>
    days.getOrInsertComputed(text, () => Temporal.PlainDate.from(text));
  return rows.map((row) => ({
    leaseId: asId(row.lease_id),
    days: { from: dayOf(row.period_from), to: dayOf(row.period_to) },
    kind: row.kind,
    draftSha256: row.draft_sha256,
  }));
}

/** What became of a lease in a run. */
export interface RunLeaseOutcome {
  readonly leaseId: LeaseId;
  readonly periodFrom: Temporal.PlainDate;
  readonly state: "drafted" | "blocked" | "issued";
  readonly draft?: Bill;
  readonly draftSha256?: string;
  readonly totalMinor?: bigint;
  readonly anomalies?: readonly BillAnomaly[];
  readonly faults: readonly Fault[];
  readonly billId?: BillId;
}

/**
 * Writes down what became of leases, in the transaction that claimed them. Each is looked up by its
 * key (the lateral part, which `offset 0` keeps from being made a join): while a run is new, the
 * planner takes it for small, and would read all of it for each batch.
 */
export async function storeRunOutcomes(
  tx: Queryable,
  runId: BillRunId,
  outcomes: readonly RunLeaseOutcome[],
): Promise<void> {
  await tx.query(
    `update bill_run_lease i
        set state = o.state, draft = coalesce(o.draft, i.draft),
            draft_sha256 = coalesce(o.draft_sha256, i.draft_sha256),
            total_minor = coalesce(o.total_minor, i.total_minor),
            anomalies = coalesce(o.anomalies, i.anomalies), faults = o.faults, bill_id = o.bill_id
       from jsonb_to_recordset($2::jsonb) as o(
              lease_id int, period_from date, state text, draft jsonb, draft_sha256 text,
              total_minor bigint, anomalies jsonb, faults jsonb, bill_id int)
      cross join lateral (
              select l.ctid
                from bill_run_lease l
               where l.bill_run_id = $1
                 and l.lease_id = o.lease_id
                 and l.period_from = o.period_from
              offset 0) as own
      where i.ctid = own.ctid`,
    [
      runId,
      JSON.stringify(
        outcomes.map((one) => ({
          lease_id: one.leaseId,
          period_from: one.periodFrom.toString(),
          state: one.state,
          draft: one.draft,
          draft_sha256: one.draftSha256,
          total_minor: one.totalMinor?.toString(),
          anomalies: one.anomalies,
          faults: one.faults,
          bill_id: one.billId,
        })),
      ),
    ],
  );
}

/** How many bills a run has made: those that it found made are not among them. */
export async function countNewBills(db: Queryable, runId: BillRunId): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select count(*)::int as count
       from bill_run_lease l
       join bill b on b.id = l.bill_id and b.bill_run_id = l.bill_run_id
      where l.bill_run_id = $1`,
    [runId],
  );
  return rows[0]?.count ?? 0;
}

/** Moves a run from one state to another; false when it is not in the first any more. */
export async function moveBillRun(
  db: Queryable,
  move: {
    readonly id: BillRunId;
    readonly from: RunState;
    readonly to: RunState;
    readonly at: Temporal.Instant;
    /** Who approved it. */
    readonly approvedBy?: string;
  },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update bill_run
        set state = $3,
            stopped_from = case when $3 = 'stopped' then $2 end,
            finished_at = case when $3 in ('done', 'discarded') then $4::timestamptz end,
            approved_by = coalesce($5, approved_by),
            approved_at = case when $5::text is null then approved_at else $4 end
      where id = $1
        and state = $2`,
    [move.id, move.from, move.to, move.at.toString(), move.approvedBy ?? null],
  );
  return rowCount === 1;
}

/** Tries those again that could not be billed, or whose draft is older than what they rest on. */
export async function resetRunLeases(db: Queryable, runId: BillRunId): Promise<void> {
  await db.query(
    `update bill_run_lease
        set state = 'waiting'
      where bill_run_id = $1
        and state in ('blocked', 'drafted')`,
    [runId],
  );
}

/** Leaves a lease out of a run, or takes it in again. False when it is billed already. */
export async function setRunLeaseLeftOut(
  db: Queryable,
  change: { readonly runId: BillRunId; readonly leaseId: LeaseId; readonly leftOut: boolean },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update bill_run_lease
        set state = case when $3 then 'left-out'
                         when draft is null then 'waiting' else 'drafted' end
      where bill_run_id = $1
        and lease_id = $2
        and (state = 'left-out') <> $3
        and state <> 'issued'`,
    [change.runId, change.leaseId, change.leftOut],
  );
  return (rowCount ?? 0) > 0;
}

/**
 * The run, which nobody moves to another state until the transaction ends: once a run is stopped,
 * none of its bills comes into being.
 */
export async function lockBillRun(
  tx: Queryable,
  id: BillRunId,
): Promise<
  Pick<BillRun, "id" | "kind" | "state" | "actor" | "approvedBy" | "needsApproval"> | undefined
> {
  const { rows } = await tx.query<
    Pick<BillRun, "id" | "kind" | "state" | "actor" | "approvedBy" | "needsApproval">
  >(
    `select id, kind, state, actor, approved_by as "approvedBy",
            needs_approval as "needsApproval"
       from bill_run
      where id = $1
        for share`,
    [id],
  );
  return rows[0];
}

/**
 * For this transaction, only plans that stay good while tables grow: a session keeps the plan of a
 * foreign key's check, and one made while bills and books were nearly empty reads all of them for
 * each row of a large run.
 */
export async function planForGrowth(tx: Queryable): Promise<void> {
  await tx.query("set local enable_seqscan = off");
}

/** Runs with something to do, oldest first. */
export async function listActiveRuns(db: Queryable): Promise<BillRunId[]> {
  const { rows } = await db.query<{ id: BillRunId }>(
    "select id from bill_run where state in ('preparing', 'issuing') order by id",
  );
  return rows.map(({ id }) => id);
}
