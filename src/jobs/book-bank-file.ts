import { failed, type Fault, faultText, ok, type Result } from "#domain/core/fault.ts";
import type { SiteId } from "#domain/core/id.ts";
import { recordAudit } from "#storage/audit-entries.ts";
import {
  listBookedLines,
  listEntriesOfFile,
  listFileEntries,
  lockSiteForFile,
} from "#storage/bank-payments.ts";
import { lockLease } from "#storage/leases.ts";
import type { Site } from "#storage/sites.ts";
import { reverseWithin, type Surroundings } from "./book-on-account.ts";
import {
  type BankFile,
  bankFileKeys,
  bookPayments,
  type ChosenLeases,
  readBankFile,
} from "./import-payments.ts";

/** look: says whose each is; enter: books them, all rows or none; enter-valid: those that are known. */
export type BankFileAction = "look" | "enter" | "enter-valid";

export interface BankFileToBook {
  readonly site: Site;
  readonly fileName: string;
  /** Digest of the file as it came, hexadecimal. */
  readonly sha256: string;
  readonly rows: readonly (readonly string[])[];
  readonly action: BankFileAction;
  readonly chosen: ChosenLeases;
}

/** Looks at a bank's list of payments, or books them with an audit entry, in one transaction. */
export async function bookBankFile(
  { database, clock, actor }: Surroundings,
  { site, fileName, sha256, rows, action, chosen }: BankFileToBook,
): Promise<{ readonly file: BankFile; readonly entryIds: readonly number[] }> {
  const at = clock.now();
  return database.transaction(async (tx) => {
    if (action !== "look") await lockSiteForFile(tx, site.id);
    const file = await readBankFile(tx, { site, rows, chosen });
    const { payments } = file;
    const mayStay = action === "enter-valid" || payments.length === file.rows.length;
    if (action === "look" || payments.length === 0 || !mayStay) return { file, entryIds: [] };
    const entryIds = await bookPayments(tx, { payments, fileSha256: sha256, at, actor });
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

/** Takes entries of a bank's files at a site back by reverses, all or none; how many they were. */
export async function takeBackPayments(
  { database, clock, actor }: Surroundings,
  { siteId, entryIds }: { readonly siteId: SiteId; readonly entryIds: readonly number[] },
): Promise<Result<number>> {
  const wanted = [...new Set(entryIds)];
  return database.transaction(async (tx) => {
    const listed = await listFileEntries(tx, { siteId, entryIds: wanted });
    const leaseIds = [...new Set(listed.map(({ leaseId }) => leaseId))].toSorted((a, b) => a - b);
    for (const leaseId of leaseIds) await lockLease(tx, leaseId);
    const entries = await listFileEntries(tx, { siteId, entryIds: wanted });
    const faults = wanted.flatMap((entryId) => {
      const entry = entries.find((one) => one.entryId === entryId);
      return entry && !entry.isReversed ? [] : [notReversible(entryId, entry !== undefined)];
    });
    if (faults.length > 0) return failed(faults);
    const at = clock.now();
    for (const entryId of wanted) {
      const reversed = await reverseWithin(tx, { entryId, note: TAKEN_BACK, at, actor });
      // Thrown, so that those before it stand again.
      if (!reversed.ok) throw new Error(reversed.faults.map(faultText).join("; "));
    }
    return ok(wanted.length);
  });
}

function notReversible(entryId: number, isOfFile: boolean): Fault {
  return {
    code: "account.not-reversible",
    subject: `entry ${entryId}`,
    message: isOfFile
      ? "it is taken back already"
      : "it is no payment that came with a bank's list at this site",
    remedy: isOfFile ? "book a new entry" : "take it back on its account",
  };
}

/** Takes back what a file brought and still stands on the books; how many payments that were. */
export async function takeBackBankFile(
  surroundings: Surroundings,
  { site, sha256, rows }: Pick<BankFileToBook, "site" | "sha256" | "rows">,
): Promise<Result<number>> {
  const { database } = surroundings;
  const brought = await listEntriesOfFile(database, { siteId: site.id, sha256 });
  const standing = brought.filter(({ isReversed }) => !isReversed);
  if (standing.length === 0) {
    const keys = bankFileKeys(rows, site);
    const lines = await listBookedLines(database, { siteId: site.id, keys });
    const others = lines.filter(({ isReversed }) => !isReversed).length;
    return failed([nothingBooked({ brought: brought.length, others })]);
  }
  const entryIds = standing.map(({ entryId }) => entryId);
  return takeBackPayments(surroundings, { siteId: site.id, entryIds });
}

function nothingBooked({
  brought,
  others,
}: {
  readonly brought: number;
  readonly others: number;
}): Fault {
  const message =
    brought > 0 ? "all that was booked of it is taken back already" : "nothing of it is booked";
  if (others === 0) return { code: "account.nothing-booked", subject: "the file", message };
  return {
    code: "account.nothing-booked",
    subject: "the file",
    message: `${message}: ${others} of its rows came with another file`,
    remedy: "take back that file, or the payments on their accounts",
  };
}
