import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { asId, type ChannelId, type LineId, type MeterId } from "#domain/core/id.ts";
import { MovableClock } from "#platform/clock.ts";
import { createLog } from "#platform/log.ts";
import { listOpenAlarms } from "#storage/alarms.ts";
import { storeAttempts } from "#storage/live-values.ts";
import { createLine, createMeter } from "#storage/meters.ts";
import { createBalanceZone } from "#storage/property.ts";
import { storeReadings } from "#storage/readings.ts";
import { createUser } from "#storage/users.ts";
import { createTestPoint, createTestSite } from "#test/support/metered-site.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { watchBalance } from "./watch-balance.ts";
import { watchCommunication } from "./watch-communication.ts";

const NOON = Temporal.Instant.from("2026-11-20T12:00Z");

async function setUp(t: TestContext) {
  const database = await testDatabase(t);
  const siteId = await createTestSite(database);
  await createUser(database, {
    email: "owner@example.org",
    name: "The owner",
    role: "administrator",
    language: "en",
    tenantId: null,
    passwordHash: "",
    createdAt: NOON,
  });
  const clock = new MovableClock(NOON);
  const log = createLog("silent");
  const open = async () => {
    const rules = ["meter-silent", "line-down", "zone-loss", "zone-surplus"] as const;
    const alarms = await listOpenAlarms(database, { siteId, rules });
    return alarms.map(({ rule }) => rule);
  };
  const mails = async () => {
    const { rows } = await database.query("select subject from outbox_mail order by id");
    return rows.map(({ subject }) => subject as string);
  };
  return { database, siteId, clock, log, open, mails };
}

test("a silent meter is one alarm and one mail; a dead line takes its place; both clear", async (t) => {
  const { database, siteId, clock, log, open, mails } = await setUp(t);
  const lineId = await createLine(database, {
    siteId,
    name: "Gateway 1",
    transport: { kind: "modbus-tcp", host: "127.0.0.1", port: 1, timeoutMs: 500 },
  });
  const meters: MeterId[] = [];
  for (const unitAddress of [1, 2]) {
    const serialNumber = `M${unitAddress}`;
    const meter = { siteId, serialNumber, modelId: "water", lineId, unitAddress };
    meters.push(await createMeter(database, meter));
  }
  const round = async (errors: readonly (string | undefined)[]) => {
    clock.moveTo(clock.now().add({ seconds: 3 }));
    const at = clock.now();
    await database.transaction((tx) =>
      storeAttempts(
        tx,
        meters.map((meterId, n) => ({
          meterId,
          lineId: asId<LineId>(lineId),
          at,
          error: errors[n],
          latencyMs: undefined,
        })),
      ),
    );
    await watchCommunication({ database, clock, log }, NOON);
    return open();
  };
  assert.deepEqual(await round([undefined, undefined]), []);
  assert.deepEqual(await round(["no answer", undefined]), [], "one lost frame is no alarm");
  assert.deepEqual(await round(["no answer", undefined]), ["meter-silent"]);
  assert.deepEqual(await round(["no answer", undefined]), ["meter-silent"]);
  assert.equal((await mails()).length, 1);
  await round(["no answer", "no answer"]);
  assert.deepEqual(await round(["no answer", "no answer"]), ["line-down"]);
  assert.deepEqual(await round([undefined, undefined]), []);
  assert.deepEqual(await mails(), [
    'SmartPM: Meter "M1" does not answer',
    'SmartPM: Line "Gateway 1" is down',
  ]);
});

test("what goes missing is an alarm with its fourth interval, and a hole in the readings is none", async (t) => {
  const { database, siteId, clock, log, open, mails } = await setUp(t);
  const supply = await createTestPoint(database, { siteId, name: "Supply", role: "supply" });
  const shop = await createTestPoint(database, { siteId, name: "Shop" });
  const flat = await createTestPoint(database, { siteId, name: "Flat" });
  await createBalanceZone(database, {
    siteId,
    name: "House",
    commodity: "electricity",
    allowedLossPercent: 3,
    supplyPoints: [supply.servicePointId],
    usePoints: [shop.servicePointId, flat.servicePointId],
  });
  const registers = new Map<ChannelId, number>();
  /** A quarter hour passes: what each of the three has counted; undefined: it was not read. */
  const quarter = async (counted: readonly (number | undefined)[]) => {
    clock.moveTo(clock.now().add({ minutes: 15 }));
    const measuredAt = clock.now();
    const channels = [supply, shop, flat].map(({ channelId }) => channelId);
    await storeReadings(
      database,
      channels.flatMap((channelId, n) => {
        const counts = (registers.get(channelId) ?? 0) + (counted[n] ?? 0);
        registers.set(channelId, counts);
        if (counted[n] === undefined) return [];
        return { channelId, measuredAt, counts, quality: 1, collectedAt: measuredAt };
      }),
    );
    await watchBalance({ database, clock, log });
    return open();
  };
  const honest = [1000, 600, 390];
  const stolen = [1000, 600, 200];
  for (let n = 0; n < 5; n += 1) assert.deepEqual(await quarter(honest), []);
  for (let n = 0; n < 3; n += 1) assert.deepEqual(await quarter(stolen), []);
  assert.deepEqual(await quarter(stolen), ["zone-loss"]);
  assert.deepEqual(await quarter([1000, 600, undefined]), ["zone-loss"], "a hole proves nothing");
  for (let n = 0; n < 4; n += 1) await quarter(honest);
  assert.deepEqual(await quarter(honest), []);
  assert.equal((await mails()).length, 1);
  assert.match((await mails())[0] ?? "", /More goes into "House" than is measured/);
});
