/**
 * R5: the database is away for hours while meters of every polled protocol are read. An hour by
 * default; SMARTPM_OUTAGE_HOURS=1,13,72 for a release.
 */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import pino from "pino";
import { startCollector } from "#collector/collector.ts";
import { leadAnnex, seedAnnex } from "#demo/seed-annex.ts";
import { loadCatalogue } from "#drivers/catalogue.ts";
import { MovableClock } from "#platform/clock.ts";
import { openDatabase } from "#platform/database.ts";
import { ANNEX } from "#simulator/annex.ts";
import { startAnnex } from "#simulator/start-annex.ts";
import type { Reading } from "#storage/reading.ts";
import { startDatabaseProxy } from "#test/support/database-proxy.ts";
import { createTestSite } from "#test/support/metered-site.ts";
import { RecoveryTimes } from "#test/support/recovery-times.ts";
import { testDatabaseUrl } from "#test/support/test-database.ts";

const OUTAGES_HOURS = (process.env["SMARTPM_OUTAGE_HOURS"] ?? "1").split(",").map(Number);
const START = Temporal.Instant.from("2026-11-20T09:58:00Z");
const FIRST_BOUNDARY = Temporal.Instant.from("2026-11-20T10:00:00Z");
const BOUNDARIES_AN_HOUR = 4;
const MINUTES_BETWEEN = 15;
/** Meters that are polled; those that speak by themselves do so by the machine's time. */
const POLLED = ANNEX.filter(({ kind }) => kind === "wire").flatMap(({ meters }) => meters);
const POLL_MS = 10;
const POLLS_AT_MOST = 6_000;
const RSS_GROWTH_BYTES = 50e6;

for (const hours of OUTAGES_HOURS) {
  const name = `R5: the database is away for ${hours} h: none lost, right times, told at once`;
  test(name, { timeout: 120_000 + hours * 30_000 }, (t) => goThrough(t, hours));
}

async function goThrough(t: TestContext, hours: number): Promise<void> {
  const proxy = await startDatabaseProxy(t, await testDatabaseUrl(t));
  const database = openDatabase(proxy.url);
  t.after(() => database.close());
  const { clock, kept, said } = await collect(t, database);
  const boundaries = Array.from({ length: hours * BOUNDARIES_AN_HOUR }, (_, n) =>
    FIRST_BOUNDARY.add({ minutes: n * MINUTES_BETWEEN }),
  );
  await until(async () => (await database.query("select from live_value")).rows.length > 0);

  proxy.cut();
  const rssBefore = process.memoryUsage().rss;
  for (const [n, boundary] of boundaries.entries()) {
    clock.moveTo(boundary);
    await until(async () => kept.length >= (n + 1) * POLLED.length);
    if (n === 0) {
      // One attempt to store is one second of the clock.
      clock.moveTo(boundary.add({ seconds: 1 }));
      await until(async () => said.some((line) => line.includes("forwarding readings")));
    }
  }
  assert.ok(process.memoryUsage().rss - rssBefore < RSS_GROWTH_BYTES, "memory does not grow");
  await assert.rejects(database.query("select"), "the database is away indeed");

  proxy.mend();
  const mendedAt = performance.now();
  const recoveries = new RecoveryTimes();
  recoveries.fault();
  await until(
    async () => {
      const { rows } = await database.query<{ readings: number }>(
        "select count(*)::int as readings from reading",
      );
      if ((rows[0]?.readings ?? 0) > 0) recoveries.works();
      return rows[0]?.readings === boundaries.length * POLLED.length;
    },
    () => clock.moveTo(clock.now().add({ milliseconds: 500 })),
  );
  const drainedHours = (performance.now() - mendedAt) / 3_600_000;
  recoveries.print(t, "from the database's return to the first reading stored");
  t.diagnostic(
    `${boundaries.length * POLLED.length} readings of ${hours} h stored ${(drainedHours * 3600).toFixed(1)} s after it`,
  );
  assert.ok(drainedHours * 10 < hours, "what waited is stored ten times as fast as it came");
  const stored = await database.query<{ at: Temporal.Instant; channel: number; value: bigint }>(
    "select measured_at as at, channel_id as channel, value from reading order by 1, 2",
  );
  assert.deepEqual(
    stored.rows.map(({ at, channel, value }) => `${at.toString()} ${channel} ${value}`),
    kept
      .map(({ measuredAt, channelId, counts }) => [measuredAt, channelId, counts] as const)
      .toSorted(([a, b], [c, d]) => Temporal.Instant.compare(a, c) || b - d)
      .map(([at, channel, counts]) => `${at.toString()} ${channel} ${counts}`),
  );
  const times = new Set(stored.rows.map(({ at }) => at.toString()));
  assert.deepEqual(
    [...times],
    boundaries.map((boundary) => boundary.toString()),
  );
}

/** A collector that reads the annex: Modbus RTU, M-Bus, DL/T 645, CJ/T 188, IEC 62056-21. */
async function collect(t: TestContext, database: ReturnType<typeof openDatabase>) {
  const folder = await mkdtemp(join(tmpdir(), "smartpm-away-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const clock = new MovableClock(START);
  const catalogue = loadCatalogue(join(import.meta.dirname, "../../catalogue/meters"));
  const annex = await startAnnex({ clock, catalogue });
  t.after(() => annex.stop());
  const siteId = await createTestSite(database);
  await seedAnnex(database, { siteId, catalogue, at: START });
  await leadAnnex(database, { siteId, ports: annex.ports, at: START });
  await database.query(
    `update meter set line_id = null
      where line_id in (select id from line where transport->>'kind' in ('mqtt', 'push'))`,
  );
  const kept: Reading[] = [];
  const said: string[] = [];
  const collector = await startCollector({
    database,
    clock,
    catalogue,
    log: pino({ level: "error" }, { write: (line: string) => said.push(line) }),
    dataFolder: folder,
    onKept: (readings) => kept.push(...readings),
  });
  t.after(() => collector.stop());
  return { clock, kept, said };
}

/** Polls until the condition holds; `step` does what lets time go by meanwhile. */
async function until(holds: () => Promise<boolean>, step = () => {}): Promise<void> {
  for (let poll = 0; poll < POLLS_AT_MOST; poll += 1) {
    if (await holds()) return;
    step();
    await pause(POLL_MS);
  }
  assert.fail("the condition did not come to hold");
}
