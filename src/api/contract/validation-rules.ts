import { z } from "zod";
import { id, idInAddress, instantText } from "./scalars.ts";

const minutes = z.int().min(1).max(100_000);
const percent = z.int().min(1).max(100_000);

/** domain/validation/validation-rules.ts on the wire. */
export const validationRules = z.object({
  gapMinutes: minutes,
  spikePercent: percent,
  stuckHours: z.int().min(1).max(10_000),
  highPercent: percent,
  lowPercent: z.int().min(0).max(100),
  clockSeconds: z.int().min(1).max(100_000),
  estimatedDays: z.int().min(1).max(1000),
  sumCounts: z.int().min(0).max(1000),
  vacantUse: z.number().min(0).max(1_000_000),
  /** Null: a silent meter is never estimated by itself. */
  estimateAfterDays: z.int().min(1).max(365).nullable(),
});
export type ValidationRules = z.infer<typeof validationRules>;

export const validationRulesQuery = z.object({ site: idInAddress });

/** Newest first; readings are judged by the rules of their own time. */
export const validationRulesHistory = z.object({
  inForce: validationRules,
  history: z.array(
    z.object({ effectiveFrom: instantText, author: z.string(), rules: validationRules }),
  ),
});
export type ValidationRulesHistory = z.infer<typeof validationRulesHistory>;

export const validationRulesAsked = z.object({ siteId: id, rules: validationRules });
