import { z } from "zod";
import {
  dayAsked,
  dayText,
  decimalText,
  id,
  idInAddress,
  instantText,
  lineAsked,
  minorText,
  momentAsked,
  noteAsked,
  unitText,
} from "./scalars.ts";

const REASON_AT_MOST = 500;

/** One change of a reading, kept for ever. */
export const readingChange = z.object({
  /** Null where there was no reading. */
  value: decimalText.nullable(),
  quality: z.int().nullable(),
  newValue: decimalText,
  newQuality: z.int(),
  changedAt: instantText,
  author: z.string(),
  reason: z.string(),
});
export type ReadingChange = z.infer<typeof readingChange>;

export const reading = z.object({
  at: instantText,
  /** The register as the meter shows it. */
  value: decimalText,
  /** Bits of domain/metering/reading-quality.ts. */
  quality: z.int(),
  /** Oldest first; empty for what stands as it was measured. */
  changes: z.array(readingChange),
});
export type Reading = z.infer<typeof reading>;

export const READING_DAYS_AT_MOST = 31;

/** What may be told of a channel after it was made. */
export const channelChange = z.object({
  /** Rated power: the most that can be used in an hour; null: nobody knows it. */
  mostPerHour: decimalText
    .refine((text) => Number(text) > 0, "the most in an hour is above 0")
    .nullable(),
});

export const changedChannel = z.object({ id, ...channelChange.shape });

export const readingQuery = z.object({
  /** The channel; the one that bills are made from when it is left out. */
  channel: idInAddress.optional(),
  /** A local day; today at the site when it is left out. */
  day: dayAsked.optional(),
  days: z.coerce.number<number | string>().int().min(1).max(READING_DAYS_AT_MOST).default(1),
});
export type ReadingQuery = z.infer<typeof readingQuery>;

/** Oldest first. */
export const readingList = z.object({
  channelId: id,
  quantity: z.string(),
  unit: unitText,
  resolution: decimalText,
  timeZone: z.string(),
  fromDay: dayText,
  /** First day after. */
  toDay: dayText,
  readings: z.array(reading),
});
export type ReadingList = z.infer<typeof readingList>;

export const readingCheckQuery = z.object({
  channel: idInAddress.optional(),
  at: momentAsked.optional(),
  value: decimalText,
});

/** What a value would mean if it were entered. */
export const readingCheck = z.object({
  verdict: z.enum(["first", "usual", "high", "low", "rollover", "backwards", "too-fast"]),
  /** What would have been used since the reading before, multiplier and all. */
  use: decimalText.nullable(),
  usual: decimalText.nullable(),
  beforeAt: instantText.nullable(),
  unit: unitText,
  timeZone: z.string(),
});
export type ReadingCheck = z.infer<typeof readingCheck>;

/** A register value that a person read off the meter. */
export const readingEntry = z.object({
  channel: id.optional(),
  /** Now when it is left out. */
  at: momentAsked.optional(),
  value: decimalText,
  note: noteAsked(REASON_AT_MOST).default(""),
});
export type ReadingEntry = z.infer<typeof readingEntry>;

export const readingCorrection = z.object({
  channel: id.optional(),
  at: momentAsked,
  /** Null: the reading is withdrawn. */
  value: decimalText.nullable(),
  reason: noteAsked(REASON_AT_MOST).refine((reason) => reason !== "", "say why it is changed"),
});
export type ReadingCorrection = z.infer<typeof readingCorrection>;

export const touchedBill = z.object({
  id,
  number: z.string(),
  tenant: z.string(),
  periodFrom: dayText,
  periodTo: dayText,
  totalMinor: minorText,
  currency: z.string(),
});

export const changedReading = z.object({
  channelId: id,
  at: instantText,
  /** Null where nothing was stored before, or it said so already. */
  before: decimalText.nullable(),
  value: decimalText.nullable(),
  /** Bills in force that rest on it: credit and make them anew where the amount changes. */
  bills: z.array(touchedBill),
});
export type ChangedReading = z.infer<typeof changedReading>;

const SERIAL_AT_MOST = 64;

/** `40`, `4.5` or `1/3`: CT x VT x constant. */
export const multiplierAsked = z
  .string()
  .regex(/^\d{1,9}(\.\d{1,6})?(\/\d{1,9})?$/, "write it like 40, 0.5 or 1/3");

/** An old meter gives way to a new one, or only its ratio changes. */
export const exchangeRequest = z.object({
  at: momentAsked,
  /** The new meter; left out where the old one stays and only its multiplier changes. */
  newMeter: z
    .object({
      serialNumber: lineAsked(SERIAL_AT_MOST).refine((text) => text !== "", "must not be empty"),
      /** As the old one when it is left out. */
      modelId: z.string().max(200).optional(),
      /** Whether it is read on the old one's line at its address from now on. */
      takesOverLine: z.boolean().default(true),
    })
    .optional(),
  multiplier: multiplierAsked.optional(),
  /** What each register showed, by channel; the billed one at least. */
  registers: z
    .array(z.object({ channel: id, closing: decimalText, opening: decimalText }))
    .min(1)
    .max(50),
  note: noteAsked(REASON_AT_MOST).default(""),
});
export type ExchangeRequest = z.infer<typeof exchangeRequest>;

export const exchangeDone = z.object({
  /** The meter that is in place now. */
  meterId: id,
  at: instantText,
  bills: z.array(touchedBill),
});
export type ExchangeDone = z.infer<typeof exchangeDone>;
