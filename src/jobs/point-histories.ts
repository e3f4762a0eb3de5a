import { hourlyRegister } from "#domain/balance/hourly-register.ts";
import { hoursOfWeek } from "#domain/balance/usual-use.ts";
import { HOUR_MS } from "#domain/balance/zone-history.ts";
import { EMPTY_SERIES } from "#domain/consumption/register-series.ts";
import type { DateRange, InstantRange } from "#domain/core/instant-range.ts";
import type { Queryable } from "#platform/database.ts";
import { consumptionOf, type MeteredChannel } from "#storage/channel-consumption.ts";
import { listOccupantChanges } from "#storage/occupant-changes.ts";
import { readRegisters } from "#storage/read-readings.ts";
import type { PointHistory } from "./judge-use.ts";

/** The hours of a history, in UTC; both are full hours. */
export interface HistoryHours {
  readonly fromMs: number;
  readonly toMs: number;
  readonly timeZone: string;
}

/** What channels of one site counted at each full hour, in their order, and when their occupants changed. */
export async function readPointHistories(
  database: Queryable,
  channels: readonly MeteredChannel[],
  { fromMs, toMs, timeZone }: HistoryHours,
): Promise<PointHistory[]> {
  const range: InstantRange = {
    from: Temporal.Instant.fromEpochMilliseconds(fromMs),
    to: Temporal.Instant.fromEpochMilliseconds(toMs),
  };
  const hours = (toMs - fromMs) / HOUR_MS;
  const weekHours = hoursOfWeek(fromMs, { hours: hours + 1, timeZone });
  const ids = channels.map(({ id }) => id);
  const registers = await readRegisters(database, ids, range);
  const changes = await listOccupantChanges(database, {
    servicePointIds: channels.map(({ servicePointId }) => servicePointId),
    days: daysOf(range, timeZone),
  });
  return channels.map((channel) => {
    const series = registers.get(channel.id) ?? EMPTY_SERIES;
    const { consumption } = consumptionOf(channel, series, range);
    const { values, resolution } = hourlyRegister(channel.servicePointId, consumption);
    const days = changes.get(channel.servicePointId) ?? [];
    const occupantChanges = days.map((day) => {
      const midnight = day.toZonedDateTime(timeZone).epochMilliseconds;
      // Where midnight is at half past: the hour that is neither's counts as the earlier one's.
      return Math.ceil((midnight - fromMs) / HOUR_MS);
    });
    return { channel, values, resolution, weekHours, occupantChanges, fromMs, timeZone };
  });
}

function daysOf({ from, to }: InstantRange, timeZone: string): DateRange {
  const dayAt = (instant: Temporal.Instant) => instant.toZonedDateTimeISO(timeZone).toPlainDate();
  return { from: dayAt(from), to: dayAt(to).add({ days: 1 }) };
}
