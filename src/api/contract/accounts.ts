import { z } from "zod";
import { ENTRY_KINDS } from "#domain/ledger/ledger-entry.ts";
import { faultOnWire } from "./problem.ts";
import {
  dayAsked,
  dayText,
  decimalText,
  id,
  idInAddress,
  lineAsked,
  minorText,
  noteAsked,
  reference,
} from "./scalars.ts";

const NOTE_AT_MOST = 500;
const REASON_AT_MOST = 500;

export const entryKind = z.enum(ENTRY_KINDS);

/** One line of a statement of account. */
export const statementEntry = z.object({
  id,
  kind: entryKind,
  bookedOn: dayText,
  dueOn: dayText,
  billId: id.nullable(),
  billNumber: z.string().nullable(),
  note: z.string(),
  actor: z.string(),
  reversesEntryId: id.nullable(),
  reversedByEntryId: id.nullable(),
  /** What it changes of what the tenant owes; above zero: more. */
  receivableMinor: minorText,
  /** What it changes of the deposit held. */
  depositMinor: minorText,
  /** Owed after it. */
  balanceMinor: minorText,
});
export type StatementEntry = z.infer<typeof statementEntry>;

/** What is owed and not paid yet. */
export const openItem = z.object({
  entryId: id,
  billId: id.nullable(),
  billNumber: z.string().nullable(),
  dueOn: dayText,
  amountMinor: minorText,
  openMinor: minorText,
  daysOverdue: z.int(),
});

/** The account of a lease: the statement oldest first. */
export const account = z.object({
  leaseId: id,
  tenant: reference,
  space: z.string(),
  currency: z.string(),
  /** Owed in all; below zero: in credit. */
  balanceMinor: minorText,
  depositMinor: minorText,
  openItems: z.array(openItem),
  statement: z.array(statementEntry),
  /** Kinds of entries that may be booked now. */
  availableBookings: z.array(entryKind),
  /** Whether the tenant has left and a deposit or a balance is to be settled. */
  maySettle: z.boolean(),
});
export type Account = z.infer<typeof account>;

/** What leases owe: not due, up to 30, 60, 90 days overdue, longer. */
export const arrears = z.object({
  leaseId: id,
  tenant: reference,
  space: z.string(),
  currency: z.string(),
  balanceMinor: minorText,
  byAge: z.array(minorText).length(5),
  reminders: z.int().nonnegative(),
});
export type Arrears = z.infer<typeof arrears>;

export const arrearsList = z.object({
  accounts: z.array(arrears),
  byAge: z.array(minorText).length(5),
  totalMinor: minorText,
  /** The sum of all postings of the books: nothing, always. */
  booksMinor: minorText,
});
export type ArrearsList = z.infer<typeof arrearsList>;

export const bookingAsked = z.object({
  kind: z.enum([
    "opening",
    "payment",
    "refund",
    "deposit-received",
    "deposit-used",
    "deposit-refunded",
    "late-fee",
    "write-off",
  ]),
  /** In the currency: `"412.50"`. */
  amount: decimalText,
  bookedOn: dayAsked,
  billId: id.optional(),
  note: noteAsked(NOTE_AT_MOST).default(""),
});
export type BookingAsked = z.input<typeof bookingAsked>;

export const reversalAsked = z.object({ note: noteAsked(NOTE_AT_MOST).default("") });

/** An entry on the account of a lease. */
export const entryAddress = z.object({ id: idInAddress, entryId: idInAddress });

/** A bill computed again, and how it differs. */
const differenceSide = z.object({
  quantity: decimalText,
  unit: z.string(),
  price: decimalText,
  formula: z.string(),
  amountMinor: minorText,
});

export const recalculation = z.object({
  isSame: z.boolean(),
  currency: z.string(),
  lines: z.array(
    z.object({
      label: z.string(),
      of: z.string(),
      before: differenceSide.nullable(),
      after: differenceSide.nullable(),
      changeMinor: minorText,
    }),
  ),
  netMinor: minorText,
  taxMinor: minorText,
  totalMinor: minorText,
  totalBeforeMinor: minorText,
  totalAfterMinor: minorText,
  remarks: z.array(faultOnWire),
});
export type Recalculation = z.infer<typeof recalculation>;

export const correctionAsked = z.object({
  /** Stands on the credit note and on the new bill. */
  reason: lineAsked(REASON_AT_MOST).min(1, "say why: it stands on both documents"),
});

export const correction = z.object({
  creditNote: z.object({ id, number: z.string(), totalMinor: minorText }),
  bill: z.object({ id, number: z.string(), totalMinor: minorText }).nullable(),
});
export type Correction = z.infer<typeof correction>;
