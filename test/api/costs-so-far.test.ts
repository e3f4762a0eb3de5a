/** What this month will cost, told to a tenant before there is a bill. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { asId } from "#domain/core/id.ts";
import { storeSteadyReadings } from "#test/support/metered-site.ts";
import { json, runSeededApi } from "./running-api.ts";

const DOCUMENT = {
  format: "smartpm-tariff/1",
  name: "Standard",
  commodity: "electricity",
  currency: "EUR",
  charges: [{ kind: "consumption", id: "energy", label: "Energy", price: "0.20" }],
  taxes: [{ id: "vat", label: "VAT", percent: "19" }],
};

test("what a tenant's month has cost and will cost", async (t) => {
  const { api, database, property, cookie: staff } = await runSeededApi(t);
  const { bakery, florist } = property;
  await database.query(
    `insert into tariff_version (tariff_id, effective_from, document)
     values ($1, '2025-01-01', $2)`,
    [property.tariffId, JSON.stringify(DOCUMENT)],
  );
  await storeSteadyReadings(database, {
    channelId: asId(bakery.channelId),
    from: "2026-10-31T23:00Z",
    to: "2026-11-24T11:00Z",
    counts: 25,
  });
  const cookie = await api.signIn("tenant@example.org");
  const path = `/tenants/${bakery.tenantId}/costs-so-far`;

  await t.test("by the days that are over: a month at the rate of 23 days", async () => {
    const { leases } = await json(await api.call("GET", path, { cookie }));
    assert.equal(leases.length, 1);
    const { points, ...lease } = leases[0];
    // 23 days x 96 quarter hours x 0.25 kWh = 552 kWh x 0.20 = 110.40; 19 % = 20.976; with it 131.38.
    // 131.38 / 23 x 30 = 171.365.
    assert.deepEqual(lease, {
      leaseId: bakery.leaseId,
      space: "Unit of Harbour Bakery",
      currency: "EUR",
      periodFrom: "2026-11-01",
      periodTo: "2026-12-01",
      until: "2026-11-24",
      totalMinor: "13138",
      expectedMinor: "17137",
      faults: [],
    });
    assert.deepEqual(points, [
      {
        servicePointId: bakery.servicePointId,
        name: "Harbour Bakery electricity",
        commodity: "electricity",
        unit: "kWh",
        consumption: "552.00",
        dailyAverage: "24.00",
        netMinor: "11040",
      },
    ]);
  });

  await t.test("staff hears the same; without readings it says why there is no price", async () => {
    const own = await (await api.call("GET", path, { cookie })).text();
    assert.equal(await (await api.call("GET", path, { cookie: staff })).text(), own);
    const other = `/tenants/${florist.tenantId}/costs-so-far`;
    const { leases } = await json(await api.call("GET", other, { cookie: staff }));
    assert.equal(leases[0].totalMinor, null);
    assert.equal(leases[0].expectedMinor, null);
    assert.ok(leases[0].faults.length > 0);
  });

  await t.test("what is billed is no longer open", async () => {
    await database.query("update lease set ends_on = '2026-11-01' where id = $1", [bakery.leaseId]);
    const { leases } = await json(await api.call("GET", path, { cookie }));
    assert.deepEqual(leases, []);
  });
});
