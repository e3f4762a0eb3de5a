/** Tariffs through the interface: versions, what is frozen, and what another would have cost. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { asId } from "#domain/core/id.ts";
import { storeSteadyReadings } from "#test/support/metered-site.ts";
import { json, runSeededApi } from "./running-api.ts";

function document(price: string, more: object = {}): object {
  return {
    format: "smartpm-tariff/1",
    name: "Standard",
    commodity: "electricity",
    currency: "EUR",
    charges: [{ kind: "consumption", id: "energy", label: "Energy", price }],
    taxes: [],
    ...more,
  };
}

async function setUp(t: Parameters<typeof runSeededApi>[0]) {
  const seeded = await runSeededApi(t);
  const { api, cookie } = seeded;
  const send = (method: string, path: string, body?: unknown) =>
    api.call(method, path, { cookie, ...(body !== undefined && { body }) });
  return { ...seeded, send, siteId: seeded.property.siteId };
}

async function faultsOf(answer: Response): Promise<string[]> {
  const { faults } = await json(answer);
  return faults.map(({ subject, message }: Record<string, string>) => `${subject}: ${message}`);
}

test("a tariff is entered, gets another version, and is removed while nobody has it", async (t) => {
  const { send, siteId, database } = await setUp(t);
  const first = { siteId, name: "Day", effectiveFrom: "2026-01-01", document: document("0.20") };
  const { id } = await json(await send("POST", "/tariffs", first));
  assert.deepEqual(await faultsOf(await send("POST", "/tariffs", first)), [
    "body.name: is the name of another one here",
  ]);
  const next = { effectiveFrom: "2027-01-01", document: document("0.22") };
  const versions = `/tariffs/${id}/versions`;
  assert.equal((await send("POST", versions, next)).status, 201);
  assert.deepEqual(await faultsOf(await send("POST", versions, next)), [
    "body.effectiveFrom: is the first day of another version of this tariff",
  ]);
  const tariff = await json(await send("GET", `/tariffs/${id}`));
  assert.deepEqual(
    tariff.versions.map(({ effectiveFrom, frozenAt }: Record<string, unknown>) => [
      effectiveFrom,
      frozenAt,
    ]),
    [
      ["2027-01-01", null],
      ["2026-01-01", null],
    ],
  );
  assert.deepEqual(tariff.versions[1].document, first.document);
  assert.equal((await send("PATCH", `/tariffs/${id}`, { name: "Day 2" })).status, 200);
  assert.equal((await send("DELETE", `/tariffs/${id}`)).status, 204);
  const { rows } = await database.query<{ action: string }>(
    "select action from audit_entry order by id",
  );
  assert.deepEqual(
    rows.map(({ action }) => action),
    ["tariff.created", "tariff.version-added", "tariff.renamed", "tariff.removed"],
  );
});

test("every fault of a document is told at its place", async (t) => {
  const { send, siteId } = await setUp(t);
  const create = (written: object) =>
    send("POST", "/tariffs", {
      siteId,
      name: "Wrong",
      effectiveFrom: "2026-01-01",
      document: written,
    });
  assert.deepEqual(await faultsOf(await create(document("twenty", { taxes: [{}] }))), [
    'body.document.charges[0].price: is "twenty"',
  ]);
  assert.deepEqual(await faultsOf(await create(document("0.20", { taxes: [{}] }))), [
    "body.document.taxes[0].id: is missing",
    "body.document.taxes[0].label: is missing",
    "body.document.taxes[0].percent: is missing",
  ]);
  assert.deepEqual(await faultsOf(await create(document("0.20", { currency: "CNY" }))), [
    "body.document.currency: is CNY, and must be EUR here",
  ]);
});

test("a version that has priced an issued bill stays, and a tariff that a lease has too", async (t) => {
  const { send, database } = await setUp(t);
  const { rows } = await database.query<{ id: number; tariff_id: number }>(
    `insert into tariff_version (tariff_id, effective_from, document, frozen_at)
     select id, '2026-01-01', $1, now() from tariff returning id, tariff_id`,
    [JSON.stringify(document("0.20"))],
  );
  const { id, tariff_id: tariffId } = rows[0] ?? assert.fail();
  const body = { effectiveFrom: "2026-01-01", document: document("0.10") };
  for (const answer of [
    await send("PATCH", `/tariff-versions/${id}`, body),
    await send("DELETE", `/tariff-versions/${id}`),
    await send("DELETE", `/tariffs/${tariffId}`),
  ]) {
    assert.equal(answer.status, 409);
  }
  const later = { effectiveFrom: "2026-12-01", document: document("0.30") };
  const added = await json(await send("POST", `/tariffs/${tariffId}/versions`, later));
  const changed = { ...later, document: document("0.31") };
  assert.equal((await send("PATCH", `/tariff-versions/${added.id}`, changed)).status, 200);
  assert.equal((await send("DELETE", `/tariff-versions/${added.id}`)).status, 204);
});

test("what another document would have cost is told for each who has the tariff", async (t) => {
  const { send, database, property } = await setUp(t);
  const { rows } = await database.query<{ tariff_id: number }>(
    `insert into tariff_version (tariff_id, effective_from, document)
     select id, '2025-01-01', $1 from tariff returning tariff_id`,
    [JSON.stringify(document("0.20"))],
  );
  const tariffId = rows[0]?.tariff_id;
  // 10 days of 96 quarter hours of 0.25 kWh: 240 kWh.
  await storeSteadyReadings(database, {
    channelId: asId(property.bakery.channelId),
    from: "2026-10-31T23:00:00Z",
    to: "2026-11-10T23:00:00Z",
    counts: 25,
  });
  const days = { from: "2026-11-01", to: "2026-11-11" };
  const body = { ...days, document: document("0.25") };
  const whatIf = await json(await send("POST", `/tariffs/${tariffId}/what-if`, body));
  assert.equal(whatIf.currency, "EUR");
  // 240 kWh × 0.20 = 48.00 and × 0.25 = 60.00; the florist was never read.
  assert.deepEqual(whatIf.leases, [
    {
      leaseId: property.bakery.leaseId,
      tenant: "Harbour Bakery",
      point: "Harbour Bakery electricity",
      nowMinor: "4800",
      thenMinor: "6000",
      why: null,
    },
  ]);
  const path = `/leases/${property.bakery.leaseId}/usage?from=${days.from}&to=${days.to}`;
  const usage = await json(await send("GET", path));
  const [point] = usage.points;
  assert.deepEqual(
    [point.unit, point.intervalMinutes, point.perCount, point.amounts.length, point.amounts[0]],
    ["kWh", 15, "0.01", 960, 25],
  );
  const long = await send(
    "GET",
    `/leases/${property.bakery.leaseId}/usage?from=2020-01-01&to=2026-01-01`,
  );
  assert.deepEqual(await faultsOf(long), ["body.to: must be 1 to 366 days after from"]);
});

test("the examples of the catalogue are there to begin with", async (t) => {
  const { send } = await setUp(t);
  const { examples } = await json(await send("GET", "/tariff-examples"));
  assert.ok(examples.length >= 5);
  assert.ok(examples.some(({ name }: { name: string }) => name === "office-tou"));
});
