import assert from "node:assert/strict";
import { test } from "node:test";
import type { Fault } from "#domain/core/fault.ts";
import { faultText } from "#domain/core/fault.ts";
import { runDueBills } from "#jobs/run-due-bills.ts";
import { MovableClock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import { createLog } from "#platform/log.ts";
import { listBillRuns } from "#storage/bill-run-views.ts";
import { attachServicePoint, createLease } from "#storage/leases.ts";
import { createSpace } from "#storage/property.ts";
import { addTariffVersion } from "#storage/tariffs.ts";
import { createTenant } from "#storage/tenants.ts";
import { contents, LADDER, letUnit, onlyBill, STEADY } from "#test/support/let-unit.ts";
import { createTestPoint, storeSteadyReadings } from "#test/support/metered-site.ts";

const FIRST_OF_JULY = Temporal.Instant.from("2026-07-01T03:00Z");
const log = createLog("silent");
const day = (text: string) => Temporal.PlainDate.from(text);

async function faultsOfRun(database: Database): Promise<readonly Fault[]> {
  const [run] = await listBillRuns(database, { atMost: 1 });
  return run?.faults ?? assert.fail("no bill run");
}

/*
 * 38.4 kWh a day since 1 June. The meter falls silent at midnight after the 20th and is read again
 * at midnight before 6 July: 15 days at 38.4 are 576 kWh, spread evenly. June is 30 × 38.4 = 1152.0
 * kWh, a third of it estimated; July 31 × 38.4 = 1190.4 kWh. Nothing in between is lost.
 */
test("the schedule waits for a silent meter, and what it counted meanwhile is billed", async (t) => {
  const { database, attach } = await letUnit(t, "2026-06-01");
  const { channelId } = await attach("Unit 1 electricity");
  await storeSteadyReadings(database, { ...STEADY, channelId, to: "2026-06-20T22:00Z" });
  const clock = new MovableClock(FIRST_OF_JULY);
  assert.equal(await runDueBills({ database, clock, log }), 0);
  assert.equal(
    (await faultsOfRun(database)).map(faultText).join(),
    "Harbour Bakery: Unit 1 electricity was last read at 2026-06-21 00:00, before the billing period ends (the bill is made by itself once the meter has been read again; billed by hand, it is without what was used since)",
  );

  await storeSteadyReadings(database, { ...STEADY, channelId, from: "2026-07-05T22:00Z" });
  assert.equal(await runDueBills({ database, clock, log }), 1);
  assert.deepEqual(await faultsOfRun(database), []);
  clock.moveTo(Temporal.Instant.from("2026-08-01T03:00Z"));
  assert.equal(await runDueBills({ database, clock, log }), 1);
  const [june, july] = (await contents(database)).map(({ points }) => points[0]!);
  assert.ok(june && july);
  assert.equal(june.consumption, "1152.0");
  assert.equal(june.estimatedShare, "0.3333");
  assert.equal(july.consumption, "1190.4");
  assert.equal(june.closing.measuredAt, "2026-06-30T22:00:00Z");
  assert.equal(june.closing.quality, 2);
  assert.deepEqual(july.opening, june.closing);
  const climbed = Number(june.closing.value) - Number(june.opening.value);
  assert.equal(climbed.toFixed(1), june.consumption);
});

test("a meter that was silent all month is waited for, and not billed as if nothing was used", async (t) => {
  const { database, attach } = await letUnit(t, "2026-06-01");
  const { channelId } = await attach("Unit 1 electricity");
  const beforeJune = { from: "2026-05-20T22:00Z", to: "2026-05-31T22:00Z", counts: 4 };
  await storeSteadyReadings(database, { ...beforeJune, channelId });
  const clock = new MovableClock(FIRST_OF_JULY);
  assert.equal(await runDueBills({ database, clock, log }), 0);
  const faults = await faultsOfRun(database);
  assert.deepEqual(
    faults.map(({ code }) => code),
    ["billing.readings-late"],
  );
});

test("billed by hand, a silent meter's bill says how long it was not read", async (t) => {
  const unit = await letUnit(t, "2026-06-01");
  const { channelId } = await unit.attach("Unit 1 electricity");
  await storeSteadyReadings(unit.database, { ...STEADY, channelId, to: "2026-06-20T22:00Z" });
  const billed = await unit.bill("2026-06-01", "2026-07-01");
  assert.ok(billed.ok);
  assert.equal(
    billed.value.faults.map(faultText).join(),
    "Harbour Bakery: Unit 1 electricity has no readings for 240 hours of the billing period; what was used then is not on the bill (load the readings, or settle it with the tenant)",
  );
  const [point] = (await onlyBill(unit)).points;
  assert.equal(point?.consumption, "768.0");
  assert.equal(point?.closing.measuredAt, "2026-06-20T22:00:00Z");
  assert.equal(point?.closing.quality, 1);
});

test("what one bill lacks stays known while the run goes on for another lease", async (t) => {
  const { database, siteId, attach } = await letUnit(t, "2026-06-01");
  const { channelId, tariffId } = await attach("Unit 1 electricity");
  await attach("Unit 1 cellar");
  await storeSteadyReadings(database, { ...STEADY, channelId });
  const late = await createTestPoint(database, { siteId, name: "Unit 2 electricity" });
  const { channelId: lateId, servicePointId } = late;
  await storeSteadyReadings(database, {
    ...STEADY,
    channelId: lateId,
    to: "2026-06-20T22:00Z",
  });
  const spaceId = await createSpace(database, { siteId, kind: "unit", name: "Unit 2" });
  const tenantId = await createTenant(database, { siteId, name: "Riverside Books" });
  const leaseId = await createLease(database, { tenantId, spaceId, startsOn: day("2026-06-01") });
  await attachServicePoint(database, { leaseId, servicePointId, tariffId });

  const clock = new MovableClock(FIRST_OF_JULY);
  assert.equal(await runDueBills({ database, clock, log }), 1);
  for (let again = 0; again < 2; again += 1) {
    assert.equal(await runDueBills({ database, clock, log }), 0);
    const faults = await faultsOfRun(database);
    assert.deepEqual(faults.map(({ code, subject }) => `${subject} ${code}`).toSorted(), [
      "Harbour Bakery billing.no-readings",
      "Riverside Books billing.readings-late",
    ]);
  }
});

/** 30 days of 38.4 kWh are 1152.0 kWh; another system was seen to bill no energy at all here. */
test("a tenant with two meters, the second of which has no rows yet, is billed for the first", async (t) => {
  const { database, attach } = await letUnit(t, "2026-06-01");
  const { channelId } = await attach("Unit 1 electricity");
  await attach("Unit 1 cellar");
  await storeSteadyReadings(database, { ...STEADY, channelId });
  const clock = new MovableClock(FIRST_OF_JULY);
  assert.equal(await runDueBills({ database, clock, log }), 1);
  const [bill] = await contents(database);
  assert.deepEqual(
    bill?.points.map(({ name, consumption }) => [name, consumption]),
    [["Unit 1 electricity", "1152.0"]],
  );
  const [fault] = await faultsOfRun(database);
  assert.equal(fault?.code, "billing.no-readings");
  assert.match(fault.message, /Unit 1 cellar/);
});

test("a point that was read and cannot be priced keeps its lease from being billed", async (t) => {
  const unit = await letUnit(t, "2026-06-01");
  const { database } = unit;
  const { channelId } = await unit.attach("Unit 1 electricity");
  const pounds = await unit.attach("Unit 1 cellar", { ...LADDER, currency: "GBP" });
  await storeSteadyReadings(database, { ...STEADY, channelId });
  await storeSteadyReadings(database, { ...STEADY, channelId: pounds.channelId });
  const refused = await unit.bill("2026-06-01", "2026-07-01");
  assert.ok(!refused.ok);
  assert.equal(
    refused.faults.map(faultText).join(),
    'Unit 1 cellar, tariff "Tariff of Unit 1 cellar": its prices are in GBP, the site\'s bills in EUR (add a version in EUR)',
  );
  await addTariffVersion(database, {
    tariffId: pounds.tariffId,
    effectiveFrom: day("2026-05-01"),
    document: LADDER,
  });
  assert.ok((await unit.bill("2026-06-01", "2026-07-01")).ok);
  assert.equal((await onlyBill(unit)).points.length, 2);
});

test("a lease that pays no point is named", async (t) => {
  const unit = await letUnit(t, "2026-06-01");
  const refused = await unit.bill("2026-06-01", "2026-07-01");
  assert.ok(!refused.ok);
  assert.match(faultText(refused.faults[0]!), /^Harbour Bakery: the lease pays no service point/);
});
