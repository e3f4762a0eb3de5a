/**
 * A backup of the demo and months of quarter-hour readings, packed as they are kept and as rows, and
 * its restore onto an empty server, every table's digest compared; then with one bit of the file
 * turned. Where a PostgreSQL is installed on the machine, the same database is restored into it, and
 * our backup there stands beside its own pg_dump. Once each. `--size full` adds 30 million readings.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { mkdir, mkdtemp, open, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BackupKey, openBackupKey } from "#backup/backup-key.ts";
import { restoreBackup } from "#backup/restore-backup.ts";
import { unseal } from "#backup/sealed-stream.ts";
import { writeBackup } from "#backup/write-backup.ts";
import { DEMO } from "#demo/demo-building.ts";
import { prepareDemo } from "#demo/prepare-demo.ts";
import { systemClock } from "#platform/clock.ts";
import { type Database, openDatabase } from "#platform/database.ts";
import { startEmbeddedServer } from "#platform/embedded-server.ts";
import { asId, type ChannelId } from "#domain/core/id.ts";
import { createLog } from "#platform/log.ts";
import { migrate } from "#platform/migrate.ts";
import { Refusal } from "#platform/refusal.ts";
import { openSecretBox } from "#platform/secrets.ts";
import { planBuilding } from "#simulator/building.ts";
import { copyReadings } from "#storage/copy-readings.ts";
import { storeMonths } from "#storage/month-row.ts";
import { readDatabaseBytes } from "#storage/whole-database.ts";
import type { BenchOptions, BenchSize, Figure } from "./figure.ts";
import { startInstalledServer } from "./installed-server.ts";
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
  full: { channels: 3150, months: 3, days: 8 },
};

const FIRST = Temporal.PlainDate.from("2026-03-01");
const FIRST_CHANNEL = 1_000_000;
const READINGS_A_COPY = 100_000;
const MB = 1e6;

/** Measures on two servers of its own, which are gone afterwards. */
export async function* run({ size = "small" }: BenchOptions = {}): AsyncGenerator<Figure> {
  const place = await mkdtemp(join(tmpdir(), "smartpm-bench-"));
  const full = await startDatabase(join(place, "full"));
  const empty = await startDatabase(join(place, "empty"));
  try {
    await migrate(full.database);
    await enterDemo(full.database, place);
    const readings = await fill(full.database, SIZES[size]);
    const databaseMb = (await readDatabaseBytes(full.database)) / MB;
    yield { figure: "readings beside those of the demo", value: readings, unit: "readings" };
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
  // Beside the demo's own.
  const ids = channelIds(channels).map((id) => asId<ChannelId>(id + FIRST_CHANNEL));
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

async function enterDemo(database: Database, dataFolder: string): Promise<void> {
  const plan = planBuilding({ seed: DEMO.seed, timeZone: DEMO.timeZone });
  const box = await openSecretBox(dataFolder);
  await prepareDemo({
    installation: {
      dataFolder,
      database,
      box,
      failed: new Promise(() => {}),
      close: async () => {},
    },
    plan,
    clock: systemClock,
    log: createLog("silent"),
    progress: { step() {}, done() {}, finish() {} },
  });
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
  const made = { clock: systemClock, dataFolder: place, key, witness: async () => [] };
  const writing = await timed(() => writeBackup({ ...made, database: from.database, path }));
  const { tables } = writing.result.manifest;
  yield { figure: "backup, compressed and encrypted", value: writing.seconds, unit: "s" };
  yield { figure: "its file", value: writing.result.bytes / MB, unit: "MB" };
  yield { figure: "readings backed up", value: readings / writing.seconds, unit: "readings/s" };
  const restoring = await timed(() => restoreInto({ place, path, key, database: into }));
  yield {
    figure: "restore, every table read back and compared",
    value: restoring.seconds,
    unit: "s",
  };
  yield { figure: "readings restored", value: readings / restoring.seconds, unit: "readings/s" };
  const same = restoring.result.manifest.tables.filter(
    ({ sha256 }, n) => sha256 === tables[n]?.sha256,
  );
  yield {
    figure: "tables whose digest is the same afterwards",
    value: same.length,
    unit: "tables",
    against: { what: "tables backed up", value: tables.length },
  };
  yield* besidePgDump({ ...load, path, key });
  yield {
    figure: "turned bits that were found",
    value: await turnedBitsFound({ path, key, bytes: writing.result.bytes }),
    unit: "bits",
    against: { what: "bits turned", value: TURNED_AT.length },
  };
  yield {
    figure: "memory of this process at its highest",
    value: process.resourceUsage().maxRSS / 1000,
    unit: "MB",
  };
}

async function restoreInto(to: {
  readonly place: string;
  readonly path: string;
  readonly key: BackupKey;
  readonly database: Database;
}) {
  const dataFolder = await mkdtemp(join(to.place, "restored-"));
  return restoreBackup({ ...to, dataFolder, progress: () => {} });
}

/** Ours and pg_dump's of one database, on the server that pg_dump belongs to. */
async function* besidePgDump({
  place,
  path,
  key,
}: {
  readonly place: string;
  readonly path: string;
  readonly key: BackupKey;
}): AsyncGenerator<Figure> {
  const server = await startInstalledServer();
  if (!server) {
    process.stderr.write("pg_dump is not installed: nothing stands beside it\n");
    return;
  }
  const database = openDatabase(server.url);
  try {
    await restoreInto({ place, path, key, database });
    const own = join(place, "own.backup");
    const made = { clock: systemClock, dataFolder: place, key, witness: async () => [] };
    const writing = await timed(() => writeBackup({ ...made, database, path: own }));
    const dump = join(place, "dump");
    const dumping = await timed(() =>
      succeed(spawn(server.pgDump, ["-Fc", "-f", dump, server.url], { stdio: "ignore" })),
    );
    const what = `pg_dump ${server.major} -Fc, not encrypted`;
    yield {
      figure: `backup on PostgreSQL ${server.major}`,
      value: writing.seconds,
      unit: "s",
      against: { what, value: dumping.seconds },
    };
    yield {
      figure: "its file",
      value: writing.result.bytes / MB,
      unit: "MB",
      against: { what, value: (await stat(dump)).size / MB },
    };
  } finally {
    await database.close();
    await server.stop();
  }
}

/** Where in the file a bit is turned, as shares of its length. */
const TURNED_AT = [0, 0.1, 0.5, 0.9, 0.999_999];

/** Reads the file through with one bit turned, for each place; how often that is refused. */
async function turnedBitsFound(backup: {
  readonly path: string;
  readonly key: BackupKey;
  readonly bytes: number;
}): Promise<number> {
  let found = 0;
  for (const share of TURNED_AT) {
    const at = Math.floor(share * (backup.bytes - 1));
    await turnBit(backup.path, at);
    try {
      const sealed: AsyncIterable<Buffer> = createReadStream(backup.path);
      for await (const _ of unseal(sealed, { key: backup.key, name: backup.path })) continue;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      found += 1;
    }
    await turnBit(backup.path, at);
  }
  return found;
}

async function turnBit(path: string, at: number): Promise<void> {
  const file = await open(path, "r+");
  try {
    const byte = Buffer.alloc(1);
    await file.read(byte, 0, 1, at);
    byte.writeUInt8(byte.readUInt8(0) ^ 1, 0);
    await file.write(byte, 0, 1, at);
  } finally {
    await file.close();
  }
}

async function succeed(child: ChildProcess): Promise<void> {
  const [code] = (await once(child, "close")) as [number];
  if (code !== 0) throw new Error(`${child.spawnfile} ended with ${code}`);
}

async function timed<T>(work: () => Promise<T>) {
  const startedMs = performance.now();
  const result = await work();
  return { result, seconds: (performance.now() - startedMs) / 1000 };
}
