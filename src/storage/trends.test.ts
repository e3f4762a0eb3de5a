import assert from "node:assert/strict";
import { test } from "node:test";
import {
  createTestPoint,
  createTestSite,
  storeSteadyReadings,
} from "#test/support/metered-site.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { compactClosedDays } from "./closed-days.ts";
import { attachServicePoint, createLease } from "./leases.ts";
import { createSpace } from "./property.ts";
import { createTariff } from "./tariffs.ts";
import { createTenant } from "./tenants.ts";
import { type MeterTrend, readTrend, type TrendQuery } from "./trends.ts";

test("trends of a meter that counts 0.2 kWh a quarter hour", async (t) => {
  const database = await testDatabase(t);
  const siteId = await createTestSite(database);
  const { channelId, meterId, servicePointId } = await createTestPoint(database, {
    siteId,
    name: "Unit 1",
  });
  const steady = { channelId, counts: 2 };
  // A hole from 06:00 to 12:00 UTC on 20 November, and nothing after 24 November 11:30.
  await storeSteadyReadings(database, {
    ...steady,
    from: "2026-03-01T00:00Z",
    to: "2026-11-20T06:00Z",
  });
  await storeSteadyReadings(database, {
    ...steady,
    from: "2026-11-20T12:00Z",
    to: "2026-11-24T11:30Z",
  });
  await compactClosedDays(database, Temporal.PlainDate.from("2026-11-23"));
  const now = Temporal.Instant.from("2026-11-24T11:40Z");

  async function trend(query: Partial<TrendQuery>): Promise<MeterTrend> {
    const found = await readTrend(database, { meterId, range: "day", now, ...query });
    assert.ok(found);
    return found;
  }

  await t.test(
    "today is known until the last reading, and compared with as much of yesterday",
    async () => {
      const today = await trend({});
      assert.equal(today.bars.length, 24);
      // 12:30 local is the last reading: twelve whole hours and a half.
      assert.equal(today.total?.toString(), "10.0");
      assert.equal(today.previous.total?.toString(), "10.0");
      const [noon, one] = today.bars.slice(12);
      assert.deepEqual([noon?.quantity?.toString(), noon?.complete], ["0.4", false]);
      assert.deepEqual([one?.quantity, one?.complete], [undefined, false]);
      assert.equal(today.curve.values.length, 50);
      assert.equal(today.curve.values[0], 0.8);
      assert.equal(today.curve.unit, "kW");
    },
  );

  await t.test("the day on which the clocks go back has 25 hours, the other 23", async () => {
    const autumn = await trend({ at: Temporal.PlainDate.from("2026-10-25") });
    assert.equal(autumn.bars.length, 25);
    assert.equal(autumn.total?.toString(), "20.0");
    const spring = await trend({ at: Temporal.PlainDate.from("2026-03-29") });
    assert.equal(spring.bars.length, 23);
    assert.equal(spring.total?.toString(), "18.4");
  });

  await t.test("a curve to be looked at closely has every quarter hour of its year", async () => {
    const at = Temporal.PlainDate.from("2026-05-01");
    const daily = await trend({ range: "year", at });
    const closely = await trend({ range: "year", at, curve: "intervals" });
    assert.equal(daily.curve.stepMinutes, 1440);
    assert.equal(closely.curve.stepMinutes, 15);
    // From 1 January 00:00 in Berlin, 23:00 UTC, to the last reading on 24 November 11:30 UTC:
    // 327 days and half a day and half an hour, 327 x 96 + 50 quarter hours.
    assert.equal(closely.curve.values.length, 327 * 96 + 50);
    // The first reading is of 1 March 00:00 UTC, an hour after the local day began, on day 59.
    const first = closely.curve.values.findIndex((value) => value !== null);
    assert.equal(first, 59 * 96 + 4);
    assert.ok(closely.curve.values.slice(first).every((value) => value === 0.8));
  });

  await t.test("a hole between readings is spread, and marked estimated", async () => {
    const { bars, curve } = await trend({ at: Temporal.PlainDate.from("2026-11-20") });
    assert.deepEqual(
      bars.map(({ quantity }) => quantity?.toString()),
      Array(24).fill("0.8"),
    );
    assert.deepEqual(
      bars.flatMap(({ estimated }, hour) => (estimated ? [hour] : [])),
      [7, 8, 9, 10, 11, 12],
    );
    assert.equal(curve.estimated.length, 24);
  });

  await t.test("a week begins on Monday, a month has its days, a year its months", async () => {
    const week = await trend({ range: "week", at: Temporal.PlainDate.from("2026-11-22") });
    assert.equal(week.days.from.toString(), "2026-11-16");
    assert.equal(week.bars.length, 7);
    assert.equal(week.total?.toString(), "134.4");
    assert.equal(week.previous.total?.toString(), "134.4");
    const month = await trend({ range: "month", at: Temporal.PlainDate.from("2026-10-07") });
    assert.equal(month.bars.length, 31);
    assert.equal(month.total?.toString(), "596.0");
    const year = await trend({ range: "year" });
    assert.deepEqual(year.bars.map(({ quantity }) => quantity?.toString()).slice(0, 4), [
      undefined,
      undefined,
      "593.6",
      "576.0",
    ]);
    assert.equal(year.bars[11]?.quantity, undefined);
    assert.equal(year.previous.total, undefined);
  });

  await t.test("a tenant is told of the days that it pays, and of no other", async () => {
    const tenantId = await createTenant(database, { siteId, name: "Harbour Bakery" });
    const spaceId = await createSpace(database, { siteId, kind: "unit", name: "Unit 1" });
    const startsOn = Temporal.PlainDate.from("2026-10-30");
    const leaseId = await createLease(database, { tenantId, spaceId, startsOn });
    const tariffId = await createTariff(database, { siteId, name: "T", commodity: "electricity" });
    await attachServicePoint(database, { leaseId, servicePointId, tariffId });
    const october = { range: "month", at: Temporal.PlainDate.from("2026-10-07") } as const;
    const { bars, total } = await trend({ ...october, tenantId });
    assert.equal(total?.toString(), "38.4");
    assert.deepEqual(
      bars.flatMap(({ quantity }, day) => (quantity ? [day + 1] : [])),
      [30, 31],
    );
    const november = await trend({ range: "month", tenantId });
    assert.equal(november.previous.total?.toString(), undefined);
    const stranger = await createTenant(database, { siteId, name: "Harbour Florist" });
    assert.equal((await trend({ ...october, tenantId: stranger })).total, undefined);
  });
});
