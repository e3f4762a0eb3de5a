import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import pino from "pino";
import { asId, type ChannelId } from "#domain/core/id.ts";
import { loadCatalogue } from "#drivers/catalogue.ts";
import { MovableClock } from "#platform/clock.ts";
import { type Database, openDatabase } from "#platform/database.ts";
import { planBuilding } from "#simulator/building.ts";
import { ConsumptionModel } from "#simulator/consumption-model.ts";
import { startSimulator } from "#simulator/start-simulator.ts";
import { readLinePaces } from "#storage/line-paces.ts";
import { createChannel, createLine, createMeter, installMeter } from "#storage/meters.ts";
import { createOrganisation, createServicePoint, createSite } from "#storage/property.ts";
import { startDatabaseProxy } from "#test/support/database-proxy.ts";
import { testDatabase, testDatabaseUrl } from "#test/support/test-database.ts";
import type { Reading } from "#storage/reading.ts";
import { startCollector } from "./collector.ts";

const START = Temporal.Instant.from("2026-11-20T09:58:00Z");
const BOUNDARY = Temporal.Instant.from("2026-11-20T10:00:00Z");
const TICK_MS = 500;
const POLL_MS = 10;
const POLLS_AT_MOST = 2_000;

async function setUp(t: TestContext, ownDatabase?: Database) {
  const database = ownDatabase ?? (await testDatabase(t));
  const folder = await mkdtemp(join(tmpdir(), "smartpm-collector-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const clock = new MovableClock(START);
  const catalogue = loadCatalogue(join(import.meta.dirname, "../../catalogue/meters"));
  const plan = planBuilding({ seed: 7, timeZone: "Europe/Berlin" });
  const simulator = await startSimulator({ plan, clock, catalogue, folder, controlPort: 0 });
  t.after(() => simulator.stop());
  const organisationId = await createOrganisation(database, { name: "Owner", title: "Bill" });
  const siteId = await createSite(database, {
    organisationId,
    name: "Site",
    timeZone: "Europe/Berlin",
    currency: "EUR",
    locale: "en",
  });
  const chosen = plan.points.filter(({ meter }) => meter.gateway === 1).slice(0, 6);
  const lineId = await createLine(database, {
    siteId,
    name: "Gateway 1",
    transport: {
      kind: "modbus-tcp",
      host: "127.0.0.1",
      port: simulator.ports[0]!,
      timeoutMs: 300,
    },
  });
  const channels: ChannelId[] = [];
  for (const { name, commodity, role, meter, channel } of chosen) {
    const servicePointId = await createServicePoint(database, { siteId, commodity, role, name });
    const { serialNumber, modelId, unitAddress } = meter;
    const meterId = await createMeter(database, {
      siteId,
      serialNumber,
      modelId,
      lineId,
      unitAddress: String(unitAddress),
    });
    await installMeter(database, { meterId, servicePointId, installedAt: START });
    channels.push(await createChannel(database, { servicePointId, ...channel }));
  }
  const log = pino({ level: "silent" });
  const kept: Reading[] = [];
  const collector = await startCollector({
    database,
    clock,
    log,
    catalogue,
    dataFolder: folder,
    onKept: (readings) => kept.push(...readings),
  });
  t.after(() => collector.stop());
  return { database, clock, plan, chosen, channels, simulator, kept, siteId, lineId };
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

function ticking(clock: MovableClock): () => void {
  return () => clock.moveTo(clock.now().add({ milliseconds: TICK_MS }));
}

test("registers are kept at their boundary as the meter has them; a dead meter stops no other", async (t) => {
  const { database, clock, plan, chosen, channels, simulator, kept } = await setUp(t);
  const dead = chosen[2]!.meter;
  await simulator.simulator.apply({
    kind: "unplug",
    serialNumber: dead.serialNumber,
    answer: "silence",
  });
  // The clock stands at the boundary while the line is read: its registers are exactly known.
  clock.moveTo(BOUNDARY);
  await until(async () => kept.length >= channels.length - 1);
  await until(async () => {
    const { rows } = await database.query("select from reading");
    return rows.length === channels.length - 1;
  }, ticking(clock));
  const { rows } = await database.query<{ channel_id: number; value: bigint; quality: number }>(
    "select channel_id, value, quality from reading where measured_at = $1",
    [BOUNDARY.toString()],
  );
  const model = new ConsumptionModel(plan);
  for (const [n, { name }] of chosen.entries()) {
    const row = rows.find(({ channel_id: id }) => asId(id) === channels[n]);
    const pointIndex = plan.points.findIndex((point) => point.name === name);
    const expected = n === 2 ? undefined : BigInt(model.registerAt(pointIndex, BOUNDARY));
    assert.equal(row?.value, expected, name);
  }
});

test("four dead meters at the first addresses keep nobody else from being read", async (t) => {
  const { clock, channels, chosen, simulator, kept } = await setUp(t);
  for (const { meter } of chosen.slice(0, 4)) {
    const { serialNumber } = meter;
    await simulator.simulator.apply({ kind: "unplug", serialNumber, answer: "silence" });
  }
  const living = new Set(channels.slice(4));
  await until(async () => {
    const read = kept.filter(({ measuredAt }) => measuredAt.equals(BOUNDARY));
    return read.length === living.size && read.every(({ channelId }) => living.has(channelId));
  }, ticking(clock));
});

test("a database that hangs makes no reading late, and gets all of them afterwards", async (t) => {
  const { database, clock, channels, kept } = await setUp(t);
  const boundaries = [BOUNDARY, BOUNDARY.add({ minutes: 15 })];
  const expected = boundaries.length * channels.length;
  await database.transaction(async (tx) => {
    await tx.query("lock table reading, live_value, communication_state");
    for (const [n, boundary] of boundaries.entries()) {
      clock.moveTo(boundary);
      await until(async () => kept.length >= (n + 1) * channels.length);
    }
  });
  await until(async () => {
    const { rows } = await database.query("select from reading");
    return rows.length === expected;
  }, ticking(clock));
  assert.ok(kept.every(({ measuredAt, collectedAt }) => measuredAt.equals(collectedAt)));
});

test("a database that is away for an hour gets what was read meanwhile, with the right times", async (t) => {
  const proxy = await startDatabaseProxy(t, await testDatabaseUrl(t));
  const database = openDatabase(proxy.url);
  const { clock, channels, kept } = await setUp(t, database);
  t.after(() => database.close());
  await until(async () => (await database.query("select from live_value")).rows.length > 0);
  proxy.cut();
  const boundaries = [0, 15, 30, 45].map((minutes) => BOUNDARY.add({ minutes }));
  for (const [n, boundary] of boundaries.entries()) {
    clock.moveTo(boundary);
    await until(async () => kept.length >= (n + 1) * channels.length);
  }
  await assert.rejects(database.query("select"), "the database is away indeed");
  proxy.mend();
  await until(async () => {
    const { rows } = await database.query("select from reading");
    return rows.length === boundaries.length * channels.length;
  }, ticking(clock));
  const { rows } = await database.query<{ measured_at: Temporal.Instant; readings: bigint }>(
    `select measured_at, count(*) as readings
       from reading
      where measured_at = collected_at
      group by measured_at
      order by measured_at`,
  );
  assert.deepEqual(
    rows.map(({ measured_at: at, readings }) => `${at.toString()} ${readings}`),
    boundaries.map((boundary) => `${boundary.toString()} ${channels.length}`),
  );
});

test("a meter that is added is read without a restart", async (t) => {
  const { database, clock, plan, siteId, lineId } = await setUp(t);
  const added = plan.points.filter(({ meter }) => meter.gateway === 1)[6]!.meter;
  const { serialNumber, modelId, unitAddress } = added;
  const meterId = await createMeter(database, {
    siteId,
    serialNumber,
    modelId,
    lineId,
    unitAddress: String(unitAddress),
  });
  await until(async () => {
    const { rows } = await database.query("select from live_value where meter_id = $1", [meterId]);
    return rows.length > 0;
  }, ticking(clock));
});

test("a meter that falls silent is noted, and noted again when it is back", async (t) => {
  const { database, clock, chosen, simulator } = await setUp(t);
  const { serialNumber } = chosen[1]!.meter;
  const failures = async () => {
    const { rows } = await database.query<{ consecutive_failures: number }>(
      `select consecutive_failures
         from communication_state
         join meter on meter.id = meter_id
        where serial_number = $1`,
      [serialNumber],
    );
    return rows[0]?.consecutive_failures;
  };
  await until(async () => (await failures()) === 0, ticking(clock));
  await simulator.simulator.apply({ kind: "unplug", serialNumber, answer: "exception" });
  await until(async () => ((await failures()) ?? 0) >= 2, ticking(clock));
  await simulator.simulator.apply({ kind: "plug", serialNumber });
  await until(async () => (await failures()) === 0, ticking(clock));
  const { rows } = await database.query("select count(*)::int as values from live_value");
  assert.ok(rows[0].values > 20, "live values of the others are there");
});

test("what was learnt of a line is shown beside it, and goes on where the collector left off", async (t) => {
  const { database, clock, lineId } = await setUp(t);
  const pace = async () => {
    const learnt = (await readLinePaces(database, [lineId])).get(lineId);
    return learnt?.pace.atOnce ?? 0;
  };
  await until(async () => (await pace()) === 2, ticking(clock));
  const lastAskedMs = async () => {
    const { rows } = await database.query<{ at: Temporal.Instant }>(
      "select max(last_attempt_at) as at from communication_state",
    );
    return rows[0]?.at.epochMilliseconds ?? 0;
  };
  const nowMs = () => clock.now().epochMilliseconds;
  await database.query("update line set enabled = false where id = $1", [lineId]);
  await until(async () => (await lastAskedMs()) < nowMs() - 60_000, ticking(clock));
  // So many are never full: who begins anew would write 2 here, who goes on leaves it.
  await database.query("update line_pace set at_once = 8 where line_id = $1", [lineId]);
  await database.query("update line set enabled = true where id = $1", [lineId]);
  const startedMs = nowMs() + 60_000;
  await until(async () => (await lastAskedMs()) > startedMs, ticking(clock));
  assert.equal(await pace(), 8);
});
