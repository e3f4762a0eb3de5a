/** Limits of alarms, set through the interface, and what they would have raised. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { storeLoad } from "#test/support/metered-site.ts";
import { asId } from "#domain/core/id.ts";
import { json, runSeededApi } from "./running-api.ts";
import { NOW } from "./seeded-property.ts";

const DAY_MS = 86_400_000;

async function setUp(t: Parameters<typeof runSeededApi>[0]) {
  const all = await runSeededApi(t);
  const { siteId, bakery } = all.property;
  const wanted = {
    siteId,
    rule: "use-over-limit",
    servicePointId: bakery.servicePointId,
    enabled: true,
    threshold: 30,
    severity: "warning",
    delayMinutes: 0,
  };
  return { ...all, siteId, bakery, wanted, list: `/alarm-settings?site=${siteId}` };
}

test("limits are set for a point, changed in their place, noted, and taken back", async (t) => {
  const { api, cookie, database, siteId, bakery, wanted, list } = await setUp(t);
  const none = await json(await api.call("GET", list, { cookie }));
  assert.deepEqual(none.settings, []);
  assert.equal(none.defaults.length, 9);
  for (const threshold of [30, 40]) {
    const body = { ...wanted, threshold };
    assert.equal((await api.call("POST", "/alarm-settings", { cookie, body })).status, 204);
  }
  const { settings } = await json(await api.call("GET", list, { cookie }));
  const { siteId: _, ...kept } = { ...wanted, threshold: 40 };
  assert.deepEqual(
    settings.map(({ pointName, ...setting }: { readonly pointName: string }) => {
      assert.ok(pointName.length > 0);
      return setting;
    }),
    [kept],
  );
  const place = `${list}&rule=use-over-limit&point=${bakery.servicePointId}`;
  assert.equal((await api.call("DELETE", place, { cookie })).status, 204);
  assert.equal((await api.call("DELETE", place, { cookie })).status, 404);
  const { rows } = await database.query(
    "select action, subject from audit_entry where action like 'alarm-setting.%' order by id",
  );
  const subject = `alarm setting use-over-limit of service point ${bakery.servicePointId}`;
  assert.deepEqual(rows, [
    { action: "alarm-setting.changed", subject },
    { action: "alarm-setting.changed", subject },
    { action: "alarm-setting.removed", subject },
  ]);
  assert.ok(siteId > 0);
});

test("a point of another site, and a limit of nothing, are refused at their field", async (t) => {
  const { api, cookie, wanted } = await setUp(t);
  const elsewhere = await api.call("POST", "/alarm-settings", {
    cookie,
    body: { ...wanted, servicePointId: 999_999 },
  });
  assert.equal(elsewhere.status, 409);
  assert.match(await elsewhere.text(), /body\.servicePointId: is no point of this site/);
  const nothing = await api.call("POST", "/alarm-settings", {
    cookie,
    body: { ...wanted, threshold: 0 },
  });
  assert.equal(nothing.status, 400);
  assert.match(await nothing.text(), /more than nothing/);
});

test("the preview counts what stored readings would have raised, and says where it cannot", async (t) => {
  const { api, cookie, database, bakery, wanted } = await setUp(t);
  // One count is 0.01 kWh. A day used 24; on the 30th and the 10th day before now it used 60.
  const now = Math.floor(NOW.epochMilliseconds / 3_600_000) * 3_600_000;
  const midnight = Temporal.Instant.fromEpochMilliseconds(now)
    .toZonedDateTimeISO("Europe/Berlin")
    .startOfDay().epochMilliseconds;
  const odd = [midnight - 30 * DAY_MS, midnight - 10 * DAY_MS];
  const counts = (ms: number) =>
    odd.reduce(
      (sum, from) => sum + Math.max(0, Math.min(DAY_MS, ms - from)) * (3600 / DAY_MS),
      ((ms - midnight) * 2400) / DAY_MS + 400_000,
    );
  await storeLoad(database, {
    channelId: asId(bakery.channelId),
    from: Temporal.Instant.fromEpochMilliseconds(midnight - 130 * DAY_MS).toString(),
    to: Temporal.Instant.fromEpochMilliseconds(now).toString(),
    counts: (ms) => Math.round(counts(ms)),
  });
  const preview = async (over: object) =>
    json(
      await api.call("POST", "/alarm-settings/preview", { cookie, body: { ...wanted, ...over } }),
    );
  const over30 = await preview({});
  const { answer, days, points, judgedPoints, count } = over30;
  assert.deepEqual([answer, days, points, judgedPoints, count], ["counted", 90, 1, 1, 2]);
  assert.equal(over30.alarms.length, 2);
  assert.equal(over30.alarms[0].details.rule, "use-over-limit");
  assert.equal((await preview({ threshold: 100 })).count, 0);
  assert.equal((await preview({ threshold: null })).answer, "no-threshold");
  assert.equal((await preview({ rule: "voltage-out" })).answer, "values-not-kept");
  const { rows } = await database.query("select from alarm_setting");
  assert.equal(rows.length, 0, "a preview changes nothing");
});
