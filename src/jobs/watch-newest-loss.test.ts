import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import type { AlarmDetails } from "#domain/alarms/alarm.ts";
import type { ServicePointId } from "#domain/core/id.ts";
import { MovableClock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import { createLog } from "#platform/log.ts";
import { noiseAt } from "#simulator/seeded-noise.ts";
import {
  acknowledgeAlarm,
  listAlarms,
  renewAlarm,
  revivedDetails,
  shelveAlarm,
} from "#storage/alarms.ts";
import { listBalanceZones } from "#storage/balance-zones.ts";
import { addAddOn } from "#storage/lease-add-ons.ts";
import { attachServicePoint, createLease } from "#storage/leases.ts";
import { createBalanceZone, createSpace } from "#storage/property.ts";
import { addTariffVersion, createTariff } from "#storage/tariffs.ts";
import { createTenant } from "#storage/tenants.ts";
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
/** A second one, from three hours after the first on, for two hours. */
const SECOND_STOLEN = { from: STOLEN.from + 12, to: STOLEN.from + 20 };
const SECOND_THIEF = 4;

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

/** Five flats behind a supply; what is stolen is `share` of the third one's use, and of the fifth one's. */
async function setUp(t: TestContext, share: number, ofSecond = 0) {
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
    await store(channelId, (quarter) => {
      const isSecond = quarter >= SECOND_STOLEN.from && quarter < SECOND_STOLEN.to;
      const [ofThief, ofOther] = [isStolen(quarter) ? share : 0, isSecond ? ofSecond : 0];
      const led = flat === THIEF ? ofThief : flat === SECOND_THIEF ? ofOther : 0;
      return (1 - led) * used(flat, quarter);
    });
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
  /** What the alarms are after a quarter hour that only the rule of the allowed loss has seen. */
  const seeAboveAllowed = async (quarters: number) => {
    clock.moveTo(FROM.add({ minutes: 15 * quarters, seconds: 10 }));
    await watchBalance({ database, clock, log: createLog("silent") });
    return listAlarms(database, { now: clock.now(), atMost: 10 });
  };
  const thief = flats[THIEF]?.servicePointId ?? assert.fail("no such flat");
  return { database, lookAfter, seeAboveAllowed, thief };
}

/** Lets a flat by 0.30 EUR a kWh and 20 % VAT, and 0.10 EUR a kWh without beside it. */
async function letFlat(database: Database, servicePointId: ServicePointId) {
  const { siteId } = (await listBalanceZones(database))[0] ?? assert.fail("no zone");
  const spaceId = await createSpace(database, { siteId, kind: "unit", name: "Flat" });
  const tenantId = await createTenant(database, { siteId, name: "Harbour Bakery" });
  const startsOn = Temporal.PlainDate.from("2026-01-01");
  const leaseId = await createLease(database, { tenantId, spaceId, startsOn, endsOn: undefined });
  const tariff = { siteId, name: "Flat rate", commodity: "electricity" } as const;
  const tariffId = await createTariff(database, tariff);
  const document = {
    format: "smartpm-tariff/1",
    name: "Flat rate",
    commodity: "electricity",
    currency: "EUR",
    charges: [
      { kind: "consumption", id: "energy", label: "Energy", price: "0.30" },
      { kind: "fixed", id: "meter", label: "Meter", price: "9.00", per: "month", prorate: "days" },
    ],
    taxes: [{ id: "vat", label: "VAT", percent: "20" }],
  };
  await addTariffVersion(database, { tariffId, effectiveFrom: startsOn, document });
  assert.ok((await attachServicePoint(database, { leaseId, servicePointId, tariffId })).ok);
  const grid = await createTariff(database, { ...tariff, name: "Grid" });
  await addTariffVersion(database, {
    tariffId: grid,
    effectiveFrom: startsOn,
    document: {
      ...document,
      name: "Grid",
      charges: [{ kind: "consumption", id: "grid", label: "Grid", price: "0.10" }],
      taxes: [],
    },
  });
  const beside = { leaseId, servicePointId, tariffId: grid, startsOn, endsOn: undefined };
  assert.ok(await addAddOn(database, beside));
}

test("a suspect whose tenant has a tariff is told with the money that is missing, others without", async (t) => {
  const { database, lookAfter, thief } = await setUp(t, 0.3);
  await letFlat(database, thief);
  for (const quarters of [1, 8]) {
    const [alarm] = await lookAfter(STOLEN.from + quarters);
    assert.ok(alarm);
    const { suspects } = alarm.details as Extract<AlarmDetails, { rule: "zone-loss-risen" }>;
    const [first, ...others] = suspects;
    assert.equal(first?.cost?.currency, "EUR");
    // 0.30 a kWh, 20 % of it, and 0.10; the energy is told to 0.05 kWh, which are 2.3 cents, and two of rounding.
    const [cents, energy] = [Number(first.cost.amountMinor), Number(first.missing)];
    assert.ok(Math.abs(cents - 46 * energy) <= 4.3, `${cents} cents of ${energy} kWh`);
    assert.ok(others.every(({ cost }) => cost === undefined));
  }
  const { rows } = await database.query<{ body: string }>("select body from outbox_mail");
  assert.match(rows[0]?.body ?? "", /1\. Flat 3: .*kWh missing; about \d\.\d\d EUR by its tariff/);
});

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

test("a second thief raises the standing alarm again, by name, and one more mail goes out", async (t) => {
  const { database, lookAfter } = await setUp(t, 0.3, 0.4);
  for (let quarter = STOLEN.from; quarter < SECOND_STOLEN.from; quarter += 1) {
    await lookAfter(quarter);
  }
  const [standing] = await lookAfter(SECOND_STOLEN.from);
  assert.ok(standing);
  assert.equal(standing.raisedAgainAt, null);
  const at = FROM.add({ minutes: 15 * SECOND_STOLEN.from, seconds: 30 });
  const seenTo = { id: standing.id, by: "The owner", note: "I go and look", at };
  await acknowledgeAlarm(database, seenTo);
  await shelveAlarm(database, { ...seenTo, until: at.add({ hours: 8 }) });

  // 160 of some 1,230 counts.
  const [again, ...others] = await lookAfter(SECOND_STOLEN.from + 1);
  assert.deepEqual(others, [], "one alarm a zone");
  assert.equal(again?.id, standing.id);
  assert.equal(again.state, "raised", "who saw to the first thief did not see to the second");
  assert.equal(again.shelvedUntil, null);
  assert.equal(String(again.raisedAt), String(standing.raisedAt));
  assert.notEqual(again.raisedAgainAt, null);
  type Details = Extract<AlarmDetails, { rule: "zone-loss-risen" }>;
  const told = again.details as Details;
  const [grown, ...more] = told.grown ?? [];
  assert.deepEqual(more, []);
  assert.equal(String(grown?.from), FROM.add({ minutes: 15 * SECOND_STOLEN.from }).toString());
  assert.equal(grown?.suspects[0]?.name, "Flat 5");
  assert.equal(told.suspects[0]?.name, "Flat 3");
  const subjects = async () =>
    (await database.query<{ subject: string }>("select subject from outbox_mail order by id")).rows;
  assert.deepEqual(
    (await subjects()).map(({ subject }) => subject),
    ['SmartPM: "House" loses more than it used to', 'SmartPM: "House" loses still more'],
  );

  for (let quarter = SECOND_STOLEN.from + 2; quarter <= SECOND_STOLEN.to + 4; quarter += 1) {
    await lookAfter(quarter);
  }
  const [later] = await lookAfter(SECOND_STOLEN.to + 5);
  assert.equal(later?.state, "raised", "the first one goes on");
  const [ended, ...none] = (later.details as Details).grown ?? [];
  assert.deepEqual(none, []);
  assert.notEqual(ended?.endedAt, null, "the second one has stopped");
  assert.equal((await subjects()).length, 2, "told once");
});

test("a second thief raises the alarm of a loss above the allowed one again, by name", async (t) => {
  const { database, lookAfter, seeAboveAllowed, thief } = await setUp(t, 0.6, 0.4);
  const [standing, ...none] = await seeAboveAllowed(STOLEN.from + 1);
  assert.deepEqual(none, []);
  assert.ok(standing);
  const details = revivedDetails(standing.details);
  assert.ok(details.rule === "zone-loss");
  const first = { servicePointId: thief, name: "Flat 3", confidencePercent: 97 };
  const figures = { missing: "9.0", recordedPercent: 40, reasons: [] };
  // What watch-loss-rise.ts adds as hours come in.
  await renewAlarm(database, {
    id: standing.id,
    details: { ...details, suspects: [{ ...first, ...figures }] },
  });
  for (let quarter = STOLEN.from + 2; quarter <= SECOND_STOLEN.from; quarter += 1) {
    const [quiet] = await lookAfter(quarter);
    assert.equal(quiet?.raisedAgainAt, null, `quarter ${quarter}`);
  }

  const [again, ...others] = await lookAfter(SECOND_STOLEN.from + 1);
  assert.deepEqual(others, [], "one alarm a zone");
  assert.equal(again?.id, standing.id);
  assert.notEqual(again.raisedAgainAt, null);
  const told = revivedDetails(again.details);
  assert.ok(told.rule === "zone-loss");
  assert.equal(told.grown?.[0]?.suspects[0]?.name, "Flat 5");
  assert.equal(told.suspects?.[0]?.name, "Flat 3");
  const { rows } = await database.query<{ subject: string; body: string }>(
    "select subject, body from outbox_mail order by id",
  );
  assert.deepEqual(
    rows.map(({ subject }) => subject),
    ['SmartPM: More goes into "House" than is measured', 'SmartPM: "House" loses still more'],
  );
  assert.match(rows[1]?.body ?? "", /1\. Flat 5.*\n(.*\n)*.*would be no alarm/);
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
