/**
 * The readings store: a quarter hour a reading, 40 channels, 60 days of which 30 are billed; once
 * as rows and once as packed days, on an embedded server in a temporary folder. Each figure is the
 * best of three rounds but for those that change the data, which are taken once.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { Readable } from "node:stream";
import { from as copyFrom } from "pg-copy-streams";
import { asId, type ChannelId } from "#domain/core/id.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";
import { type Database, openDatabase } from "#platform/database.ts";
import { startEmbeddedServer } from "#platform/embedded-server.ts";
import { migrate } from "#platform/migrate.ts";
import { compactClosedDays } from "#storage/closed-days.ts";
import { readRegistersWithin } from "#storage/read-readings.ts";
import { type Reading, storeReadings } from "#storage/readings.ts";
import type { Figure } from "./figure.ts";

const CHANNELS = 40;
const DAYS = 60;
const QUARTERS_A_DAY = 96;
const ROUNDS = 3;
const FIRST_DAY = Temporal.PlainDate.from("2026-01-01");
const START = FIRST_DAY.toZonedDateTime("UTC").toInstant();
const BILLED: InstantRange = { from: START, to: START.add({ hours: 30 * 24 }) };
const BILLED_READINGS = CHANNELS * (30 * QUARTERS_A_DAY + 1);

const channelIds = Array.from({ length: CHANNELS }, (_, n) => asId<ChannelId>(n + 1));

/** Measures on a server of its own, which is gone afterwards. */
export async function* run(): AsyncGenerator<Figure> {
  const folder = await mkdtemp(join(tmpdir(), "smartpm-bench-"));
  const server = await startEmbeddedServer(folder);
  const database = openDatabase(server.url);
  try {
    await migrate(database);
    yield* measure(database);
  } finally {
    await database.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function* measure(database: Database): AsyncGenerator<Figure> {
  const readings = quarterHours();
  const all = readings.length;
  const copied = await secondsOf(() => copyRows(database, readings));
  await database.query("truncate reading");
  const insertedIn = await secondsOf(() => storeReadings(database, readings));
  yield {
    figure: "insert, each reading once",
    value: Math.round(all / insertedIn),
    unit: "rows/s",
    against: {
      what: "COPY, which does not look for what is there",
      value: Math.round(all / copied),
    },
  };
  const again = await secondsOf(() => storeReadings(database, readings));
  yield {
    figure: "insert of what is there already",
    value: Math.round(all / again),
    unit: "rows/s",
  };
  await database.query("vacuum analyze reading");
  const rowScan = await billScan(database);
  const rowBytes = (await sizeOf(database, "reading")) / all;

  const compactedIn = await secondsOf(() => compactAll(database));
  yield { figure: "pack closed days", value: Math.round(all / compactedIn), unit: "rows/s" };
  await database.query("vacuum full analyze reading_month");
  yield {
    figure: "bill scan, packed days",
    value: Math.round(await billScan(database)),
    unit: "rows/s",
    against: { what: "the same from rows", value: Math.round(rowScan) },
  };
  yield {
    figure: "size, packed days",
    value: tenths((await sizeOf(database, "reading_month")) / all),
    unit: "bytes/reading",
    against: { what: "the same as rows", value: tenths(rowBytes) },
  };
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Registers that climb by what an office uses: more by day, and never twice the same. */
function quarterHours(): Reading[] {
  return channelIds.flatMap((channelId, n) => {
    let counts = n * 1000;
    return Array.from({ length: DAYS * QUARTERS_A_DAY }, (_, slot) => {
      const measuredAt = START.add({ minutes: slot * 15 });
      counts += 20 + (((slot % QUARTERS_A_DAY) * 7 + n * 13 + slot * 31) % 180);
      return { channelId, measuredAt, counts, quality: 1, collectedAt: measuredAt };
    });
  });
}

/** Readings a second, as a bill run reads them. */
async function billScan(database: Database): Promise<number> {
  let best = Infinity;
  for (let round = 0; round < ROUNDS; round += 1) {
    const seconds = await secondsOf(() => readRegistersWithin(database, channelIds, BILLED));
    best = Math.min(best, seconds);
  }
  return BILLED_READINGS / best;
}

async function compactAll(database: Database): Promise<void> {
  await compactClosedDays(database, FIRST_DAY.add({ days: DAYS }));
}

async function copyRows(database: Database, readings: readonly Reading[]): Promise<void> {
  await database.transaction(async (tx) => {
    const copy = tx.query(
      copyFrom("copy reading (channel_id, measured_at, value, quality, collected_at) from stdin"),
    );
    const lines = readings.map(
      ({ channelId, measuredAt, counts, quality, collectedAt }) =>
        `${channelId}\t${measuredAt}\t${counts}\t${quality}\t${collectedAt}\n`,
    );
    await pipeline(Readable.from(lines), copy);
  });
}

async function sizeOf(database: Database, table: string): Promise<number> {
  const { rows } = await database.query<{ bytes: bigint }>(
    "select pg_total_relation_size($1::regclass) as bytes",
    [table],
  );
  return Number(rows[0]?.bytes ?? 0);
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return (performance.now() - from) / 1000;
}
