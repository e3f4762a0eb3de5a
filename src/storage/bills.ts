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
  readonly leaseId: LeaseId;
  readonly servicePointId: number;
  /** `2026-10`. */
  readonly month: string;
  /** Decimal text. */
  readonly consumption: string;
}

/** The billed consumption of leases' points by month, from `from` on. */
export async function listBilledMonths(
  db: Queryable,
  { leaseIds, from }: { readonly leaseIds: readonly LeaseId[]; readonly from: Temporal.PlainDate },
): Promise<BilledMonth[]> {
  const { rows } = await db.query<BilledMonth>(
    `select b.lease_id as "leaseId", to_char(b.period_from, 'YYYY-MM') as month,
            (point ->> 'servicePointId')::int as "servicePointId",
            point ->> 'consumption' as consumption
       from bill b
      cross join lateral jsonb_array_elements(b.content -> 'points') as point
      where b.lease_id = any($1)
        and b.period_from >= $2
        and b.state = 'issued'
        and b.kind <> 'credit-note'
        and b.period_from = date_trunc('month', b.period_from)
        and b.period_to = (b.period_from + interval '1 month')::date`,
    [leaseIds, from.toString()],
  );
  return rows;
}

/**
 * Takes the next numbers of a series, in order. The row lock keeps the series without gaps: it is
 * held until the transaction that stores the bills ends.
 */
export async function takeBillNumbers(
  tx: Queryable,
  take: { readonly siteId: SiteId; readonly series: string; readonly count: number },
): Promise<string[]> {
  const { siteId, series, count } = take;
  const { rows } = await tx.query<{ last_number: number }>(
    `insert into bill_number_series (site_id, series, last_number)
     values ($1, $2, $3)
         on conflict (site_id, series) do update
        set last_number = bill_number_series.last_number + $3
     returning last_number`,
    [siteId, series, count],
  );
  const first = (rows[0]?.last_number ?? 0) - count + 1;
  return Array.from({ length: count }, (_, n) => billNumber(series, first + n));
}

export interface NewBill {
  readonly siteId: SiteId;
  readonly leaseId: LeaseId;
  readonly billRunId: BillRunId | undefined;
  readonly issuedAt: Temporal.Instant;
  readonly content: Bill;
  /** The content's canonical JSON. */
  readonly canonical: string;
  /** SHA-256 of that, hexadecimal. */
  readonly contentSha256: string;
  /** The bill that a credit note takes back. */
  readonly creditsBillId?: BillId;
}

/** A control character, which JSON has only as an escape. */
const BETWEEN_CONTENTS = "\u001e";

/**
 * Stores issued bills in one statement; their ids in the same order. The database refuses a second
 * bill for a day of a lease (constraint lease_day_is_billed_once). After a bill for the same days
 * has been credited, the new one is the next revision; a credit note has that of its bill.
 */
export async function insertBills(tx: Queryable, bills: readonly NewBill[]): Promise<BillId[]> {
  const revisions = await nextRevisions(tx, bills);
  const column = <T>(of: (bill: NewBill) => T) => bills.map(of);
  const { rows } = await tx.query<{ id: number; number: string; site_id: number }>(
    `insert into bill
       (site_id, lease_id, bill_run_id, kind, number, state, period_from, period_to, issued_at,
        due_on, currency, net_minor, tax_minor, total_minor, content, content_sha256,
        credits_bill_id, revision)
     select n.site_id, n.lease_id, n.bill_run_id, n.kind, n.number, 'issued', n.period_from,
            n.period_to, n.issued_at, n.due_on, n.currency, n.net_minor, n.tax_minor,
            n.total_minor, n.content::jsonb, n.sha256, n.credits_bill_id,
            coalesce((select revision from bill where id = n.credits_bill_id), n.revision)
       from rows from (
              unnest($1::int[]), unnest($2::int[]), unnest($3::int[]), unnest($4::text[]),
              unnest($5::text[]), unnest($6::date[]), unnest($7::date[]),
              unnest($8::timestamptz[]), unnest($9::date[]), unnest($10::text[]),
              unnest($11::bigint[]), unnest($12::bigint[]), unnest($13::bigint[]),
              unnest($14::text[]), unnest($15::int[]), unnest($16::int[]),
              string_to_table($17, $18)
            ) as n(site_id, lease_id, bill_run_id, kind, number, period_from, period_to,
                   issued_at, due_on, currency, net_minor, tax_minor, total_minor, sha256,
                   credits_bill_id, revision, content)
     returning id, number, site_id`,
    [
      column(({ siteId }) => siteId),
      column(({ leaseId }) => leaseId),
      column(({ billRunId }) => billRunId ?? null),
      column(({ content }) => content.kind),
      column(({ content }) => content.number),
      column(({ content }) => content.periodFrom),
      column(({ content }) => content.periodTo),
      column(({ issuedAt }) => issuedAt.toString()),
      column(({ content }) => content.dueOn),
      column(({ content }) => content.currency),
      column(({ content }) => content.netMinor),
      column(({ content }) => content.taxMinor),
      column(({ content }) => content.totalMinor),
      column(({ contentSha256 }) => contentSha256),
      column(({ creditsBillId }) => creditsBillId ?? null),
      column((bill) => revisions.get(periodKey(bill)) ?? 0),
      // The contents go as the text that their digests were taken of; an array of such long texts
      // would take longer to quote than to make.
      column(({ canonical }) => canonical).join(BETWEEN_CONTENTS),
      BETWEEN_CONTENTS,
    ],
  );
  const ids = new Map(rows.map(({ id, number, site_id }) => [`${site_id} ${number}`, id]));
  return bills.map(({ siteId, content }) => asId(ids.get(`${siteId} ${content.number}`) ?? -1));
}

function periodKey({ leaseId, content }: Pick<NewBill, "leaseId" | "content">): string {
  return `${leaseId} ${content.periodFrom} ${content.periodTo} ${content.kind}`;
}

/** How many bills for the same days were credited before, where any were. */
async function nextRevisions(
  tx: Queryable,
  bills: readonly NewBill[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await tx.query<{ key: string; count: number }>(
    `select concat_ws(' ', lease_id, period_from, period_to, kind) as key, count(*)::int as count
       from bill
      where lease_id = any($1)
        and state = 'credited'
      group by 1`,
    [bills.map(({ leaseId }) => leaseId)],
  );
  return new Map(rows.map(({ key, count }) => [key, count]));
}

/**
 * Marks a bill as taken back, in the transaction of its credit note. False when it was already: two
 * that correct a bill at once must not both do it.
 */
export async function markBillCredited(tx: Queryable, id: BillId): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update bill
        set state = 'credited'
      where id = $1
        and state = 'issued'
        and kind <> 'credit-note'`,
    [id],
  );
  return rowCount === 1;
}

/** A bill as it was issued. */
export interface IssuedContent {
  readonly id: BillId;
  readonly siteId: SiteId;
  readonly leaseId: LeaseId;
  readonly state: "issued" | "credited";
  readonly issuedAt: Temporal.Instant;
  readonly contentSha256: string;
  readonly content: Bill;
}

/** What the newest bill of a site says; undefined while it has none. */
export async function findNewestBill(db: Queryable, siteId: SiteId): Promise<Bill | undefined> {
  const { rows } = await db.query<{ content: Bill }>(
    `select content
       from bill
      where site_id = $1
        and kind <> 'credit-note'
      order by id desc
      limit 1`,
    [siteId],
  );
  return rows[0]?.content;
}

/** The bill with this id, if there is one. */
export async function findIssuedBill(
  db: Queryable,
  id: BillId,
): Promise<IssuedContent | undefined> {
  const { rows } = await db.query<IssuedContent>(
    `select id, site_id as "siteId", lease_id as "leaseId", state, issued_at as "issuedAt",
            content_sha256 as "contentSha256", content
       from bill
      where id = $1`,
    [id],
  );
  return rows[0];
}

/**
 * Bills in force of the last month that was billed: those whose period ended within a month before
 * the latest end of any.
 */
export async function listLastBilledMonth(
  db: Queryable,
  atMost: number,
): Promise<Pick<IssuedContent, "id" | "leaseId" | "content">[]> {
  const { rows } = await db.query<Pick<IssuedContent, "id" | "leaseId" | "content">>(
    `select id, lease_id as "leaseId", content
       from bill
      where state = 'issued'
        and kind <> 'credit-note'
        and period_to > (select max(period_to) - interval '1 month'
                           from bill
                          where state = 'issued'
                            and kind <> 'credit-note')
      order by id
      limit $1`,
    [atMost],
  );
  return rows;
}

/** The bill with this number at any site, if there is one: numbers name their site. */
export async function findBillId(db: Queryable, number: string): Promise<BillId | undefined> {
  const { rows } = await db.query<{ id: BillId }>("select id from bill where number = $1", [
    number,
  ]);
  return rows[0]?.id;
}
