/**
 * SmartPM is installed on a machine without systemd, which is what a container is; the machine goes
 * down and comes up; a new version is brought, then versions that do not work; the data stay.
 */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { to as copyTo } from "pg-copy-streams";
import { type Database, openDatabase } from "#platform/database.ts";
import { startEmbeddedServer, withRunningServer } from "#platform/embedded-server.ts";
import { readInstallation } from "#setup/installation-record.ts";
import { keptService } from "#setup/kept-service.ts";
import { keeperStateFile, readKeeperWords } from "#setup/keeper-words.ts";
import { wordsAs } from "#setup/run-program.ts";
import { unitText } from "#setup/unit-file.ts";
import { readAnnouncement } from "#service/announcement.ts";
import { copyTableOut, fixTextForm, listWholeTables } from "#storage/whole-database.ts";
import { makeVersion } from "#test/support/made-version.ts";
import { processesIn, processesNaming } from "#test/support/processes.ts";
import { until } from "#test/support/until.ts";

const IS_ROOT = process.getuid?.() === 0;
/**
 * What goes on while nobody changes anything: signs of life, backups, the sealing of the audit log,
 * and readings that are packed, which are compared one by one instead.
 */
const OF_THE_MACHINE = [
  "audit_link",
  "audit_pending",
  "backup",
  "collector_process",
  "reading",
  "reading_horizon",
  "reading_month",
  "running_process",
  "schema_migration",
];
const READINGS = `copy (select * from reading_history order by 1, 2) to stdout`;

let place = "";
let data = "";
let program = "";
let command = "";

before(async () => {
  place = await mkdtemp(join(tmpdir(), "smartpm-installed-"));
  await chmod(place, 0o755);
  await mkdir(join(place, "home"));
  data = join(place, "var/data");
  program = join(place, "opt");
  command = join(place, "smartpm");
});

after(async () => {
  await run(command, ["uninstall", "--program", program]).catch(() => {});
  await rm(place, { recursive: true, force: true });
});

interface End {
  readonly code: number | null;
  readonly said: string;
}

function start(file: string, args: readonly string[]): ChildProcess {
  const { PATH, TMPDIR } = process.env;
  const env = { PATH, HOME: join(place, "home"), ...(TMPDIR !== undefined && { TMPDIR }) };
  return spawn(file, args, { cwd: "/", env, stdio: ["ignore", "pipe", "pipe"] });
}

async function run(file: string, args: readonly string[]): Promise<End> {
  const child = start(file, args);
  let said = "";
  const collect = (text: string) => (said += text);
  child.stdout?.setEncoding("utf8").on("data", collect);
  child.stderr?.setEncoding("utf8").on("data", collect);
  const [code] = (await once(child, "close")) as [number | null];
  return { code, said };
}

const upgradeTo = (checkout: string, ...more: string[]) =>
  run(join(checkout, "smartpm"), ["upgrade", "--program", program, ...more]);

/** The older of two versions, and the newer with a table more. */
const older = () =>
  makeVersion(join(place, "older"), {
    "package.json": (text) => text.replace(/"version": "[^"]+"/, '"version": "0.0.1"'),
  });
const newer = () =>
  makeVersion(join(place, "newer"), {
    "package.json": (text) => text.replace(/"version": "[^"]+"/, '"version": "0.0.2"'),
    "migrations/9001_newer.sql": () => "create table of_the_newer (id int primary key);\n",
  });

async function addressOfService(): Promise<string> {
  return (await readAnnouncement(data))?.address ?? assert.fail("nobody serves");
}

async function statusOf(path: string): Promise<number> {
  const answer = await fetch(`${await addressOfService()}${path}`);
  await answer.body?.cancel();
  return answer.status;
}

/** Every table's rows as one digest, of the service that runs. */
function digests(): Promise<Record<string, string>> {
  return withRunningServer(data, async (url) => {
    const database = openDatabase(url);
    try {
      return await digestsOf(database);
    } finally {
      await database.close();
    }
  });
}

function digestsOf(database: Database): Promise<Record<string, string>> {
  return database.transaction(async (tx) => {
    await fixTextForm(tx);
    const found: Record<string, string> = {};
    for (const table of await listWholeTables(tx)) {
      if (OF_THE_MACHINE.includes(table.table)) continue;
      const hash = createHash("sha256");
      for await (const piece of copyTableOut(tx, table)) hash.update(piece as Buffer);
      found[table.table] = hash.digest("hex");
    }
    const hash = createHash("sha256");
    for await (const piece of tx.query(copyTo(READINGS))) hash.update(piece as Buffer);
    found["readings"] = hash.digest("hex");
    return found;
  });
}

async function enterData(): Promise<void> {
  const answer = await fetch(`${await addressOfService()}/api/setup`, {
    method: "POST",
    headers: { "x-smartpm": "1", "content-type": "application/json" },
    body: JSON.stringify({
      name: "Alma Reyes",
      email: "alma@example.org",
      password: "four lanterns by the quay",
      language: "en",
    }),
  });
  assert.equal(answer.status, 201, await answer.text());
  await withRunningServer(data, async (url) => {
    const database = openDatabase(url);
    await database.query(
      `insert into reading (channel_id, measured_at, value, collected_at)
       select c, t, 1000 * c + extract(epoch from t)::bigint / 900, t
         from generate_series(1, 20) c,
              generate_series(timestamptz '2026-10-01', '2026-10-31', '15 minutes') t`,
    );
    await database.close();
  });
}

/** A power cut: everything of the service is gone at once. */
async function powerCut(): Promise<void> {
  const keeper = (await readKeeperWords(keeperStateFile(data))) ?? assert.fail("no keeper");
  const service = (await readAnnouncement(data)) ?? assert.fail("no service");
  process.kill(keeper.pid, "SIGKILL");
  for (const pid of [service.pid, ...(await processesIn(join(data, "postgres")))]) kill(pid);
  await until(
    "the killed service has gone",
    async () => (await processesIn(join(data, "postgres"))).length === 0,
  );
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // Gone with the one before.
  }
}

const options = () => [
  "--program",
  program,
  "--data",
  data,
  "--command",
  command,
  "--port",
  "0",
  "--without-systemd",
  ...(IS_ROOT ? ["--user", "nobody"] : ["--account"]),
];

/** The data as they should be; one test after the other adds to them. */
let known: Record<string, string> = {};

test("one command installs it, and it serves", async () => {
  const end = await run(join(older(), "smartpm"), ["install", ...options()]);
  assert.equal(end.code, 0, end.said);
  assert.match(end.said, /SmartPM 0\.0\.1-\w{8} is installed and runs: http:/);
  assert.equal(await statusOf("/readyz"), 200);
  assert.equal(await statusOf("/"), 200);
  await enterData();
  known = await digests();
  assert.equal((await stat(data)).mode & 0o777, 0o700);
  if (IS_ROOT) assert.notEqual((await stat(join(data, "secret.key"))).uid, 0);
  const again = await run(join(place, "older/smartpm"), ["install", ...options()]);
  assert.match(again.said, /is installed in .* already: \.\/smartpm upgrade/);
});

test("after a power cut what runs at boot brings it up again", async () => {
  await powerCut();
  const end = await run(command, ["service", "start", "--program", program]);
  assert.equal(end.code, 0, end.said);
  assert.equal(await statusOf("/readyz"), 200);
  assert.deepEqual(await digests(), known);
});

test("killed, it is started again by itself", async () => {
  const { pid } = (await readAnnouncement(data)) ?? assert.fail();
  process.kill(pid, "SIGKILL");
  await until("it is started again", async () => {
    const said = await readAnnouncement(data);
    return said !== undefined && said.pid !== pid && (await statusOf("/readyz")) === 200;
  });
  const status = await run(command, ["service", "status", "--program", program]);
  assert.match(status.said, /is running, restarted 1 times, and works/);
});

test("the doctor finds it well", async () => {
  const end = await run(command, ["doctor", "--program", program, "--json"]);
  assert.equal(end.code, 0, end.said);
  const about = end.said
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { about: string });
  for (const name of ["node", "service", "database", "schema", "backup", "mail", "port"]) {
    assert.ok(
      about.some((finding) => finding.about === name),
      name,
    );
  }
});

test("what systemd would start does serve", async () => {
  const end = await run(command, ["service", "stop", "--program", program]);
  assert.equal(end.code, 0, end.said);
  const record = (await readInstallation(program)) ?? assert.fail();
  const unit = unitText({
    ...keptService(record),
    places: { ...record.places, scope: "machine" },
  });
  const line = (name: string) =>
    [...unit.matchAll(new RegExp(`^${name}=(.*)$`, "gm"))].map(([, value = ""]) => value);
  assert.deepEqual(line("User"), [record.account]);
  const words = (line("ExecStart")[0] ?? "").replaceAll('"', "").split(" ");
  const env = Object.fromEntries(
    line("Environment").map((pair) => pair.replaceAll('"', "").split("=") as [string, string]),
  );
  const [first = "", ...rest] = wordsAs(keptService(record).account, words);
  const service = spawn(first, rest, {
    cwd: "/",
    env: { ...env, PATH: "/usr/bin:/bin" },
    stdio: "ignore",
  });
  await until(
    "the unit's command serves",
    async () => (await readAnnouncement(data))?.pid === service.pid,
  );
  assert.equal(await statusOf("/readyz"), 200);
  service.kill("SIGTERM");
  assert.deepEqual(await once(service, "close"), [0, null]);
  const started = await run(command, ["service", "start", "--program", program]);
  assert.equal(started.code, 0, started.said);
});

test("an upgrade brings the new version and keeps the data", async () => {
  const end = await upgradeTo(newer());
  assert.equal(end.code, 0, end.said);
  assert.match(end.said, /SmartPM 0\.0\.2-\w{8} runs: http:/);
  const { of_the_newer: table, ...rest } = await digests();
  assert.ok(table);
  assert.deepEqual(rest, known);
  const made = await readdir(join(data, "backups"));
  assert.equal(made.length, 1, "a proven backup from before");
  known = await digests();
  assert.match((await upgradeTo(join(place, "newer"))).said, /is installed already/);
});

const isAsBefore = async () => {
  assert.equal(await statusOf("/readyz"), 200);
  assert.match((await readAnnouncement(data))?.release ?? "", /^0\.0\.2-/);
  assert.deepEqual(await digests(), known);
  assert.equal(existsSync(join(data, "before-upgrade")), false);
  assert.equal(existsSync(join(data, "failed-upgrade")), false);
};

test("a migration that fails half-way leaves all as it was", async () => {
  const broken = makeVersion(join(place, "broken-migration"), {
    "migrations/9001_newer.sql": () => "create table of_the_newer (id int primary key);\n",
    "migrations/9002_good.sql": () => "delete from reading;\n",
    "migrations/9003_broken.sql": () => "select 1 / 0;\n",
  });
  const end = await upgradeTo(broken);
  assert.equal(end.code, 1, end.said);
  assert.match(end.said, /could not be migrated.*9003_broken\.sql failed: division by zero/);
  assert.match(end.said, /0\.0\.2-\w{8} runs again, with its data as they were/);
  await isAsBefore();
});

test("a version that ends at once leaves all as it was", async () => {
  const ending = makeVersion(join(place, "ending"), {
    "migrations/9001_newer.sql": () => "create table of_the_newer (id int primary key);\n",
    "migrations/9002_good.sql": () => "delete from reading;\n",
    "src/cli/start.ts": (text) =>
      text.replace(
        "const stopped",
        'if (log) throw new Error("it does not start");\n    const stopped',
      ),
  });
  const end = await upgradeTo(ending);
  assert.equal(end.code, 1, end.said);
  assert.match(end.said, /the service ended by itself/);
  await isAsBefore();
});

test("a version that comes up and cannot work leaves all as it was", async () => {
  const unready = makeVersion(join(place, "unready"), {
    "migrations/9001_newer.sql": () => "create table of_the_newer (id int primary key);\n",
    "migrations/9002_good.sql": () => "delete from reading;\n",
    "src/service/heartbeat.ts": (text) =>
      text.replace("release, roles };", "release, roles: [] };"),
  });
  const end = await upgradeTo(unready, "--within", "60");
  assert.equal(end.code, 1, end.said);
  assert.match(end.said, /not ready after 60 s, it answers 503.*the worker gives no sign of life/);
  await isAsBefore();
});

test("an upgrade that a power cut ends is brought back by the next", async () => {
  const slow = makeVersion(join(place, "slow"), {
    "migrations/9001_newer.sql": () => "create table of_the_newer (id int primary key);\n",
    "migrations/9002_good.sql": () => "delete from reading;\n",
    "migrations/9003_slow.sql": () => "select pg_sleep(3600);\n",
  });
  const child = start(join(slow, "smartpm"), ["upgrade", "--program", program]);
  await until("the upgrade has kept the data", async () =>
    existsSync(join(data, "before-upgrade")),
  );
  await until(
    "the upgrade migrates",
    async () => (await processesIn(join(data, "postgres"))).length > 0,
  );
  child.kill("SIGKILL");
  for (const pid of await processesNaming([slow, join(program, "releases")])) kill(pid);
  for (const pid of await processesIn(join(data, "postgres"))) kill(pid);
  const doctor = await run(command, ["doctor", "--program", program]);
  assert.equal(doctor.code, 1);
  assert.match(doctor.said, /WRONG {2}service +an upgrade was begun and never ended/);
  const end = await upgradeTo(join(place, "newer"));
  assert.equal(end.code, 0, end.said);
  assert.match(end.said, /an earlier upgrade was never ended/);
  await isAsBefore();
});

test("uninstalled, it is gone, and the data are there to the last row", async () => {
  const end = await run(command, ["uninstall", "--program", program]);
  assert.equal(end.code, 0, end.said);
  assert.equal(existsSync(program), false);
  assert.equal(existsSync(command), false);
  assert.deepEqual(await processesIn(join(data, "postgres")), []);
  const server = await startEmbeddedServer(data);
  const database = openDatabase(server.url);
  try {
    assert.deepEqual(await digestsOf(database), known);
  } finally {
    await database.close();
    await server.stop();
  }
});
