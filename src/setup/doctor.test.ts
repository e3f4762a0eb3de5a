import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { MovableClock } from "#platform/clock.ts";
import { configurationOf, readSettings } from "#platform/configuration.ts";
import { openInstallation } from "#service/open-installation.ts";
import { storeBackup } from "#storage/backups.ts";
import { createTestSite } from "#test/support/metered-site.ts";
import type { Finding } from "./check.ts";
import { checkMail } from "./check-service.ts";
import { examine } from "./doctor.ts";

async function temporary(t: { after(work: () => unknown): void }): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "smartpm-doctor-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

function configured(data: string, env: NodeJS.ProcessEnv = {}) {
  return configurationOf(readSettings({ flags: { data }, env }));
}

async function findings(
  configuration: ReturnType<typeof configured>,
  now = new Date().toISOString(),
): Promise<ReadonlyMap<string, Finding>> {
  const clock = new MovableClock(Temporal.Instant.from(now));
  const found = new Map<string, Finding>();
  for await (const finding of examine({ configuration, clock, record: undefined })) {
    found.set(finding.about, finding);
  }
  return found;
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}

test("of a machine where nothing was started yet, nothing is wrong", async (t) => {
  const data = join(await temporary(t), "none");
  const found = await findings(configured(data, { SMARTPM_PORT: "0" }));
  assert.deepEqual(
    [...found.values()].filter(({ verdict }) => verdict === "bad"),
    [],
  );
  assert.equal(found.get("service")?.found, "it is not installed");
});

test("each thing that is wrong is found with what to do", async (t) => {
  const data = await temporary(t);
  const configuration = configured(data, { SMARTPM_PORT: "0" });
  const installation = await openInstallation(configuration);
  await createTestSite(installation.database);
  await installation.database.query(
    `insert into schema_migration (number, name, sha256) values (9999, '9999_later.sql', '')`,
  );
  await storeBackup(installation.database, {
    cause: "schedule",
    startedAt: Temporal.Instant.from("2026-11-25T01:30:00Z"),
    finishedAt: Temporal.Instant.from("2026-11-25T01:30:00Z"),
    outcome: { kind: "failed", reason: "the disk is full" },
  });
  await installation.close();
  await chmod(data, 0o755);
  await chmod(join(data, "secret.key"), 0o644);
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  t.after(() => taken.close());
  const found = await findings(configured(data, { SMARTPM_PORT: String(portOf(taken)) }));
  const bad = (about: string) => {
    const finding = found.get(about);
    assert.equal(finding?.verdict, "bad", about);
    return [finding?.found, finding?.remedy];
  };
  assert.deepEqual(bad("data folder"), [
    `other accounts can look into ${data}`,
    `chmod 700 ${data}`,
  ]);
  assert.match(bad("keys")[0] ?? "", /other accounts can read .*secret\.key/);
  assert.match(bad("port")[0] ?? "", /cannot be listened on \(EADDRINUSE\)/);
  assert.equal(bad("schema")[0], "of a newer SmartPM: it has 9999_later.sql");
  assert.equal(bad("backup")[0], "the last one failed: the disk is full");
});

test("a proven backup is good for a day and a half", async (t) => {
  const data = await temporary(t);
  const configuration = configured(data, { SMARTPM_PORT: "0" });
  const installation = await openInstallation(configuration);
  await storeBackup(installation.database, {
    cause: "schedule",
    startedAt: Temporal.Instant.from("2026-11-25T01:30:00Z"),
    finishedAt: Temporal.Instant.from("2026-11-25T01:31:00Z"),
    outcome: { kind: "verified", file: "/b", fileBytes: 1, rows: 1, billsRecalculated: 0 },
  });
  // The service runs, and the doctor looks on.
  t.after(() => installation.close());
  const verdictAt = async (now: string) => (await findings(configuration, now)).get("backup");
  assert.equal((await verdictAt("2026-11-26T13:00:00Z"))?.verdict, "good");
  const old = await verdictAt("2026-11-26T14:00:00Z");
  assert.deepEqual([old?.verdict, old?.found], ["bad", "the last proven one is 37 hours old"]);
});

test("a file of archived readings that is missing is told by its path", async (t) => {
  const data = await temporary(t);
  const configuration = configured(data, { SMARTPM_PORT: "0" });
  const { database, close } = await openInstallation(configuration);
  t.after(close);
  const archiveOf = async () => (await findings(configuration)).get("archive");
  assert.deepEqual((await archiveOf())?.found, "all readings are in the database");
  const siteId = await createTestSite(database);
  await database.query(
    `insert into reading_archive
       (file_name, site_id, year, readings, file_bytes, sha256, archived_at,
        verified_at)
     values ('site-1-2020-1-0123456789ab.parquet', $1, 2020, 1, 1, repeat('0', 64), now(),
             now())`,
    [siteId],
  );
  const found = await archiveOf();
  assert.equal(found?.verdict, "bad");
  assert.equal(
    found.found,
    `${data}/archive/site-1-2020-1-0123456789ab.parquet is missing, and with it archived readings: put the file of a backup there`,
  );
});

test("a database that gives no answer is told once, and the rest is looked at all the same", async (t) => {
  const data = await temporary(t);
  await mkdir(data, { recursive: true });
  await writeFile(join(data, "smartpm.json"), "{}");
  const found = await findings(
    configured(data, { DATABASE_URL: "postgres://nobody@127.0.0.1:1/none", SMARTPM_PORT: "0" }),
  );
  assert.match(found.get("database")?.found ?? "", /it gives no answer: .*ECONNREFUSED/);
  assert.equal(found.get("node")?.verdict, "good");
});

test("a mail server has to greet", async (t) => {
  const greeting = async (text: string) => {
    const server = createServer((socket) => socket.on("error", () => {}).end(text));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    t.after(() => server.close());
    return { host: "127.0.0.1", port: portOf(server), secure: false };
  };
  const verdictOf = async (text: string) => (await checkMail(await greeting(text)))[0];
  assert.equal((await verdictOf("220 mail.example ESMTP\r\n"))?.verdict, "good");
  assert.match((await verdictOf("554 go away\r\n"))?.found ?? "", /says 554 go away/);
  assert.match((await verdictOf(""))?.found ?? "", /closed the connection at once/);
  const nobody = { host: "127.0.0.1", port: 1, secure: false };
  assert.match((await checkMail(nobody))[0]?.found ?? "", /cannot be reached: .*ECONNREFUSED/);
  assert.equal((await checkMail(undefined))[0]?.verdict, "doubtful");
});
