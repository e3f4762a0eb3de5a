import { z } from "zod";
import { WATCHED_RULES } from "#domain/alarms/watch-setting.ts";
import { alarmDetails, alarmSeverity } from "./alarms.ts";
import { id, idInAddress, instantText } from "./scalars.ts";

/** The alarms on what is used whose limits may be set. */
export const watchedRule = z.enum(WATCHED_RULES);
export type WatchedRule = z.infer<typeof watchedRule>;

const THRESHOLD_AT_MOST = 1_000_000_000;
const MINUTES_IN_MONTH = 43_200;

const limits = {
  /** False: the rule raises no alarm there. */
  enabled: z.boolean(),
  /** Litres an hour, percent, the point's unit a day or month, kW, a power factor or kelvin; null: none. */
  threshold: z
    .number()
    .positive("more than nothing")
    .max(THRESHOLD_AT_MOST, "at most a thousand million")
    .nullable(),
  severity: alarmSeverity,
  /** How long it must have been so. */
  delayMinutes: z.int().min(0).max(MINUTES_IN_MONTH, "at most 30 days"),
};

export const alarmSettingAsked = z.object({
  siteId: id,
  rule: watchedRule,
  /** Null: every point of the site that has no setting of its own. */
  servicePointId: id.nullable(),
  ...limits,
});
export type AlarmSettingAsked = z.infer<typeof alarmSettingAsked>;

export const alarmSettingsQuery = z.object({ site: idInAddress });

/** Which setting is taken back; without a point that for the whole site. */
export const alarmSettingAddress = z.object({
  site: idInAddress,
  rule: watchedRule,
  point: idInAddress.optional(),
});

export const alarmSettingList = z.object({
  /** What somebody set, by rule; that for the whole site first. */
  settings: z.array(
    z.object({
      rule: watchedRule,
      servicePointId: id.nullable(),
      pointName: z.string().nullable(),
      ...limits,
    }),
  ),
  /** What holds where nobody set anything, of every rule. */
  defaults: z.array(z.object({ rule: watchedRule, ...limits })),
});
export type AlarmSettingList = z.infer<typeof alarmSettingList>;

export const alarmPreview = z.object({
  /** values-not-kept: the rule judges what meters show, of which no past is stored. */
  answer: z.enum(["counted", "no-threshold", "values-not-kept"]),
  days: z.int(),
  judgedPoints: z.int(),
  points: z.int(),
  count: z.int(),
  /** The newest of them. */
  alarms: z.array(
    z.object({
      pointName: z.string(),
      raisedAt: instantText,
      /** Null: it would be open now. */
      clearedAt: instantText.nullable(),
      details: alarmDetails,
    }),
  ),
});
export type AlarmPreview = z.infer<typeof alarmPreview>;
