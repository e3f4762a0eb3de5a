import type { PoolClient } from "pg";
import type { InstalledMeter } from "#domain/consumption/installed-meter.ts";
import { onGrid } from "#domain/consumption/known-consumption.ts";
import { registerRules } from "#domain/consumption/register-rules.ts";
import type { RegisterSeries } from "#domain/consumption/register-series.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";
import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import { type EstimatedValue, estimateGap } from "#domain/validation/estimate-gap.ts";
import { DAYS_LOOKED_BACK } from "#domain/validation/judge-channel.ts";
import { likeDayProfile } from "#domain/validation/like-day-profile.ts";
import type { Queryable } from "#platform/database.ts";
import { consumptionOf, type MeteredChannel } from "#storage/channel-consumption.ts";
import { addEstimates } from "#storage/correct-readings.ts";
import { readRegister } from "#storage/read-readings.ts";
import type { ReadingCorrection } from "#storage/reading-corrections.ts";

const MS_PER_MINUTE = 60_000;

export interface Missing {
  readonly channel: MeteredChannel;
  readonly timeZone: string;
  /** From the last value before to the first after; of a silent meter, until when to estimate. */
  readonly range: InstantRange;
}

/**
 * Values for the instants of the channel's grid within a range that have none; see estimateGap.
 * Empty where the range lies within one interval, spans an exchange, or nothing is known to go by.
 */
export async function estimatesFor(db: Queryable, missing: Missing): Promise<EstimatedValue[]> {
  const { channel, range, timeZone } = missing;
  const since = onGrid(
    { from: range.from.subtract({ hours: 24 * (DAYS_LOOKED_BACK + 1) }), to: range.to },
    channel.intervalMinutes,
  );
  const series = await readRegister(db, channel.id, since);
  const meter = meterIn(channel, range);
  const before = valueAt(series, range.from);
  if (!meter || before === undefined) return [];
  const after = valueAt(series, range.to);
  const stepMs = channel.intervalMinutes * MS_PER_MINUTE;
  const firstMs = Math.floor(range.from.epochMilliseconds / stepMs) * stepMs;
  const starts: number[] = [];
  for (let ms = firstMs; ms < range.to.epochMilliseconds; ms += stepMs) starts.push(ms);
  const history = consumptionOf(channel, series, since).consumption;
  const lastMs = range.to.epochMilliseconds;
  const ends = starts.map((ms) => ms + stepMs);
  const { modulus } = registerRules({ ...channel, digits: channel.registerDigits }, meter);
  return estimateGap({
    before: { epochMs: range.from.epochMilliseconds, counts: before },
    ...(after !== undefined && { after: { epochMs: lastMs, counts: after } }),
    missing: ends.filter((ms) => (after === undefined ? ms <= lastMs : ms < lastMs)),
    modulus,
    usual: likeDayProfile(inRegisterCounts(history, { channel, meter }), { starts, timeZone }),
  });
}

/** Consumption counts are worth the common multiplier; a register's its own meter's. */
function inRegisterCounts(
  history: ReturnType<typeof consumptionOf>["consumption"],
  { channel, meter }: { readonly channel: MeteredChannel; readonly meter: InstalledMeter },
) {
  const { numerator, denominator } = meter.multiplier;
  const perRegisterCount =
    (channel.resolution.toDisplayNumber() * Number(numerator)) / Number(denominator);
  const factor = history.perCount.toDisplayNumber() / perRegisterCount;
  return factor === 1
    ? history
    : { ...history, amounts: history.amounts.map((counts) => counts * factor) };
}

/** The meter that was in place all the time; undefined where it was exchanged meanwhile. */
function meterIn({ meters }: MeteredChannel, { from, to }: InstantRange) {
  return meters.find(
    ({ fromMs, toMs }) => fromMs <= from.epochMilliseconds && to.epochMilliseconds <= toMs,
  );
}

function valueAt(series: RegisterSeries, at: Temporal.Instant): number | undefined {
  return series.counts[series.epochMs.indexOf(at.epochMilliseconds)];
}

/** Stores estimates where there is no reading, with their method; gives what was added. */
export async function storeEstimates(
  tx: PoolClient,
  {
    channel,
    estimates,
    at,
    author,
    reason = "estimated",
  }: {
    readonly channel: MeteredChannel;
    readonly estimates: readonly EstimatedValue[];
    readonly at: Temporal.Instant;
    readonly author: string;
    readonly reason?: string;
  },
): Promise<ReadingCorrection[]> {
  const [first] = estimates;
  if (!first) return [];
  return addEstimates(tx, {
    readings: estimates.map(({ epochMs, counts }) => ({
      channelId: channel.id,
      measuredAt: Temporal.Instant.fromEpochMilliseconds(epochMs),
      counts,
      quality: READING_QUALITY.estimated,
    })),
    author,
    reason: `${reason}: ${first.method}`,
    at,
  });
}
