/**
 * Every meter is lost at once while the workers are killed at random moments. 1,000 meters by
 * default; `SMARTPM_STORM_METERS=10000 SMARTPM_KILLS=30 ./smartpm test --only
 * test/faults/alarm-storm.test.ts` for a release, and SMARTPM_SEED for other moments.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { systemClock } from "#platform/clock.ts";
import { openDatabase } from "#platform/database.ts";
import { noiseAt } from "#simulator/seeded-noise.ts";
import { createUser } from "#storage/users.ts";
import { startAlarming } from "#test/support/alarming-worker.ts";
import { end } from "#test/support/collecting-process.ts";
import { startCountingMailServer } from "#test/support/counting-mail-server.ts";
import { createTestSite } from "#test/support/metered-site.ts";
import { METERS_A_LINE, seedLines, storeAttemptOfAll } from "#test/support/many-meters.ts";
import { testDatabaseUrl } from "#test/support/test-database.ts";
import { assertToldOnce, isAllTold } from "#test/support/told-once.ts";
import { until } from "#test/support/until.ts";

const METERS = Number(process.env["SMARTPM_STORM_METERS"] ?? 1_000);
const KILLS = Number(process.env["SMARTPM_KILLS"] ?? 4);
const SEED = Number(process.env["SMARTPM_SEED"] ?? 20_261_125);
const LIVES_AT_MOST_MS = 1_500;
const WORKERS = 2;
const LINES = METERS / METERS_A_LINE;

const NAME = `${METERS} meters lost at once, ${KILLS} kills (seed ${SEED}): ${LINES} alarms, one mail`;

test(NAME, { timeout: 300_000 + KILLS * 20_000 }, async (t) => {
  const databaseUrl = await testDatabaseUrl(t);
  const database = openDatabase(databaseUrl);
  t.after(() => database.close());
  const siteId = await createTestSite(database);
  await createUser(database, {
    email: "owner@quay.example",
    name: "The owner",
    role: "administrator",
    language: "en",
    tenantId: null,
    passwordHash: "",
    createdAt: systemClock.now(),
  });
  const meters = await seedLines(database, { siteId, lines: LINES });
  const mailServer = await startCountingMailServer(t, () => 0);
  const nowMs = systemClock.now().epochMilliseconds;
  const clock = { machineMs: nowMs, shownMs: nowMs, speed: 1 };
  const start = () => startAlarming({ databaseUrl, clock, mailPort: mailServer.port });
  const workers = await Promise.all(Array.from({ length: WORKERS }, start));
  t.after(() => Promise.all(workers.map((worker) => end(worker, "SIGKILL"))));

  await storeAttemptOfAll(database, { meters, at: systemClock.now(), error: undefined });
  await storeAttemptOfAll(database, { meters, at: systemClock.now(), error: "no answer" });
  const lostAt = systemClock.now();
  await storeAttemptOfAll(database, { meters, at: lostAt, error: "no answer" });
  for (let kill = 0; kill < KILLS; kill += 1) {
    await pause(Math.floor(noiseAt(SEED, kill) * LIVES_AT_MOST_MS));
    const n = kill % WORKERS;
    const killed = workers[n] ?? assert.fail();
    await end(killed, "SIGKILL");
    workers[n] = await start();
  }
  await until("every line has its alarm, and all is told", async () => {
    const { rows } = await database.query<{ count: number }>(
      "select count(*)::int as count from alarm",
    );
    return rows[0]?.count === LINES && (await isAllTold(database));
  });
  const toldAfter = lostAt.until(systemClock.now()).total("seconds");

  const { rows } = await database.query<{ rule: string; alarms: number; sources: number }>(
    `select rule, count(*)::int as alarms, count(distinct source_id)::int as sources
       from alarm
      group by rule`,
  );
  assert.deepEqual(rows, [{ rule: "line-down", alarms: LINES, sources: LINES }]);
  const told = await assertToldOnce(
    database,
    mailServer.taken.map(({ messageId }) => messageId),
  );
  t.diagnostic(`${told.told} alarms, all told ${toldAfter.toFixed(1)} s after the loss`);
  const { rows: mails } = await database.query("select subject from outbox_mail");
  assert.deepEqual(mails, [{ subject: `SmartPM: ${LINES} alarms` }]);
});
