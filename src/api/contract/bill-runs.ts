import { z } from "zod";
import { faultOnWire } from "./problem.ts";
import { dayAsked, dayText, id, instantText } from "./scalars.ts";

export const billRun = z.object({
  id,
  siteId: id,
  kind: z.enum(["scheduled", "manual"]),
  periodFrom: dayText,
  /** First day after the billing period. */
  periodTo: dayText,
  startedAt: instantText,
  /** Null while it runs, and when it was broken off. */
  finishedAt: instantText.nullable(),
  billed: z.int().nonnegative(),
  /** Why leases could not be billed. */
  faults: z.array(faultOnWire),
});
export type BillRun = z.infer<typeof billRun>;

/** Newest first. */
export const billRunList = z.object({ billRuns: z.array(billRun) });
export type BillRunList = z.infer<typeof billRunList>;

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
