import type { BillAnomaly } from "#domain/billing/bill-anomalies.ts";
import type { RunLeaseState, RunState } from "#domain/billing/run-state.ts";
import type { Fault } from "#domain/core/fault.ts";
import type { BillRunId, LeaseId, SiteId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";

/** A fault of one lease in a run. */
export interface LeaseFault extends Fault {
  readonly leaseId: LeaseId;
}

/** A bill run as the screens show it. */
export interface BillRun {
  readonly id: BillRunId;
  readonly siteId: SiteId;
  readonly kind: "scheduled" | "manual";
  readonly state: RunState;
  readonly stoppedFrom: "preparing" | "issuing" | null;
  readonly needsApproval: boolean;
  /** Local day, ISO text. */
  readonly periodFrom: string;
  /** First day after the billing period. */
  readonly periodTo: string;
  readonly startedAt: Temporal.Instant;
  /** Null until it is done or discarded. */
  readonly finishedAt: Temporal.Instant | null;
  readonly actor: string;
  readonly approvedBy: string | null;
  readonly counts: Readonly<Record<RunLeaseState, number>>;
  readonly totalMinor: bigint;
  readonly anomalies: number;
  readonly faults: readonly LeaseFault[];
}

const VIEW = `
  select r.id, r.site_id as "siteId", r.kind, r.state, r.stopped_from as "stoppedFrom",
         r.needs_approval as "needsApproval", r.period_from as "periodFrom",
         r.period_to as "periodTo", r.started_at as "startedAt", r.finished_at as "finishedAt",
         r.actor, r.approved_by as "approvedBy", i.counts, i."totalMinor", i.anomalies, i.faults
    from bill_run r
   cross join lateral (
     select json_build_object(
              'waiting', count(*) filter (where state = 'waiting'),
              'drafted', count(*) filter (where state = 'drafted'),
              'blocked', count(*) filter (where state = 'blocked'),
              'issued', count(*) filter (where state = 'issued'),
              'left-out', count(*) filter (where state = 'left-out')) as counts,
            coalesce(sum(total_minor) filter (where state in ('drafted', 'issued')), 0)::bigint
              as "totalMinor",
            (count(*) filter (where state = 'drafted' and anomalies <> '[]'))::int as anomalies,
            coalesce((select jsonb_agg(fault || jsonb_build_object('leaseId', l.lease_id))
                        from bill_run_lease l
                       cross join lateral jsonb_array_elements(l.faults) as fault
                       where l.bill_run_id = r.id), '[]') as faults
       from bill_run_lease
      where bill_run_id = r.id
   ) i`;

/** The newest runs first. */
export async function listBillRuns(
  db: Queryable,
  { atMost }: { readonly atMost: number },
): Promise<BillRun[]> {
  const { rows } = await db.query<BillRun>(`${VIEW} order by r.id desc limit $1`, [atMost]);
  return rows;
}

export async function findBillRun(db: Queryable, id: BillRunId): Promise<BillRun | undefined> {
  const { rows } = await db.query<BillRun>(`${VIEW} where r.id = $1`, [id]);
  return rows[0];
}

/** What a run does with one lease. */
export interface RunLeaseView {
  readonly leaseId: LeaseId;
  readonly tenant: { readonly id: number; readonly name: string };
  readonly space: string;
  readonly periodFrom: string;
  readonly periodTo: string;
  readonly kind: "regular" | "final";
  readonly state: RunLeaseState;
  readonly totalMinor: bigint | null;
  readonly previousMinor: bigint | null;
  readonly anomalies: readonly BillAnomaly[];
  readonly faults: readonly Fault[];
  readonly bill: { readonly id: number; readonly number: string } | null;
}

/** One page of a run's leases: what is blocked first, then what is unusual, then by name. */
export async function listRunLeases(
  db: Queryable,
  page: { readonly runId: BillRunId; readonly page: number; readonly pageSize: number },
): Promise<RunLeaseView[]> {
  const { rows } = await db.query<RunLeaseView>(
    `select i.lease_id as "leaseId", json_build_object('id', t.id, 'name', t.name) as tenant,
            s.name as space, i.period_from as "periodFrom", i.period_to as "periodTo", i.kind,
            i.state, i.total_minor as "totalMinor",
            (select b.total_minor
               from bill b
              where b.lease_id = i.lease_id
                and b.period_to <= i.period_from
                and b.state = 'issued'
                and b.kind <> 'credit-note'
              order by b.period_to desc
              limit 1) as "previousMinor",
            i.anomalies, i.faults,
            (select json_build_object('id', b.id, 'number', b.number)
               from bill b where b.id = i.bill_id) as bill
       from bill_run_lease i
       join lease l on l.id = i.lease_id
       join tenant t on t.id = l.tenant_id
       join space s on s.id = l.space_id
      where i.bill_run_id = $1
      order by case i.state when 'blocked' then 0 else 1 end,
               jsonb_array_length(i.anomalies) desc, t.name, i.lease_id, i.period_from
      limit $2 offset $3`,
    [page.runId, page.pageSize, (page.page - 1) * page.pageSize],
  );
  return rows;
}
