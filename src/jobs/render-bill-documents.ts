import { billMail } from "#documents/bill-mail.ts";
import type { BillRenderer } from "#documents/bill-renderer.ts";
import type { RenderOptions as Look } from "#documents/make-typeset-job.ts";
import { readBillDesign } from "#storage/bill-designs.ts";
import type { BillId, SiteId } from "#domain/core/id.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database, Queryable } from "#platform/database.ts";
import type { Log } from "#platform/log.ts";
import {
  claimUndocumentedBills,
  storeBillDocument,
  type UndocumentedBill,
} from "#storage/bill-documents.ts";
import { storeBillEvidence } from "#storage/bill-evidence.ts";
import { enqueueMail } from "#storage/outbox.ts";
import { readLogo } from "#storage/sites.ts";
import { compressEvidence, evidenceText } from "./make-evidence.ts";

export interface RenderOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly renderer: BillRenderer;
  /** Bills whose documents failed, and when to try again; kept from round to round. */
  readonly setAside: Map<BillId, Temporal.Instant>;
}

const BILLS_A_ROUND = 24;

/** A document that failed is left for so long: it must not keep the others waiting. */
const AGAIN_AFTER_MINUTES = 10;

/**
 * Makes the documents of issued bills that have none, oldest first, so that mails go out in the
 * order of the bills, and puts their mails into the outbox in the same transaction. Bills that
 * another worker is at are left to it. One round; the number of documents made: call again while it
 * is not 0.
 */
export async function renderBillDocuments(options: RenderOptions): Promise<number> {
  // This transaction does nothing but claim: each document is stored as soon as it is made.
  return options.database.transaction((claiming) => renderClaimed(options, claiming));
}

async function renderClaimed(options: RenderOptions, claiming: Queryable): Promise<number> {
  const { database, clock, log, setAside } = options;
  for (const [billId, again] of setAside) {
    if (Temporal.Instant.compare(again, clock.now()) <= 0) setAside.delete(billId);
  }
  const except = [...setAside.keys()];
  const bills = await claimUndocumentedBills(claiming, { atMost: BILLS_A_ROUND, except });
  const looks = new Map<SiteId, Look>();
  for (const { siteId } of bills) {
    if (!looks.has(siteId)) looks.set(siteId, await lookOf(database, siteId));
  }
  const made = await Promise.allSettled(
    bills.map((bill) => renderBill(options, { bill, look: looks.get(bill.siteId) ?? {} })),
  );
  const failed = bills.filter((_, n) => made[n]?.status === "rejected");
  const again = clock.now().add({ minutes: AGAIN_AFTER_MINUTES });
  for (const { id } of failed) setAside.set(id, again);
  // One line a round: what breaks one document often breaks all.
  const reason = made.find((result) => result.status === "rejected")?.reason as unknown;
  const numbers = failed.map(({ content }) => content.number);
  if (failed.length > 0) log.error({ err: reason, bills: numbers }, "documents of bills failed");
  return bills.length - failed.length;
}

async function lookOf(database: Database, siteId: SiteId): Promise<Look> {
  const { look, template } = await readBillDesign(database, siteId);
  return {
    design: look,
    logo: await readLogo(database, siteId),
    template: template ?? undefined,
  };
}

async function renderBill(
  { database, clock, log, renderer }: RenderOptions,
  { bill, look }: { readonly bill: UndocumentedBill; readonly look: Look },
): Promise<void> {
  const evidence = await evidenceText(database, bill.id);
  const attached = evidence.ok ? { ...look, evidence: evidence.value } : look;
  const pdf = await renderer.render(bill.content, attached);
  const gzipped = evidence.ok ? await compressEvidence(evidence.value) : undefined;
  const { number } = bill.content;
  if (!evidence.ok) log.warn({ bill: number, faults: evidence.faults }, "a bill has no evidence");
  await database.transaction(async (tx) => {
    const madeAt = clock.now();
    if (gzipped) await storeBillEvidence(tx, { billId: bill.id, gzipped, madeAt });
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
