import { z } from "zod";
import { alarm } from "./alarms.ts";
import {
  commodity,
  decimalText,
  id,
  instantText,
  pageFields,
  reference,
  unitText,
} from "./scalars.ts";

/** The newest value of one quantity; for display only, never billed. */
export const liveValue = z.object({
  /** The name the meter model uses: `activePower`, `energyDelivered`. */
  quantity: z.string(),
  value: decimalText,
  unit: unitText,
  measuredAt: instantText,
});
export type LiveValue = z.infer<typeof liveValue>;

/**
 * answering; silent: two polls in a row or more were not answered; unknown: not polled yet or not
 * any more; unread: on no line.
 */
export const meterState = z.enum(["answering", "silent", "unknown", "unread"]);
export type MeterState = z.infer<typeof meterState>;

const meterFields = {
  id,
  siteId: id,
  serialNumber: z.string(),
  model: z.object({ id: z.string(), maker: z.string(), name: z.string() }),
  line: reference.nullable(),
  /** Its address on the line. */
  unitAddress: z.string().nullable(),
  state: meterState,
  lastGoodAt: instantText.nullable(),
  /** The service point it measures now; null for a meter in stock. */
  point: z
    .object({ id, name: z.string(), role: z.enum(["supply", "unit", "common"]), commodity })
    .nullable(),
  space: reference.nullable(),
  /** Who holds the lease of the point today. */
  tenant: reference.nullable(),
  /** What shows best that it lives: power or flow, else the register. */
  main: liveValue.nullable(),
  /** The register that bills are made from. */
  register: liveValue.nullable(),
  /** Words by which people group meters; a tenant sees none. */
  tags: z.array(z.string()),
};

export const meterSummary = z.object(meterFields);
export type MeterSummary = z.infer<typeof meterSummary>;

export const METERS_ON_A_PAGE = 200;

/** All meters at once, or a page of them: of five thousand all are three megabytes. */
export const meterQuery = z.object({
  page: z.coerce.number<number | string>().int().min(1).max(100_000).optional(),
});

export const meterList = z.object({
  meters: z.array(meterSummary),
  /** Where a page was asked for. */
  ...z.object(pageFields).partial().shape,
});
export type MeterList = z.infer<typeof meterList>;

/** How well the meter answers. */
export const communication = z.object({
  lastGoodAt: instantText.nullable(),
  lastAttemptAt: instantText.nullable(),
  consecutiveFailures: z.int().nonnegative(),
  attempts: z.int().nonnegative(),
  answers: z.int().nonnegative(),
  latencyMs: z.int().nullable(),
  lastError: z.string().nullable(),
});
export type Communication = z.infer<typeof communication>;

export const installation = z.object({
  servicePoint: reference,
  installedAt: instantText,
  /** Null while it is installed. */
  removedAt: instantText.nullable(),
  /** CT x VT x constant: `"40"` or `"1/3"`. */
  multiplier: z.string(),
});
export type Installation = z.infer<typeof installation>;

/** One measured quantity of the meter's service point. */
export const channel = z.object({
  id,
  quantity: z.string(),
  unit: unitText,
  /** One count of the stored register in the unit. */
  resolution: decimalText,
  registerDigits: z.int().nonnegative(),
  intervalMinutes: z.int().positive(),
  billing: z.boolean(),
  /** Rated power: the most that can be used in an hour; null where nobody told it. */
  mostPerHour: decimalText.nullable(),
});
export type Channel = z.infer<typeof channel>;

export const meter = z.object({
  ...meterFields,
  timeZone: z.string(),
  live: z.array(liveValue),
  communication: communication.nullable(),
  installations: z.array(installation),
  channels: z.array(channel),
  /** Open alarms of the meter and of its line. */
  alarms: z.array(alarm),
});
export type Meter = z.infer<typeof meter>;
