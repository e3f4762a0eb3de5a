import { z } from "zod";
import { TABLE_STEPS } from "#domain/consumption/consumption-table.ts";
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
  /** What it is to be shown beside: the range before, or the same range a year earlier. */
  compare: z.enum(["previous", "last-year"]).optional(),
  /** How fine the curve is: as a screen shows it at once, or interval by interval to look closer. */
  curve: z.enum(["screen", "intervals"]).default("screen"),
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
  /** What was asked to be shown beside it, whole; its bars and values are counted from its start. */
  compared: z
    .object({
      fromDay: dayText,
      toDay: dayText,
      bars: z.array(trendBar),
      curve: trendCurve.omit({ unit: true }),
      total: decimalText.nullable(),
    })
    .nullable(),
});
export type Trend = z.infer<typeof trend>;

export const profileQuery = trendQuery.omit({ compare: true });

/** A rate and when its interval began. */
export const peakLoad = z.object({ rate: z.number(), at: instantText });

/** How a meter's load behaves in a local day, week, month or year; rates are for display only. */
export const profile = z.object({
  meterId: id,
  channelId: id,
  timeZone: z.string(),
  range: trendRange,
  fromDay: dayText,
  toDay: dayText,
  /** Of the rates: `kW`, `m3/h`. */
  unit: unitText,
  /** Undercut in one interval of twenty; null when nothing is known. */
  baseLoad: z.number().nullable(),
  peak: peakLoad.nullable(),
  /** From the highest rate to the lowest: at each hundredth of the time, 101 of them or none. */
  duration: z.array(z.number()),
  /** Averages by weekday, Monday first, and by the 24 hours of the site's clock. */
  heatMap: z.array(z.array(z.number().nullable())),
  /** The highest rate of each day. */
  dailyPeaks: z.array(z.object({ day: dayText, peak: peakLoad.nullable() })),
});
export type Profile = z.infer<typeof profile>;

const TABLE_DAYS_AT_MOST = 366;

/** Which rows a file shall have. */
export const tableQuery = z
  .object({
    format: z.enum(["csv", "xlsx"]).default("csv"),
    step: z.enum(TABLE_STEPS).default("interval"),
    /** First local day. */
    from: dayAsked,
    /** First local day after it. */
    to: dayAsked,
    channel: idInAddress.optional(),
  })
  .refine(({ from, to }) => from < to, { path: ["to"], error: "must be after `from`" })
  .refine(({ from, to }) => Temporal.PlainDate.from(from).until(to).days <= TABLE_DAYS_AT_MOST, {
    path: ["to"],
    error: `at most ${TABLE_DAYS_AT_MOST} days at once`,
  });
