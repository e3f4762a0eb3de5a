import type { Bill } from "#domain/billing/bill.ts";
import type { BillId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";

/** The bill that a credit note takes back. */
export async function findCreditedBill(
  db: Queryable,
  creditNoteId: BillId,
): Promise<{ readonly id: BillId; readonly content: Bill } | undefined> {
  const { rows } = await db.query<{ id: BillId; content: Bill }>(
    `select credited.id, credited.content
       from bill note
       join bill credited on credited.id = note.credits_bill_id
      where note.id = $1`,
    [creditNoteId],
  );
  return rows[0];
}
