import { z } from "zod";
import { commodity, dayAsked, dayText, id, instantText, lineAsked, minorText } from "./scalars.ts";

/** One version of a tariff: in force from a local day until the next. */
export const tariffVersion = z.object({
  id,
  effectiveFrom: dayText,
  /** When it first priced an issued bill: from then on it stays as it is. */
  frozenAt: instantText.nullable(),
});
export type TariffVersion = z.infer<typeof tariffVersion>;

const tariffFields = {
  id,
  siteId: id,
  name: z.string(),
  commodity,
  /** Points that it prices today. */
  points: z.int().nonnegative(),
};

export const tariffSummary = z.object({ ...tariffFields, versions: z.array(tariffVersion) });
export type TariffSummary = z.infer<typeof tariffSummary>;

/** By name. */
export const tariffList = z.object({ tariffs: z.array(tariffSummary) });

/** The document is described in docs/adding-a-tariff.md. */
export const tariffDetails = z.object({
  ...tariffFields,
  versions: z.array(tariffVersion.extend({ document: z.unknown() })),
});
export type TariffDetails = z.infer<typeof tariffDetails>;

const name = lineAsked(200).min(1, "must not be empty");
/** A JSON object; the rules of the tariff format are checked by parseTariff, fault by fault. */
const document = z.record(z.string(), z.unknown());

export const tariffAsked = z.object({ siteId: id, name, effectiveFrom: dayAsked, document });
export const tariffChange = z.object({ name });
export const tariffVersionAsked = z.object({ effectiveFrom: dayAsked, document });
export type TariffVersionAsked = z.infer<typeof tariffVersionAsked>;

/** Tariffs to begin with, out of catalogue/tariffs. */
export const tariffExamples = z.object({
  examples: z.array(z.object({ name: z.string(), document: z.unknown() })),
});
export type TariffExamples = z.infer<typeof tariffExamples>;

/** What a point of a lease used, for a preview: pure rules price it in the browser. */
export const usageQuery = z.object({ from: dayAsked, to: dayAsked });
export const pointUsage = z.object({
  points: z.array(
    z.object({
      servicePointId: id,
      name: z.string(),
      commodity,
      unit: z.string(),
      tariffId: id.nullable(),
      /** The local days asked for on which the lease pays the point by the tariff: from */
      paidFrom: dayText,
      /** until the day before. */
      paidTo: dayText,
      from: instantText,
      intervalMinutes: z.int().positive(),
      /** Whole counts of each interval. */
      amounts: z.array(z.number()),
      /** One count in the unit: a decimal. */
      perCount: z.string(),
    }),
  ),
});
export type PointUsage = z.infer<typeof pointUsage>;

/** What the document would have cost everyone who has the tariff, on days that are over. */
export const whatIfAsked = z
  .object({ document, from: dayAsked, to: dayAsked })
  .refine(({ from, to }) => from < to, { path: ["to"], message: "must be after from" });
export const whatIf = z.object({
  currency: z.string(),
  leases: z.array(
    z.object({
      leaseId: id,
      tenant: z.string(),
      point: z.string(),
      /** As the tariff is; null where it cannot be priced. */
      nowMinor: minorText.nullable(),
      /** As it would be. */
      thenMinor: minorText.nullable(),
      /** Why one of them cannot be priced. */
      why: z.string().nullable(),
    }),
  ),
});
export type WhatIf = z.infer<typeof whatIf>;
