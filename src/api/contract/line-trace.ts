import { z } from "zod";
import { readingChange } from "./readings.ts";
import { decimalText, id, idInAddress, instantText, minorText, unitText } from "./scalars.ts";

export const lineInAddress = z.object({
  id: idInAddress,
  /** Counted from 0. */
  line: z.coerce.number<number | string>().int().min(0).max(10_000),
});

/** The registers of one point over the time of a line, as they are stored. */
const tracedRegisters = z.object({
  /** Null where the point has no channel any more. */
  channel: z
    .object({ id, quantity: z.string(), unit: unitText, resolution: decimalText })
    .nullable(),
  /** The meters that were in place, with what was noted when they came and went. */
  meters: z.array(
    z.object({
      id,
      serialNumber: z.string(),
      installedAt: instantText,
      removedAt: instantText.nullable(),
      multiplier: z.string(),
      opening: decimalText.nullable(),
      closing: decimalText.nullable(),
    }),
  ),
  /** Every stored register value of the line's time, oldest first. */
  readings: z.array(z.object({ at: instantText, value: decimalText, quality: z.int() })),
  /** Every change of one of them. */
  changes: z.array(z.object({ at: instantText, ...readingChange.shape })),
});
export type TracedRegisters = z.infer<typeof tracedRegisters>;

/** One bill line with all that it rests on, down to the stored register values. */
export const lineTrace = z.object({
  billNumber: z.string(),
  timeZone: z.string(),
  line: z.object({
    label: z.string(),
    formula: z.string(),
    quantity: decimalText,
    unit: unitText,
    price: decimalText,
    amountMinor: minorText,
    touPeriod: z.string().nullable(),
    season: z.string().nullable(),
    tier: z.int().nullable(),
    estimatedShare: decimalText,
  }),
  currency: z.string(),
  from: instantText,
  to: instantText,
  point: z.object({ id, name: z.string(), consumption: decimalText, unit: unitText }),
  tariff: z.object({ name: z.string(), versionIds: z.array(id).readonly() }),
  ...tracedRegisters.shape,
  /** Of a point that is calculated from others: each with its factor in the sum. */
  parts: z.array(
    z.object({
      pointId: id,
      pointName: z.string(),
      factor: decimalText,
      ...tracedRegisters.shape,
    }),
  ),
  /** The same line by today's readings; null where they do not price it. */
  today: z.object({ quantity: decimalText, amountMinor: minorText }).nullable(),
});
export type LineTrace = z.infer<typeof lineTrace>;
