/**
 * The machine is lost while changes are made: from the folder of its continuous backup the database
 * comes back as it was at a chosen moment, and with all but the last minute.
 */
import assert from "node:assert/strict";
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { BACKUP_KEY_FILE } from "#backup/backup-key.ts";
import { listLogLines, positionOf } from "#backup/log-line.ts";
import { type Database, openDatabase } from "#platform/database.ts";
import { startEmbeddedServer, withRunningServer } from "#platform/embedded-server.ts";
import { RecoveryTimes } from "#test/support/recovery-times.ts";
import { type StartedCommand, startCommand } from "#test/support/started-command.ts";
import { until } from "#test/support/until.ts";

const NAME = "R21: a lost machine comes back as it was at any moment, but for the last minute";
const LOST_AT_MOST_MS = 60_000;
const BETWEEN_MARKS_MS = 200;
const MARKS_AFTER = 15;

interface Mark {
  readonly number: number;
  readonly at: Temporal.Instant;
}

test(NAME, { timeout: 900_000 }, async (t) => {
  const { place, backups, data, killedAndStarted } = await runningService(t);
  await until("the cluster is copied", async () => (await lineOf(backups)).bases.length > 0);
  const service = await killedAndStarted();
  const marks: Mark[] = [];
  const chosen = await onRunning(data, async (database) => {
    await database.query("create table mark (number int primary key, at timestamptz not null)");
    for (let n = 1; n <= 3; n += 1) marks.push(await mark(database, n));
    const { rows } = await database.query<{ at: Temporal.Instant }>(
      "select clock_timestamp() as at",
    );
    const moment = rows[0]?.at ?? assert.fail();
    for (let n = 4; n <= 6; n += 1) marks.push(await mark(database, n));
    const written = await database.query<{ at: string }>("select pg_current_wal_lsn()::text as at");
    const position = positionOf(written.rows[0]?.at ?? "");
    await until("the log is taken", async () => {
      const { pieces } = await lineOf(backups);
      return (pieces.at(-1)?.to ?? 0n) >= position;
    });
    for (let n = 7; n < 7 + MARKS_AFTER; n += 1) {
      marks.push(await mark(database, n));
      await pause(BETWEEN_MARKS_MS);
    }
    return moment;
  });
  const keyFile = join(place, "paper");
  const said = async (from: string, to: string, folder: string) =>
    (await restoreEnd({ backups: from, to, folder, keyFile })).stderr;
  await copyFile(join(data, BACKUP_KEY_FILE), keyFile);
  const secret = await readFile(join(data, "secret.key"));
  service.child.kill("SIGKILL");
  await service.ended;
  await until("all of it has gone", () => removed(data));

  assert.equal((await listLogLines(backups)).length, 1, "one line without a gap");
  const then = await restored({ place, backups, keyFile, to: chosen.toString() });
  assert.deepEqual(then.numbers, [1, 2, 3]);
  assert.ok((await readFile(join(then.folder, "secret.key"))).equals(secret));

  const recoveries = new RecoveryTimes();
  recoveries.fault();
  const newest = await restored({ place, backups, keyFile, to: "newest" });
  recoveries.works();
  recoveries.print(t, "from the order to restore a lost machine to its database at work");
  assert.deepEqual(newest.numbers.slice(0, 6), [1, 2, 3, 4, 5, 6]);
  const lost = marks.slice(newest.numbers.length);
  const lastKept = marks[newest.numbers.length - 1]?.at ?? assert.fail();
  const lostMs = (lost.at(-1)?.at ?? lastKept).epochMilliseconds - lastKept.epochMilliseconds;
  t.diagnostic(`${lost.length} of ${marks.length} changes lost, those of ${lostMs} ms`);
  assert.ok(lostMs <= LOST_AT_MOST_MS);
  assert.ok(lost.every(({ at }) => Temporal.Instant.compare(at, lastKept) > 0));

  await t.test("after the last change there is all of it", async () => {
    const later = lastKept.add({ hours: 1 }).toString();
    assert.deepEqual(
      (await restored({ place, backups, keyFile, to: later })).numbers,
      newest.numbers,
    );
  });
  await t.test(
    "a moment before the first copy, another folder, a taken one are refused",
    async () => {
      assert.match(
        await said(backups, "2020-01-01 00:00", join(place, "x")),
        /the oldest copy of .* is of 2/,
      );
      assert.match(await said(place, "newest", join(place, "x")), /holds no continuous backup/);
      assert.match(
        await said(backups, "newest", newest.folder),
        /there is a database in .*, and a restore never overwrites/,
      );
      assert.match(
        await said(backups, "tomorrow", join(place, "x")),
        /--to "tomorrow" is no time: write/,
      );
    },
  );
  await t.test("a changed bit of the log is refused, and nothing is restored", async () => {
    const path = (await lineOf(backups)).pieces.at(-1)?.path ?? assert.fail();
    const bytes = await readFile(path);
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 20) ^ 1, bytes.length - 20);
    await writeFile(path, bytes);
    const folder = join(place, "damaged");
    const { code, stderr } = await restoreEnd({ backups, to: "newest", folder, keyFile });
    assert.equal(code, 1);
    assert.match(stderr, /is damaged in or after its megabyte 1/);
    assert.equal((await readdir(folder)).includes("postgres"), false);
  });
});

async function runningService(t: TestContext) {
  const place = await mkdtemp(join(tmpdir(), "smartpm-lost-"));
  t.after(() => rm(place, { recursive: true, force: true, maxRetries: 3 }));
  const [data, backups] = [join(place, "data"), join(place, "backups")];
  const start = (): StartedCommand => {
    const service = startCommand({
      args: ["start", "--data", data, "--port", "0", "--log-level", "error", "--roles", "worker"],
      env: { SMARTPM_BACKUP_FOLDER: backups, SMARTPM_BACKUP_TIME: "off" },
    });
    t.after(() => service.child.kill("SIGKILL"));
    return service;
  };
  const first = start();
  /** The next goes on with the log where the first was. */
  const killedAndStarted = async () => {
    first.child.kill("SIGKILL");
    await first.ended;
    const next = start();
    await until("the database answers", () =>
      onRunning(data, async (database) => (await database.query("select 1")).rows.length === 1),
    );
    return next;
  };
  return { place, backups, data, killedAndStarted };
}

async function lineOf(backups: string) {
  return (await listLogLines(backups)).at(-1) ?? { bases: [], pieces: [] };
}

async function onRunning<T>(folder: string, work: (database: Database) => Promise<T>): Promise<T> {
  return withRunningServer(folder, async (url) => {
    const database = openDatabase(url);
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  });
}

async function mark(database: Database, number: number): Promise<Mark> {
  const { rows } = await database.query<Mark>(
    "insert into mark values ($1, clock_timestamp()) returning number, at",
    [number],
  );
  return rows[0] ?? assert.fail();
}

async function removed(folder: string): Promise<boolean> {
  await rm(folder, { recursive: true, force: true });
  return true;
}

interface Restoring {
  readonly backups: string;
  readonly to: string;
  readonly folder: string;
  readonly keyFile: string;
}

async function restoreEnd({ backups, to, folder, keyFile }: Restoring) {
  const args = ["restore", backups, "--to", to, "--data", folder, "--key-file", keyFile];
  return startCommand({ args }).ended;
}

/** The marks of a database that was restored onto an empty folder, and opened as any start does. */
async function restored(of: { place: string; backups: string; keyFile: string; to: string }) {
  const folder = await mkdtemp(join(of.place, "restored-"));
  const { code, stdout, stderr } = await restoreEnd({ ...of, folder });
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
  assert.match(stdout, /^Restored as it was /);
  const server = await startEmbeddedServer(folder);
  try {
    const database = openDatabase(server.url);
    const { rows } = await database.query<{ number: number }>(
      "select number from mark order by number",
    );
    await database.close();
    return { folder, numbers: rows.map(({ number }) => number) };
  } finally {
    await server.stop();
  }
}
