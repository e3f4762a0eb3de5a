import { audited } from "#api/audited.ts";
import type { PaymentImportResult } from "#api/contract/payment-import.ts";
import type { Endpoint } from "#api/endpoint.ts";
import { rowsOfList } from "#api/list-file.ts";
import { notFound, ProblemError } from "#api/problem.ts";
import { reverseEntry } from "#jobs/book-on-account.ts";
import { type BankFile, bookPayments, readBankFile } from "#jobs/import-payments.ts";
import { lockSiteForFile } from "#storage/bank-payments.ts";
import { listSites } from "#storage/sites.ts";

const ROWS_AT_MOST = 5_000;

/** Nothing was to be booked: it was only looked, or a row was wrong. */
class NotBooked extends Error {
  readonly file: BankFile;

  constructor(file: BankFile) {
    super("no payment was booked");
    this.file = file;
  }
}

export const importPayments: Endpoint<"importPayments"> = async (context, { body, caller }) => {
  const rows = await rowsOfList(body, ROWS_AT_MOST);
  const { fileName, action } = body;
  try {
    return await audited(context, caller, async (tx, at) => {
      const site = (await listSites(tx)).find(({ id }) => id === body.siteId);
      if (!site) throw notFound(`site ${body.siteId}`);
      if (action !== "look") await lockSiteForFile(tx, site.id);
      const file = await readBankFile(tx, { site, rows });
      const { payments } = file;
      const mayStay = action === "enter-valid" || payments.length === file.rows.length;
      if (action === "look" || payments.length === 0 || !mayStay) throw new NotBooked(file);
      const entryIds = await bookPayments(tx, { payments, at, actor: caller.user.email });
      const leftOut = file.rows.length - payments.length;
      const after = { file: fileName, payments: payments.length, leftOut };
      return {
        note: { action: "payments.imported", subject: `site ${site.id}`, after },
        answer: onWire(file, entryIds),
      };
    });
  } catch (error) {
    if (error instanceof NotBooked) return onWire(error.file, []);
    throw error;
  }
};

export const undoPaymentImport: Endpoint<"undoPaymentImport"> = async (
  context,
  { body, caller },
) => {
  const surroundings = { ...context, actor: caller.user.email };
  for (const entryId of body.entryIds) {
    const reversed = await reverseEntry(surroundings, { entryId, note: "Import taken back" });
    if (reversed.ok) continue;
    const [fault] = reversed.faults;
    throw new ProblemError("not-possible", fault ? `${fault.subject}: ${fault.message}` : "", [
      ...reversed.faults,
    ]);
  }
  return null;
};

function onWire({ rows }: BankFile, entryIds: readonly number[]): PaymentImportResult {
  return {
    rows: rows.map((row) => ({ ...row, faults: [...row.faults] })),
    entryIds: [...entryIds],
  };
}
