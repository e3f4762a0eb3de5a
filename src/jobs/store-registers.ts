import type { PoolClient } from "pg";
import { Decimal } from "#domain/core/decimal.ts";
import { failed, type Fault, ok, type Result } from "#domain/core/fault.ts";
import type { ChannelId, ServicePointId } from "#domain/core/id.ts";
import { instantsOf } from "#domain/core/instant-range.ts";
import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import { listMeteredChannels } from "#storage/channel-consumption.ts";
import { correctReadings } from "#storage/correct-readings.ts";

/** What a person read off a meter on a day. */
export interface NotedRegister {
  readonly channelId: ChannelId;
  /** Decimal text in the channel's unit. */
  readonly value: string;
}

export interface NotedRegisters {
  readonly registers: readonly NotedRegister[];
  /** Only channels of these points may be noted. */
  readonly servicePointIds: readonly ServicePointId[];
  /** The registers are those of the local midnight that begins this day. */
  readonly day: Temporal.PlainDate;
  readonly timeZone: string;
  readonly author: string;
  readonly reason: string;
  readonly at: Temporal.Instant;
}

/**
 * Stores what registers showed at a local midnight as readings that a person entered. A fault for
 * each that is no channel of the points, is no whole count of its resolution, or lies ahead.
 */
export async function storeRegisters(
  tx: PoolClient,
  noted: NotedRegisters,
): Promise<Result<undefined>> {
  const { registers, servicePointIds, day, timeZone } = noted;
  if (registers.length === 0) return ok(undefined);
  const { from: measuredAt } = instantsOf({ from: day, to: day.add({ days: 1 }) }, timeZone);
  if (Temporal.Instant.compare(measuredAt, noted.at) > 0) {
    return failed([
      {
        code: "registers.ahead",
        subject: "registers",
        message: `are those of ${day.toString()}, which has not come yet`,
        remedy: "leave them out, and enter them on that day",
      },
    ]);
  }
  const channels = await listMeteredChannels(tx, { servicePointIds });
  const faults: Fault[] = [];
  const readings = registers.flatMap(({ channelId, value }, n) => {
    const channel = channels.find(({ id }) => id === channelId);
    const counts = channel && countsOf(value, channel.resolution);
    if (counts !== undefined) {
      return [{ channelId, measuredAt, counts, quality: READING_QUALITY.edited }];
    }
    const resolution = channel?.resolution.toString() ?? "";
    faults.push({
      code: "registers.value",
      subject: `registers.${n}.value`,
      message: channel ? `is no multiple of ${resolution}` : "is of no meter of these points",
      ...(channel && { remedy: `write it with the digits that the meter shows` }),
    });
    return [];
  });
  if (faults.length > 0) return failed(faults);
  const { author, reason, at } = noted;
  await correctReadings(tx, { readings, author, reason, at });
  return ok(undefined);
}

/** The value in counts of the resolution; undefined where it is between two, or negative. */
function countsOf(value: string, resolution: Decimal): number | undefined {
  const written = Decimal.parse(value);
  const counts = Number(value) / Number(resolution.toString());
  const whole = Math.round(counts);
  if (whole < 0 || !Number.isSafeInteger(whole)) return undefined;
  return Decimal.of(whole).times(resolution).equals(written) ? whole : undefined;
}
