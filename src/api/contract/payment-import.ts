import { z } from "zod";
import { BANK_COLUMNS } from "#domain/ledger/bank-row.ts";
import { id, lineAsked } from "./scalars.ts";

/** A file of some thousand rows, in base64. */
const FILE_AT_MOST = 8_000_000;
const ENTRIES_AT_MOST = 5_000;

/** A bank's list of payments as CSV or Excel. */
export const paymentImportAsked = z.object({
  siteId: id,
  fileName: lineAsked(200),
  base64: z.base64("is not a file").max(FILE_AT_MOST, "the file is too large"),
  /** look: says whose each is; enter: books them, all rows or none; enter-valid: those that are known. */
  action: z.enum(["look", "enter", "enter-valid"]),
  /** Whose rows are that tell it of nobody, as a person says. */
  chosen: z
    .array(z.object({ key: z.string().max(100), leaseId: id }))
    .max(ENTRIES_AT_MOST)
    .default([]),
});

/** What each row of the file comes to. */
export const paymentImport = z.object({
  /** What stands above the row that names the columns, and is not read. */
  aboveHeading: z.array(z.object({ row: z.int().positive(), text: z.string() })),
  rows: z.array(
    z.object({
      /** As the file counts, its first row being 1. */
      row: z.int().positive(),
      date: z.string(),
      amount: z.string(),
      payer: z.string(),
      /** Tenant and unit, and the bill that was named; empty where it is not known. */
      account: z.string(),
      /** By which a person says whose it is; null where there is nothing to choose. */
      key: z.string().nullable(),
      /** The lease that was chosen. */
      chosen: id.nullable(),
      faults: z.array(z.object({ column: z.enum(BANK_COLUMNS), message: z.string() })),
    }),
  ),
  /** Those among which a person chooses; none where every row tells whose it is. */
  accounts: z.array(z.object({ leaseId: id, title: z.string() })),
  /** The entries that were booked; none when it was only looked. */
  entryIds: z.array(id),
});
export type PaymentImportResult = z.infer<typeof paymentImport>;

export const paymentImportUndoAsked = z.object({
  siteId: id,
  entryIds: z.array(id).min(1).max(ENTRIES_AT_MOST),
});
