import type { Bill } from "#domain/billing/bill.ts";
import { billNumber } from "#domain/billing/bill-number.ts";
import type { DateRange } from "#domain/core/instant-range.ts";
import { asId, type BillId, type BillRunId, type LeaseId, type SiteId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";

/** A bill in force or credited, as the schedule and the history need it. */
export interface StoredBill {
  readonly id: BillId;
  readonly number: string;
  readonly kind: Bill["kind"];
  readonly state: "issued" | "credited";
  readonly period: DateRange;
}

/** The bills of leases, credit notes left out, oldest period first. */
export async function listLeaseBills(
  db: Queryable,
  leaseIds: readonly LeaseId[],
): Promise<(StoredBill & { readonly leaseId: LeaseId })[]> {
  const { rows } = await db.query<{
    id: number;
    lease_id: number;
    number: string;
    kind: Bill["kind"];
    state: "issued" | "credited";
    period_from: string;
    period_to: string;
  }>(
    `select id, lease_id, number, kind, state, period_from, period_to
       from bill
      where lease_id = any($1)
        and kind <> 'credit-note'
      order by lease_id, period_from`,
    [leaseIds],
  );
  return rows.map((row) => ({
    id: asId(row.id),
    leaseId: asId(row.lease_id),
    number: row.number,
    kind: row.kind,
    state: row.state,
    period: {
      from: Temporal.PlainDate.from(row.period_from),
      to: Temporal.PlainDate.from(row.period_to),
    },
  }));
}

/** What was billed of each month, from issued bills that cover whole months. */
export interface BilledMonth {
  readonly servicePointId: number;
  /** `2026-10`. */
  readonly month: string;
  /** Decimal text. */
  readonly consumption: string;
}

/** The billed consumption of a lease's points by month, from `from` on. */
export async function listBilledMonths(
  db: Queryable,
  { leaseId, from }: { readonly leaseId: LeaseId; readonly from: Temporal.PlainDate },
): Promise<BilledMonth[]> {
  const { rows } = await db.query<{ month: string; id: number; consumption: string }>(
    `select to_char(b.period_from, 'YYYY-MM') as month,
            (point ->> 'servicePointId')::int as id,
            point ->> 'consumption' as consumption
       from bill b
      cross join lateral jsonb_array_elements(b.content -> 'points') as point
      where b.lease_id = $1
        and b.period_from >= $2
        and b.state = 'issued'
        and b.kind <> 'credit-note'
        and b.period_from = date_trunc('month', b.period_from)
        and b.period_to = (b.period_from + interval '1 month')::date`,
    [leaseId, from.toString()],
  );
  return rows.map(({ month, id, consumption }) => ({
    servicePointId: id,
    month,
    consumption,
  }));
}

/** Takes the next number of a series. The row lock keeps the series without gaps. */
export async function takeBillNumber(
  tx: Queryable,
  { siteId, series }: { readonly siteId: SiteId; readonly series: string },
): Promise<string> {
  const { rows } = await tx.query<{ last_number: number }>(
    `insert into bill_number_series (site_id, series, last_number)
     values ($1, $2, 1)
         on conflict (site_id, series) do update
        set last_number = bill_number_series.last_number + 1
     returning last_number`,
    [siteId, series],
  );
  return billNumber(series, rows[0]?.last_number ?? 0);
}

export interface NewBill {
  readonly siteId: SiteId;
  readonly leaseId: LeaseId;
  readonly billRunId: BillRunId | undefined;
  readonly issuedAt: Temporal.Instant;
  readonly content: Bill;
  /** SHA-256 of the content's canonical JSON, hexadecimal. */
  readonly contentSha256: string;
}

/**
 * Stores an issued bill. The database refuses a second one for a day of the lease (constraint
 * lease_day_is_billed_once). After a bill for the same days has been credited, the new one is the
 * next revision.
 */
export async function insertBill(tx: Queryable, bill: NewBill): Promise<BillId> {
  const { content } = bill;
  const { rows } = await tx.query<{ id: number }>(
    `insert into bill
       (site_id, lease_id, bill_run_id, kind, number, state, period_from, period_to, issued_at,
        due_on, currency, net_minor, tax_minor, total_minor, content, content_sha256, revision)
     values ($1, $2, $3, $4, $5, 'issued', $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
             (select count(*)
                from bill
               where lease_id = $2
                 and period_from = $6
                 and period_to = $7
                 and kind = $4
                 and state = 'credited'))
     returning id`,
    [
      bill.siteId,
      bill.leaseId,
      bill.billRunId ?? null,
      content.kind,
      content.number,
      content.periodFrom,
      content.periodTo,
      bill.issuedAt.toString(),
      content.dueOn,
      content.currency,
      content.netMinor,
      content.taxMinor,
      content.totalMinor,
      JSON.stringify(content),
      bill.contentSha256,
    ],
  );
  return asId(rows[0]?.id ?? -1);
}
