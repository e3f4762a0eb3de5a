import { gunzipSync } from "node:zlib";
import { tenantLimit, type Endpoint } from "#api/endpoint.ts";
import { notFound, ProblemError } from "#api/problem.ts";
import { wire } from "#api/wire.ts";
import type { Fault } from "#domain/core/fault.ts";
import { asId, type BillId } from "#domain/core/id.ts";
import { correctBill as correct, type Correction, takeBackBill } from "#jobs/correct-bill.ts";
import type { Issued } from "#jobs/issue-bills.ts";
import { recalculateBill } from "#jobs/recalculate-bill.ts";
import type { Database } from "#platform/database.ts";
import { findDocumentByDigest } from "#storage/accounts.ts";
import { findBillEvidence } from "#storage/bill-evidence.ts";
import { findIssuedBill } from "#storage/bills.ts";

export const readRecalculation: Endpoint<"readRecalculation"> = async (
  { database },
  { params },
) => {
  const bill = await billOf(database, params.id);
  const result = await recalculateBill(database, bill);
  if (!result.ok) throw refusal(result.faults);
  const { difference, before, after, remarks } = result.value;
  return wire({
    ...difference,
    currency: before.currency,
    totalBeforeMinor: before.totalMinor,
    totalAfterMinor: after.totalMinor,
    remarks,
  });
};

export const correctBill: Endpoint<"correctBill"> = async (
  { database, clock },
  { params, body, caller },
) => {
  const { id: billId } = await billOf(database, params.id);
  const actor = caller.user.email;
  const result = await correct({ database, clock, billId, reason: body.reason, actor });
  if (!result.ok) throw refusal(result.faults);
  return onWire(result.value);
};

export const creditBill: Endpoint<"creditBill"> = async (
  { database, clock },
  { params, body, caller },
) => {
  const { id: billId } = await billOf(database, params.id);
  const actor = caller.user.email;
  const result = await takeBackBill({ database, clock, billId, reason: body.reason, actor });
  if (!result.ok) throw refusal(result.faults);
  return onWire(result.value);
};

/** Saved under the bill's number; what is in it stands on the bill or was read from its meters. */
export const readBillEvidence: Endpoint<"readBillEvidence"> = async (
  { database },
  { params, caller, reply },
) => {
  const tenantId = tenantLimit(caller);
  const evidence = await findBillEvidence(database, { id: asId<BillId>(params.id), tenantId });
  if (!evidence) throw notFound(`evidence of bill ${params.id}`);
  const fileName = `${evidence.number.replaceAll(/[^A-Za-z0-9._-]/g, "-")}.evidence.json`;
  return reply
    .header("content-type", "application/json; charset=utf-8")
    .header("content-disposition", `attachment; filename="${fileName}"`)
    .serializer((text: unknown) => String(text))
    .send(gunzipSync(evidence.gzipped).toString());
};

/** Says nothing that does not stand on the document, and nothing at all without its digest. */
export const verifyDocument: Endpoint<"verifyDocument"> = async ({ database }, { query }) => {
  const { sha256, number } = query;
  const document = await findDocumentByDigest(database, { sha256, number });
  return { isGenuine: document !== undefined, document: document ? wire(document) : null };
};

async function billOf(database: Database, id: number) {
  const bill = await findIssuedBill(database, asId<BillId>(id));
  if (!bill) throw notFound(`bill ${id}`);
  return bill;
}

function refusal(faults: readonly Fault[]): ProblemError {
  const [first] = faults;
  return new ProblemError("not-possible", first ? `${first.subject}: ${first.message}` : "", [
    ...faults,
  ]);
}

function onWire({ creditNote, bill }: Correction) {
  return { creditNote: issuedOnWire(creditNote), bill: bill ? issuedOnWire(bill) : null };
}

function issuedOnWire({ billId, number, totalMinor }: Issued) {
  return { id: billId, number, totalMinor: totalMinor.toString() };
}
