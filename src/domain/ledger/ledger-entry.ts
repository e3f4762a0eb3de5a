/** The accounts of the books. The tenant's own are kept per lease; the others per site. */
export const LEDGER_ACCOUNTS = [
  "receivable",
  "deposit",
  "bank",
  "revenue",
  "tax",
  "late-fees",
  "bad-debt",
  "opening",
] as const;
export type LedgerAccount = (typeof LEDGER_ACCOUNTS)[number];

export const ENTRY_KINDS = [
  "opening",
  "bill",
  "credit-note",
  "payment",
  "refund",
  "deposit-received",
  "deposit-used",
  "deposit-refunded",
  "late-fee",
  "write-off",
  "reversal",
] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** One side of an entry: what an account gets (above zero, debit) or gives (below, credit). */
export interface Posting {
  readonly account: LedgerAccount;
  readonly amountMinor: bigint;
}

/** An amount for which each kind of entry is the same two or three postings. */
export type Booking = BillBooking | AmountBooking;

interface BillBooking {
  readonly kind: "bill" | "credit-note";
  readonly netMinor: bigint;
  readonly taxMinor: bigint;
}

interface AmountBooking {
  readonly kind: AmountKind;
  readonly amountMinor: bigint;
}

/** Kinds of entries that move one amount from one account to another. */
export type AmountKind = Exclude<EntryKind, "bill" | "credit-note" | "reversal">;

type Sides = readonly [debit: LedgerAccount, credit: LedgerAccount];

const SIDES: Readonly<Record<AmountKind, Sides>> = {
  opening: ["receivable", "opening"],
  payment: ["bank", "receivable"],
  refund: ["receivable", "bank"],
  "deposit-received": ["bank", "deposit"],
  "deposit-used": ["deposit", "receivable"],
  "deposit-refunded": ["deposit", "bank"],
  "late-fee": ["receivable", "late-fees"],
  "write-off": ["bad-debt", "receivable"],
};

/** The postings of a booking; they sum to nothing. Zero postings are left out. */
export function postingsOf(booking: Booking): readonly Posting[] {
  if ("netMinor" in booking) {
    const { netMinor, taxMinor } = booking;
    return withoutZero([
      { account: "receivable", amountMinor: netMinor + taxMinor },
      { account: "revenue", amountMinor: -netMinor },
      { account: "tax", amountMinor: -taxMinor },
    ]);
  }
  const [debit, credit] = SIDES[booking.kind];
  const { amountMinor } = booking;
  return withoutZero([
    { account: debit, amountMinor },
    { account: credit, amountMinor: -amountMinor },
  ]);
}

/** The same with the other sign: what takes an entry back. */
export function reversed(postings: readonly Posting[]): readonly Posting[] {
  return postings.map(({ account, amountMinor }) => ({ account, amountMinor: -amountMinor }));
}

function withoutZero(postings: readonly Posting[]): readonly Posting[] {
  return postings.filter(({ amountMinor }) => amountMinor !== 0n);
}
