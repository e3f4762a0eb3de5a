import { z } from "zod";
import { alarmCounts } from "./alarms.ts";
import { line } from "./lines.ts";
import { site } from "./organisation.ts";
import {
  commodity,
  dayText,
  decimalText,
  id,
  instantText,
  minorText,
  monthText,
  unitText,
} from "./scalars.ts";

/** What the site used of one commodity; null where nothing is known. */
export const commodityConsumption = z.object({
  commodity,
  unit: unitText,
  /** supply: measured where it enters the site; points: the sum of all points under it. */
  basis: z.enum(["supply", "points"]),
  /** Up to when the figures are known: the newest reading that all points have. */
  until: instantText.nullable(),
  /** From local midnight until `until`. */
  today: decimalText.nullable(),
  /** From local midnight yesterday, for the same elapsed time. */
  yesterday: decimalText.nullable(),
  /** From the first of the month until `until`. */
  thisMonth: decimalText.nullable(),
  /** From the first of the month before, for the same elapsed time. */
  lastMonth: decimalText.nullable(),
  /** Today by local hour, in the unit; for a small chart. */
  hours: z.array(z.object({ from: instantText, quantity: decimalText.nullable() })),
});
export type CommodityConsumption = z.infer<typeof commodityConsumption>;

export const billingSummary = z.object({
  /** The next local day on which a lease is billed by schedule. */
  nextRunOn: dayText.nullable(),
  /** The newest month that has bills. */
  month: monthText.nullable(),
  bills: z.int().nonnegative(),
  totalMinor: minorText,
  /** Of the month before that, for comparison. */
  previousTotalMinor: minorText.nullable(),
  mails: z.object({
    waiting: z.int().nonnegative(),
    sent: z.int().nonnegative(),
    /** Failed for good, or of unknown fate: a person must look. */
    failed: z.int().nonnegative(),
  }),
});

export const siteOverview = z.object({
  site,
  today: dayText,
  consumption: z.array(commodityConsumption),
  lines: z.array(line),
  billing: billingSummary,
  tenants: z.int().nonnegative(),
  meters: z.int().nonnegative(),
});
export type SiteOverview = z.infer<typeof siteOverview>;

/** What flows at one site now of one commodity: power or flow, for display only. */
export const siteFlow = z.object({ siteId: id, commodity, value: decimalText, unit: unitText });
export type SiteFlow = z.infer<typeof siteFlow>;

/** What flows at every site now; small, so that it can be asked for each time a meter speaks. */
export const flows = z.object({ flows: z.array(siteFlow) });

/** The main screen in one answer. */
export const overview = z.object({
  at: instantText,
  alarms: alarmCounts,
  sites: z.array(siteOverview),
  /** gone: nothing polls the meters; unknown: nothing has been polled yet. */
  collector: z.enum(["running", "gone", "unknown"]),
});
export type Overview = z.infer<typeof overview>;
