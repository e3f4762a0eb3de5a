import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, open, readdir, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { DuckDBInstance } from "@duckdb/node-api";
import { canonicalJson } from "#domain/billing/canonical-json.ts";
import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import { archiveReadings } from "#jobs/archive-readings.ts";
import { compactReadings } from "#jobs/compact-readings.ts";
import { recalculateBill } from "#jobs/recalculate-bill.ts";
import { MovableClock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import { createLog } from "#platform/log.ts";
import { useArchiveFolder } from "#storage/archive-folder.ts";
import { listArchivedYears, listArchives, verifyArchive } from "#storage/archive-catalogue.ts";
import { bringBackMonths } from "#storage/archived-months.ts";
import { findIssuedBill } from "#storage/bills.ts";
import { correctReadings } from "#storage/correct-readings.ts";
import { registerAt } from "#storage/nearest-readings.ts";
import { readRegister } from "#storage/read-readings.ts";
import { storeReadings } from "#storage/readings.ts";
import { letUnit, STEADY } from "#test/support/let-unit.ts";
import { storeSteadyReadings } from "#test/support/metered-site.ts";

const YEARS_LATER = Temporal.Instant.from("2028-03-01T04:00Z");
const RANGE = {
  from: Temporal.Instant.from(STEADY.from),
  to: Temporal.Instant.from(STEADY.to),
};
const NOON = Temporal.Instant.from("2026-06-15T12:00Z");

async function inFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "smartpm-archive-"));
  t.after(() => rm(folder, { recursive: true }));
  useArchiveFolder(folder);
  return folder;
}

/** June 2026 billed, the readings of all months packed. */
async function billedUnit(t: TestContext) {
  const unit = await letUnit(t, "2026-06-01");
  const { channelId } = await unit.attach("Unit 1 electricity");
  await storeSteadyReadings(unit.database, { ...STEADY, channelId });
  const billed = await unit.bill("2026-06-01", "2026-07-01");
  assert.ok(billed.ok);
  const clock = new MovableClock(YEARS_LATER);
  const { database } = unit;
  await compactReadings({ database, clock, log: createLog("silent") });
  const archive = () => archiveReadings({ database, clock, keepYears: 1 });
  return { database, channelId, archive };
}

/** The bill computed again, byte for byte; it says what was issued. */
async function recalculated(database: Database): Promise<string> {
  const { rows } = await database.query("select id from bill");
  const bill = (await findIssuedBill(database, rows[0].id)) ?? assert.fail("no bill");
  const again = await recalculateBill(database, bill);
  assert.ok(again.ok);
  const text = canonicalJson(again.value.after);
  assert.equal(text, canonicalJson(bill.content));
  assert.equal(createHash("sha256").update(text).digest("hex"), bill.contentSha256);
  return text;
}

async function monthsIn(database: Database) {
  const { rows } = await database.query(
    `select (select count(*)::int from reading_month) as table,
            (select count(*)::int from archived_month) as files`,
  );
  return rows[0];
}

test("a bill of an archived month computed again gives the same bytes", async (t) => {
  const folder = await inFolder(t);
  const { database, channelId, archive } = await billedUnit(t);
  const bill = await recalculated(database);
  const register = await readRegister(database, channelId, RANGE);
  const newest = await registerAt(database, channelId, YEARS_LATER.subtract({ hours: 9600 }));
  // May to October: the last minutes of May belong to it in UTC.
  assert.deepEqual(await monthsIn(database), { table: 6, files: 0 });

  // 153 days and an hour by the change of clocks, four readings an hour, one at the end.
  const readings = (153 * 24 + 1) * 4 + 1;
  assert.deepEqual(await archive(), { files: 1, readings, putOff: 0 });
  assert.deepEqual(await monthsIn(database), { table: 0, files: 6 });
  assert.equal((await readdir(folder)).length, 1);

  assert.equal(await recalculated(database), bill);
  assert.deepEqual(await readRegister(database, channelId, RANGE), register);
  assert.deepEqual(
    await registerAt(database, channelId, YEARS_LATER.subtract({ hours: 9600 })),
    newest,
  );
  assert.deepEqual(await archive(), { files: 0, readings: 0, putOff: 0 });
});

test("the present year and as many before it as are to be kept stay in the database", async (t) => {
  const folder = await inFolder(t);
  const { database } = await billedUnit(t);
  const clock = new MovableClock(Temporal.Instant.from("2027-12-31T23:59Z"));
  const archived = await archiveReadings({ database, clock, keepYears: 1 });
  assert.deepEqual(archived, { files: 0, readings: 0, putOff: 0 });
  assert.deepEqual(await readdir(folder), []);
});

test("what comes once more for an archived month is known; another value is told of", async (t) => {
  await inFolder(t);
  const { database, channelId, archive } = await billedUnit(t);
  const reading = {
    channelId,
    measuredAt: NOON,
    counts: (await registerAt(database, channelId, NOON))?.counts ?? assert.fail(),
    quality: READING_QUALITY.measured,
    collectedAt: YEARS_LATER,
  };
  await archive();
  assert.deepEqual(await storeReadings(database, [reading]), { stored: 0, conflicts: [] });
  const other = { ...reading, counts: reading.counts + 1 };
  assert.deepEqual(await storeReadings(database, [other]), { stored: 0, conflicts: [other] });
  assert.equal((await registerAt(database, channelId, NOON))?.counts, reading.counts);
});

test("a correction brings its month back, and the next run archives it anew", async (t) => {
  const folder = await inFolder(t);
  const { database, channelId, archive } = await billedUnit(t);
  await archive();
  const counts = (await registerAt(database, channelId, NOON))?.counts ?? assert.fail();
  const wished = { channelId, measuredAt: NOON, counts: counts - 1, quality: 1 };
  const changes = await database.transaction((tx) =>
    correctReadings(tx, {
      readings: [wished],
      author: "owner@example.org",
      reason: "read from the meter's log",
      at: YEARS_LATER,
    }),
  );
  assert.deepEqual(
    changes.map(({ before, after }) => [before?.counts, after.counts]),
    [[counts, counts - 1]],
  );
  assert.equal((await registerAt(database, channelId, NOON))?.counts, counts - 1);
  assert.deepEqual(await monthsIn(database), { table: 1, files: 5 });

  const june = 30 * 24 * 4;
  assert.deepEqual(await archive(), { files: 1, readings: june, putOff: 0 });
  assert.equal((await registerAt(database, channelId, NOON))?.counts, counts - 1);
  const archives = await listArchives(database);
  assert.deepEqual(
    archives.map(({ broughtBack }) => broughtBack),
    [june, 0],
  );
  assert.equal((await readdir(folder)).length, 2);
});

test("a reading that comes late for an archived month is merged into it", async (t) => {
  await inFolder(t);
  const { database, channelId, archive } = await billedUnit(t);
  await archive();
  const between = Temporal.Instant.from("2026-06-15T12:05Z");
  const { counts = 0 } = (await registerAt(database, channelId, NOON)) ?? {};
  const late = { channelId, measuredAt: between, counts, quality: 1, collectedAt: YEARS_LATER };
  assert.deepEqual(await storeReadings(database, [late]), { stored: 1, conflicts: [] });
  const clock = new MovableClock(YEARS_LATER);
  await compactReadings({ database, clock, log: createLog("silent") });
  assert.deepEqual(await monthsIn(database), { table: 1, files: 5 });
  const series = await readRegister(database, channelId, RANGE);
  assert.equal(series.epochMs.length, (153 * 24 + 1) * 4 + 2);
  assert.equal(
    (await registerAt(database, channelId, between))?.measuredAt.toString(),
    String(between),
  );
});

test("what is brought back without a change is archived to the same file again", async (t) => {
  const folder = await inFolder(t);
  const { database, channelId, archive } = await billedUnit(t);
  await archive();
  const names = await readdir(folder);
  const months = ["2026-05", "2026-06", "2026-07", "2026-08", "2026-09", "2026-10"];
  await database.transaction((tx) =>
    bringBackMonths(
      tx,
      months.map((month) => ({ channelId, month: `${month}-01` })),
    ),
  );
  assert.deepEqual(await monthsIn(database), { table: 6, files: 0 });
  assert.equal((await archive())?.files, 1);
  assert.deepEqual(await monthsIn(database), { table: 0, files: 6 });
  assert.deepEqual(await readdir(folder), names);
});

test("a file that the catalogue does not list, of a run that was killed, is removed", async (t) => {
  const folder = await inFolder(t);
  const { archive } = await billedUnit(t);
  await archive();
  const names = await readdir(folder);
  await writeFile(join(folder, "site-1-2025-1-0123456789ab.parquet"), "");
  await writeFile(join(folder, "site-1-2025-1.partial"), "");
  await archive();
  assert.deepEqual(await readdir(folder), names);
});

test("a file that is damaged or missing is refused by name, and nothing is computed without it", async (t) => {
  const folder = await inFolder(t);
  const { database, archive } = await billedUnit(t);
  await archive();
  const [name = ""] = await readdir(folder);
  const path = join(folder, name);
  await flipBit(path);
  await assert.rejects(recalculated(database), {
    message: `the archived readings in ${path} are not what was archived: put the file of a backup in its place`,
  });
  await rm(path);
  await assert.rejects(recalculated(database), {
    message: `${path} is missing, and with it archived readings: put the file of a backup there`,
  });
});

test("each year's files are told with their size and when they were last found whole", async (t) => {
  const folder = await inFolder(t);
  const { database, archive } = await billedUnit(t);
  assert.deepEqual(await listArchivedYears(database), []);
  await archive();
  const [file = assert.fail()] = await listArchives(database);
  const { readings, fileBytes } = file;
  const told = (verifiedAt: Temporal.Instant) => [
    { year: 2026, files: 1, readings, fileBytes, verifiedAt },
  ];
  assert.deepEqual(await listArchivedYears(database), told(YEARS_LATER));

  const nextNight = YEARS_LATER.add({ hours: 24 });
  await verifyArchive(database, file, nextNight);
  assert.deepEqual(await listArchivedYears(database), told(nextNight));

  // Its size and time stay as they are: only who reads it through finds out.
  const path = join(folder, file.fileName);
  const { atime, mtime } = await stat(path);
  await flipBit(path);
  await utimes(path, atime, mtime);
  await assert.rejects(verifyArchive(database, file, nextNight.add({ hours: 24 })), {
    message: /are not what was archived/,
  });
  assert.deepEqual(await listArchivedYears(database), told(nextNight));
});

async function flipBit(path: string): Promise<void> {
  const file = await open(path, "r+");
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, 2_000);
  byte.writeUInt8(byte.readUInt8() ^ 1);
  await file.write(byte, 0, 1, 2_000);
  await file.close();
}

test("a file says by itself what its numbers are", async (t) => {
  const folder = await inFolder(t);
  const { archive } = await billedUnit(t);
  await archive();
  const [name = ""] = await readdir(folder);
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  t.after(() => connection.closeSync());
  const result = await connection.run(
    `select service_point, quantity, unit, resolution::text, epoch_ms(measured_at)::double,
            register::double, quality
       from '${join(folder, name)}'
      order by measured_at
      limit 2`,
  );
  const firstMs = RANGE.from.epochMilliseconds;
  // Four counts a quarter hour since 1970: see storeSteadyReadings.
  const first = (firstMs / 900_000) * 4;
  const channel = ["Unit 1 electricity", "energyDelivered", "kWh", "0.100000000"];
  assert.deepEqual(await result.getRows(), [
    [...channel, firstMs, first, 1],
    [...channel, firstMs + 900_000, first + 4, 1],
  ]);
});
