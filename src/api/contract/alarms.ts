import { z } from "zod";
import { decimalText, id, instantText, minorText, noteAsked, unitText } from "./scalars.ts";

/** Communication and evasion have a red light each on the main screen. */
export const alarmKind = z.enum(["communication", "evasion", "consumption", "system"]);
export type AlarmKind = z.infer<typeof alarmKind>;
export const alarmSeverity = z.enum(["info", "warning", "critical"]);
export type AlarmSeverity = z.infer<typeof alarmSeverity>;
/** raised: nobody has seen to it yet; acknowledged: somebody has; cleared: the cause is gone. */
export const alarmState = z.enum(["raised", "acknowledged", "cleared"]);
export type AlarmState = z.infer<typeof alarmState>;

const lossFigures = {
  /** The interval that was judged last. */
  from: instantText,
  to: instantText,
  supplied: decimalText,
  used: decimalText,
  /** supplied - used; below zero when more was used than supplied. */
  loss: decimalText,
  /** Loss in percent of what was supplied, 2 digits. */
  lossPercent: decimalText,
  /** The loss that is no alarm: allowed percent + constant + uncertainty of the meters. */
  allowed: decimalText,
  unit: unitText,
  /** Intervals in a row outside what is allowed. */
  intervals: z.int().positive(),
};

/** An amount against the limit of its day or month. */
const amountFigures = {
  from: instantText,
  to: instantText,
  used: decimalText,
  /** What the whole day or month will come to. */
  expected: decimalText,
  limit: decimalText,
  unit: unitText,
};

/** A value that a meter shows against the limit of its rule. */
const liveFigures = {
  since: instantText,
  value: decimalText,
  limit: decimalText,
  /** `L1, L3`; empty where it is not about phases. */
  phases: z.string(),
};

const suspect = z.object({
  /** Null: use that passes no meter at all. */
  servicePointId: z.int().nullable(),
  name: z.string().nullable(),
  confidencePercent: z.int(),
  missing: decimalText,
  /** Estimated: what is missing by the tariff of the point's tenant; absent where nobody pays by one. */
  cost: z.object({ amountMinor: minorText, currency: z.string() }).optional(),
  /** The share of the truth that its meter still records. */
  recordedPercent: z.int().nullable(),
  reasons: z.array(
    z.object({
      kind: z.enum([
        "loss-follows-use",
        "loss-replaces-use",
        "use-fell",
        "register-still",
        "register-reversed",
        "night-base-fell",
      ]),
      percent: z.int().nullable(),
    }),
  ),
});
export type Suspect = z.infer<typeof suspect>;

/** What came to a loss while its alarm stood: it was raised again for it. */
const grownLoss = z.object({
  seenAt: instantText,
  from: instantText,
  to: instantText,
  /** Null while it lasts. */
  endedAt: instantText.nullable(),
  supplied: decimalText,
  /** Beyond what was known to be missing. */
  missing: decimalText,
  missingPercent: decimalText,
  suspects: z.array(suspect),
});
export type GrownLoss = z.infer<typeof grownLoss>;

/** Figures for the message, by rule; the screen words them in the reader's language. */
export const alarmDetails = z.discriminatedUnion("rule", [
  z.object({
    rule: z.literal("meter-silent"),
    lineName: z.string(),
    failedPolls: z.int().nonnegative(),
    lastGoodAt: instantText.nullable(),
    /** What the driver said of the last attempt, in plain words. */
    lastError: z.string().nullable(),
  }),
  z.object({
    rule: z.literal("line-down"),
    meters: z.int().positive(),
    lastGoodAt: instantText.nullable(),
    lastError: z.string().nullable(),
  }),
  z.object({ rule: z.literal("collector-gone"), lastAttemptAt: instantText.nullable() }),
  z.object({
    rule: z.literal("backup-failed"),
    at: instantText,
    reason: z.string(),
    lastGoodAt: instantText.nullable(),
  }),
  z.object({ rule: z.literal("backup-old"), lastGoodAt: instantText.nullable() }),
  z.object({
    rule: z.literal("continuous-backup-failed"),
    since: instantText,
    reason: z.string(),
    keptAt: instantText.nullable(),
  }),
  z.object({
    rule: z.literal("disk-low"),
    folder: z.string(),
    freeGigabytes: decimalText,
    totalGigabytes: decimalText,
  }),
  z.object({
    rule: z.literal("mail-failing"),
    mails: z.int().positive(),
    /** When the oldest of them was written. */
    since: instantText,
    lastError: z.string().nullable(),
  }),
  z.object({
    rule: z.literal("webhook-failing"),
    /** What the receiver has not taken. */
    requests: z.int().positive(),
    /** When the oldest of them was written. */
    since: instantText,
    lastError: z.string().nullable(),
  }),
  z.object({
    rule: z.literal("zone-loss"),
    ...lossFigures,
    /** Most suspect first; absent until the hours since then tell. */
    suspects: z.array(suspect).optional(),
    /** Oldest first; absent: nothing came to it. */
    grown: z.array(grownLoss).optional(),
  }),
  z.object({ rule: z.literal("zone-surplus"), ...lossFigures }),
  z.object({
    rule: z.literal("zone-loss-risen"),
    /** Since when the zone loses more than its own past explains. */
    from: instantText,
    to: instantText,
    supplied: decimalText,
    /** Beyond what the zone always lost. */
    missing: decimalText,
    missingPercent: decimalText,
    unit: unitText,
    /** Most suspect first: where to look, never who is guilty. */
    suspects: z.array(suspect),
    /** Oldest first; absent: nothing came to it. */
    grown: z.array(grownLoss).optional(),
  }),
  z.object({
    rule: z.literal("water-never-still"),
    /** When the first of the nights without an hour of rest began. */
    from: instantText,
    nights: z.int().positive(),
    leastLitresPerHour: decimalText,
  }),
  z.object({
    rule: z.literal("use-unusual"),
    /** The day that was judged, what it used and what the same hours of past weeks used. */
    from: instantText,
    to: instantText,
    used: decimalText,
    usual: decimalText,
    unit: unitText,
  }),
  z.object({ rule: z.literal("use-over-limit"), ...amountFigures }),
  z.object({ rule: z.literal("budget-exceeded"), ...amountFigures }),
  z.object({
    rule: z.literal("demand-near-limit"),
    /** The demand interval that was running. */
    from: instantText,
    to: instantText,
    /** What it will end with, and what is contracted, in kW. */
    projected: decimalText,
    limit: decimalText,
  }),
  z.object({ rule: z.literal("power-factor-low"), ...liveFigures }),
  z.object({ rule: z.literal("phase-missing"), ...liveFigures }),
  z.object({ rule: z.literal("voltage-out"), ...liveFigures }),
  z.object({ rule: z.literal("temperature-difference-low"), ...liveFigures }),
]);
export type AlarmDetails = z.infer<typeof alarmDetails>;

export const alarm = z.object({
  id,
  siteId: id,
  kind: alarmKind,
  severity: alarmSeverity,
  state: alarmState,
  /** Where to look: the identifier is a meter's, a line's or a balance zone's. */
  source: z.object({
    kind: z.enum(["meter", "line", "balance-zone", "system"]),
    id: z.int().nonnegative(),
    name: z.string(),
  }),
  details: alarmDetails,
  raisedAt: instantText,
  /** When it was raised again because its cause grew worse. */
  raisedAgainAt: instantText.nullable(),
  acknowledgedAt: instantText.nullable(),
  acknowledgedBy: z.string().nullable(),
  acknowledgementNote: z.string().nullable(),
  clearedAt: instantText.nullable(),
  /** Put aside until then: it lights no lamp and tells nobody. */
  shelvedUntil: instantText.nullable(),
  shelvedBy: z.string().nullable(),
  shelvingNote: z.string().nullable(),
});
export type Alarm = z.infer<typeof alarm>;

/** One light: how many alarms are open, how many of them nobody has acknowledged. */
export const alarmCount = z.object({
  open: z.int().nonnegative(),
  unacknowledged: z.int().nonnegative(),
  worst: alarmSeverity.nullable(),
});
export const alarmCounts = z.object({
  communication: alarmCount,
  evasion: alarmCount,
  consumption: alarmCount,
  system: alarmCount,
});
export type AlarmCounts = z.infer<typeof alarmCounts>;

export const ALARMS_AT_MOST = 500;

export const alarmQuery = z.object({ state: z.enum(["open", "all"]).default("open") });

/** Open ones first, worst first, then the newest; at most ALARMS_AT_MOST of them. */
export const alarmList = z.object({ alarms: z.array(alarm), counts: alarmCounts });
export type AlarmList = z.infer<typeof alarmList>;

const HOURS_SHELVED_AT_MOST = 24 * 31;
export const shelving = z.object({
  hours: z
    .int("a whole number of hours")
    .min(1, "at least an hour")
    .max(HOURS_SHELVED_AT_MOST, `at most ${HOURS_SHELVED_AT_MOST} hours`),
  note: noteAsked(1000).default(""),
});
export type Shelving = z.infer<typeof shelving>;

export const acknowledgement = z.object({ note: noteAsked(1000).default("") });
export type Acknowledgement = z.infer<typeof acknowledgement>;
