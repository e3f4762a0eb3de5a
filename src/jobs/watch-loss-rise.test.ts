import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { MovableClock } from "#platform/clock.ts";
import { createLog } from "#platform/log.ts";
import { listAlarms } from "#storage/alarms.ts";
import { createBalanceZone } from "#storage/property.ts";
import { createUser } from "#storage/users.ts";
import { habit } from "#test/support/made-zone.ts";
import { createTestPoint, createTestSite, storeLoad } from "#test/support/metered-site.ts";
import { testDatabase } from "#test/support/test-database.ts";
import type { AlarmDetails } from "#domain/alarms/alarm.ts";
import { notifyOfAlarms } from "./notify-of-alarms.ts";
import { watchBalance } from "./watch-balance.ts";
import { watchLossRise } from "./watch-loss-rise.ts";

const FROM = Temporal.Instant.from("2026-10-01T00:00Z");
const DAYS = 24;
const THEFT_DAY = 18;
const REPAIR_DAY = 21;
const QUARTER_MS = 900_000;
const USES = [
  habit(1, { byDay: 60, byNight: 10 }),
  habit(2, { byDay: 40, byNight: 20 }),
  habit(3, { byDay: 12, byNight: 30 }),
  habit(4, { byDay: 80, byNight: 8 }),
];

function isStolen(hour: number): boolean {
  return hour >= THEFT_DAY * 24 && hour < REPAIR_DAY * 24;
}

function used(hour: number): number {
  return USES.reduce((sum, use) => sum + use(hour), 0);
}

/** Four flats and their supply by the hour; one leads a share of its use past for three days. */
async function setUp(
  t: TestContext,
  thief: { readonly flat: number; readonly share: number } = { flat: 3, share: 0.5 },
) {
  const database = await testDatabase(t);
  const siteId = await createTestSite(database);
  const createdAt = FROM;
  const account = { email: "owner@example.org", name: "The owner", role: "administrator" } as const;
  await createUser(database, {
    ...account,
    language: "en",
    tenantId: null,
    passwordHash: "",
    createdAt,
  });
  const supply = await createTestPoint(database, { siteId, name: "Supply", role: "supply" });
  const flats = [];
  for (const n of USES.keys()) {
    flats.push(await createTestPoint(database, { siteId, name: `Flat ${n + 1}` }));
  }
  await createBalanceZone(database, {
    siteId,
    name: "House",
    commodity: "electricity",
    allowedLossPercent: 10,
    supplyPoints: [supply.servicePointId],
    usePoints: flats.map(({ servicePointId }) => servicePointId),
  });
  const range = { from: FROM.toString(), to: FROM.add({ hours: DAYS * 24 }).toString() };
  const store = async (channelId: typeof supply.channelId, amount: (hour: number) => number) => {
    const sums = [0];
    for (let hour = 0; hour < DAYS * 24; hour += 1) sums.push((sums[hour] ?? 0) + amount(hour));
    const counts = (ms: number) => {
      const quarter = (ms - FROM.epochMilliseconds) / QUARTER_MS;
      const hour = Math.floor(quarter / 4);
      const before = sums[hour] ?? 0;
      return Math.round(before + (((sums[hour + 1] ?? before) - before) * (quarter % 4)) / 4);
    };
    await storeLoad(database, { channelId, ...range, counts });
  };
  await store(supply.channelId, (hour) => 1.02 * used(hour) + 3);
  for (const [n, use] of USES.entries()) {
    const channelId = flats[n]?.channelId ?? supply.channelId;
    const left = n === thief.flat - 1 ? 1 - thief.share : 1;
    await store(channelId, (hour) => (isStolen(hour) ? left : 1) * use(hour));
  }
  const clock = new MovableClock(FROM);
  /** What the alarms are after a look at some hour of a day, by the rules of `watches`. */
  const look = async (day: number, { hour = 0, watches = [watchLossRise] } = {}) => {
    clock.moveTo(FROM.add({ hours: day * 24 + hour }));
    for (const watch of watches) await watch({ database, clock, log: createLog("silent") });
    clock.moveTo(clock.now().add({ seconds: 10 }));
    await notifyOfAlarms({ database, clock });
    return listAlarms(database, { now: clock.now(), atMost: 10 });
  };
  return { database, look };
}

test("a small new loss within the allowed one is an alarm that names the meter, and clears", async (t) => {
  const { database, look } = await setUp(t);
  assert.deepEqual(await look(THEFT_DAY), []);
  const [raised] = await look(THEFT_DAY + 1);
  assert.equal(raised?.state, "raised");
  const details = raised.details as Extract<AlarmDetails, { rule: "zone-loss-risen" }>;
  assert.equal(details.rule, "zone-loss-risen");
  assert.equal(details.suspects[0]?.name, "Flat 3");
  assert.equal(String(details.from), FROM.add({ hours: THEFT_DAY * 24 }).toString());

  const [renewed] = await look(THEFT_DAY + 2);
  assert.equal(renewed?.id, raised.id, "the same alarm");
  const later = renewed.details as typeof details;
  assert.ok(Number(later.missing) > 1.5 * Number(details.missing), "with the figures of now");

  const [cleared] = await look(REPAIR_DAY + 2);
  assert.equal(cleared?.state, "cleared");
  const { rows } = await database.query("select subject, body from outbox_mail");
  assert.equal(rows.length, 1, "one mail");
  assert.match(
    rows[0].body,
    /1\. Flat 3: \d+ %; \d+\.\d kWh missing; its meter would record \d+ % of the truth/,
  );
});

test("a loss that both rules see is one alarm, which gets its suspects and clears when repaired", async (t) => {
  const { database, look } = await setUp(t, { flat: 4, share: 0.9 });
  const watches = [watchBalance, watchLossRise];
  assert.deepEqual(await look(THEFT_DAY, { watches }), []);
  const [raised] = await look(THEFT_DAY, { hour: 10, watches });
  assert.ok(raised);
  assert.equal((raised.details as AlarmDetails).rule, "zone-loss");

  const both = await look(THEFT_DAY + 1, { hour: 10, watches });
  assert.deepEqual(
    both.map(({ id, state }) => [id, state]),
    [[raised.id, "raised"]],
  );
  const details = both[0]?.details as Extract<AlarmDetails, { rule: "zone-loss" }>;
  assert.equal(details.suspects?.[0]?.name, "Flat 4");

  // No night, in which a thief who uses little looks like a repair.
  const repaired = await look(REPAIR_DAY, { hour: 16, watches });
  const later = await look(REPAIR_DAY + 1, { hour: 16, watches });
  for (const alarms of [repaired, later]) {
    assert.deepEqual(
      alarms.map(({ id, state }) => [id, state]),
      [[raised.id, "cleared"]],
    );
  }
  const { rows } = await database.query("select from outbox_mail");
  assert.equal(rows.length, 1, "one mail");
});
