import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import type { AlarmDetails } from "#domain/alarms/alarm.ts";
import { MovableClock } from "#platform/clock.ts";
import { createLog } from "#platform/log.ts";
import { noiseAt } from "#simulator/seeded-noise.ts";
import { listAlarms } from "#storage/alarms.ts";
import { createBalanceZone } from "#storage/property.ts";
import { createUser } from "#storage/users.ts";
import { createTestPoint, createTestSite, storeLoad } from "#test/support/metered-site.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { notifyOfAlarms } from "./notify-of-alarms.ts";
import { watchBalance } from "./watch-balance.ts";
import { type LearnedZones, watchNewestLoss } from "./watch-newest-loss.ts";

const FROM = Temporal.Instant.from("2026-10-01T00:00Z");
const DAYS = 24;
const QUARTERS = DAYS * 96;
const QUARTER_MS = 900_000;
const DAY_STARTS = 32;
const DAY_ENDS = 72;
/** From noon of the 21st day on, for six hours. */
const STOLEN = { from: 20 * 96 + 48, to: 20 * 96 + 72 };
const THIEF = 2;

/** Counts of five flats in a quarter hour by day and by night, each straying by a twentieth. */
const FLATS = [
  [300, 50],
  [200, 100],
  [250, 40],
  [60, 150],
  [400, 60],
] as const;

function used(flat: number, quarter: number): number {
  const ofDay = quarter % 96;
  const [byDay, byNight] = FLATS[flat] ?? [0, 0];
  const usual = ofDay >= DAY_STARTS && ofDay < DAY_ENDS ? byDay : byNight;
  return usual * (0.95 + 0.1 * noiseAt(flat + 1, quarter));
}

function quarterAt(ms: number): number {
  return (ms - FROM.epochMilliseconds) / QUARTER_MS;
}

function isStolen(quarter: number): boolean {
  return quarter >= STOLEN.from && quarter < STOLEN.to;
}

/** Five flats behind a supply; what is stolen is `share` of the third one's use. */
async function setUp(t: TestContext, share: number) {
  const database = await testDatabase(t);
  const siteId = await createTestSite(database);
  await createUser(database, {
    email: "owner@example.org",
    name: "The owner",
    role: "administrator",
    language: "en",
    tenantId: null,
    passwordHash: "",
    createdAt: FROM,
  });
  const supply = await createTestPoint(database, { siteId, name: "Supply", role: "supply" });
  const flats = [];
  for (const n of FLATS.keys()) {
    flats.push(await createTestPoint(database, { siteId, name: `Flat ${n + 1}` }));
  }
  await createBalanceZone(database, {
    siteId,
    name: "House",
    commodity: "electricity",
    allowedLossPercent: 8,
    supplyPoints: [supply.servicePointId],
    usePoints: flats.map(({ servicePointId }) => servicePointId),
  });
  const range = { from: FROM.toString(), to: FROM.add({ hours: DAYS * 24 }).toString() };
  const store = async (channelId: typeof supply.channelId, amount: (quarter: number) => number) => {
    const sums = new Float64Array(QUARTERS + 1);
    for (let n = 0; n < QUARTERS; n += 1) sums[n + 1] = (sums[n] ?? 0) + amount(n);
    await storeLoad(database, {
      channelId,
      ...range,
      counts: (ms) => Math.floor(sums[quarterAt(ms)] ?? 0),
    });
  };
  await store(supply.channelId, (quarter) => {
    const all = FLATS.reduce((sum, _, flat) => sum + used(flat, quarter), 0);
    return 1.02 * all + 3;
  });
  for (const [flat, { channelId }] of flats.entries()) {
    await store(channelId, (quarter) =>
      flat === THIEF && isStolen(quarter) ? (1 - share) * used(flat, quarter) : used(flat, quarter),
    );
  }
  const clock = new MovableClock(FROM);
  const learned: LearnedZones = new Map();
  /** What the alarms are ten seconds after the end of a quarter hour. */
  const lookAfter = async (quarters: number) => {
    clock.moveTo(FROM.add({ minutes: 15 * quarters, seconds: 10 }));
    const options = { database, clock, log: createLog("silent") };
    await watchNewestLoss(options, learned);
    await watchBalance(options);
    clock.moveTo(clock.now().add({ seconds: 10 }));
    await notifyOfAlarms({ database, clock });
    return listAlarms(database, { now: clock.now(), atMost: 10 });
  };
  return { database, lookAfter };
}

test("a small theft is an alarm with its first interval, names the meter, and clears after repair", async (t) => {
  const { database, lookAfter } = await setUp(t, 0.3);
  assert.deepEqual(await lookAfter(STOLEN.from), []);
  // 75 of some 1,230 counts: 6 %, which an allowed loss of 8 % hides from the plain rule.
  const [raised] = await lookAfter(STOLEN.from + 1);
  assert.equal(raised?.state, "raised");
  const details = raised.details as Extract<AlarmDetails, { rule: "zone-loss-risen" }>;
  assert.equal(details.rule, "zone-loss-risen");
  assert.equal(details.suspects[0]?.name, "Flat 3");
  assert.equal(String(details.from), FROM.add({ minutes: 15 * STOLEN.from }).toString());

  const [later] = await lookAfter(STOLEN.from + 8);
  assert.equal(later?.id, raised.id);
  const renewed = later.details as typeof details;
  assert.ok(Number(renewed.missing) > 4 * Number(details.missing), "with the figures of now");

  assert.equal((await lookAfter(STOLEN.to))[0]?.state, "raised");
  // Half an hour by day, in which he uses as much as ever, is enough.
  const all = await lookAfter(STOLEN.to + 2 * 96 - 20);
  assert.deepEqual(
    all.map(({ id, state }) => [id, state]),
    [[raised.id, "cleared"]],
  );
  const { rows } = await database.query("select subject from outbox_mail");
  assert.equal(rows.length, 1, "one mail");
});

test("a theft that every rule sees is one alarm, that of the rule which names a meter", async (t) => {
  const { database, lookAfter } = await setUp(t, 0.9);
  assert.deepEqual(await lookAfter(STOLEN.from), []);
  await lookAfter(STOLEN.from + 1);
  const [raised, ...others] = await lookAfter(STOLEN.from + 5);
  assert.deepEqual(others, []);
  assert.ok(raised);
  assert.equal((raised.details as AlarmDetails).rule, "zone-loss-risen");
  const { rows } = await database.query("select subject from outbox_mail");
  assert.equal(rows.length, 1);
});

test("three weeks of an honest house are no alarm", async (t) => {
  const { lookAfter } = await setUp(t, 0);
  for (let quarter = 14 * 96; quarter < 16 * 96; quarter += 3) {
    assert.deepEqual(await lookAfter(quarter), [], `quarter ${quarter}`);
  }
});
