import { z } from "zod";
import { id, lineAsked } from "./scalars.ts";

/** A file of some thousand rows, in base64. */
const FILE_AT_MOST = 8_000_000;

/** A list of units, tenants and leases as CSV or Excel. */
export const leaseImportAsked = z.object({
  siteId: id,
  fileName: lineAsked(200),
  base64: z.base64("is not a file").max(FILE_AT_MOST, "the file is too large"),
  /** look: says what would be done; enter: does it, all rows or none; enter-valid: those that can. */
  action: z.enum(["look", "enter", "enter-valid"]),
});

/** What each row of the file comes to. */
export const leaseImport = z.object({
  rows: z.array(
    z.object({
      /** As the file counts, the heading being 1. */
      row: z.int().positive(),
      unit: z.string(),
      tenant: z.string(),
      from: z.string(),
      to: z.string(),
      faults: z.array(z.object({ column: z.string(), message: z.string() })),
    }),
  ),
  /** How many rows were entered; 0 when it was only looked. */
  entered: z.int().nonnegative(),
  /** What is new, or would be. */
  created: z.object({
    units: z.int().nonnegative(),
    points: z.int().nonnegative(),
    tenants: z.int().nonnegative(),
    leases: z.int().nonnegative(),
  }),
  /** What takes it back, by POST /leases/import/undo; null when nothing was entered. */
  importId: id.nullable(),
});
export type LeaseImportResult = z.infer<typeof leaseImport>;

export const leaseImportUndoAsked = z.object({ siteId: id, importId: id });
