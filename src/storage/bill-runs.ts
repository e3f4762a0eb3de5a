import type { Fault } from "#domain/core/fault.ts";
import type { DateRange } from "#domain/core/instant-range.ts";
import { asId, type BillRunId, type LeaseId, type SiteId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";

export interface NewBillRun {
  readonly siteId: SiteId;
  readonly period: DateRange;
  readonly kind: "scheduled" | "manual";
  readonly startedAt: Temporal.Instant;
}

/** Begins a bill run; the scheduled run of a billing period is the same row however often it goes on. */
export async function beginBillRun(db: Queryable, run: NewBillRun): Promise<BillRunId> {
  const { rows } = await db.query<{ id: number }>(
    `insert into bill_run (site_id, period_from, period_to, kind, started_at)
     values ($1, $2, $3, $4, $5)
         on conflict (site_id, period_from, period_to) where kind = 'scheduled' do update
        set finished_at = null
     returning id`,
    [
      run.siteId,
      run.period.from.toString(),
      run.period.to.toString(),
      run.kind,
      run.startedAt.toString(),
    ],
  );
  return asId(rows[0]?.id ?? -1);
}

/** A fault of one lease in a run. */
export interface LeaseFault extends Fault {
  readonly leaseId: LeaseId;
}

/**
 * Ends a run: `billed` more bills than before, and the faults of the leases that were tried now.
 * Those of other leases stay: what a bill of this run was made without must not be forgotten
 * because the run went on for somebody else.
 */
export async function finishBillRun(
  db: Queryable,
  end: {
    readonly id: BillRunId;
    readonly tried: readonly LeaseId[];
    readonly billed: number;
    readonly faults: readonly LeaseFault[];
    readonly finishedAt: Temporal.Instant;
  },
): Promise<void> {
  await db.query(
    `update bill_run
        set finished_at = $2,
            billed = billed + $3,
            faults = $4::jsonb || coalesce(
              (select jsonb_agg(fault)
                 from jsonb_array_elements(faults) as fault
                where (fault ->> 'leaseId')::int <> all ($5)), '[]')
      where id = $1`,
    [end.id, end.finishedAt.toString(), end.billed, JSON.stringify(end.faults), end.tried],
  );
}

/** A bill run as the screens show it. */
export interface BillRun {
  readonly id: BillRunId;
  readonly siteId: SiteId;
  readonly kind: "scheduled" | "manual";
  /** Local day, ISO text. */
  readonly periodFrom: string;
  /** First day after the billing period. */
  readonly periodTo: string;
  readonly startedAt: Temporal.Instant;
  /** Null while it runs, and when it was broken off. */
  readonly finishedAt: Temporal.Instant | null;
  readonly billed: number;
  readonly faults: readonly LeaseFault[];
}

const VIEW = `
  select id, site_id as "siteId", kind, period_from as "periodFrom", period_to as "periodTo",
         started_at as "startedAt", finished_at as "finishedAt", billed, faults
    from bill_run`;

/** The newest runs first. */
export async function listBillRuns(
  db: Queryable,
  { atMost }: { readonly atMost: number },
): Promise<BillRun[]> {
  const { rows } = await db.query<BillRun>(`${VIEW} order by id desc limit $1`, [atMost]);
  return rows;
}

export async function findBillRun(db: Queryable, id: BillRunId): Promise<BillRun | undefined> {
  const { rows } = await db.query<BillRun>(`${VIEW} where id = $1`, [id]);
  return rows[0];
}
