import type { BillEventKind } from "#domain/billing/bill-event.ts";
import type { BillId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";

/** One thing that happened to a bill. */
export interface BillEvent {
  readonly at: Temporal.Instant;
  readonly kind: BillEventKind;
  readonly detail: string;
  readonly amountMinor: bigint | null;
  readonly billId: number | null;
}

/** What happened to a bill, oldest first. */
export async function listBillEvents(db: Queryable, id: BillId): Promise<BillEvent[]> {
  const { rows } = await db.query<BillEvent>(
    `select at, kind, detail, amount as "amountMinor", bill_id as "billId"
       from (
         select issued_at as at, 1 as rank, 'issued' as kind, '' as detail,
                null::bigint as amount, null::int as bill_id
           from bill where id = $1
         union all
         select made_at, 2, 'document-made', '', null, null
           from bill_document where bill_id = $1
         union all
         select coalesce(sent_at, created_at), 3, 'mail-' || state, recipient, null, null
           from outbox_mail where bill_id = $1
         union all
         select e.booked_at, 4, 'paid', e.note, -p.amount_minor, null
           from ledger_entry e
           join ledger_posting p on p.entry_id = e.id and p.account = 'receivable'
          where e.bill_id = $1
            and e.kind = 'payment'
         union all
         select r.sent_on::timestamp at time zone s.time_zone, 5, 'reminded',
                (r.step + 1)::text, r.open_minor, null
           from reminder r
           join bill b on b.id = r.bill_id
           join site s on s.id = b.site_id
          where r.bill_id = $1
         union all
         select issued_at, 6, 'credited', number, null, id
           from bill where credits_bill_id = $1
         union all
         select n.issued_at, 7, 'replaced', n.number, null, n.id
           from bill b
           join bill n on n.lease_id = b.lease_id
                      and n.kind <> 'credit-note'
                      and n.content -> 'corrects' ->> 'number' = b.number
          where b.id = $1
       ) happened
      order by at, rank`,
    [id],
  );
  return rows;
}
