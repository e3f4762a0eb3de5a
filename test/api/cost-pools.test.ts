/** Costs that tenants share, through the interface. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { asId } from "#domain/core/id.ts";
import { createTariff } from "#storage/tariffs.ts";
import { json, runSeededApi } from "./running-api.ts";
import { seedProperty } from "./seeded-property.ts";

test("a shared cost is added, an invoice divided over who was there, to the cent", async (t) => {
  const { api, cookie, database, property } = await runSeededApi(t);
  await database.query("update space set area_m2 = 50 where kind = 'unit'");
  const body = {
    siteId: property.siteId,
    name: "Insurance",
    source: "invoice",
    parts: [{ key: "area", percent: "100" }],
    startsOn: "2026-01-01",
  };
  const pool = await json(await api.call("POST", "/cost-pools", { cookie, body }));
  assert.equal(pool.units.length, 2);
  assert.equal((await api.call("POST", "/cost-pools", { cookie, body })).status, 409);
  const invoice = { from: "2026-10-01", to: "2026-11-01", amount: "100.01", invoiceNumber: "R-1" };
  const path = `/cost-pools/${pool.id}/costs`;
  const divided = await json(await api.call("POST", path, { cookie, body: invoice }));
  const twice = await api.call("POST", path, { cookie, body: invoice });
  assert.equal(twice.status, 409);
  const [cost] = divided.costs;
  assert.equal(cost.amountMinor, "10001");
  const { rows } = await database.query<{ sum: bigint }>(
    "select sum(amount_minor)::bigint from shared_cost_part",
  );
  assert.equal(rows[0]?.sum, 10_001n);
  const { rows: audit } = await database.query("select action from audit_entry order by id");
  assert.deepEqual(
    audit.map(({ action }) => action),
    ["cost-pool.created", "shared-cost.divided"],
  );
});

test("parts that are not the whole, and an amount that is missing, are told", async (t) => {
  const { api, cookie, property } = await runSeededApi(t);
  const refused = async (changes: Record<string, unknown>) => {
    const body = {
      siteId: property.siteId,
      name: "Lift",
      source: "amount",
      monthlyAmount: "90",
      parts: [{ key: "area", percent: "100" }],
      startsOn: "2026-01-01",
      ...changes,
    };
    const answer = await api.call("POST", "/cost-pools", { cookie, body });
    assert.equal(answer.status, 400);
    const { faults } = (await answer.json()) as { faults: { message: string }[] };
    return faults[0]?.message;
  };
  assert.equal(
    await refused({ parts: [{ key: "area", percent: "70" }] }),
    "must sum to 100 percent",
  );
  assert.match((await refused({ monthlyAmount: undefined })) ?? "", /say how much it is a month/);
});

test("what is divided by use says by the use of what", async (t) => {
  const { api, cookie, property } = await runSeededApi(t);
  const body = {
    siteId: property.siteId,
    name: "Boiler room",
    source: "invoice",
    parts: [{ key: "area", percent: "100" }],
    startsOn: "2026-01-01",
  };
  const parts = [
    { key: "consumption", percent: "70" },
    { key: "area", percent: "30" },
  ];
  const unclear = await api.call("POST", "/cost-pools", { cookie, body: { ...body, parts } });
  assert.equal(unclear.status, 400);
  const { faults } = (await unclear.json()) as { faults: { subject: string; message: string }[] };
  assert.match(faults[0]?.subject ?? "", /commodity/);
  assert.equal(faults[0]?.message, "choose the utility whose use counts");
  const pool = await json(await api.call("POST", "/cost-pools", { cookie, body }));
  const change = {
    name: pool.name,
    parts,
    vacancy: "owner",
    taxRate: null,
    endsOn: null,
    units: pool.units.map(({ id }: { id: number }) => ({ spaceId: id, fixedShare: "1" })),
  };
  const path = `/cost-pools/${pool.id}`;
  const refused = await api.call("PATCH", path, { cookie, body: change });
  assert.equal(refused.status, 409);
  assert.match(await refused.text(), /choose the utility whose use counts/);
  const heat = { ...change, commodity: "heat" };
  const changed = await json(await api.call("PATCH", path, { cookie, body: heat }));
  assert.equal(changed.commodity, "heat");
  // Who says nothing of it leaves it.
  const renamed = { ...change, name: "Boiler" };
  const again = await json(await api.call("PATCH", path, { cookie, body: renamed }));
  assert.deepEqual([again.name, again.commodity], ["Boiler", "heat"]);
});

test("a shared cost changes for what is divided from then on, and cannot end in what is divided", async (t) => {
  const { api, cookie, database, property } = await runSeededApi(t);
  await database.query("update space set area_m2 = 50 where kind = 'unit'");
  const { siteId } = property;
  const parts = [{ key: "area", percent: "100" }];
  const body = { siteId, name: "Insurance", source: "invoice", parts, startsOn: "2026-01-01" };
  const pool = await json(await api.call("POST", "/cost-pools", { cookie, body }));
  const path = `/cost-pools/${pool.id}`;
  const october = { from: "2026-10-01", to: "2026-11-01", amount: "90.00" };
  await json(await api.call("POST", `${path}/costs`, { cookie, body: october }));
  const [bakery, florist] = pool.units;
  // Two shares to one: of 90.00 it is 60.00 and 30.00, where equal areas had 45.00 each.
  const change = {
    name: "Insurance of the house",
    parts: [{ key: "fixed", percent: "100" }],
    vacancy: "owner",
    taxRate: "19",
    endsOn: null,
    units: [
      { spaceId: bakery.id, fixedShare: "2" },
      { spaceId: florist.id, fixedShare: "1" },
    ],
  };
  const changed = await json(await api.call("PATCH", path, { cookie, body: change }));
  assert.deepEqual(
    [changed.name, changed.taxRate, changed.units.map((unit: typeof bakery) => unit.fixedShare)],
    ["Insurance of the house", "19", ["2", "1"]],
  );
  const november = { from: "2026-11-01", to: "2026-12-01", amount: "90.00" };
  await json(await api.call("POST", `${path}/costs`, { cookie, body: november }));
  const { rows } = await database.query<{ amounts: string }>(
    `select string_agg(p.amount_minor::text, ' ' order by p.amount_minor desc) as amounts
       from shared_cost c
       join shared_cost_part p on p.shared_cost_id = c.id
      group by c.id
      order by c.id`,
  );
  assert.deepEqual(
    rows.map(({ amounts }) => amounts),
    ["4500 4500", "6000 3000"],
  );
  const early = await api.call("PATCH", path, {
    cookie,
    body: { ...change, endsOn: "2026-11-15" },
  });
  assert.equal(early.status, 409);
  const { faults } = (await early.json()) as { faults: { code: string; message: string }[] };
  assert.deepEqual(
    [faults[0]?.code, faults[0]?.message],
    ["cost.divided-until", "it is divided until 2026-12-01 already"],
  );
  const ended = await json(
    await api.call("PATCH", path, { cookie, body: { ...change, endsOn: "2026-12-01" } }),
  );
  assert.equal(ended.endsOn, "2026-12-01");
  const { rowCount } = await database.query(
    "select from audit_entry where action = 'cost-pool.changed'",
  );
  assert.equal(rowCount, 2);
});

test("a common meter is the source of a cost, and none that a tenant pays", async (t) => {
  const { api, cookie, database, property } = await runSeededApi(t);
  const { siteId, tariffId, supply, bakery } = property;
  const other = await seedProperty(database, { prefix: "Other " });
  const gas = await createTariff(database, { siteId: asId(siteId), name: "Gas", commodity: "gas" });
  const add = async (changes: Record<string, unknown>) => {
    const body = {
      siteId,
      name: "Stairs",
      source: "meter",
      servicePointId: supply.servicePointId,
      tariffId,
      parts: [{ key: "area", percent: "100" }],
      startsOn: "2026-01-01",
      ...changes,
    };
    const answer = await api.call("POST", "/cost-pools", { cookie, body });
    const said = (await answer.json()) as {
      faults?: { subject: string; message: string }[];
      metered?: object;
    };
    const [fault] = said.faults ?? [];
    return fault ? `${fault.subject} ${fault.message}` : said.metered;
  };
  assert.equal(
    await add({ servicePointId: bakery.servicePointId }),
    "body.servicePointId is paid by Harbour Bakery already: it would be charged twice",
  );
  assert.equal(
    await add({ servicePointId: other.supply.servicePointId }),
    "body.servicePointId is no point of the site",
  );
  for (const strange of [gas, other.tariffId]) {
    assert.equal(
      await add({ tariffId: strange }),
      "body.tariffId is no tariff for electricity at the site",
    );
  }
  assert.deepEqual(await add({}), { point: "Supply electricity", tariff: "Standard" });
  // Whose lease ended before is no obstacle.
  await database.query("update lease_service_point set ends_on = '2026-01-01'");
  assert.deepEqual(await add({ name: "Oven", servicePointId: bakery.servicePointId }), {
    point: "Harbour Bakery electricity",
    tariff: "Standard",
  });
});
