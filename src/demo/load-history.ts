import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import type { ChannelId } from "#domain/core/id.ts";
import type { Database } from "#platform/database.ts";
import type { Bypasses, ConsumptionModel } from "#simulator/consumption-model.ts";
import { type ChannelMonth, monthAt, storeMonths } from "#storage/month-row.ts";
import { packMonth } from "#storage/packed-month.ts";
import { storeReadings } from "#storage/readings.ts";
import type { Reading } from "#storage/reading.ts";
import type { Progress } from "./progress.ts";

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
      await storeMonths(tx, packedMonths(options, { pointIndex, channelId, firstDay, days }));
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

function* packedMonths(
  { model, bypasses, from }: HistoryOptions,
  { pointIndex, channelId, firstDay, days }: PointDays,
): Generator<ChannelMonth> {
  const registers = model.quarterHourRegisters(pointIndex, { from: firstDay, days }, bypasses);
  const midnightMs = firstDay.toZonedDateTime("UTC").epochMilliseconds;
  const lastDay = firstDay.add({ days });
  let start = Math.ceil((from.epochMilliseconds - midnightMs) / QUARTER_MS);
  for (let day = firstDay; Temporal.PlainDate.compare(day, lastDay) < 0;) {
    const next = day.with({ day: 1 }).add({ months: 1 });
    const until = Temporal.PlainDate.compare(next, lastDay) < 0 ? next : lastDay;
    const untilMs = until.toZonedDateTime("UTC").epochMilliseconds;
    const end = (untilMs - midnightMs) / QUARTER_MS;
    const counts = registers.slice(start, end);
    const first = start;
    const packed = packMonth({
      epochMs: counts.map((_, n) => midnightMs + (first + n) * QUARTER_MS),
      counts,
      qualities: new Uint8Array(counts.length).fill(READING_QUALITY.measured),
    });
    yield { channelId, month: monthAt(packed.firstMs), packed };
    start = end;
    day = until;
  }
}
