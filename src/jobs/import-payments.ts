import { createHash } from "node:crypto";
import type { Decimal } from "#domain/core/decimal.ts";
import type { LeaseId } from "#domain/core/id.ts";
import { minorDigits, toMinor } from "#domain/core/money.ts";
import { bankHeadingAt, REQUIRED_COLUMNS } from "#domain/ledger/bank-heading.ts";
import {
  BANK_COLUMNS,
  type BankColumn,
  bankColumns,
  bankPayment,
  type BankPayment,
  type BankRowFault,
} from "#domain/ledger/bank-row.ts";
import {
  billNumbersIn,
  chosenMatch,
  matchPayment,
  type NamedBill,
  type PayingAccount,
  type PaymentMatch,
} from "#domain/ledger/match-payment.ts";
import { accountState } from "#domain/ledger/open-items.ts";
import type { Queryable } from "#platform/database.ts";
import { findBillsByNumber, listBookedLines, listLeasePayers } from "#storage/bank-payments.ts";
import { lockLease } from "#storage/leases.ts";
import { listAccountChanges } from "#storage/ledger.ts";
import type { Site } from "#storage/sites.ts";
import { bookAmount } from "./book-on-account.ts";
import { loadLeases } from "./load-lease.ts";

/** A row of a bank's file, and what it comes to. */
export interface BankRow {
  /** As the file counts, its first row being 1. */
  readonly row: number;
  readonly date: string;
  readonly amount: string;
  readonly payer: string;
  /** Tenant and unit, and the bill that was named; empty where it is not known. */
  readonly account: string;
  /** By which a person says whose it is; null where the row is no payment, or booked already. */
  readonly key: string | null;
  /** The lease that a person chose for it; null where none was. */
  readonly chosen: LeaseId | null;
  readonly faults: readonly BankRowFault[];
}

/** A payment that can be booked. */
export interface MatchedPayment {
  readonly leaseId: LeaseId;
  readonly bill: NamedBill | undefined;
  readonly amountMinor: bigint;
  readonly bookedOn: Temporal.PlainDate;
  readonly note: string;
  readonly externalKey: string;
}

/** A row above the heading: an account, a balance. */
export interface RowAbove {
  readonly row: number;
  readonly text: string;
}

export interface BankFile {
  /** Those that are not empty; they are not read, but shown. */
  readonly aboveHeading: readonly RowAbove[];
  readonly rows: readonly BankRow[];
  readonly payments: readonly MatchedPayment[];
  /** Those among which a person chooses, in the order of their titles. */
  readonly accounts: readonly Pick<PayingAccount, "leaseId" | "title">[];
}

/** Whose payments are, as a person says it of those that tell it of nobody: leases by the keys of rows. */
export type ChosenLeases = ReadonlyMap<string, LeaseId>;

const NOTE_AT_MOST = 500;
const ABOVE_AT_MOST = 200;
const UNCHOSEN = { key: null, chosen: null };

/**
 * Reads a bank's list of payments and finds whose they are; nothing is booked. A payment is known
 * again by its day, amount, payer and reference, the second of two equal ones of a file by being
 * the second: the same file, or one that overlaps it, books nothing twice.
 */
export async function readBankFile(
  tx: Queryable,
  {
    site,
    rows,
    chosen,
  }: {
    readonly site: Site;
    readonly rows: readonly (readonly string[])[];
    readonly chosen: ChosenLeases;
  },
): Promise<BankFile> {
  const headingAt = bankHeadingAt(rows);
  const aboveHeading = rowsAbove(rows.slice(0, headingAt));
  const columns = bankColumns(rows[headingAt] ?? []);
  const missing = REQUIRED_COLUMNS.filter((column) => !columns.has(column));
  if (missing.length > 0) {
    const message = "the heading has no such column";
    const faults = missing.map((column) => ({ column, message }));
    const nothing = { date: "", amount: "", payer: "", account: "", ...UNCHOSEN };
    const row = { row: headingAt + 1, ...nothing, faults };
    return { aboveHeading, rows: [row], payments: [], accounts: [] };
  }
  const read = readRows(rows, site.currency);
  const known = await knownAccounts(tx, {
    site,
    texts: read.map(({ written }) => written.Reference),
  });
  const keys = keysOf(read.map(({ payment }) => payment));
  const booked = await listBookedLines(tx, { siteId: site.id, keys: keys.filter(isKnown) });
  const before = new Map(booked.map(({ externalKey, isReversed }) => [externalKey, isReversed]));
  const payments: MatchedPayment[] = [];
  const told = read.map(({ row, written, payment, faults }, n): BankRow => {
    const { Date: date, Amount: amount, Name: payer } = written;
    const shown = { row, date, amount, payer, ...UNCHOSEN };
    const key = keys[n];
    if (!payment || key === undefined) return { ...shown, account: "", faults };
    const wasBooked = before.get(key);
    if (wasBooked !== undefined) {
      const message = wasBooked
        ? "was booked and taken back: book it by hand if it is right"
        : "is booked already";
      return { ...shown, account: "", faults: [{ column: "Reference", message }] };
    }
    const amountMinor = minorOf(payment.amount, site);
    const bills = known.billsIn(payment.reference);
    const own = matchPayment({ ...payment, amountMinor }, { accounts: known.accounts, bills });
    const leaseId = chosen.get(key);
    const account = known.accounts.find((one) => one.leaseId === leaseId);
    const match = afterChoice(own, { leaseId, account, bills });
    if (match.kind === "unknown") {
      const { message } = match;
      return { ...shown, key, account: "", faults: [{ column: "Reference", message }] };
    }
    payments.push(matched(payment, match, { amountMinor, externalKey: key }));
    const bill = match.bill ? ` · ${match.bill.number}` : "";
    const choice = account && own.kind === "unknown" ? { key, chosen: account.leaseId } : UNCHOSEN;
    return { ...shown, ...choice, account: `${match.account.title}${bill}`, faults: [] };
  });
  const accounts = known.accounts
    .map(({ leaseId, title }) => ({ leaseId, title }))
    .toSorted((a, b) => a.title.localeCompare(b.title) || a.leaseId - b.leaseId);
  return { aboveHeading, rows: told, payments, accounts };
}

function rowsAbove(rows: readonly (readonly string[])[]): RowAbove[] {
  return rows.flatMap((cells, n) => {
    const text = cells.join(" ").replaceAll(/\s+/g, " ").trim();
    return text === "" ? [] : [{ row: n + 1, text: text.slice(0, ABOVE_AT_MOST) }];
  });
}

/** The rows under the heading that are not empty, each with its payment or what is wrong. */
function readRows(rows: readonly (readonly string[])[], currency: string) {
  const headingAt = bankHeadingAt(rows);
  const columns = bankColumns(rows[headingAt] ?? []);
  const digits = minorDigits(currency);
  return rows.slice(headingAt + 1).flatMap((cells, n) => {
    if (cells.every((cell) => cell.trim() === "")) return [];
    const cell = (column: BankColumn) => (cells[columns.get(column) ?? -1] ?? "").trim();
    const own = Object.fromEntries(BANK_COLUMNS.map((column) => [column, cell(column)]));
    const written = own as Record<BankColumn, string>;
    return [{ row: headingAt + n + 2, written, ...bankPayment(written, { digits }) }];
  });
}

function matched(
  { bookedOn, payer, reference }: BankPayment,
  { account, bill }: PaymentMatch & { kind: "found" },
  booking: Pick<MatchedPayment, "amountMinor" | "externalKey">,
): MatchedPayment {
  const note = [payer, reference].filter((text) => text !== "").join(": ");
  return {
    leaseId: account.leaseId,
    bill,
    bookedOn,
    note: note.slice(0, NOTE_AT_MOST),
    ...booking,
  };
}

/** What a person chose counts only where the row tells it of nobody; a contradiction is told. */
function afterChoice(
  own: PaymentMatch,
  {
    leaseId,
    account,
    bills,
  }: {
    readonly leaseId: LeaseId | undefined;
    readonly account: PayingAccount | undefined;
    readonly bills: readonly NamedBill[];
  },
): PaymentMatch {
  if (leaseId === undefined) return own;
  if (!account) return { kind: "unknown", message: `lease ${leaseId} is none of this site` };
  if (own.kind === "unknown") return chosenMatch(account, bills);
  if (own.account.leaseId === leaseId) return own;
  const message = `is for ${own.account.title} by what it says: book it by hand if that is wrong`;
  return { kind: "unknown", message };
}

function isKnown(key: string | undefined): key is string {
  return key !== undefined;
}

function minorOf(amount: Decimal, { currency }: Site): bigint {
  return toMinor(amount, currency, "half-up");
}

/** The keys of a file's payments, by which they are known once they are booked. */
export function bankFileKeys(
  rows: readonly (readonly string[])[],
  { currency }: Pick<Site, "currency">,
): readonly string[] {
  return keysOf(readRows(rows, currency).map(({ payment }) => payment)).filter(isKnown);
}

/** The key of the payment in a row, the file's first being row 1; undefined where there is none. */
export function bankFileKey(
  rows: readonly (readonly string[])[],
  { site, row }: { readonly site: Pick<Site, "currency">; readonly row: number },
): string | undefined {
  const read = readRows(rows, site.currency);
  return keysOf(read.map(({ payment }) => payment))[read.findIndex((one) => one.row === row)];
}

/** By row; undefined where there is no payment. */
function keysOf(payments: readonly (BankPayment | undefined)[]): (string | undefined)[] {
  const seen = new Map<string, number>();
  return payments.map((payment) => {
    if (!payment) return undefined;
    const { bookedOn, amount, payer, reference } = payment;
    const parts = [bookedOn.toString(), amount.normalized().toString(), payer, reference];
    const content = JSON.stringify(parts);
    const nth = (seen.get(content) ?? 0) + 1;
    seen.set(content, nth);
    return `bank:${createHash("sha256").update(`${content} ${nth}`).digest("hex")}`;
  });
}

async function knownAccounts(
  tx: Queryable,
  { site, texts }: { readonly site: Site; readonly texts: readonly string[] },
) {
  const siteId = site.id;
  const changes = await listAccountChanges(tx, { siteId });
  const byLease = Map.groupBy(changes, ({ leaseId }) => leaseId);
  const accounts = (await listLeasePayers(tx, siteId)).map((payer): PayingAccount => {
    const { items, balanceMinor } = accountState(byLease.get(payer.leaseId) ?? []);
    return {
      leaseId: payer.leaseId,
      names: [payer.tenant, payer.company],
      title: `${payer.tenant} (${payer.space})`,
      balanceMinor,
      open: items
        .filter(({ openMinor }) => openMinor > 0n)
        .map(({ billId, openMinor }) => ({ billId: billId as NamedBill["id"], openMinor })),
    };
  });
  const numbers = texts.flatMap((text) => billNumbersIn(text, siteId));
  const bills = await findBillsByNumber(tx, { siteId, numbers });
  const billOf = new Map(bills.map((bill) => [bill.number, bill]));
  return {
    accounts,
    billsIn: (text: string) =>
      billNumbersIn(text, siteId).flatMap((number) => billOf.get(number) ?? []),
  };
}

/** Books payments that were found in a file; the ids of their entries. Needs a transaction. */
export async function bookPayments(
  tx: Queryable,
  {
    payments,
    fileSha256,
    at,
    actor,
  }: {
    readonly payments: readonly MatchedPayment[];
    /** Digest of the file that brings them. */
    readonly fileSha256: string;
    readonly at: Temporal.Instant;
    readonly actor: string;
  },
): Promise<readonly number[]> {
  const leaseIds = [...new Set(payments.map(({ leaseId }) => leaseId))].toSorted((a, b) => a - b);
  for (const leaseId of leaseIds) await lockLease(tx, leaseId);
  const leases = await loadLeases(tx, leaseIds);
  const entries: number[] = [];
  for (const { leaseId, bill, ...payment } of payments) {
    const loaded = leases.get(leaseId);
    if (!loaded) throw new Error(`lease ${leaseId} is gone`);
    const amount = {
      ...payment,
      fileSha256,
      leaseId,
      kind: "payment",
      ...(bill && { billId: bill.id }),
    } as const;
    entries.push(await bookAmount(tx, { loaded, amount, at, actor }));
  }
  return entries;
}
