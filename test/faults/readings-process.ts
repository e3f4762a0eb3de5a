/**
 * Writes readings as a process of its own, to be killed: stores, stores late and twice, estimates,
 * corrects and packs, step by step. What a step does follows from its number alone, so that it can
 * be done again. Says on stdout, a line each, which steps are over.
 */
import { writeSync } from "node:fs";
import { asId, type ChannelId } from "#domain/core/id.ts";
import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import { openDatabase } from "#platform/database.ts";
import { noiseAt } from "#simulator/seeded-noise.ts";
import { compactClosedDays } from "#storage/closed-days.ts";
import { addEstimates, correctReadings } from "#storage/correct-readings.ts";
import { storeReadings } from "#storage/readings.ts";

export interface ReadingsOrder {
  readonly databaseUrl: string;
  readonly seed: number;
  /** The first step. */
  readonly from: number;
  /** The first step that is left out. */
  readonly to: number;
}

const CHANNELS = 12;
/** Slots that a step of storing covers: ten steps and more a day. */
const SLOTS = 8;
const START_MS = Date.parse("2026-02-20T00:00Z");
const QUARTER_MS = 900_000;
const { measured, estimated, edited } = READING_QUALITY;

const { databaseUrl, seed, from, to } = JSON.parse(process.argv[2] ?? "") as ReadingsOrder;
const database = openDatabase(databaseUrl);
for (let step = from; step < to; step += 1) {
  await take(step);
  writeSync(1, `${step}\n`);
}
await database.close();

async function take(step: number): Promise<void> {
  switch (step % 6) {
    case 0:
    case 1:
    case 2:
      await store(slotsOf(step), (slot, channel) => !isHole(slot, channel));
      return;
    case 3:
      // What was missing a while ago, and once more what was not.
      await store(slotsOf(Math.floor(step * noiseAt(seed, step))), () => true);
      return;
    case 4: {
      const slots = slotsOf(Math.max(0, step - 12));
      const holes = readingsOf(slots, (slot, channel) => isHole(slot, channel));
      const readings = holes.map((one) => ({ ...one, counts: one.counts + 1, quality: estimated }));
      await database.transaction((tx) =>
        addEstimates(tx, { readings, author: "estimation", reason: `step ${step}`, at: timeOf(0) }),
      );
      return;
    }
    default: {
      const slots = slotsOf(Math.floor(step * noiseAt(seed, step)));
      const some = readingsOf(slots, (slot, channel) => noiseAt(seed, slot * 31 + channel) > 0.8);
      const readings = some.map((one) => ({ ...one, counts: one.counts + step, quality: edited }));
      const correction = { readings, author: "ann@quay.example", reason: `step ${step}` };
      await database.transaction((tx) => correctReadings(tx, { ...correction, at: timeOf(0) }));
      const today = timeOf(slotsOf(step)[0] ?? 0)
        .toZonedDateTimeISO("UTC")
        .toPlainDate();
      await compactClosedDays(database, today);
    }
  }
}

function slotsOf(step: number): number[] {
  return Array.from({ length: SLOTS }, (_, n) => step * SLOTS + n);
}

function isHole(slot: number, channel: number): boolean {
  return noiseAt(seed, slot * 97 + channel) > 0.85;
}

function timeOf(slot: number): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(START_MS + slot * QUARTER_MS);
}

function readingsOf(
  slots: readonly number[],
  isWanted: (slot: number, channel: number) => boolean,
) {
  return slots.flatMap((slot) =>
    Array.from({ length: CHANNELS }, (_, n) => n + 1)
      .filter((channel) => isWanted(slot, channel))
      .map((channel) => ({
        channelId: asId<ChannelId>(channel),
        measuredAt: timeOf(slot),
        counts: slot * 9 + channel,
        quality: measured as number,
      })),
  );
}

async function store(
  slots: readonly number[],
  isWanted: (slot: number, channel: number) => boolean,
): Promise<void> {
  const readings = readingsOf(slots, isWanted);
  await storeReadings(
    database,
    readings.map((one) => ({ ...one, collectedAt: one.measuredAt })),
  );
}
