import type { Fault } from "#domain/core/fault.ts";
import type { DateRange } from "#domain/core/instant-range.ts";
import { asId, type BillRunId, type SiteId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";

export interface NewBillRun {
  readonly siteId: SiteId;
  readonly period: DateRange;
  readonly kind: "scheduled" | "manual";
  readonly startedAt: Temporal.Instant;
}

/** Begins a bill run; the scheduled run of a month is the same row however often it goes on. */
export async function beginBillRun(db: Queryable, run: NewBillRun): Promise<BillRunId> {
  const { rows } = await db.query<{ id: number }>(
    `insert into bill_run (site_id, period_from, period_to, kind, started_at)
     values ($1, $2, $3, $4, $5)
         on conflict (site_id, period_from) where kind = 'scheduled' do update
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

/** Ends a run: `billed` more bills than before, and why others could not be made. */
export async function finishBillRun(
  db: Queryable,
  {
    id,
    billed,
    faults,
    finishedAt,
  }: {
    readonly id: BillRunId;
    readonly billed: number;
    readonly faults: readonly Fault[];
    readonly finishedAt: Temporal.Instant;
  },
): Promise<void> {
  await db.query(
    `update bill_run
        set finished_at = $2, billed = billed + $3, faults = $4
      where id = $1`,
    [id, finishedAt.toString(), billed, JSON.stringify(faults)],
  );
}
