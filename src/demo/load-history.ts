import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import type { ChannelId } from "#domain/core/id.ts";
import type { Database } from "#platform/database.ts";
import type { Bypasses, ConsumptionModel } from "#simulator/consumption-model.ts";
import type { ClosedDay } from "#storage/closed-day.ts";
import { storeClosedDays } from "#storage/closed-days.ts";
import type { ChannelDay } from "#storage/day-merge.ts";
import { type Reading, storeReadings } from "#storage/readings.ts";
import type { Progress } from "./progress.ts";

const SLOTS_PER_DAY = 96;
const INTERVAL_MINUTES = 15;
const QUARTER_MS = 900_000;

export interface HistoryOptions {
  readonly database: Database;
  readonly model: ConsumptionModel;
  readonly bypasses: Bypasses;
  /** By index in the plan's points. */
  readonly channels: readonly ChannelId[];
  /** First quarter hour that has a reading. */
  readonly from: Temporal.Instant;
  /** Readings end with the last quarter hour at or before it. */
  readonly to: Temporal.Instant;
  /** The last instant that each point was read, where that is earlier than `to`: by its index. */
  readonly silentSince: ReadonlyMap<number, Temporal.Instant>;
  readonly progress: Progress;
}

/**
 * Loads what the building's meters showed in the past, by the rules that their registers follow on
 * the wire: whole UTC days packed, the present day as rows.
 */
export async function loadHistory(options: HistoryOptions): Promise<void> {
  const { database, channels, progress } = options;
  const firstDay = utcDay(options.from);
  const today = utcDay(options.to);
  const days = firstDay.until(today, { largestUnit: "days" }).days;
  await database.transaction(async (tx) => {
    for (const [pointIndex, channelId] of channels.entries()) {
      await storeClosedDays(tx, packedDays(options, { pointIndex, channelId, firstDay, days }));
      progress.done(pointIndex + 1);
    }
  });
  await loadRows(options, today.toZonedDateTime("UTC").toInstant());
}

/** Loads readings as rows from `from` on: today's, or those since the demo last ran. */
export async function loadRows(
  options: Omit<HistoryOptions, "progress">,
  from: Temporal.Instant,
): Promise<void> {
  const { database, model, channels, bypasses, to, silentSince } = options;
  const firstMs = Math.ceil(from.epochMilliseconds / QUARTER_MS) * QUARTER_MS;
  const { measured } = READING_QUALITY;
  const rows: Reading[] = channels.flatMap((channelId, pointIndex) => {
    const until = silentSince.get(pointIndex) ?? to;
    const count = Math.floor((until.epochMilliseconds - firstMs) / QUARTER_MS) + 1;
    return Array.from({ length: Math.max(0, count) }, (_, n) => {
      const measuredAt = Temporal.Instant.fromEpochMilliseconds(firstMs + n * QUARTER_MS);
      const counts = model.registerAt(pointIndex, measuredAt, bypasses);
      return { channelId, measuredAt, counts, quality: measured, collectedAt: measuredAt };
    });
  });
  await storeReadings(database, rows);
}

function utcDay(at: Temporal.Instant): Temporal.PlainDate {
  return at.toZonedDateTimeISO("UTC").toPlainDate();
}

interface PointDays {
  readonly pointIndex: number;
  readonly channelId: ChannelId;
  readonly firstDay: Temporal.PlainDate;
  readonly days: number;
}

function* packedDays(
  { model, bypasses, from }: HistoryOptions,
  { pointIndex, channelId, firstDay, days }: PointDays,
): Generator<ChannelDay> {
  const registers = model.quarterHourRegisters(pointIndex, { from: firstDay, days }, bypasses);
  const midnightMs = firstDay.toZonedDateTime("UTC").epochMilliseconds;
  const firstSlot = Math.ceil((from.epochMilliseconds - midnightMs) / QUARTER_MS);
  for (let day = 0; day < days; day += 1) {
    const start = day * SLOTS_PER_DAY;
    const first = day === 0 ? firstSlot : 0;
    const closed = packed(registers, { start: start + first, end: start + SLOTS_PER_DAY, first });
    yield { channelId, day: firstDay.add({ days: day }).toString(), closed };
  }
}

/** Faster than packDay, which must cope with holes: 13 months of 80 meters are 3 million slots. */
function packed(
  registers: Float64Array,
  { start, end, first }: { readonly start: number; readonly end: number; readonly first: number },
): ClosedDay {
  const deltas: number[] = [];
  for (let slot = start + 1; slot < end; slot += 1) {
    deltas.push((registers[slot] ?? 0) - (registers[slot - 1] ?? 0));
  }
  const firstValue = registers[start] ?? 0;
  return { intervalMinutes: INTERVAL_MINUTES, firstIndex: first, firstValue, deltas };
}
