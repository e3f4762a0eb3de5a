/** What the service says of itself to those who look after it. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { metricsText } from "#api/metrics-text.ts";
import { startServer } from "#api/server.ts";
import { openBillPreviewer } from "#documents/bill-preview.ts";
import { systemClock } from "#platform/clock.ts";
import { createLog } from "#platform/log.ts";
import { openSecretBox } from "#platform/secrets.ts";
import { storeBackup } from "#storage/backups.ts";
import { programVersion } from "#platform/version.ts";
import { noteProcess } from "#storage/running-processes.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Keeping } from "#api/endpoint.ts";
import { json, runSeededApi } from "./running-api.ts";
import { NOW } from "./seeded-property.ts";

/** A server alone: no worker, nothing seeded. */
async function bareServer(t: { after(work: () => unknown): void }, keeping?: Partial<Keeping>) {
  const database = await testDatabase(t);
  const folder = await mkdtemp(join(tmpdir(), "smartpm-system-"));
  const previewer = openBillPreviewer({ publicUrl: undefined });
  const server = await startServer({
    database,
    clock: systemClock,
    log: createLog("silent"),
    host: "127.0.0.1",
    port: 0,
    webFolder: undefined,
    catalogue: [],
    tariffExamples: [],
    box: await openSecretBox(folder),
    configuredMail: undefined,
    previewer,
    keeping: {
      dataFolder: folder,
      hasOwnDatabase: true,
      metricsToken: undefined,
      backup: {
        folder: join(folder, "backups"),
        time: "02:30",
        keepDays: 1,
        keepMonths: 0,
        copyCommand: undefined,
        continuous: false,
      },
      ...keeping,
    },
  });
  t.after(async () => {
    await server.stop();
    await previewer.stop();
    await rm(folder, { recursive: true });
  });
  return { database, address: server.address };
}

const worker = (release = programVersion().release) => ({
  id: randomUUID(),
  host: "here",
  pid: 4711,
  release,
  roles: ["worker"],
  jobs: [],
});

test("it is ready when database, schema and worker are, and says which is not", async (t) => {
  const { database, address } = await bareServer(t);
  const ask = async (path: string) => {
    const answer = await fetch(`${address}${path}`);
    return { status: answer.status, body: await json(answer) };
  };
  assert.equal((await ask("/healthz")).status, 200);
  const alone = await ask("/readyz");
  assert.equal(alone.status, 503);
  assert.equal(alone.body.detail, "the worker gives no sign of life");

  // A killed worker of the version before looks alive for a minute: an upgrade must not trust it.
  await noteProcess(database, worker("0.0.9-before"));
  assert.equal((await ask("/readyz")).body.detail, "the worker gives no sign of life");

  await noteProcess(database, worker());
  assert.deepEqual(await ask("/readyz"), { status: 200, body: { status: "ready" } });
  assert.deepEqual(await ask("/api/readyz"), { status: 200, body: { status: "ready" } });

  await database.query("update running_process set beat_at = now() - interval '61 seconds'");
  assert.equal((await ask("/readyz")).body.detail, "the worker gives no sign of life");
  // A clock that was set back by a day makes nobody immortal.
  await database.query("update running_process set beat_at = now() + interval '1 day'");
  assert.equal((await ask("/readyz")).status, 503);
  await noteProcess(database, worker());

  await database.query("delete from schema_migration where number = 180");
  assert.equal((await ask("/readyz")).body.detail, "the database is being migrated");
});

test("metrics are for this machine, and elsewhere for whoever has the token", async (t) => {
  const { address } = await bareServer(t, { metricsToken: "of the watch" });
  const statusOf = async (headers: Record<string, string>) => {
    const answer = await fetch(`${address}/metrics`, { headers });
    await answer.body?.cancel();
    return answer.status;
  };
  // A proxy on this machine says for whom it asks.
  const elsewhere = { "x-forwarded-for": "203.0.113.7" };
  assert.equal(await statusOf({}), 200);
  assert.equal(await statusOf(elsewhere), 401);
  assert.equal(await statusOf({ ...elsewhere, authorization: "Bearer of the watch" }), 200);
  assert.equal(await statusOf({ ...elsewhere, authorization: "Bearer of the watchman" }), 401);
});

test("without a token of the configuration no token lets anybody in", async (t) => {
  const { address } = await bareServer(t);
  for (const authorization of ["Bearer ", "Bearer undefined", "Bearer null"]) {
    const headers = { authorization, "x-forwarded-for": "203.0.113.7" };
    const answer = await fetch(`${address}/metrics`, { headers });
    await answer.body?.cancel();
    assert.equal(answer.status, 401, authorization);
  }
});

test("metrics tell what is late, what waits and how old the last backup is", async (t) => {
  const { api, database } = await runSeededApi(t);
  await storeBackup(database, {
    cause: "schedule",
    startedAt: NOW.subtract({ hours: 30 }),
    finishedAt: NOW.subtract({ hours: 29 }),
    outcome: { kind: "verified", file: "/b/1", fileBytes: 7, rows: 3, billsRecalculated: 2 },
  });
  await storeBackup(database, {
    cause: "schedule",
    startedAt: NOW.subtract({ hours: 6 }),
    finishedAt: NOW.subtract({ hours: 5 }),
    outcome: { kind: "failed", reason: "the disk is full" },
  });
  const answer = await api.call("GET", "/metrics");
  assert.equal(answer.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  const text = await answer.text();
  const valueOf = (sample: string) =>
    Number(
      text
        .split("\n")
        .find((line) => line.startsWith(`${sample} `))
        ?.split(" ")[1],
    );
  assert.equal(valueOf("smartpm_backup_last_good_age_seconds"), 30 * 3600);
  assert.equal(valueOf("smartpm_backup_failed"), 1);
  assert.equal(valueOf('smartpm_processes_alive{role="worker"}'), 1);
  assert.equal(valueOf('smartpm_processes_alive{role="collector"}'), 0);
  assert.equal(valueOf('smartpm_mails{state="waiting"}'), 0);
  assert.ok(valueOf("smartpm_database_bytes") > 1e6);
  const { rows } = await database.query<{ channels: number }>(
    `select count(*)::int as channels
       from channel c
       join meter_installation i on i.service_point_id = c.service_point_id
       join meter m on m.id = i.meter_id and i.removed_at is null
      where c.billing and m.line_id is not null`,
  );
  assert.equal(valueOf("smartpm_readings_channels"), rows[0]?.channels);
  // Every line is a comment or a sample, as the format wants it.
  for (const line of text.trim().split("\n")) {
    assert.match(line, /^(# (HELP|TYPE) smartpm_\w+ .+|smartpm_\w+(\{[^}]+\})? -?[\d.e+-]+)$/);
  }
});

test("what stands in a label cannot end it", () => {
  const text = metricsText(
    {
      state: {
        version: '1"2\\3\n4',
        release: "r",
        node: "26",
        database: {
          version: "18",
          embedded: true,
          bytes: 1,
          newestMigration: "",
          unsafeSettings: [],
        },
        disks: [],
        backupTime: null,
        backups: [],
        lastGoodBackupAt: null,
        continuousBackup: null,
        archivedYears: [],
        mails: { waiting: 0, sending: 0, sent: 0, failed: 0, unknown: 0 },
        webhooks: { receivers: 0, failing: [] },
        lines: { good: 0, partial: 0, down: 0, unknown: 0 },
        collectors: [],
        processes: [],
        channels: 0,
        lateChannels: 0,
        newestReadingAt: null,
      },
      work: {
        channels: 0,
        lateChannels: 0,
        newestReadingAt: null,
        draftBills: 0,
        blockedBills: 0,
        billsWithoutDocument: 0,
        openAlarms: { info: 0, warning: 0, critical: 0 },
      },
    },
    NOW,
  );
  assert.ok(text.includes(String.raw`smartpm_info{version="1\"2\\3\n4",release="r"} 1`));
});

test("an administrator sees versions, disks, backups and processes", async (t) => {
  const { api, cookie, database } = await runSeededApi(t);
  await noteProcess(database, {
    ...worker("0.1.0-other"),
    jobs: [
      {
        name: "mail",
        rounds: 3,
        failures: 1,
        idleSeconds: 2,
        runningSeconds: null,
        lastError: "no answer",
      },
    ],
  });
  const state = await json(await api.call("GET", "/system", { cookie }));
  assert.equal(state.node, process.versions.node);
  assert.match(state.database.version, /^\d+\.\d+/);
  assert.deepEqual(state.database.unsafeSettings, []);
  assert.match(state.database.newestMigration, /^\d{4}_.*\.sql$/);
  const other = state.processes.find(
    ({ release }: { release: string }) => release === "0.1.0-other",
  );
  assert.equal(other.alive, true);
  assert.equal(other.jobs[0].lastError, "no answer");
});
