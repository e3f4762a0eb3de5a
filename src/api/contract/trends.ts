import { z } from "zod";
import {
  dayAsked,
  dayText,
  decimalText,
  id,
  idInAddress,
  instantText,
  unitText,
} from "./scalars.ts";

export const trendRange = z.enum(["day", "week", "month", "year"]);
export type TrendRange = z.infer<typeof trendRange>;

export const trendQuery = z.object({
  range: trendRange.default("day"),
  /** A local day in the range; today at the site when it is left out. */
  at: dayAsked.optional(),
  /** The channel; the one that bills are made from when it is left out. */
  channel: idInAddress.optional(),
});
export type TrendQuery = z.infer<typeof trendQuery>;

export const trendBar = z.object({
  from: instantText,
  to: instantText,
  /** What was used; null where nothing is known: a gap, never zero. */
  quantity: decimalText.nullable(),
  /** Whether some of it rests on estimated readings. */
  estimated: z.boolean(),
  /** Whether the whole bar is known; false for the present hour and for holes. */
  complete: z.boolean(),
});
export type TrendBar = z.infer<typeof trendBar>;

/** The average rate in equal steps from `from` on: binary numbers, for display only. */
export const trendCurve = z.object({
  from: instantText,
  stepMinutes: z.int().positive(),
  /** `kW`, `m3/h`. */
  unit: unitText,
  /** Null where nothing is known; the rest of the range beyond the last value is unknown too. */
  values: z.array(z.number().nullable()),
  /** Indexes of the values that rest on estimated readings. */
  estimated: z.array(z.int().nonnegative()),
});
export type TrendCurve = z.infer<typeof trendCurve>;

/** A meter's consumption over one local day, week (from Monday), month or year of its site. */
export const trend = z.object({
  meterId: id,
  channelId: id,
  quantity: z.string(),
  unit: unitText,
  timeZone: z.string(),
  range: trendRange,
  /** First local day of the range. */
  fromDay: dayText,
  /** First local day after it. */
  toDay: dayText,
  from: instantText,
  to: instantText,
  barStep: z.enum(["hour", "day", "month"]),
  bars: z.array(trendBar),
  curve: trendCurve,
  /** Of the bars; null when nothing is known. */
  total: decimalText.nullable(),
  /** The range before, cut at the same elapsed time when this one is not over. */
  previous: z.object({ fromDay: dayText, toDay: dayText, total: decimalText.nullable() }),
});
export type Trend = z.infer<typeof trend>;
