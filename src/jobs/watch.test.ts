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
import { notifyOfAlarms } from "./notify-of-alarms.ts";
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
    const alarms = await listOpenAlarms(database, { siteId, rules, now: clock.now() });
    return alarms.map(({ rule }) => rule);
  };
  /** All that was mailed, ten seconds after the newest alarm. */
  const mails = async () => {
    clock.moveTo(clock.now().add({ seconds: 10 }));
    await notifyOfAlarms({ database, clock });
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
  for (const unitAddress of ["1", "2"]) {
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
          errorKind: errors[n] && "no-answer",
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

/** A zone of a supply, a shop and a flat, read every quarter hour; one count is 0.1 kWh. */
async function meteredZone(t: TestContext) {
  const all = await setUp(t);
  const { database, siteId, clock, log, open } = all;
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
  const quarter = async (
    counted: readonly (number | undefined)[],
    lateSeconds: readonly number[] = [0, 0, 0],
  ) => {
    clock.moveTo(clock.now().add({ minutes: 15 }));
    const measuredAt = clock.now();
    const channels = [supply, shop, flat].map(({ channelId }) => channelId);
    await storeReadings(
      database,
      channels.flatMap((channelId, n) => {
        const counts = (registers.get(channelId) ?? 0) + (counted[n] ?? 0);
        registers.set(channelId, counts);
        if (counted[n] === undefined) return [];
        const collectedAt = measuredAt.add({ seconds: lateSeconds[n] ?? 0 });
        return { channelId, measuredAt, counts, quality: 1, collectedAt };
      }),
    );
    await watchBalance({ database, clock, log });
    return open();
  };
  return { ...all, quarter };
}

const HONEST = [1000, 600, 390];
const STOLEN = [1000, 600, 200];

test("a bypassed meter is an alarm with the first interval, one mail, and clears", async (t) => {
  const { quarter, mails } = await meteredZone(t);
  for (let n = 0; n < 5; n += 1) assert.deepEqual(await quarter(HONEST), []);
  assert.deepEqual(await quarter(STOLEN), ["zone-loss"]);
  assert.deepEqual(await quarter(STOLEN), ["zone-loss"]);
  assert.deepEqual(await quarter([1000, 600, undefined]), ["zone-loss"], "a hole proves nothing");
  for (let n = 0; n < 4; n += 1) await quarter(HONEST);
  assert.deepEqual(await quarter(HONEST), []);
  assert.equal((await mails()).length, 1);
  assert.match((await mails())[0] ?? "", /More goes into "House" than is measured/);
});

test("a supply meter that is read two minutes late steals nothing", async (t) => {
  const { quarter } = await meteredZone(t);
  for (let n = 0; n < 5; n += 1) assert.deepEqual(await quarter(HONEST), []);
  // Two more minutes of 15: 1133 instead of 1000, and the next interval has 867.
  assert.deepEqual(await quarter([1133, 600, 390], [120, 0, 0]), []);
  assert.deepEqual(await quarter([867, 600, 390]), []);
  for (let n = 0; n < 4; n += 1) assert.deepEqual(await quarter(HONEST), []);
});

test("a line that is always read in the same order is punctual enough", async (t) => {
  const { quarter } = await meteredZone(t);
  const order = [2, 30, 40];
  for (let n = 0; n < 5; n += 1) assert.deepEqual(await quarter(HONEST, order), []);
  assert.deepEqual(await quarter(STOLEN, order), ["zone-loss"]);
});
