import { gzip } from "node:zlib";
import { promisify } from "node:util";
import { EVIDENCE_FORMAT, type EvidenceFile, pointInFile } from "#domain/billing/evidence-file.ts";
import { verifyEvidence } from "#domain/billing/verify-evidence.ts";
import { type Fault, failed, ok, type Result } from "#domain/core/fault.ts";
import type { BillId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";
import { listDivisions } from "#storage/bill-evidence.ts";
import { findIssuedBill, type IssuedContent } from "#storage/bills.ts";
import { findCreditedBill } from "#storage/credited-bills.ts";
import { listTariffVersions } from "#storage/tariffs.ts";
import { evidenceOf } from "./draft-bills.ts";
import { loadLease } from "./load-lease.ts";
import { asApplied, periodOf } from "./recalculate-bill.ts";

/** The version of the format's computation; changes when the same evidence gives other figures. */
const ENGINE = "smartpm 1";

const gzipped = promisify(gzip);

/**
 * The evidence file of an issued bill, gzipped. It is computed again before it is handed out: a
 * fault where that does not give the bill, since readings have changed after it was issued.
 */
export async function makeEvidence(db: Queryable, billId: BillId): Promise<Result<Uint8Array>> {
  const text = await evidenceText(db, billId);
  return text.ok ? ok(await compressEvidence(text.value)) : text;
}

/** The same as JSON text. */
export async function evidenceText(db: Queryable, billId: BillId): Promise<Result<string>> {
  const bill = await findIssuedBill(db, billId);
  if (!bill) throw new Error(`bill ${billId} does not exist`);
  const file = await fileOf(db, bill);
  const text = JSON.stringify(file);
  const verified = verifyEvidence(JSON.parse(text));
  if (!verified.ok) return verified;
  if (!verified.value.isEqual) return failed([changedSince(bill)]);
  return ok(text);
}

/** As it is stored and sent. */
export async function compressEvidence(text: string): Promise<Uint8Array> {
  return gzipped(text);
}

async function fileOf(db: Queryable, bill: IssuedContent): Promise<EvidenceFile> {
  const { content, contentSha256, leaseId } = bill;
  const head = { format: EVIDENCE_FORMAT, engine: ENGINE, bill: content, contentSha256 } as const;
  if (content.kind === "credit-note") {
    const credited = await findCreditedBill(db, bill.id);
    if (!credited) throw new Error(`credit note ${content.number} takes back no bill`);
    const divisions = await listDivisions(db, credited.id);
    return { ...head, credits: credited.content, points: [], divisions };
  }
  const loaded = await loadLease(db, leaseId);
  const evidence = await evidenceOf(db, { loaded, period: periodOf(content) });
  const points = evidence.map((point) => asApplied(point, content));
  const priced = [...loaded.points, ...loaded.addOns];
  const tariffIds = [...new Set(priced.map(({ tariffId }) => tariffId))];
  const versions = await listTariffVersions(db, tariffIds);
  const documents = new Map<number, unknown>(versions.map(({ id, document }) => [id, document]));
  return {
    ...head,
    points: points.map((point) => pointInFile(point, documents)),
    divisions: await listDivisions(db, bill.id),
  };
}

function changedSince({ content }: IssuedContent): Fault {
  return {
    code: "evidence.changed",
    subject: content.number,
    message: "the readings that it was computed from have changed since",
    remedy: "recalculate the bill, and correct it where the amounts differ",
  };
}
