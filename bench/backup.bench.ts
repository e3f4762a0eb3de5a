/**
 * A backup of a database with months of quarter-hour readings, packed as they are kept and as rows,
 * and its restore onto an empty server; beside pg_dump and pg_restore of the same database where
 * they are installed and new enough. Once each. `--size full` holds 30 million readings.
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openBackupKey } from "#backup/backup-key.ts";
import { restoreBackup } from "#backup/restore-backup.ts";
import { writeBackup } from "#backup/write-backup.ts";
import { systemClock } from "#platform/clock.ts";
import { type Database, openDatabase } from "#platform/database.ts";
import { startEmbeddedServer } from "#platform/embedded-server.ts";
import { migrate } from "#platform/migrate.ts";
import { copyReadings } from "#storage/copy-readings.ts";
import { storeMonths } from "#storage/month-row.ts";
import { readDatabaseBytes } from "#storage/whole-database.ts";
import type { BenchOptions, BenchSize, Figure } from "./figure.ts";
import { channelIds, packedMonths, QUARTERS_A_DAY, slotReadings } from "./measured-load.ts";

interface Sizes {
  readonly channels: number;
  /** Packed, as all but the last days are. */
  readonly months: number;
  /** Of every channel, as rows. */
  readonly days: number;
}

const SIZES: Readonly<Record<BenchSize, Sizes>> = {
  small: { channels: 500, months: 2, days: 3 },
  full: { channels: 3000, months: 3, days: 8 },
};

const FIRST = Temporal.PlainDate.from("2026-03-01");
const READINGS_A_COPY = 100_000;
const MB = 1e6;

/** Measures on two servers of its own, which are gone afterwards. */
export async function* run({ size = "small" }: BenchOptions = {}): AsyncGenerator<Figure> {
  const place = await mkdtemp(join(tmpdir(), "smartpm-bench-"));
  const full = await startDatabase(join(place, "full"));
  const empty = await startDatabase(join(place, "empty"));
  try {
    await migrate(full.database);
    const readings = await fill(full.database, SIZES[size]);
    const databaseMb = (await readDatabaseBytes(full.database)) / MB;
    yield { figure: "readings in the database", value: readings, unit: "readings" };
    yield { figure: "the database", value: databaseMb, unit: "MB" };
    yield* measure({ place, readings, from: full, into: empty.database });
  } finally {
    await full.stop();
    await empty.stop();
    await rm(place, { recursive: true, force: true });
  }
}

interface Started {
  readonly url: string;
  readonly database: Database;
  stop(): Promise<void>;
}

async function startDatabase(folder: string): Promise<Started> {
  await mkdir(folder);
  const server = await startEmbeddedServer(folder);
  const database = openDatabase(server.url);
  return {
    url: server.url,
    database,
    async stop() {
      await database.close();
      await server.stop();
    },
  };
}

async function fill(database: Database, { channels, months, days }: Sizes): Promise<number> {
  const ids = channelIds(channels);
  await database.transaction((tx) => storeMonths(tx, packedMonths(ids, { first: FIRST, months })));
  const from = FIRST.add({ months });
  for (let day = 0; day < days; day++) {
    const fromMs = from.add({ days: day }).toZonedDateTime("UTC").epochMilliseconds;
    const readings = slotReadings(ids, { fromMs, slots: QUARTERS_A_DAY });
    for (let at = 0; at < readings.length; at += READINGS_A_COPY) {
      const piece = readings.slice(at, at + READINGS_A_COPY);
      await database.transaction((tx) => copyReadings(tx, piece));
    }
  }
  await database.query("vacuum analyze");
  return channels * QUARTERS_A_DAY * (FIRST.until(from, { largestUnit: "days" }).days + days);
}

async function* measure(load: {
  readonly place: string;
  readonly readings: number;
  readonly from: Started;
  readonly into: Database;
}): AsyncGenerator<Figure> {
  const { place, readings, from, into } = load;
  const path = join(place, "bench.backup");
  const key = await openBackupKey(place);
  const made = { database: from.database, clock: systemClock, dataFolder: place, key, path };
  const writing = await timed(() => writeBackup({ ...made, witness: async () => [] }));
  const dump = await timed(() => dumpWith("pg_dump", ["-Fc", "-f", `${path}.dump`, from.url]));
  const against = (value: number) =>
    dump.result ? { against: { what: "pg_dump -Fc", value } } : {};
  const dumpMb = dump.result ? (await stat(`${path}.dump`)).size / MB : 0;
  yield {
    figure: "backup, compressed and encrypted",
    value: writing.seconds,
    unit: "s",
    ...against(dump.seconds),
  };
  yield {
    figure: "its file",
    value: writing.result.bytes / MB,
    unit: "MB",
    ...against(dumpMb),
  };
  yield { figure: "readings backed up", value: readings / writing.seconds, unit: "readings/s" };
  const dataFolder = join(place, "restored");
  await mkdir(dataFolder);
  const restoring = await timed(() =>
    restoreBackup({ path, key, database: into, dataFolder, progress: () => {} }),
  );
  yield {
    figure: "restore, every table read back and compared",
    value: restoring.seconds,
    unit: "s",
  };
  yield { figure: "readings restored", value: readings / restoring.seconds, unit: "readings/s" };
  yield {
    figure: "memory of this process at its highest",
    value: process.resourceUsage().maxRSS / 1000,
    unit: "MB",
  };
}

/** False where the program is not installed, or too old for the server. */
async function dumpWith(program: string, args: readonly string[]): Promise<boolean> {
  if (spawnSync(program, ["--version"]).status !== 0) return false;
  const [code] = (await once(spawn(program, args, { stdio: "ignore" }), "close")) as [number];
  return code === 0;
}

async function timed<T>(work: () => Promise<T>) {
  const startedMs = performance.now();
  const result = await work();
  return { result, seconds: (performance.now() - startedMs) / 1000 };
}
