import { createHash } from "node:crypto";
import type { Bill } from "#domain/billing/bill.ts";
import { asId, type BillId, type SiteId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";

/** An issued bill that has no document yet. */
export interface UndocumentedBill {
  readonly id: BillId;
  readonly siteId: SiteId;
  readonly content: Bill;
  /** Where the tenant wants the bill sent. */
  readonly emails: readonly string[];
}

/**
 * Takes issued bills without a document for this transaction, oldest first; what another worker has
 * taken is passed over, so that no two make the same document. Bills may be read and written about
 * meanwhile, but not be taken back.
 */
export async function claimUndocumentedBills(
  tx: Queryable,
  { atMost, except = [] }: { readonly atMost: number; readonly except?: readonly BillId[] },
): Promise<UndocumentedBill[]> {
  const claimed = await tx.query<{ id: BillId }>(
    `select id
       from bill
      where not exists (select from bill_document where bill_document.bill_id = bill.id)
        and id <> all ($2)
      order by id
      limit $1
        for no key update skip locked`,
    [atMost, except],
  );
  // Asked once more: another worker may have let go of one while we took it, its document made.
  return listUndocumented(
    tx,
    claimed.rows.map(({ id }) => id),
  );
}

async function listUndocumented(
  tx: Queryable,
  billIds: readonly BillId[],
): Promise<UndocumentedBill[]> {
  const { rows } = await tx.query<{
    id: number;
    site_id: number;
    content: Bill;
    emails: string[];
  }>(
    `select bill.id, bill.site_id, bill.content, tenant.emails
       from bill
       join lease on lease.id = bill.lease_id
       join tenant on tenant.id = lease.tenant_id
      where not exists (select from bill_document where bill_document.bill_id = bill.id)
        and bill.id = any ($1)
      order by bill.id`,
    [billIds],
  );
  return rows.map((row) => ({
    id: asId(row.id),
    siteId: asId(row.site_id),
    content: row.content,
    emails: row.emails,
  }));
}

/** Keeps a bill's signed PDF. False when it has one already: the first one stays. */
export async function storeBillDocument(
  tx: Queryable,
  document: {
    readonly billId: BillId;
    readonly pdf: Uint8Array;
    readonly madeAt: Temporal.Instant;
  },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into bill_document (bill_id, pdf, sha256, made_at)
     values ($1, $2, $3, $4)
     on conflict (bill_id) do nothing`,
    [
      document.billId,
      Buffer.from(document.pdf),
      createHash("sha256").update(document.pdf).digest("hex"),
      document.madeAt.toString(),
    ],
  );
  return rowCount === 1;
}

/** A bill with its document, as it is delivered; undefined while there is none. */
export async function findBillDocument(
  db: Queryable,
  billId: BillId,
): Promise<{ readonly content: Bill; readonly pdf: Uint8Array } | undefined> {
  const { rows } = await db.query<{ content: Bill; pdf: Buffer; sha256: string }>(
    `select bill.content, bill_document.pdf, bill_document.sha256
       from bill_document
       join bill on bill.id = bill_document.bill_id
      where bill_document.bill_id = $1`,
    [billId],
  );
  const row = rows[0];
  if (!row) return undefined;
  if (createHash("sha256").update(row.pdf).digest("hex") !== row.sha256) {
    throw new Error(`the stored document of bill ${billId} is damaged: its SHA-256 differs`);
  }
  return { content: row.content, pdf: row.pdf };
}
