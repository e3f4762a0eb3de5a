import { createHash } from "node:crypto";
import type { Decimal } from "#domain/core/decimal.ts";
import type { LeaseId } from "#domain/core/id.ts";
import { minorDigits, toMinor } from "#domain/core/money.ts";
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
  /** As the file counts, the heading being 1. */
  readonly row: number;
  readonly date: string;
  readonly amount: string;
  readonly payer: string;
  /** Tenant and unit, and the bill that was named; empty where it is not known. */
  readonly account: string;
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

export interface BankFile {
  readonly rows: readonly BankRow[];
  readonly payments: readonly MatchedPayment[];
}

const REQUIRED: readonly BankColumn[] = ["Date", "Amount"];
const NOTE_AT_MOST = 500;

/**
 * Reads a bank's list of payments and finds whose they are; nothing is booked. A payment is known
 * again by its day, amount, payer and reference, the second of two equal ones of a file by being
 * the second: the same file, or one that overlaps it, books nothing twice.
 */
export async function readBankFile(
  tx: Queryable,
  { site, rows }: { readonly site: Site; readonly rows: readonly (readonly string[])[] },
): Promise<BankFile> {
  const [heading = [], ...body] = rows;
  const columns = bankColumns(heading);
  const missing = REQUIRED.filter((column) => !columns.has(column));
  if (missing.length > 0) {
    const message = "the heading has no such column";
    const faults = missing.map((column) => ({ column, message }));
    return {
      rows: [{ row: 1, date: "", amount: "", payer: "", account: "", faults }],
      payments: [],
    };
  }
  const read = body.flatMap((cells, n) => {
    if (cells.every((cell) => cell.trim() === "")) return [];
    const cell = (column: BankColumn) => (cells[columns.get(column) ?? -1] ?? "").trim();
    const own = Object.fromEntries(BANK_COLUMNS.map((column) => [column, cell(column)]));
    const written = own as Record<BankColumn, string>;
    const digits = minorDigits(site.currency);
    return [{ row: n + 2, written, ...bankPayment(written, { digits }) }];
  });
  const known = await knownAccounts(tx, {
    site,
    texts: read.map(({ written }) => written.Reference),
  });
  const keys = keysOf(read.map(({ payment }) => payment));
  const booked = await listBookedLines(tx, { siteId: site.id, keys: keys.filter(isKnown) });
  const before = new Map(booked.map(({ externalKey, isReversed }) => [externalKey, isReversed]));
  const payments: MatchedPayment[] = [];
  const told = read.map(({ row, written, payment, faults }, n): BankRow => {
    const shown = { row, date: written.Date, amount: written.Amount, payer: written.Name };
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
    const match = matchPayment(
      { ...payment, amountMinor },
      { accounts: known.accounts, bills: known.billsIn(payment.reference) },
    );
    if (match.kind === "unknown") {
      return { ...shown, account: "", faults: [{ column: "Reference", message: match.message }] };
    }
    payments.push(matched(payment, match, { amountMinor, externalKey: key }));
    const bill = match.bill ? ` · ${match.bill.number}` : "";
    return { ...shown, account: `${match.account.title}${bill}`, faults: [] };
  });
  return { rows: told, payments };
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

function isKnown(key: string | undefined): key is string {
  return key !== undefined;
}

function minorOf(amount: Decimal, { currency }: Site): bigint {
  return toMinor(amount, currency, "half-up");
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
    at,
    actor,
  }: {
    readonly payments: readonly MatchedPayment[];
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
      leaseId,
      kind: "payment",
      ...(bill && { billId: bill.id }),
    } as const;
    entries.push(await bookAmount(tx, { loaded, amount, at, actor }));
  }
  return entries;
}
