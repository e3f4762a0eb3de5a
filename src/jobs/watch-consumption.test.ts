import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { MovableClock } from "#platform/clock.ts";
import { createLog } from "#platform/log.ts";
import { listAlarms } from "#storage/alarms.ts";
import { createLease } from "#storage/leases.ts";
import { createSpace } from "#storage/property.ts";
import { createTenant } from "#storage/tenants.ts";
import { createUser } from "#storage/users.ts";
import { createTestPoint, createTestSite, storeLoad } from "#test/support/metered-site.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { notifyOfAlarms } from "./notify-of-alarms.ts";
import { watchConsumption } from "./watch-consumption.ts";

/** A midnight in Berlin. */
const FROM = Temporal.Instant.from("2026-05-31T22:00Z");
const DAYS = 44;
const HOUR_MS = 3_600_000;
const ODD_DAY = 36;
const REPAIR_DAY = 39;

/** A count is 0.1 of the unit. The amount of each hour, spread evenly over its quarters. */
function register(countsInHour: (day: number, hour: number) => number) {
  const sums = [0];
  for (let at = 0; at < DAYS * 24; at += 1) {
    sums.push((sums[at] ?? 0) + countsInHour(Math.floor(at / 24), at % 24));
  }
  return (ms: number) => {
    const hours = (ms - FROM.epochMilliseconds) / HOUR_MS;
    const at = Math.floor(hours);
    const before = sums[at] ?? 0;
    return Math.round(before + ((sums[at + 1] ?? before) - before) * (hours - at));
  };
}

function byDay(hour: number): number {
  return hour < 6 ? 0 : 200;
}

function isOdd(day: number): boolean {
  return day >= ODD_DAY && day < REPAIR_DAY;
}

async function setUp(t: TestContext) {
  const database = await testDatabase(t);
  const siteId = await createTestSite(database);
  const account = { email: "owner@example.org", name: "The owner", role: "administrator" } as const;
  await createUser(database, {
    ...account,
    language: "en",
    tenantId: null,
    passwordHash: "",
    createdAt: FROM,
  });
  const range = { from: FROM.toString(), to: FROM.add({ hours: DAYS * 24 }).toString() };
  const water = { siteId, commodity: "cold-water", unit: "l" } as const;
  const leaking = await createTestPoint(database, { ...water, name: "Flat 1 water" });
  const sound = await createTestPoint(database, { ...water, name: "Flat 2 water" });
  const shop = await createTestPoint(database, { siteId, name: "Shop" });
  await storeLoad(database, {
    ...range,
    channelId: leaking.channelId,
    counts: register((day, hour) => byDay(hour) + (isOdd(day) ? 120 : 0)),
  });
  await storeLoad(database, {
    ...range,
    channelId: sound.channelId,
    counts: register((_, hour) => byDay(hour)),
  });
  await storeLoad(database, {
    ...range,
    channelId: shop.channelId,
    counts: register((day) => (day === ODD_DAY ? 44 : 20)),
  });
  const clock = new MovableClock(FROM);
  /** The alarms after a look at some hour of a day. */
  const look = async (day: number, hour = 0) => {
    clock.moveTo(FROM.add({ hours: day * 24 + hour }));
    await watchConsumption({ database, clock, log: createLog("silent") });
    clock.moveTo(clock.now().add({ seconds: 10 }));
    await notifyOfAlarms({ database, clock });
    const alarms = await listAlarms(database, { now: clock.now(), atMost: 10 });
    return alarms.map(({ state, kind, source, details }) => {
      const { rule } = details as { readonly rule: string };
      return { what: `${rule} ${source.name} ${state}`, kind, source, details };
    });
  };
  return { database, siteId, leaking, shop, look };
}

test("a leak is told in its third night and a shop's odd day at its end, once, and both clear", async (t) => {
  const { database, leaking, shop, look } = await setUp(t);
  assert.deepEqual(await look(ODD_DAY), [], "five weeks in which nothing happened");
  const [odd, ...others] = await look(ODD_DAY + 1);
  assert.deepEqual(others, [], "no leak after one night");
  assert.equal(odd?.what, "use-unusual Shop raised");
  assert.deepEqual(odd.source, { kind: "meter", id: shop.meterId, name: "Shop" });
  // 24 hours of 4.4 against 24 of 2: the excess 57.6 is above the usual 48.
  const { used, usual } = odd.details as Record<string, unknown>;
  assert.deepEqual([used, usual], ["105.6", "48.0"]);

  const third = await look(ODD_DAY + 2, 6);
  const leak = third.find(({ what }) => what === "water-never-still Flat 1 water raised");
  assert.equal(leak?.kind, "consumption");
  assert.equal(leak.source.id, leaking.meterId);
  assert.deepEqual(leak.details, {
    rule: "water-never-still",
    from: FROM.add({ hours: ODD_DAY * 24 + 1 }).toString(),
    nights: 3,
    leastLitresPerHour: "12",
  });
  await look(ODD_DAY + 2, 7);

  const after = await look(REPAIR_DAY + 1, 6);
  assert.deepEqual(
    after.map(({ what }) => what).toSorted(),
    ["use-unusual Shop cleared", "water-never-still Flat 1 water cleared"],
    "one alarm each, the sound flat none",
  );
  const { rows } = await database.query("select subject from outbox_mail order by id");
  assert.deepEqual(
    rows.map(({ subject }) => subject),
    ['SmartPM: "Shop" uses far more than usual', 'SmartPM: Water never rests at "Flat 1 water"'],
  );
});

test("a tenant who moves into a flat that stood empty is no odd use, unless its lease is not told", async (t) => {
  const { database, siteId, look } = await setUp(t);
  const { servicePointId, channelId } = await createTestPoint(database, { siteId, name: "Flat 3" });
  const movesIn = (day: number) => (day < ODD_DAY ? 0 : 20);
  const to = FROM.add({ hours: DAYS * 24 }).toString();
  await storeLoad(database, { from: FROM.toString(), to, channelId, counts: register(movesIn) });
  const spaceId = await createSpace(database, { siteId, kind: "unit", name: "Flat 3" });
  const tenantId = await createTenant(database, { siteId, name: "Harbour Bakery" });
  const startsOn = Temporal.PlainDate.from("2026-06-01").add({ days: ODD_DAY });
  await createLease(database, { tenantId, spaceId, startsOn });

  const oddOnesAt = async (hour: number) => {
    const alarms = await look(ODD_DAY + 1, hour);
    return alarms.map(({ what }) => what).filter((what) => what.includes("Flat 3"));
  };
  const putInto = async (space: typeof spaceId | null) => {
    await database.query("update service_point set space_id = $1 where id = $2", [
      space,
      servicePointId,
    ]);
  };
  await putInto(spaceId);
  assert.deepEqual(await oddOnesAt(0), []);
  await putInto(null);
  assert.deepEqual(await oddOnesAt(1), ["use-unusual Flat 3 raised"]);
});
