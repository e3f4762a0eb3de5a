import type { RegisterConsumption } from "#domain/consumption/register-consumption.ts";
import type { Decimal } from "#domain/core/decimal.ts";
import type { Fault } from "#domain/core/fault.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";

/** Whose point it is, for a person who reads the fault. */
export interface NamedPoint {
  readonly tenant: string;
  readonly point: string;
}

/** A point that has no reading at all near the billing period. */
export function neverRead({ tenant, point }: NamedPoint): Fault {
  return {
    code: "billing.no-readings",
    subject: tenant,
    message: `${point} has no readings in the billing period and is not on the bill`,
    remedy: "load its readings and bill it by hand, or take the point out of the lease",
  };
}

/** A calculated point whose parts come to less than nothing: a loss is no credit for a tenant. */
export function belowZero(
  { tenant, point }: NamedPoint,
  { quantity, unit }: { readonly quantity: Decimal; readonly unit: string },
): Fault {
  return {
    code: "billing.below-zero",
    subject: tenant,
    message: `${point} comes to ${quantity.normalized()} ${unit}: more was taken off than there is`,
    remedy: "check the points that it is calculated from, their meters and their multipliers",
  };
}

/** A meter whose type is doubtful, so that its figures may be wrong by a factor. */
export function doubtfulMeter(
  { tenant, point }: NamedPoint,
  { serialNumber, modelId }: { readonly serialNumber: string; readonly modelId: string },
): Fault {
  return {
    code: "billing.doubtful-type",
    subject: tenant,
    message: `meter ${serialNumber} of ${point} is of the doubtful type ${modelId}, which nobody has confirmed`,
    remedy:
      "compare the meter's reading with its display, then confirm the type under Meters, Types",
  };
}

/**
 * A point whose newest reading is from before the end: the rest will be known, and billed, once it
 * has been read again.
 */
export function readTooEarly(
  { tenant, point }: NamedPoint,
  { readAtMs, timeZone }: { readonly readAtMs: number; readonly timeZone: string },
): Fault {
  const at = Temporal.Instant.fromEpochMilliseconds(readAtMs).toZonedDateTimeISO(timeZone);
  const local = at.toPlainDateTime().toString({ smallestUnit: "minute" }).replace("T", " ");
  return {
    code: "billing.readings-late",
    subject: tenant,
    message: `${point} was last read at ${local}, before the billing period ends`,
    remedy:
      "the bill is made by itself once the meter has been read again; billed by hand, it is without what was used since",
  };
}

const MINUTES_IN_HOUR = 60;

/**
 * Parts of a billing period for which there is no reading on one of the sides: undefined when
 * there are none. Time before the first meter came is not among them.
 */
export function unreadTime(
  { tenant, point }: NamedPoint,
  {
    read,
    range,
    installedAtMs,
  }: {
    readonly read: RegisterConsumption;
    readonly range: InstantRange;
    readonly installedAtMs: number;
  },
): Fault | undefined {
  const { intervalMinutes } = read.consumption;
  const beforeMs = Math.max(0, installedAtMs - range.from.epochMilliseconds);
  const intervalsBefore = Math.ceil(beforeMs / (intervalMinutes * 60_000));
  const missing = read.missingIntervals - intervalsBefore;
  if (missing <= 0) return undefined;
  const hours = Math.round((missing * intervalMinutes * 10) / MINUTES_IN_HOUR) / 10;
  return {
    code: "billing.unread-time",
    subject: tenant,
    message: `${point} has no readings for ${hours} hours of the billing period; what was used then is not on the bill`,
    remedy: "load the readings, or settle it with the tenant",
  };
}
