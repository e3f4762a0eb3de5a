import assert from "node:assert/strict";
import { test } from "node:test";
import {
  createTestPoint,
  createTestSite,
  storeSteadyReadings,
} from "#test/support/metered-site.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { compactClosedDays } from "./closed-days.ts";
import { readSiteConsumption } from "./site-consumption.ts";

test("what a site used today and this month", async (t) => {
  const database = await testDatabase(t);
  const siteId = await createTestSite(database);
  const now = Temporal.Instant.from("2026-11-24T11:05Z");
  const from = "2026-09-15T00:00Z";
  const supply = await createTestPoint(database, {
    siteId,
    name: "Supply",
    role: "supply",
    multiplier: 40,
  });
  await storeSteadyReadings(database, {
    channelId: supply.channelId,
    from,
    to: "2026-11-24T11:00Z",
    counts: 1,
  });
  const below = await createTestPoint(database, { siteId, name: "Unit 1" });
  await storeSteadyReadings(database, {
    channelId: below.channelId,
    from,
    to: "2026-11-24T11:00Z",
    counts: 7,
  });
  for (const [name, to] of [
    ["Water 1", "2026-11-24T11:00Z"],
    ["Water 2", "2026-11-24T10:45Z"],
    ["Water 3", "2026-11-24T05:00Z"],
  ] as const) {
    const point = await createTestPoint(database, {
      siteId,
      name,
      commodity: "cold-water",
      unit: "m3",
    });
    await storeSteadyReadings(database, { channelId: point.channelId, from, to, counts: 1 });
  }
  await compactClosedDays(database, Temporal.PlainDate.from("2026-11-24"));

  const [electricity, water] = await readSiteConsumption(database, {
    siteId,
    timeZone: "Europe/Berlin",
    now,
  });

  await t.test("is what entered it where that is measured", () => {
    assert.equal(electricity?.basis, "supply");
    assert.equal(electricity.until?.toString(), "2026-11-24T11:00:00Z");
    // 0.1 kWh x 40 a quarter hour; 12 hours since local midnight.
    assert.equal(electricity.today?.toString(), "192.0");
    assert.equal(electricity.yesterday?.toString(), "192.0");
    // 23 days and 12 hours; October is compared over the same hours.
    assert.equal(electricity.thisMonth?.toString(), "9024.0");
    assert.equal(electricity.lastMonth?.toString(), "9024.0");
    assert.equal(electricity.hours.length, 12);
    assert.equal(electricity.hours[11]?.quantity?.toString(), "16.0");
  });

  await t.test(
    "is else the sum of its points, up to where all are read but those silent for hours",
    () => {
      assert.equal(water?.basis, "points");
      assert.equal(water.until?.toString(), "2026-11-24T10:45:00Z");
      // Two points for 11.75 hours, and one until 06:00.
      assert.equal(water.today?.toString(), "11.8");
      assert.equal(water.yesterday?.toString(), "14.1");
    },
  );

  await t.test("is unknown, not zero, where nothing has been read", async () => {
    const later = Temporal.Instant.from("2027-03-01T12:00Z");
    const [nothing] = await readSiteConsumption(database, {
      siteId,
      timeZone: "Europe/Berlin",
      now: later,
    });
    assert.equal(nothing?.until, undefined);
    assert.equal(nothing?.today, undefined);
  });
});
