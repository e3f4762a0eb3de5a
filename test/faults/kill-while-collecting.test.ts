import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { loadCatalogue } from "#drivers/catalogue.ts";
import { systemClock } from "#platform/clock.ts";
import { openDatabase } from "#platform/database.ts";
import { planBuilding } from "#simulator/building.ts";
import { noiseAt } from "#simulator/seeded-noise.ts";
import { startSimulator } from "#simulator/start-simulator.ts";
import { createChannel, createLine, createMeter, installMeter } from "#storage/meters.ts";
import { createServicePoint } from "#storage/property.ts";
import { fastClock } from "#test/support/fast-clock.ts";
import { createTestSite } from "#test/support/metered-site.ts";
import { testDatabaseUrl } from "#test/support/test-database.ts";
import type { CollectingOrder } from "./collecting-process.ts";

const SEED = 20_261_124;
const KILLS = 10;
const METERS = 8;
/** A minute of metering takes half a second. */
const SPEED = 120;
/** A process lives at least until its first acknowledgement, and at most this much longer. */
const LIVES_ON_AT_MOST_MS = 900;

type Acknowledged = readonly [channelId: number, measuredMs: number, counts: number];

/** Starts the collector in a process group of its own. */
function startProcess(order: CollectingOrder, acknowledged: Acknowledged[]) {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, "collecting-process.ts"), JSON.stringify(order)],
    { detached: true, stdio: ["ignore", "pipe", "inherit"] },
  );
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (line) => acknowledged.push(...(JSON.parse(line) as Acknowledged[])));
  const firstLine = once(lines, "line");
  return { child, firstLine, lines };
}

async function end(child: ChildProcess, signal: "SIGKILL" | "SIGTERM"): Promise<void> {
  const closed = once(child, "close");
  process.kill(signal === "SIGKILL" ? -(child.pid ?? 0) : (child.pid ?? 0), signal);
  await closed;
}

test("killed ten times while collecting, every acknowledged reading is stored exactly once", async (t) => {
  const databaseUrl = await testDatabaseUrl(t);
  const database = openDatabase(databaseUrl);
  t.after(() => database.close());
  const dataFolder = await mkdtemp(join(tmpdir(), "smartpm-kill-"));
  t.after(() => rm(dataFolder, { recursive: true, force: true }));
  const clock = {
    machineMs: systemClock.now().epochMilliseconds,
    shownMs: Date.parse("2026-11-24T10:00:30Z"),
    speed: SPEED,
  };
  const plan = planBuilding({ seed: SEED, timeZone: "Europe/Berlin" });
  const simulator = await startSimulator({
    plan,
    clock: fastClock(clock),
    catalogue: loadCatalogue(join(import.meta.dirname, "../../catalogue/meters")),
    folder: dataFolder,
    controlPort: 0,
  });
  t.after(() => simulator.stop());
  const siteId = await createTestSite(database);
  const lineId = await createLine(database, {
    siteId,
    name: "Gateway 1",
    transport: { kind: "modbus-tcp", host: "127.0.0.1", port: simulator.ports[0]!, timeoutMs: 500 },
  });
  for (const point of plan.points.filter(({ meter }) => meter.gateway === 1).slice(0, METERS)) {
    const { name, commodity, role, channel } = point;
    const { serialNumber, modelId, unitAddress } = point.meter;
    const servicePointId = await createServicePoint(database, { siteId, name, commodity, role });
    const meter = { siteId, serialNumber, modelId, lineId, unitAddress: String(unitAddress) };
    const meterId = await createMeter(database, meter);
    const installedAt = Temporal.Instant.from("2026-01-01T00:00Z");
    await installMeter(database, { meterId, servicePointId, installedAt });
    await createChannel(database, { servicePointId, ...channel, intervalMinutes: 1 });
  }

  const order = { databaseUrl, dataFolder, clock };
  const acknowledged: Acknowledged[] = [];
  for (let kill = 0; kill < KILLS; kill += 1) {
    const { child, firstLine } = startProcess(order, acknowledged);
    await firstLine;
    await pause(Math.floor(noiseAt(SEED, kill) * LIVES_ON_AT_MOST_MS));
    await end(child, "SIGKILL");
  }
  const last = startProcess(order, acknowledged);
  await last.firstLine;
  await end(last.child, "SIGTERM");

  const { rows } = await database.query<{ channel_id: number; ms: string; value: bigint }>(
    `select channel_id, (extract(epoch from measured_at) * 1000)::bigint::text as ms, value
       from reading`,
  );
  const stored = new Map(rows.map((row) => [`${row.channel_id} ${row.ms}`, Number(row.value)]));
  assert.equal(stored.size, rows.length, "no reading is stored twice");
  assert.ok(acknowledged.length >= (KILLS + 1) * METERS, `${acknowledged.length} acknowledged`);
  const keys = acknowledged.map(([channelId, ms]) => `${channelId} ${ms}`);
  assert.equal(new Set(keys).size, keys.length, "no reading is acknowledged twice");
  for (const [channelId, ms, counts] of acknowledged) {
    assert.equal(stored.get(`${channelId} ${ms}`), counts, `channel ${channelId} at ${ms}`);
  }
});
