import { z } from "zod";
import {
  commodity,
  dayText,
  decimalText,
  id,
  instantText,
  reference,
  unitText,
} from "./scalars.ts";

export const zoneFlowQuery = z.object({
  range: z.enum(["day", "week", "month", "year"]).default("month"),
  /** One of its days; today when left out. */
  day: dayText.optional(),
});

const flowPoint = z.object({
  side: z.enum(["supply", "use"]),
  servicePointId: id,
  name: z.string(),
  role: z.enum(["supply", "unit", "common"]),
  meterId: id.nullable(),
  /** Whose leases had it on one of the days, the last one last. */
  tenants: z.array(reference),
  /** The zone that it feeds. */
  feedsZoneId: id.nullable(),
  /** In the zone's unit; null: nothing is known. */
  quantity: decimalText.nullable(),
  /** Whether all of it is known. */
  complete: z.boolean(),
});

const zoneFlow = z.object({
  id,
  name: z.string(),
  commodity,
  unit: unitText.or(z.literal("")),
  /** The sums; null where a point of them is not known. */
  supplied: decimalText.nullable(),
  used: decimalText.nullable(),
  /** Below zero where more was counted under the zone than went in. */
  loss: decimalText.nullable(),
  lossPercent: decimalText.nullable(),
  points: z.array(flowPoint),
});
export type ZoneFlowOnWire = z.infer<typeof zoneFlow>;

export const siteZoneFlow = z.object({
  from: dayText,
  /** The day after the last. */
  to: dayText,
  /** Up to when it is counted. */
  until: instantText,
  zones: z.array(zoneFlow),
});
