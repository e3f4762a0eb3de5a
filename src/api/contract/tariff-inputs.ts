import { z } from "zod";
import { ENTERED_TERMS } from "#domain/tariff/lease-term.ts";
import {
  dayAsked,
  dayText,
  decimalText,
  id,
  instantText,
  lineAsked,
  momentAsked,
  noteAsked,
  reference,
} from "./scalars.ts";

const notNegative = decimalText.refine((text) => !text.startsWith("-"), "must not be below zero");
const term = z.enum(ENTERED_TERMS);

/** A term of a lease that tariffs count by, from a local day until its next entry. */
export const leaseTerm = z.object({
  id,
  /** Null: for every point of the lease without an entry of its own. */
  servicePointId: id.nullable(),
  term,
  from: dayText,
  value: decimalText,
});
export type LeaseTermEntry = z.infer<typeof leaseTerm>;

/** A further tariff of a point, on the days on which the lease pays it. */
export const leaseAddOn = z.object({
  id,
  servicePointId: id,
  tariff: reference,
  from: dayText,
  /** First day that it no longer prices; null while it is open. */
  to: dayText.nullable(),
});
export type LeaseAddOnEntry = z.infer<typeof leaseAddOn>;

export const leaseTariffInputs = z.object({
  terms: z.array(leaseTerm),
  addOns: z.array(leaseAddOn),
});

export const leaseTermAsked = z.object({
  servicePointId: id.nullable(),
  term,
  from: dayAsked,
  value: notNegative,
});

export const leaseAddOnAsked = z.object({ servicePointId: id, tariffId: id, from: dayAsked });
export const addOnEndAsked = z.object({ endsOn: dayAsked });

const exemptionKind = z.enum(["exempt", "reverse-charge"]);

/** A tax that a tenant does not pay: a bill goes by what holds on the last day that it bills. */
export const taxExemption = z.object({
  id,
  /** The id of the tax in tariff documents; null: every tax. */
  taxId: z.string().nullable(),
  kind: exemptionKind,
  reason: z.string(),
  startsOn: dayText,
  /** First day on which it no longer holds. */
  endsOn: dayText.nullable(),
});
export type TaxExemptionEntry = z.infer<typeof taxExemption>;
export const taxExemptions = z.object({ exemptions: z.array(taxExemption) });

export const taxExemptionAsked = z
  .object({
    taxId: lineAsked(60).min(1, "must not be empty").nullable(),
    kind: exemptionKind,
    reason: lineAsked(200).min(1, "must say why: the bill prints it"),
    startsOn: dayAsked,
    endsOn: dayAsked.nullable(),
  })
  .refine(({ startsOn, endsOn }) => endsOn === null || endsOn > startsOn, {
    path: ["endsOn"],
    message: "must be after the first day",
  });

/** A series of prices or calorific values of a site. */
export const priceSeries = z.object({
  id,
  siteId: id,
  name: z.string(),
  from: instantText,
  /** Until when the last step holds. */
  to: instantText,
  steps: z.int().nonnegative(),
});
export type PriceSeriesEntry = z.infer<typeof priceSeries>;
export const priceSeriesList = z.object({ series: z.array(priceSeries) });

const FILE_LETTERS_AT_MOST = 12_000_000;
const STEP_MINUTES_AT_MOST = 366 * 24 * 60;
/** A name that a tariff has for something outside of it: a series, an event. */
export const tariffName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]*$/, "as the tariff writes it: small letters, digits and hyphens")
  .max(60);

export const seriesImportAsked = z.object({
  siteId: id,
  /** The name that tariffs have for it. */
  name: tariffName,
  /** On each line a time and a price: 2026-01-01T00:00;0.085. */
  text: z.string().max(FILE_LETTERS_AT_MOST, "the file is too large"),
  /** How long the last price holds; as long as the one before it where null. */
  stepMinutes: z.int().min(1).max(STEP_MINUTES_AT_MOST).nullable(),
});
export const seriesImported = z.object({
  id,
  from: instantText,
  to: instantText,
  steps: z.int().nonnegative(),
});

/** A declared stretch of time that tariffs name: a critical peak, a generator that runs. */
export const tariffEvent = z.object({
  id,
  siteId: id,
  name: z.string(),
  from: instantText,
  to: instantText,
  note: z.string(),
});
export type TariffEventEntry = z.infer<typeof tariffEvent>;
export const tariffEvents = z.object({ events: z.array(tariffEvent) });

export const tariffEventAsked = z.object({
  siteId: id,
  name: tariffName,
  from: momentAsked,
  to: momentAsked,
  note: noteAsked(500),
});

const MONTHS_AT_MOST = 120;
const firstOfMonth = dayAsked.refine((day) => day.endsWith("-01"), "must be the first of a month");

/** What a point used and demanded before its readings begin. */
export const earlierUse = z.object({
  peaks: z
    .array(
      z.object({
        month: firstOfMonth,
        /** The id of the demand charge in tariff documents; null: every one. */
        chargeId: lineAsked(60).min(1, "must not be empty").nullable(),
        demand: notNegative,
      }),
    )
    .max(MONTHS_AT_MOST)
    .refine(
      (peaks) =>
        new Set(peaks.map(({ month, chargeId }) => `${month} ${chargeId}`)).size === peaks.length,
      "each month once",
    ),
  used: z
    .array(
      z
        .object({ from: dayAsked, to: dayAsked, quantity: decimalText })
        .refine(({ from, to }) => from < to, {
          path: ["to"],
          message: "must be after the first day",
        }),
    )
    .max(MONTHS_AT_MOST)
    .refine(
      (used) => new Set(used.map(({ from }) => from)).size === used.length,
      "one quantity from each day",
    ),
});
export type EarlierUseEntry = z.infer<typeof earlierUse>;
