/**
 * The readings store, a quarter hour a reading, on an embedded server in a temporary folder. Every
 * figure that is held against another was measured beside it, in turns; of timed rounds the best
 * counts, of requests the 95th percentile. `--size full` stores as many channels as a city has.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ChannelId } from "#domain/core/id.ts";
import { type Database, openDatabase } from "#platform/database.ts";
import { startEmbeddedServer } from "#platform/embedded-server.ts";
import { migrate } from "#platform/migrate.ts";
import { compactClosedDays, reuseRoom } from "#storage/closed-days.ts";
import { copyReadings, inKeyOrder } from "#storage/copy-readings.ts";
import { storeMonths } from "#storage/month-row.ts";
import { readRegistersWithin } from "#storage/read-readings.ts";
import { storeReadings } from "#storage/readings.ts";
import type { Reading } from "#storage/reading.ts";
import type { BenchOptions, BenchSize, Figure } from "./figure.ts";
import {
  channelIds,
  packedMonths,
  QUARTER_MS,
  QUARTERS_A_DAY,
  slotReadings,
} from "./measured-load.ts";
import { measureTrends } from "./trend-requests.ts";

interface Sizes {
  /** Stored as rows. */
  readonly rowChannels: number;
  /** Of them, packed day by day. */
  readonly months: number;
  /** Of a month that is read whole. */
  readonly billChannels: number;
  /** Growing numbers of channels, of which each should take the same time. */
  readonly growth: readonly number[];
  /** Stored while trends are asked for. */
  readonly trendChannels: number;
}

const SIZES: Readonly<Record<BenchSize, Sizes>> = {
  small: {
    rowChannels: 60,
    months: 3,
    billChannels: 1000,
    growth: [500, 1000, 2000],
    trendChannels: 500,
  },
  full: {
    rowChannels: 100,
    months: 12,
    billChannels: 1000,
    growth: [1000, 10_000, 50_000],
    trendChannels: 10_000,
  },
};

const ROUNDS = 5;
const MONTH = Temporal.PlainDate.from("2026-03-01");
const MONTH_READINGS = 31 * QUARTERS_A_DAY;
const MONTH_FROM = MONTH.toZonedDateTime("UTC").toInstant();
const WHOLE_MONTH = { from: MONTH_FROM, to: MONTH_FROM.add({ minutes: 31 * 1440 - 15 }) };

/** Measures on a server of its own, which is gone afterwards. */
export async function* run({ size = "small" }: BenchOptions = {}): AsyncGenerator<Figure> {
  const folder = await mkdtemp(join(tmpdir(), "smartpm-bench-"));
  const server = await startEmbeddedServer(folder);
  const database = openDatabase(server.url);
  try {
    await migrate(database);
    const sizes = SIZES[size];
    yield* measureIngest(database);
    yield* measureLayouts(database, sizes);
    yield* measureGrowth(database, sizes);
    await empty(database);
    yield* measureTrends(database, sizes.trendChannels);
  } finally {
    await database.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

const INGEST_CHANNELS = 1000;
const INGEST_SLOTS = 100;
const BATCH = 10_000;

/** Readings as a collector hands them over, on top of a day that is there. */
async function* measureIngest(database: Database): AsyncGenerator<Figure> {
  const channels = channelIds(INGEST_CHANNELS);
  const fromMs = MONTH_FROM.epochMilliseconds;
  const readings = slotReadings(channels, { fromMs, slots: INGEST_SLOTS });
  const best = { store: Infinity, copy: Infinity };
  for (let round = 0; round < ROUNDS; round += 1) {
    await empty(database);
    best.copy = Math.min(best.copy, await secondsOf(() => copyBatches(database, readings)));
    await empty(database);
    best.store = Math.min(best.store, await secondsOf(() => storeReadings(database, readings)));
  }
  yield {
    figure: "live ingest, each reading once",
    value: readings.length / best.store,
    unit: "readings/s",
    against: { what: "bare COPY of the same rows", value: readings.length / best.copy },
  };
  const again = await secondsOf(() => storeReadings(database, readings));
  yield { figure: "ingest of what is there", value: readings.length / again, unit: "readings/s" };
}

async function copyBatches(database: Database, readings: readonly Reading[]): Promise<void> {
  for (let at = 0; at < readings.length; at += BATCH) {
    const batch = inKeyOrder(readings.slice(at, at + BATCH));
    await database.transaction((tx) => copyReadings(tx, batch));
  }
}

/** The same month as rows and packed: its size, and how fast a bill run reads it. */
async function* measureLayouts(database: Database, sizes: Sizes): AsyncGenerator<Figure> {
  const rows = await measureRows(database, sizes);
  yield* measurePacking(database, sizes, rows.bytes);
  await empty(database);
  const { billChannels } = sizes;
  const billed = channelIds(billChannels);
  await loadMonth(database, billed);
  const stored = billChannels * MONTH_READINGS;
  yield {
    figure: "on disk, all in, packed at once",
    value: (await sizeOf(database, "reading_month")) / stored,
    unit: "bytes/reading",
    against: { what: "as rows", value: rows.bytes },
  };
  const scans = () => repeat(SCANS, () => readMonth(database, billed));
  yield {
    figure: `bill scan, a month of ${billChannels} channels, of one core`,
    value: (stored * SCANS) / (await leastOf(() => coreSecondsOf(database, scans))),
    unit: "readings/s",
    against: { what: "as rows", value: rows.scan },
  };
}

/** So many that each round clears away the memory that it used. */
const SCANS = 10;

/** Bytes a reading, and readings scanned in a second of one core. */
async function measureRows(database: Database, { rowChannels }: Sizes) {
  await empty(database);
  const channels = channelIds(rowChannels);
  const fromMs = MONTH_FROM.epochMilliseconds;
  await storeReadings(database, slotReadings(channels, { fromMs, slots: MONTH_READINGS }));
  await database.query("vacuum analyze reading");
  const stored = rowChannels * MONTH_READINGS;
  const scan = () => readMonth(database, channels);
  return {
    bytes: (await sizeOf(database, "reading")) / stored,
    scan: stored / (await leastOf(() => coreSecondsOf(database, scan))),
  };
}

/** Day by day, as the job does it: every day's packing writes the month anew. */
async function* measurePacking(
  database: Database,
  { rowChannels, months }: Sizes,
  rowBytes: number,
): AsyncGenerator<Figure> {
  await empty(database);
  const last = MONTH.add({ months });
  let readings = 0;
  let seconds = 0;
  for (let day = MONTH; !day.equals(last); day = day.add({ days: 1 })) {
    const fromMs = day.toZonedDateTime("UTC").epochMilliseconds;
    const rows = slotReadings(channelIds(rowChannels), { fromMs, slots: QUARTERS_A_DAY });
    await storeReadings(database, rows);
    readings += rows.length;
    seconds += await secondsOf(async () => {
      await compactClosedDays(database, day.add({ days: 1 }));
      await reuseRoom(database);
    });
  }
  yield { figure: "packing, day by day", value: readings / seconds, unit: "readings/s" };
  yield {
    figure: `on disk, all in, ${months} months packed day by day`,
    value: (await sizeOf(database, "reading_month")) / readings,
    unit: "bytes/reading",
    against: { what: "as rows", value: rowBytes },
  };
}

/**
 * Computing time for each channel as there are more of them. Of fewer the same is done the more
 * often, so that every size clears away its share of memory and none is measured cold.
 */
async function* measureGrowth(database: Database, { growth }: Sizes): AsyncGenerator<Figure> {
  const largest = Math.max(...growth);
  const smallest: Record<string, number> = {};
  for (const count of growth) {
    await empty(database);
    const channels = channelIds(count);
    await loadMonth(database, channels);
    const times = largest / count;
    const scans = () => repeat(times, () => readMonth(database, channels));
    const perChannel = {
      "bill scan of a month": (await leastOf(() => coreSecondsOf(database, scans))) / largest,
      "ingest of sixteen quarter hours": await ingestAfterADay(database, channels, times),
    };
    for (const [what, seconds] of Object.entries(perChannel)) {
      const value = seconds * 1e6;
      const first = (smallest[what] ??= value);
      yield {
        figure: `${what}, ${count} channels`,
        value,
        unit: "us/channel",
        against: { what: `${growth[0] ?? 0} channels`, value: first },
      };
    }
  }
}

const SLOTS = 16;
const DAY_SLOTS = 24;
const DAY_AFTER_MS = WHOLE_MONTH.to.epochMilliseconds + 900_000;

/** Seconds for a channel. */
async function ingestAfterADay(
  database: Database,
  channels: readonly ChannelId[],
  times: number,
): Promise<number> {
  await storeReadings(database, slotReadings(channels, { fromMs: DAY_AFTER_MS, slots: DAY_SLOTS }));
  let round = 0;
  const sixteen = async () => {
    const fromMs = DAY_AFTER_MS + (DAY_SLOTS + round * SLOTS) * QUARTER_MS;
    round += 1;
    const readings = slotReadings(channels, { fromMs, slots: SLOTS });
    return coreSecondsOf(database, () => storeReadings(database, readings));
  };
  let seconds = 0;
  for (let n = 0; n < times * INGEST_ROUNDS; n += 1) seconds += await sixteen();
  return seconds / (times * INGEST_ROUNDS * channels.length);
}

const INGEST_ROUNDS = 2;

async function loadMonth(database: Database, channels: readonly ChannelId[]): Promise<void> {
  await database.transaction((tx) =>
    storeMonths(tx, packedMonths(channels, { first: MONTH, months: 1 })),
  );
  await database.query("vacuum analyze reading_month");
}

const CHANNELS_AT_ONCE = 500;

/** In portions, as a bill run takes its leases. */
async function readMonth(database: Database, channels: readonly ChannelId[]): Promise<void> {
  for (let at = 0; at < channels.length; at += CHANNELS_AT_ONCE) {
    await readRegistersWithin(database, channels.slice(at, at + CHANNELS_AT_ONCE), WHOLE_MONTH);
  }
}

async function empty(database: Database): Promise<void> {
  await database.query("truncate reading, reading_month");
  await database.query("update reading_horizon set packed_before = '-infinity'");
  await database.query("checkpoint");
}

async function sizeOf(database: Database, table: string): Promise<number> {
  const { rows } = await database.query<{ bytes: bigint }>(
    "select pg_total_relation_size($1::regclass) as bytes",
    [table],
  );
  return Number(rows[0]?.bytes ?? 0);
}

async function leastOf(measure: () => Promise<number>): Promise<number> {
  let least = Infinity;
  for (let round = 0; round < ROUNDS; round += 1) least = Math.min(least, await measure());
  return least;
}

async function repeat(times: number, work: () => Promise<unknown>): Promise<void> {
  for (let n = 0; n < times; n += 1) await work();
}

/**
 * What Node and the server computed together, whoever else keeps the machine busy: the time that
 * one core alone would take.
 */
async function coreSecondsOf(database: Database, work: () => Promise<unknown>): Promise<number> {
  const serverBefore = await serverSeconds(database);
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6 + (await serverSeconds(database)) - serverBefore;
}

/** Linux tells the time that a process has computed, in nanoseconds, as the first number there. */
async function serverSeconds(database: Database): Promise<number> {
  const { rows } = await database.query<{ pid: number }>(
    "select pid from pg_stat_activity where backend_type = 'client backend'",
  );
  let nanoseconds = 0;
  for (const { pid } of rows) {
    const [computed] = (await readFile(`/proc/${pid}/schedstat`, "utf8")).split(" ");
    nanoseconds += Number(computed);
  }
  return nanoseconds / 1e9;
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return (performance.now() - from) / 1000;
}
