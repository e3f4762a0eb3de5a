import { createHash } from "node:crypto";
import type { PaymentImportResult } from "#api/contract/payment-import.ts";
import type { Endpoint } from "#api/endpoint.ts";
import { rowsOfList } from "#api/list-file.ts";
import { notFound, ProblemError } from "#api/problem.ts";
import { asId, type LeaseId, type SiteId } from "#domain/core/id.ts";
import { hasBankHeading } from "#domain/ledger/bank-heading.ts";
import { bookBankFile, takeBackPayments } from "#jobs/book-bank-file.ts";
import type { BankFile } from "#jobs/import-payments.ts";
import { listSites } from "#storage/sites.ts";

const ROWS_AT_MOST = 5_000;

export const importPayments: Endpoint<"importPayments"> = async (context, { body, caller }) => {
  const rows = await rowsOfList(body, ROWS_AT_MOST, hasBankHeading);
  const { fileName, base64, action } = body;
  const sha256 = createHash("sha256").update(Buffer.from(base64, "base64")).digest("hex");
  const site = (await listSites(context.database)).find(({ id }) => id === body.siteId);
  if (!site) throw notFound(`site ${body.siteId}`);
  const chosen = new Map(body.chosen.map(({ key, leaseId }) => [key, asId<LeaseId>(leaseId)]));
  const surroundings = { ...context, actor: caller.user.email };
  const { file, entryIds } = await bookBankFile(surroundings, {
    site,
    fileName,
    sha256,
    rows,
    action,
    chosen,
  });
  return onWire(file, entryIds);
};

export const undoPaymentImport: Endpoint<"undoPaymentImport"> = async (
  context,
  { body, caller },
) => {
  const surroundings = { ...context, actor: caller.user.email };
  const { entryIds } = body;
  const siteId = asId<SiteId>(body.siteId);
  const reversed = await takeBackPayments(surroundings, { siteId, entryIds });
  if (reversed.ok) return null;
  const [fault] = reversed.faults;
  throw new ProblemError("not-possible", fault ? `${fault.subject}: ${fault.message}` : "", [
    ...reversed.faults,
  ]);
};

function onWire(
  { aboveHeading, rows, accounts }: BankFile,
  entryIds: readonly number[],
): PaymentImportResult {
  return {
    aboveHeading: [...aboveHeading],
    rows: rows.map((row) => ({ ...row, faults: [...row.faults] })),
    accounts: rows.some(({ key }) => key !== null) ? [...accounts] : [],
    entryIds: [...entryIds],
  };
}
