import {
  type KnownConsumption,
  knownConsumption,
  onGrid,
} from "#domain/consumption/known-consumption.ts";
import type { RegisterSeries } from "#domain/consumption/register-series.ts";
import type { ChannelId } from "#domain/core/id.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";
import type { Queryable } from "#platform/database.ts";
import { consumptionFrom, measuredIds, type MeteredChannel } from "./channel-consumption.ts";
import { readRegisters } from "./read-readings.ts";
import { SeriesBuilder } from "./series-builder.ts";

/** As far from an instant as readRegisters looks for a reading, less a day to be sure. */
const STEP_DAYS = 91;
const DAY_MS = 86_400_000;

/**
 * What channels used between two instants, as the difference of their registers there, across
 * exchanges and rollovers: the same sum as of all intervals between, without reading these. Of a
 * channel that was read in a part of the time only, what it counted in that part.
 */
export async function readUsedBetween(
  db: Queryable,
  channels: readonly MeteredChannel[],
  range: InstantRange,
): Promise<ReadonlyMap<ChannelId, KnownConsumption>> {
  const ids = measuredIds(channels);
  const builders = new Map(ids.map((id) => [id, new SeriesBuilder()]));
  const [fromMs, toMs] = [range.from.epochMilliseconds, range.to.epochMilliseconds];
  for (const direction of [1, -1] as const) {
    let missing = ids;
    let atMs = direction === 1 ? fromMs : toMs;
    while (missing.length > 0 && atMs >= fromMs && atMs <= toMs) {
      const at = Temporal.Instant.fromEpochMilliseconds(atMs);
      const registers = await readRegisters(db, missing, { from: at, to: at });
      for (const [id, series] of registers) builders.get(id)?.addSeries(series);
      missing = missing.filter((id) => (registers.get(id)?.epochMs.length ?? 0) === 0);
      atMs += direction * STEP_DAYS * DAY_MS;
    }
  }
  const registers = new Map<ChannelId, RegisterSeries>(
    Array.from(builders, ([id, builder]) => [id, builder.build()]),
  );
  return new Map(
    channels.map((channel) => {
      const whole = onGrid(range, channel.intervalMinutes);
      const { consumption } = consumptionFrom(channel, registers, whole);
      return [channel.id, knownConsumption(consumption, range)];
    }),
  );
}
