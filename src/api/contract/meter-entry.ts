import { z } from "zod";
import { pointRole } from "./property.ts";
import { commodity, decimalText, id, lineAsked } from "./scalars.ts";

const FILE_AT_MOST = 8_000_000;

const above0 = decimalText.refine((text) => Number(text) > 0, "must be above zero");

/** CT x VT x constant: `40` or `1/3`. */
const multiplier = z
  .string()
  .regex(/^[1-9]\d{0,8}(\/[1-9]\d{0,8})?$/, "write it like 40, or 1/3")
  .default("1");

const device = {
  serialNumber: lineAsked(60).min(1, "write the number on the meter"),
  modelId: z.string().min(1, "choose a type"),
  /** Null: it is read by a person. */
  lineId: id.nullable(),
  unitAddress: z.string().max(200).nullable(),
  pulseWeight: above0.optional(),
  startValue: decimalText.optional(),
};

/** A meter, and where it measures from now on. */
export const meterAsked = z.object({
  siteId: id,
  ...device,
  /** A service point that is there. */
  servicePointId: id.nullable(),
  /** Or a new one; none of the two: a meter in stock. */
  newPoint: z
    .object({
      name: lineAsked(200).min(1, "must not be empty"),
      commodity,
      role: pointRole,
      spaceId: id.nullable(),
    })
    .nullable(),
  multiplier,
  intervalMinutes: z.union([
    z.literal(1),
    z.literal(5),
    z.literal(15),
    z.literal(30),
    z.literal(60),
  ]),
});
export type MeterAsked = z.infer<typeof meterAsked>;

export const meterChangeAsked = z.object(device);

export const meterImportAsked = z.object({
  siteId: id,
  fileName: lineAsked(200),
  base64: z.base64("is not a file").max(FILE_AT_MOST, "the file is too large"),
  /** look: says what would be done; enter: does it, all rows or none; enter-valid: those that can. */
  action: z.enum(["look", "enter", "enter-valid"]),
});

const TAKEN_BACK_AT_MOST = 5_000;

/** Meters entered by mistake, and the points that were made for them. */
export const meterRemovalAsked = z.object({
  siteId: id,
  meterIds: z.array(id).min(1, "name a meter").max(TAKEN_BACK_AT_MOST),
  servicePointIds: z.array(id).max(TAKEN_BACK_AT_MOST).default([]),
});

/** What each row of the file comes to. */
export const meterImport = z.object({
  rows: z.array(
    z.object({
      /** As the file counts, the heading being 1. */
      row: z.int().positive(),
      serialNumber: z.string(),
      modelName: z.string(),
      lineName: z.string(),
      unitAddress: z.string(),
      pointName: z.string(),
      faults: z.array(z.object({ column: z.string(), message: z.string() })),
    }),
  ),
  /** How many meters were entered; 0 when it was only looked. */
  entered: z.int().nonnegative(),
  /** What takes them back, by POST /meters/removal. */
  meterIds: z.array(id),
  servicePointIds: z.array(id),
});
export type MeterImport = z.infer<typeof meterImport>;
