import { billMail } from "#documents/bill-mail.ts";
import type { BillLogo, BillRenderer } from "#documents/bill-renderer.ts";
import type { SiteId } from "#domain/core/id.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import type { Log } from "#platform/log.ts";
import {
  listUndocumentedBills,
  storeBillDocument,
  type UndocumentedBill,
} from "#storage/bill-documents.ts";
import { enqueueMail } from "#storage/outbox.ts";
import { readLogo } from "#storage/sites.ts";

export interface RenderOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly renderer: BillRenderer;
}

const BILLS_A_ROUND = 24;

/**
 * Makes the documents of issued bills that have none, oldest first, and puts their mails into the
 * outbox in the same transaction. One round; the number of documents made: call again while it is
 * not 0.
 */
export async function renderBillDocuments(options: RenderOptions): Promise<number> {
  const bills = await listUndocumentedBills(options.database, { atMost: BILLS_A_ROUND });
  const logos = new Map<SiteId, BillLogo | undefined>();
  for (const { siteId } of bills) {
    if (!logos.has(siteId)) logos.set(siteId, await readLogo(options.database, siteId));
  }
  const made = await Promise.allSettled(
    bills.map((bill) => renderBill(options, { bill, logo: logos.get(bill.siteId) })),
  );
  for (const [n, result] of made.entries()) {
    if (result.status === "fulfilled") continue;
    const number = bills[n]?.content.number;
    options.log.error({ err: result.reason as unknown, number }, "a bill's document failed");
  }
  return made.filter(({ status }) => status === "fulfilled").length;
}

async function renderBill(
  { database, clock, renderer }: RenderOptions,
  { bill, logo }: { readonly bill: UndocumentedBill; readonly logo: BillLogo | undefined },
): Promise<void> {
  const pdf = await renderer.render(bill.content, logo ? { logo } : {});
  await database.transaction(async (tx) => {
    const madeAt = clock.now();
    const isFirst = await storeBillDocument(tx, { billId: bill.id, pdf, madeAt });
    if (!isFirst) return;
    const mail = billMail(bill.content);
    for (const recipient of bill.emails) {
      await enqueueMail(tx, {
        siteId: bill.siteId,
        deliveryKey: `bill/${bill.id}/${recipient}`,
        recipient,
        subject: mail.subject,
        body: mail.body,
        billId: bill.id,
        createdAt: madeAt,
      });
    }
  });
}
