import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { faultText } from "#domain/core/fault.ts";
import type { LeaseId } from "#domain/core/id.ts";
import { hasBankHeading } from "#domain/ledger/bank-heading.ts";
import { bookBankFile, takeBackBankFile } from "#jobs/book-bank-file.ts";
import { type BankFile, bankFileKey, type BankRow } from "#jobs/import-payments.ts";
import { listRows } from "#jobs/list-rows.ts";
import { systemClock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import { errorText, Refusal } from "#platform/refusal.ts";
import type { Site } from "#storage/sites.ts";
import { leaseIdOf, siteOf } from "./bill-lookup.ts";
import { wholeNumberOption } from "./option-values.ts";
import { parseCommandLine } from "./parse-command-line.ts";
import { withDatabase } from "./with-database.ts";

const OPTIONS = {
  site: { type: "string" },
  lease: { type: "string", multiple: true },
  "dry-run": { type: "boolean", default: false },
  "valid-rows": { type: "boolean", default: false },
  undo: { type: "boolean", default: false },
  data: { type: "string" },
} as const;

const ACTOR = "command line";

/**
 * `./smartpm bill payments FILE`: books a bank's list of payments by the rules of the web; exit code 0 when no
 * row is left out, or when those that are right were asked for.
 */
export async function billPayments(args: readonly string[]): Promise<number> {
  const { values, words } = parseCommandLine({ args, options: OPTIONS, words: ["FILE"] });
  const [path = ""] = words;
  const bytes = await bytesOf(path);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const rows = await listRows({ fileName: path, bytes }, hasBankHeading);
  return withDatabase({ data: values.data }, async (database) => {
    const site = await siteOf(database, values.site);
    const surroundings = { database, clock: systemClock, actor: ACTOR };
    if (values.undo) {
      const reversed = await takeBackBankFile(surroundings, { site, sha256, rows });
      if (!reversed.ok) throw new Refusal(reversed.faults.map(faultText).join("; "));
      process.stdout.write(`${paymentsText(reversed.value)} taken back\n`);
      return 0;
    }
    const chosen = await chosenLeases(database, { site, rows, told: values.lease ?? [] });
    const action = values["valid-rows"] ? "enter-valid" : "enter";
    const { file, entryIds } = await bookBankFile(surroundings, {
      site,
      fileName: basename(path),
      sha256,
      rows,
      action: values["dry-run"] ? "look" : action,
      chosen,
    });
    process.stdout.write(shown(file, { booked: entryIds.length, isDryRun: values["dry-run"] }));
    const leftOut = file.rows.length - file.payments.length;
    return leftOut > 0 && !values["valid-rows"] ? 1 : 0;
  });
}

async function bytesOf(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new Refusal(`cannot read ${path}: ${errorText(error)}`);
  }
}

/** Of `--lease ROW=LEASE`: whose the payments of these rows are. */
async function chosenLeases(
  database: Database,
  {
    site,
    rows,
    told,
  }: {
    readonly site: Site;
    readonly rows: readonly (readonly string[])[];
    readonly told: readonly string[];
  },
): Promise<ReadonlyMap<string, LeaseId>> {
  const chosen = new Map<string, LeaseId>();
  for (const text of told) {
    const [row, lease] = text.split("=");
    if (row === undefined || lease === undefined) {
      throw new Refusal(`--lease: "${text}" is not like 3=12: row 3 of the file, lease 12`);
    }
    const key = bankFileKey(rows, { site, row: wholeNumberOption("--lease", row) });
    if (key === undefined) throw new Refusal(`--lease: row ${row} of the file is no payment`);
    chosen.set(key, await leaseIdOf(database, lease));
  }
  return chosen;
}

function shown(
  { aboveHeading, rows, payments }: BankFile,
  { booked, isDryRun }: { readonly booked: number; readonly isDryRun: boolean },
): string {
  const leftOut = rows.length - payments.length;
  const would = isDryRun ? `${paymentsText(payments.length)} would be booked` : undefined;
  const outcome = would ?? `${paymentsText(booked)} booked`;
  const rest = leftOut > 0 ? `, ${leftOut} of ${rows.length} rows cannot be` : "";
  const above = aboveHeading.map(
    ({ row, text }) => `${row}  ${text}  (above the heading, not read)`,
  );
  return `${[...above, ...rows.map(rowText), `${outcome}${rest}`].join("\n")}\n`;
}

function rowText({ row, date, amount, payer, account, faults }: BankRow): string {
  const said = faults.map(({ column, message }) => `${column}: ${message}`).join("; ");
  return `${row}  ${[date, amount, payer].filter(Boolean).join("  ")}  ${account || said}`;
}

function paymentsText(count: number): string {
  return count === 1 ? "1 payment" : `${count} payments`;
}
