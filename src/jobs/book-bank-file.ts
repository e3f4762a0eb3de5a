import { failed, type Fault, ok, type Result } from "#domain/core/fault.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import { recordAudit } from "#storage/audit-entries.ts";
import { listBookedLines, lockSiteForFile } from "#storage/bank-payments.ts";
import type { Site } from "#storage/sites.ts";
import { reverseEntry } from "./book-on-account.ts";
import {
  type BankFile,
  bankFileKeys,
  bookPayments,
  type ChosenLeases,
  readBankFile,
} from "./import-payments.ts";

interface Surroundings {
  readonly database: Database;
  readonly clock: Clock;
  readonly actor: string;
}

/** look: says whose each is; enter: books them, all rows or none; enter-valid: those that are known. */
export type BankFileAction = "look" | "enter" | "enter-valid";

export interface BankFileToBook {
  readonly site: Site;
  readonly fileName: string;
  readonly rows: readonly (readonly string[])[];
  readonly action: BankFileAction;
  readonly chosen: ChosenLeases;
}

/** Looks at a bank's list of payments, or books them with an audit entry, in one transaction. */
export async function bookBankFile(
  { database, clock, actor }: Surroundings,
  { site, fileName, rows, action, chosen }: BankFileToBook,
): Promise<{ readonly file: BankFile; readonly entryIds: readonly number[] }> {
  const at = clock.now();
  return database.transaction(async (tx) => {
    if (action !== "look") await lockSiteForFile(tx, site.id);
    const file = await readBankFile(tx, { site, rows, chosen });
    const { payments } = file;
    const mayStay = action === "enter-valid" || payments.length === file.rows.length;
    if (action === "look" || payments.length === 0 || !mayStay) return { file, entryIds: [] };
    const entryIds = await bookPayments(tx, { payments, at, actor });
    const leftOut = file.rows.length - payments.length;
    const byPerson = file.rows.filter((row) => row.chosen !== null).length;
    const after = { file: fileName, payments: payments.length, leftOut };
    await recordAudit(tx, {
      at,
      actor,
      action: "payments.imported",
      subject: `site ${site.id}`,
      after: byPerson === 0 ? after : { ...after, chosenByPerson: byPerson },
    });
    return { file, entryIds };
  });
}

const TAKEN_BACK = "Import taken back";

/** Takes entries of a file back by reverses; stops at the first that cannot be, and says why. */
export async function takeBackPayments(
  surroundings: Surroundings,
  entryIds: readonly number[],
): Promise<Result<number>> {
  for (const entryId of entryIds) {
    const reversed = await reverseEntry(surroundings, { entryId, note: TAKEN_BACK });
    if (!reversed.ok) return reversed;
  }
  return ok(entryIds.length);
}

/** Takes back what stands on the books of a file's lines; how many payments that were. */
export async function takeBackBankFile(
  surroundings: Surroundings,
  { site, rows }: Pick<BankFileToBook, "site" | "rows">,
): Promise<Result<number>> {
  const keys = bankFileKeys(rows, site);
  const lines = await listBookedLines(surroundings.database, { siteId: site.id, keys });
  const standing = lines.filter(({ isReversed }) => !isReversed);
  if (standing.length === 0) return failed([nothingBooked(lines.length)]);
  return takeBackPayments(
    surroundings,
    standing.map(({ entryId }) => entryId),
  );
}

function nothingBooked(takenBack: number): Fault {
  return {
    code: "account.nothing-booked",
    subject: "the file",
    message:
      takenBack > 0 ? "all that was booked of it is taken back already" : "nothing of it is booked",
  };
}
