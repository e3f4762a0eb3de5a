import { z } from "zod";
import { FINDING_RULES } from "#domain/validation/finding.ts";
import {
  commodity,
  dayText,
  id,
  idInAddress,
  instantText,
  minorText,
  noteAsked,
  pageFields,
  pageNumber,
  reference,
  unitText,
} from "./scalars.ts";

export const EXCEPTIONS_ON_A_PAGE = 50;

export const severity = z.enum(["critical", "warning", "info"]);

/** Something odd about a channel's readings. */
export const readingException = z.object({
  id,
  rule: z.enum(FINDING_RULES),
  severity,
  /** Whether no bill is made over it until somebody decides. */
  holdsBilling: z.boolean(),
  /** cleared: gone by itself. */
  state: z.enum(["open", "accepted", "estimated", "corrected", "cleared"]),
  from: instantText,
  to: instantText,
  timeZone: z.string(),
  /** Local day on which it begins. */
  day: dayText,
  /** Figures for the message. */
  details: z.record(z.string(), z.union([z.string(), z.number()])),
  point: reference,
  commodity,
  quantity: z.string(),
  unit: unitText,
  channelId: id,
  meter: reference.nullable(),
  foundAt: instantText,
  decidedAt: instantText.nullable(),
  decidedBy: z.string().nullable(),
  note: z.string(),
});
export type ReadingException = z.infer<typeof readingException>;

export const exceptionQuery = z.object({
  state: z.enum(["open", "decided"]).optional(),
  severity: severity.optional(),
  /** Of one service point. */
  point: idInAddress.optional(),
  page: pageNumber,
});
export type ExceptionQuery = z.infer<typeof exceptionQuery>;

/** The gravest and newest first. */
export const exceptionList = z.object({
  exceptions: z.array(readingException),
  /** How many are open, of all. */
  open: z.object({
    critical: z.int().nonnegative(),
    warning: z.int().nonnegative(),
    info: z.int().nonnegative(),
  }),
  ...pageFields,
});
export type ExceptionList = z.infer<typeof exceptionList>;

/** What it does to one billing period of one tenant. */
export const exceptionImpact = z.object({
  tenant: z.string(),
  periodFrom: dayText,
  /** First day after the billing period. */
  periodTo: dayText,
  /** The bill in force that rests on it; null where none has been made. */
  bill: z.object({ id, number: z.string() }).nullable(),
  currency: z.string(),
  /** The point's charges and taxes as it was read; null where it cannot be priced. */
  asReadMinor: minorText.nullable(),
  /** The same with the estimate in its place. */
  asProposedMinor: minorText.nullable(),
});

export const exceptionDetails = z.object({
  ...readingException.shape,
  /**
   * What an estimate would do: fill what is missing, replace estimates, or note a register's end;
   * null where the register itself is not in doubt.
   */
  proposal: z
    .object({
      kind: z.enum(["fill", "replace", "split", "close"]),
      /** Values that would be stored. */
      values: z.int().nonnegative(),
      /** By which method, where values are stored. */
      method: z.string().nullable(),
    })
    .nullable(),
  impacts: z.array(exceptionImpact),
});
export type ExceptionDetails = z.infer<typeof exceptionDetails>;

const NOTE_AT_MOST = 1000;

export const exceptionDecision = z.object({
  /** reopen takes a decision back, with what it changed. */
  decision: z.enum(["accept", "estimate", "reopen"]),
  note: noteAsked(NOTE_AT_MOST).default(""),
});
export type ExceptionDecision = z.infer<typeof exceptionDecision>;
