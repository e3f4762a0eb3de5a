import type { BillId, LeaseId } from "#domain/core/id.ts";
import type { BankPayment } from "./bank-row.ts";

/** An account that a payment may be for. */
export interface PayingAccount {
  readonly leaseId: LeaseId;
  /** Name and company. */
  readonly names: readonly string[];
  /** How a person tells it from others: tenant and unit. */
  readonly title: string;
  /** Owed in all; below zero: in credit. */
  readonly balanceMinor: bigint;
  readonly open: readonly { readonly billId: BillId | undefined; readonly openMinor: bigint }[];
}

/** A bill that somebody may name in a payment. */
export interface NamedBill {
  readonly id: BillId;
  readonly number: string;
  readonly leaseId: LeaseId;
}

/** Whose payment it is, and how that is known; or why it is not. */
export type PaymentMatch =
  | {
      readonly kind: "found";
      readonly account: PayingAccount;
      readonly bill: NamedBill | undefined;
      readonly by: "number" | "name" | "person";
    }
  | { readonly kind: "unknown"; readonly message: string };

/**
 * The account of a payment: by the numbers of bills that its reference names, else by the payer's
 * name, of several of that name by the amount. An amount alone books nothing: it is only told whose
 * it could be.
 */
export function matchPayment(
  payment: BankPayment & { readonly amountMinor: bigint },
  known: {
    readonly accounts: readonly PayingAccount[];
    /** Those that the reference names. */
    readonly bills: readonly NamedBill[];
  },
): PaymentMatch {
  const { accounts, bills } = known;
  const named = new Set(bills.map(({ leaseId }) => leaseId));
  if (named.size > 1) {
    const numbers = bills.map(({ number }) => number).join(", ");
    return { kind: "unknown", message: `names bills of several tenants: ${numbers}` };
  }
  const [bill] = bills;
  const byNumber = bill && accounts.find(({ leaseId }) => leaseId === bill.leaseId);
  if (byNumber) {
    return {
      kind: "found",
      account: byNumber,
      bill: bills.length === 1 ? bill : undefined,
      by: "number",
    };
  }
  const sameName = accounts.filter(({ names }) =>
    names.some((name) => isName(name, payment.payer)),
  );
  const exact = sameName.filter((account) => isOwedExactly(account, payment.amountMinor));
  const [only] = sameName.length === 1 ? sameName : exact;
  if (only && (sameName.length === 1 || exact.length === 1)) {
    return { kind: "found", account: only, bill: undefined, by: "name" };
  }
  if (sameName.length > 1) {
    const titles = sameName.map(({ title }) => title).join(", ");
    return { kind: "unknown", message: `may be for ${titles}: book it there by hand` };
  }
  return { kind: "unknown", message: guessText(accounts, payment.amountMinor) };
}

/** The account that a person chose; of the bills that the reference names, the only one of it. */
export function chosenMatch(account: PayingAccount, bills: readonly NamedBill[]): PaymentMatch {
  const own = bills.filter(({ leaseId }) => leaseId === account.leaseId);
  return { kind: "found", account, bill: own.length === 1 ? own[0] : undefined, by: "person" };
}

function guessText(accounts: readonly PayingAccount[], amountMinor: bigint): string {
  const owing = accounts.filter((account) => isOwedExactly(account, amountMinor));
  const [only] = owing;
  if (!only || owing.length > 1)
    return "no bill number and no tenant of this name: book it by hand";
  return `no bill number and no tenant of this name; ${only.title} owes this amount: book it there by hand if it is theirs`;
}

function isOwedExactly({ balanceMinor, open }: PayingAccount, amountMinor: bigint): boolean {
  return balanceMinor === amountMinor || open.some(({ openMinor }) => openMinor === amountMinor);
}

/** A name of one word has to be a payer's only one: `Li` is no sign of `Li Wei Trading`. */
const WORDS_WITHIN_OTHERS = 2;

/** Whether a payer is called so: the same words in any order, or all of several among others. */
function isName(name: string, payer: string): boolean {
  const own = wordsOf(name);
  const theirs = new Set(wordsOf(payer));
  if (own.length === 0 || own.some((word) => !theirs.has(word))) return false;
  return own.length >= WORDS_WITHIN_OTHERS || theirs.size === own.length;
}

function wordsOf(name: string): string[] {
  const plain = name.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
  return [...new Set(plain.match(/[\p{L}\p{N}]+/gu))];
}

/** The numbers of a site's bills that a text names, as they are written: `B1 2026 217`, too. */
export function billNumbersIn(text: string, siteId: number): readonly string[] {
  const pattern = new RegExp(
    `(?<![\\p{L}\\p{N}])B\\s?${siteId}[\\s./–-]*(20\\d\\d)[\\s./–-]*(\\d{1,6})(?!\\d)`,
    "giu",
  );
  const numbers = text
    .matchAll(pattern)
    .map(([, year, count = ""]) => `B${siteId}-${year}-${count.padStart(DIGITS, "0")}`);
  return [...new Set(numbers)];
}

const DIGITS = 6;
