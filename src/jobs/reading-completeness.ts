import type { RegisterConsumption } from "#domain/consumption/register-consumption.ts";
import { onGrid } from "#domain/consumption/known-consumption.ts";
import { EMPTY_SERIES } from "#domain/consumption/register-series.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";
import { hasQuality } from "#domain/metering/reading-quality.ts";
import type { Queryable } from "#platform/database.ts";
import { consumptionOf, type MeteredChannel } from "#storage/channel-consumption.ts";
import { readRegisters } from "#storage/read-readings.ts";

/** Intervals of channels while a meter was there. */
export interface ReadingCompleteness {
  /** With a meter in the time. */
  readonly channels: number;
  readonly expected: number;
  /** Between two readings of the meter. */
  readonly measured: number;
  /** Worked out from what lay beside them. */
  readonly estimated: number;
}

/** So many months of quarter hours in memory at once. */
const CHANNELS_AT_ONCE = 100;
const MINUTE_MS = 60_000;

/** How many intervals of a range were measured, estimated, and expected; of measured channels only. */
export async function readingCompleteness(
  db: Queryable,
  channels: readonly MeteredChannel[],
  range: InstantRange,
): Promise<ReadingCompleteness> {
  const sum = { channels: 0, expected: 0, measured: 0, estimated: 0 };
  const own = channels.filter(({ parts }) => !parts);
  for (let at = 0; at < own.length; at += CHANNELS_AT_ONCE) {
    const some = own.slice(at, at + CHANNELS_AT_ONCE);
    const registers = await readRegisters(
      db,
      some.map(({ id }) => id),
      range,
    );
    for (const channel of some) {
      const whole = onGrid(range, channel.intervalMinutes);
      const series = registers.get(channel.id) ?? EMPTY_SERIES;
      const { expected, measured, estimated } = countOf(channel, {
        consumption: consumptionOf(channel, series, whole).consumption,
      });
      if (expected > 0) sum.channels += 1;
      sum.expected += expected;
      sum.measured += measured;
      sum.estimated += estimated;
    }
  }
  return sum;
}

function countOf(
  { meters }: MeteredChannel,
  { consumption }: Pick<RegisterConsumption, "consumption">,
): Omit<ReadingCompleteness, "channels"> {
  const { from, intervalMinutes, amounts, qualities } = consumption;
  const stepMs = intervalMinutes * MINUTE_MS;
  const counts = { expected: 0, measured: 0, estimated: 0 };
  for (let n = 0; n < amounts.length; n += 1) {
    const startMs = from.epochMilliseconds + n * stepMs;
    const hasMeter = meters.some(
      ({ fromMs, toMs }) => fromMs <= startMs && startMs + stepMs <= toMs,
    );
    if (!hasMeter) continue;
    counts.expected += 1;
    const bits = qualities ? (qualities[n] ?? 0) : undefined;
    if (bits === 0) continue;
    if (bits !== undefined && hasQuality(bits, "estimated")) counts.estimated += 1;
    else counts.measured += 1;
  }
  return counts;
}
