import type { BillCorrection } from "#domain/billing/bill.ts";
import { billSeries } from "#domain/billing/bill-number.ts";
import { unissuedBill } from "#domain/billing/bill-draft.ts";
import { canonicalJson } from "#domain/billing/canonical-json.ts";
import { creditNoteOf } from "#domain/billing/credit-note.ts";
import { type Fault, failed, ok, type Result } from "#domain/core/fault.ts";
import type { BillId } from "#domain/core/id.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database, Queryable } from "#platform/database.ts";
import { recordAudit } from "#storage/audit-entries.ts";
import {
  findIssuedBill,
  insertBills,
  type IssuedContent,
  markBillCredited,
  type NewBill,
  takeBillNumbers,
} from "#storage/bills.ts";
import { releaseParts } from "#storage/shared-costs.ts";
import { readSite } from "#storage/sites.ts";
import { frameOf } from "./draft-bills.ts";
import { bookBills, type Issued, issueBills, sha256 } from "./issue-bills.ts";
import { loadShownUse } from "./load-shown-use.ts";
import { type Recalculation, recalculateBill } from "./recalculate-bill.ts";

export interface CorrectionOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly billId: BillId;
  /** Stands on both documents. */
  readonly reason: string;
  readonly actor: string;
}

export interface Correction {
  readonly creditNote: Issued;
  /** Undefined where the bill was only taken back. */
  readonly bill: Issued | undefined;
}

/**
 * Corrects an issued bill: takes it back as a whole by a credit note and issues a new one for the
 * same days from today's readings, in one transaction (R37). The old bill stays as it was. A fault
 * where recalculating gives the same bill.
 */
export async function correctBill(options: CorrectionOptions): Promise<Result<Correction>> {
  return inTransaction(options, async (tx, bill) => {
    const recalculated = await recalculateBill(tx, bill);
    if (!recalculated.ok) return recalculated;
    if (isUnchanged(recalculated.value)) return failed([nothingToCorrect(bill)]);
    const credited = await creditBill(tx, bill, options);
    if (!credited.ok) return credited;
    const { loaded, draft, parts, remarks } = recalculated.value;
    const query = { loaded, period: draft.period, points: draft.points };
    const [use] = await loadShownUse(tx, [query]);
    const renewed = { ...draft, ...frameOf(loaded), texts: draft.texts, ...use };
    const unissued = unissuedBill(renewed);
    const [issued] = await issueBills(tx, [{ loaded, unissued, parts, remarks }], {
      at: options.clock.now(),
      actor: options.actor,
      corrects: correctionOf(bill, options.reason),
    });
    return ok({ creditNote: credited.value, bill: issued });
  });
}

/** Takes an issued bill back without a new one: its days can then be billed by hand. */
export async function takeBackBill(options: CorrectionOptions): Promise<Result<Correction>> {
  return inTransaction(options, async (tx, bill) => {
    const credited = await creditBill(tx, bill, options);
    return credited.ok ? ok({ creditNote: credited.value, bill: undefined }) : credited;
  });
}

async function inTransaction(
  { database, billId }: CorrectionOptions,
  work: (tx: Queryable, bill: IssuedContent) => Promise<Result<Correction>>,
): Promise<Result<Correction>> {
  const done = new Rollback();
  try {
    return await database.transaction(async (tx) => {
      const bill = await findIssuedBill(tx, billId);
      if (!bill) throw new Error(`bill ${billId} does not exist`);
      const result = await work(tx, bill);
      if (result.ok) return result;
      done.result = result;
      throw done;
    });
  } catch (error) {
    if (error === done && done.result) return done.result;
    throw error;
  }
}

/** Ends a transaction without its changes, and carries why. */
class Rollback extends Error {
  result: Result<Correction> | undefined;
}

async function creditBill(
  tx: Queryable,
  bill: IssuedContent,
  { clock, reason, actor }: CorrectionOptions,
): Promise<Result<Issued>> {
  if (!(await markBillCredited(tx, bill.id))) return failed([notInForce(bill)]);
  const at = clock.now();
  const { siteId, leaseId } = bill;
  const { timeZone } = await readSite(tx, siteId);
  const issuedOn = at.toZonedDateTimeISO(timeZone).toPlainDate();
  const series = billSeries({ siteId, kind: "credit-note", issuedOn });
  const [number = ""] = await takeBillNumbers(tx, { siteId, series, count: 1 });
  const content = creditNoteOf(bill.content, { number, issuedOn: issuedOn.toString(), reason });
  const canonical = canonicalJson(content);
  const note: NewBill = {
    siteId,
    leaseId,
    billRunId: undefined,
    issuedAt: at,
    content,
    canonical,
    contentSha256: sha256(canonical),
    creditsBillId: bill.id,
  };
  const ids = await insertBills(tx, [note]);
  await bookBills(tx, { bills: [note], ids, actor });
  await releaseParts(tx, bill.id);
  await recordAudit(tx, {
    at,
    actor,
    action: "bill.credited",
    subject: `bill ${bill.content.number}`,
    after: { creditNote: number, reason, total: content.totalMinor },
  });
  const [billId] = ids;
  if (billId === undefined) throw new Error("a credit note that was stored has an id");
  return ok({ billId, number, totalMinor: BigInt(content.totalMinor) });
}

function correctionOf({ content }: IssuedContent, reason: string): BillCorrection {
  return { number: content.number, issuedOn: content.issuedOn, reason };
}

/** Neither what is charged nor whom it is sent to has changed. */
function isUnchanged({ difference, before, loaded }: Recalculation): boolean {
  const { issuer, recipient, premises } = frameOf(loaded);
  const parties = { issuer, recipient, premises };
  const was = {
    issuer: before.issuer,
    recipient: before.recipient,
    premises: before.premises,
  };
  return difference.isSame && canonicalJson(parties) === canonicalJson(was);
}

function nothingToCorrect({ content }: IssuedContent): Fault {
  return {
    code: "billing.nothing-to-correct",
    subject: content.number,
    message: "is the same when it is recalculated",
    remedy: "correct the readings, the tariff or the lease first, or take the bill back",
  };
}

function notInForce({ content }: IssuedContent): Fault {
  return {
    code: "billing.not-in-force",
    subject: content.number,
    message:
      content.kind === "credit-note"
        ? "is a credit note, which cannot be taken back"
        : "has been taken back by a credit note already",
    remedy: "correct the bill that is in force for these days",
  };
}
