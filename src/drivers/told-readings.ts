import { Decimal } from "#domain/core/decimal.ts";
import { countsOf } from "./counts-of.ts";
import type { RegisterValue } from "./register-value.ts";

/** Where a quantity of a meter is kept. */
export interface KeptChannel<Id> {
  readonly id: Id;
  readonly quantity: string;
  /** Decimal text: one stored count in the register's unit. */
  readonly resolution: string;
  readonly intervalMinutes: number;
}

/** A register value as of a boundary of its channel's interval. */
export interface ToldReading<Id> {
  readonly channelId: Id;
  readonly measuredAt: Temporal.Instant;
  readonly counts: number;
}

const MS_PER_MINUTE = 60_000;
/** What a meter says by itself counts for a boundary for this share of the interval after it. */
const LATE_SHARE = 0.2;

/**
 * The readings that values told by a meter of its own accord make: those that were measured at a
 * boundary of their channel's interval or within a fifth of it after. The others only show how
 * things are now.
 */
export function toldReadings<Id>(
  values: readonly RegisterValue[],
  measuredAt: Temporal.Instant,
  channels: readonly KeptChannel<Id>[],
): ToldReading<Id>[] {
  return channels.flatMap(({ id, quantity, resolution, intervalMinutes }) => {
    const told = values.find(({ register }) => register.quantity === quantity);
    const stepMs = intervalMinutes * MS_PER_MINUTE;
    const atMs = measuredAt.epochMilliseconds;
    const boundaryMs = Math.floor(atMs / stepMs) * stepMs;
    if (!told?.value || atMs - boundaryMs > LATE_SHARE * stepMs) return [];
    const counts = countsOf(told.register, told.value, Decimal.parse(resolution));
    return [
      { channelId: id, measuredAt: Temporal.Instant.fromEpochMilliseconds(boundaryMs), counts },
    ];
  });
}
