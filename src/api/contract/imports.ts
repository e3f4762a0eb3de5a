import { z } from "zod";
import { faultOnWire } from "./problem.ts";
import { id, idInAddress, instantText, lineAsked } from "./scalars.ts";

/** A file of so many bytes goes through the browser; larger ones through `./smartpm import table`. */
export const IMPORT_BYTES_AT_MOST = 24_000_000;

const fileName = lineAsked(200).refine((name) => /\.(csv|txt|xlsx)$/i.test(name), {
  message: "must end in .csv or .xlsx",
});
/** The file's bytes in base64. */
const content = z.base64().max(Math.ceil((IMPORT_BYTES_AT_MOST * 4) / 3), "the file is too large");

export const previewRequest = z.object({ fileName, content });

/** The first rows of a file as they are, to choose columns by. */
export const importPreview = z.object({
  rows: z.array(z.object({ line: z.int(), cells: z.array(z.string()) })),
});
export type ImportPreview = z.infer<typeof importPreview>;

const column = z.int().min(1).max(500);

export const importRequest = z
  .object({
    siteId: id,
    fileName,
    content,
    columns: z.object({
      /** Of the point's name or the meter's serial number. */
      point: column.optional(),
      time: column,
      value: column,
    }),
    /** The point of all rows, where no column names it. */
    pointId: id.optional(),
    /** registers: what meters showed; intervals: the use of the interval that begins then. */
    values: z.enum(["registers", "intervals"]),
    timeZone: z.string(),
    dates: z.enum(["iso", "day-first", "month-first"]).default("iso"),
    decimals: z.enum([".", ","]).default("."),
    /** all: nothing is stored while a row is wrong; valid: the others are. */
    policy: z.enum(["all", "valid"]).default("all"),
    /** Only looks. */
    dryRun: z.boolean().default(false),
  })
  .refine(({ columns, pointId }) => columns.point !== undefined || pointId !== undefined, {
    path: ["pointId"],
    message: "say which column names the point, or of which point all rows are",
  });
export type ImportRequest = z.infer<typeof importRequest>;

export const importResult = z.object({
  /** Null when nothing was stored. */
  importId: id.nullable(),
  rows: z.int().nonnegative(),
  /** New rows; of a dry run those that would be. */
  stored: z.int().nonnegative(),
  /** Rows that say what is stored already. */
  same: z.int().nonnegative(),
  faulty: z.int().nonnegative(),
  /** The first of the faults, each with its line and column. */
  faults: z.array(faultOnWire),
});
export type ImportResult = z.infer<typeof importResult>;

export const importQuery = z.object({ site: idInAddress });

export const readingImport = z.object({
  id,
  fileName: z.string(),
  actor: z.string(),
  importedAt: instantText,
  rows: z.int().nonnegative(),
  stored: z.int().nonnegative(),
  undoneAt: instantText.nullable(),
  undoneBy: z.string().nullable(),
});
export type ReadingImport = z.infer<typeof readingImport>;

/** Newest first. */
export const importList = z.object({ imports: z.array(readingImport) });

export const importUndone = z.object({ withdrawn: z.int().nonnegative() });
