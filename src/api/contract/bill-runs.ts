import { z } from "zod";
import { RUN_ACTIONS, RUN_LEASE_STATES, RUN_STATES } from "#domain/billing/run-state.ts";
import { faultOnWire } from "./problem.ts";
import {
  dayAsked,
  dayText,
  id,
  instantText,
  minorText,
  pageFields,
  pageNumber,
  reference,
} from "./scalars.ts";

export const RUN_LEASES_ON_A_PAGE = 100;

export const runState = z.enum(RUN_STATES);
export const runAction = z.enum(RUN_ACTIONS);
export type RunAction = z.infer<typeof runAction>;

const count = z.int().nonnegative();

export const billRun = z.object({
  id,
  siteId: id,
  kind: z.enum(["scheduled", "manual"]),
  state: runState,
  needsApproval: z.boolean(),
  periodFrom: dayText,
  /** First day after the billing period. */
  periodTo: dayText,
  startedAt: instantText,
  /** Null until it is done or discarded. */
  finishedAt: instantText.nullable(),
  actor: z.string(),
  approvedBy: z.string().nullable(),
  /** Leases by how far the run is with them. */
  counts: z.object({
    waiting: count,
    drafted: count,
    blocked: count,
    issued: count,
    "left-out": count,
  }),
  /** Of what is drafted and issued. */
  totalMinor: minorText,
  /** Drafts that a person should look at. */
  anomalies: count,
  /** Why leases could not be billed, and what bills were made without. */
  faults: z.array(faultOnWire),
  /** What may be done with it now, and the state in which it then is. */
  availableActions: z.array(z.object({ action: runAction, leadsTo: runState })),
});
export type BillRun = z.infer<typeof billRun>;

/** Newest first. */
export const billRunList = z.object({ billRuns: z.array(billRun) });
export type BillRunList = z.infer<typeof billRunList>;

/** domain/billing/bill-anomalies.ts on the wire. */
export const billAnomaly = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("estimated"), point: z.string(), percent: z.int() }),
  z.object({ kind: z.literal("no-consumption"), point: z.string() }),
  z.object({ kind: z.literal("unusual-consumption"), point: z.string(), percent: z.int() }),
  z.object({ kind: z.literal("negative-total") }),
  z.object({ kind: z.literal("first-bill") }),
  z.object({ kind: z.literal("remark"), message: z.string(), remedy: z.string() }),
]);
export type BillAnomaly = z.infer<typeof billAnomaly>;

/** What a run does with one lease. */
export const runLease = z.object({
  leaseId: id,
  tenant: reference,
  space: z.string(),
  periodFrom: dayText,
  periodTo: dayText,
  kind: z.enum(["regular", "final"]),
  state: z.enum(RUN_LEASE_STATES),
  totalMinor: minorText.nullable(),
  /** Of the bill before. */
  previousMinor: minorText.nullable(),
  anomalies: z.array(billAnomaly),
  faults: z.array(faultOnWire.omit({ subject: true }).extend({ subject: z.string() })),
  bill: z.object({ id, number: z.string() }).nullable(),
});
export type RunLease = z.infer<typeof runLease>;

export const runLeaseQuery = z.object({ page: pageNumber });

/** What is blocked first, then what is unusual, then by name. */
export const runLeaseList = z.object({ leases: z.array(runLease), ...pageFields });
export type RunLeaseList = z.infer<typeof runLeaseList>;

/** A bill run by hand: what is billed already stays as it is and is not billed twice. */
export const billRunRequest = z
  .object({
    siteId: id,
    from: dayAsked,
    /** First day no longer billed; today at the latest. */
    to: dayAsked,
    /** Only this lease; all leases of the site when it is left out. */
    leaseId: id.optional(),
  })
  .refine((request) => request.from < request.to, {
    path: ["to"],
    message: "must be after from: it is the first day no longer billed",
  });
export type BillRunRequest = z.infer<typeof billRunRequest>;

export const runActionRequest = z.object({ action: runAction });

export const leaveOutRequest = z.object({ leftOut: z.boolean() });
