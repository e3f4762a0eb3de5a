/** What flowed through the zones, against a calculation by hand and the sum of all intervals. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { z } from "zod";
import type { siteZoneFlow } from "#api/contract/zone-flows.ts";
import { asId, type ChannelId } from "#domain/core/id.ts";
import { listMeteredChannels, readConsumption } from "#storage/channel-consumption.ts";
import { storeSteadyReadings } from "#test/support/metered-site.ts";
import { json, runSeededApi } from "./running-api.ts";

/*
 * One count is 0.01 kWh. From 1 October 2026 on, local time (CEST, UTC+2), each quarter hour the
 * supply counts 300, the bakery 180 and the florist 100; on 25 October the clock goes back, so that
 * day has 100 quarter hours. NOW is 24 November 11:00 UTC, noon in Berlin.
 */
const FROM = "2026-09-30T22:00:00Z";
const TO = "2026-11-24T11:00:00Z";

test("supply, use and loss of a zone by day, week, month and year", async (t) => {
  const { api, database, property, cookie } = await runSeededApi(t);
  const { supply, bakery, florist, siteId, zoneId } = property;
  for (const [point, counts] of [
    [supply, 300],
    [bakery, 180],
    [florist, 100],
  ] as const) {
    const channelId = asId<ChannelId>(point.channelId);
    await storeSteadyReadings(database, { channelId, from: FROM, to: TO, counts });
  }
  const flowOf = async (search: string) => {
    const answer = await api.call("GET", `/sites/${siteId}/zone-flows?${search}`, { cookie });
    assert.equal(answer.status, 200);
    return (await json(answer)) as z.infer<typeof siteZoneFlow>;
  };
  const sums = async (search: string) => {
    const { zones } = await flowOf(search);
    const zone = zones.find(({ id }) => id === zoneId);
    return [zone?.supplied, zone?.used, zone?.loss, zone?.lossPercent].map((one) =>
      one === null ? null : Number(one),
    );
  };
  // 100 quarter hours x 3 / 2.8 / 0.2 kWh; 0.2 / 3 = 6.67 %.
  assert.deepEqual(await sums("range=day&day=2026-10-25"), [300, 280, 20, 6.67]);
  // 19 to 25 October: 6 x 96 + 100 = 676 quarter hours.
  assert.deepEqual(await sums("range=week&day=2026-10-22"), [2028, 1892.8, 135.2, 6.67]);
  // October: 30 x 96 + 100 = 2,980.
  assert.deepEqual(await sums("range=month&day=2026-10-01"), [8940, 8344, 596, 6.67]);
  // The year so far: 2,980 in October, 23 x 96 + 48 = 2,256 in November up to noon of the 24th.
  assert.deepEqual(await sums("range=year&day=2026-01-01"), [15_708, 14_660.8, 1047.2, 6.67]);

  const { zones, from, to, until } = await flowOf("range=month&day=2026-10-09");
  assert.deepEqual([from, to, until], ["2026-10-01", "2026-11-01", "2026-10-31T23:00:00Z"]);
  const points = zones.flatMap((zone) => zone.points);
  assert.deepEqual(
    points.map(({ side, tenants, meterId, complete }) => [
      side,
      tenants.map(({ name }) => name).join(),
      meterId,
      complete,
    ]),
    [
      ["supply", "", supply.meterId, true],
      ["use", "CANARY-FLORIST", florist.meterId, true],
      ["use", "Harbour Bakery", bakery.meterId, true],
    ],
  );
  // The difference of two registers is the sum of all the intervals that the balance judges by.
  const range = { from: Temporal.Instant.from(FROM), to: Temporal.Instant.from(until) };
  for (const channel of await listMeteredChannels(database, { siteId, billing: true })) {
    const { consumption } = await readConsumption(database, channel, range);
    const counts = consumption.amounts.reduce((sum, one) => sum + one, 0);
    const own = points.find((one) => one.servicePointId === channel.servicePointId);
    assert.equal(Number(own?.quantity), counts / 100);
  }
  // A year before the first reading nothing is known, and nothing is said to be zero.
  assert.deepEqual(await sums("range=year&day=2024-05-01"), [null, null, null, null]);
  // Nor of a day to come.
  assert.deepEqual(await sums("range=day&day=2026-12-24"), [null, null, null, null]);
});
