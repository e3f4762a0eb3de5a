import { asId, type BillId, type LeaseId, type SiteId } from "#domain/core/id.ts";
import { postingsOf } from "#domain/ledger/ledger-entry.ts";
import type { Database } from "#platform/database.ts";
import { bookEntries, type NewEntry } from "#storage/ledger.ts";

/** Every so manieth lease is late with its newest bills; the others pay when they are due. */
const LATE_LEASE_EVERY = 8;
const LATE_DAYS = 45;

/** Books what the demo's tenants have paid of their past bills. */
export async function payHistory(
  database: Database,
  { siteId, now }: { readonly siteId: SiteId; readonly now: Temporal.Instant },
): Promise<void> {
  const { rows } = await database.query<{
    id: number;
    lease_id: number;
    total_minor: bigint;
    due_on: string;
  }>(
    `select id, lease_id, total_minor, due_on
       from bill
      where site_id = $1
        and total_minor > 0
      order by id`,
    [siteId],
  );
  const today = now.toZonedDateTimeISO("UTC").toPlainDate();
  const payments = rows.flatMap((bill): NewEntry[] => {
    const dueOn = Temporal.PlainDate.from(bill.due_on);
    const isLate = bill.lease_id % LATE_LEASE_EVERY === 0;
    const paidBy = isLate ? dueOn.add({ days: LATE_DAYS }) : dueOn;
    if (Temporal.PlainDate.compare(paidBy, today) >= 0) return [];
    return [
      {
        siteId,
        leaseId: asId<LeaseId>(bill.lease_id),
        kind: "payment",
        bookedOn: paidBy,
        billId: asId<BillId>(bill.id),
        bookedAt: paidBy.toZonedDateTime({ timeZone: "UTC", plainTime: "09:00" }).toInstant(),
        actor: "bank",
        postings: postingsOf({ kind: "payment", amountMinor: bill.total_minor }),
      },
    ];
  });
  await bookEntries(database, payments);
}
