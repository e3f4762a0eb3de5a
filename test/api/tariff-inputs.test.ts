/** What tariffs count by beside the registers, through the interface: said, shown, refused, audited. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { json, runSeededApi } from "./running-api.ts";

async function setUp(t: Parameters<typeof runSeededApi>[0]) {
  const seeded = await runSeededApi(t);
  const { api, cookie, database } = seeded;
  const send = (method: string, path: string, body?: unknown) =>
    api.call(method, path, { cookie, ...(body !== undefined && { body }) });
  const get = async (path: string) => json(await send("GET", path));
  const actions = async () => {
    const { rows } = await database.query("select action from audit_entry order by id");
    return rows.map(({ action }) => action);
  };
  return { ...seeded, send, get, actions };
}

async function faultsOf(answer: Response): Promise<string[]> {
  const { faults } = await json(answer);
  return faults.map(({ subject, message }: Record<string, string>) => `${subject}: ${message}`);
}

test("a lease's terms are said from a day on, and not for days that are billed", async (t) => {
  const { send, get, actions, property } = await setUp(t);
  const { leaseId, servicePointId } = property.bakery;
  const { servicePointId: foreign } = property.florist;
  const path = `/leases/${leaseId}/tariff-terms`;
  const term = { servicePointId: null, term: "persons", from: "2026-11-01", value: "4" };
  const made = await send("POST", path, term);
  assert.equal(made.status, 201);
  const { id } = await json(made);
  // The same day again takes its place.
  assert.equal((await json(await send("POST", path, { ...term, value: "5" }))).id, id);
  const ofPoint = { ...term, servicePointId, term: "contract-demand", value: "40.5" };
  assert.equal((await send("POST", path, ofPoint)).status, 201);
  const { terms } = await get(`/leases/${leaseId}/tariff-inputs`);
  assert.deepEqual(
    terms.map(({ id: _id, ...shown }: Record<string, unknown>) => shown),
    [ofPoint, { ...term, value: "5" }],
  );
  assert.deepEqual(await faultsOf(await send("POST", path, { ...term, from: "2026-10-31" })), [
    "body.from: the days before 2026-11-01 are billed",
  ]);
  assert.deepEqual(await faultsOf(await send("POST", path, { ...term, servicePointId: foreign })), [
    "body.servicePointId: is no service point that the lease pays",
  ]);
  assert.deepEqual(await faultsOf(await send("POST", path, { ...term, value: "-1" })), [
    "body.value: must not be below zero",
  ]);
  assert.equal((await send("DELETE", `/lease-terms/${id}`)).status, 204);
  assert.equal((await send("DELETE", `/lease-terms/${id}`)).status, 404);
  assert.equal((await get(`/leases/${leaseId}/tariff-inputs`)).terms.length, 1);
  assert.deepEqual(await actions(), [
    ...Array.from({ length: 3 }, () => "lease.term-said"),
    "lease.term-removed",
  ]);
});

test("a point gets a further tariff once, and loses it from a day on", async (t) => {
  const { send, get, actions, database, property } = await setUp(t);
  const { leaseId, servicePointId } = property.bakery;
  const { rows } = await database.query<{ own: number; other: number; water: number }>(
    `with made as (
       insert into tariff (site_id, name, commodity)
       values ($1, 'Grid', 'electricity'), ($1, 'Water', 'cold-water')
       returning id, name
     )
     select (select min(id) from tariff) as own,
            (select id from made where name = 'Grid') as other,
            (select id from made where name = 'Water') as water`,
    [property.siteId],
  );
  const { own, other, water } = rows[0]!;
  const path = `/leases/${leaseId}/add-ons`;
  const addOn = { servicePointId, tariffId: other, from: "2026-11-05" };
  const { id } = await json(await send("POST", path, addOn));
  assert.deepEqual((await get(`/leases/${leaseId}/tariff-inputs`)).addOns, [
    { id, servicePointId, tariff: { id: other, name: "Grid" }, from: "2026-11-05", to: null },
  ]);
  const twice = "body.tariffId: prices the point already";
  assert.deepEqual(await faultsOf(await send("POST", path, addOn)), [twice]);
  assert.deepEqual(await faultsOf(await send("POST", path, { ...addOn, tariffId: own })), [twice]);
  assert.deepEqual(await faultsOf(await send("POST", path, { ...addOn, tariffId: water })), [
    "body.tariffId: is no tariff of this site for what the point delivers",
  ]);
  const end = (endsOn: string) => send("POST", `/lease-add-ons/${id}/end`, { endsOn });
  assert.equal((await end("2026-11-20")).status, 200);
  assert.equal((await get(`/leases/${leaseId}/tariff-inputs`)).addOns[0].to, "2026-11-20");
  assert.deepEqual(await faultsOf(await end("2026-10-20")), [
    "body.endsOn: the days before 2026-11-01 are billed",
  ]);
  assert.equal((await end("2026-11-05")).status, 200);
  assert.deepEqual((await get(`/leases/${leaseId}/tariff-inputs`)).addOns, []);
  assert.equal((await end("2026-11-05")).status, 404);
  const ended = ["lease.add-on-ended", "lease.add-on-ended"];
  assert.deepEqual(await actions(), ["lease.add-on-added", ...ended]);
});

test("a tenant's exemption is kept with its reason", async (t) => {
  const { send, get, actions, property } = await setUp(t);
  const path = `/tenants/${property.bakery.tenantId}/tax-exemptions`;
  const exemption = {
    taxId: "vat",
    kind: "reverse-charge",
    reason: "Reverse charge",
    startsOn: "2026-01-01",
    endsOn: null,
  };
  const { id } = await json(await send("POST", path, exemption));
  assert.deepEqual((await get(path)).exemptions, [{ id, ...exemption }]);
  const wrong = { ...exemption, reason: " ", endsOn: "2026-01-01" };
  assert.deepEqual(await faultsOf(await send("POST", path, wrong)), [
    "body.reason: must say why: the bill prints it",
    "body.endsOn: must be after the first day",
  ]);
  assert.equal((await send("DELETE", `/tax-exemptions/${id}`)).status, 204);
  assert.deepEqual((await get(path)).exemptions, []);
  assert.deepEqual(await actions(), ["tax-exemption.added", "tax-exemption.removed"]);
});

test("prices are taken in from a file, replaced where they overlap, and never with a gap", async (t) => {
  const { send, get, actions, database, property } = await setUp(t);
  const { siteId } = property;
  const put = (text: string, stepMinutes: number | null = null) =>
    send("POST", "/price-series/import", { siteId, name: "market", text, stepMinutes });
  const made = await json(await put("2026-11-01,1\n2026-11-02,2\n2026-11-03,3\n2026-11-04,4"));
  assert.deepEqual(made, {
    id: made.id,
    from: "2026-10-31T23:00:00Z",
    to: "2026-11-04T23:00:00Z",
    steps: 4,
  });
  // Half of the 2nd and half of the 3rd anew: the rest of the 3rd stays as it was.
  assert.equal((await put("2026-11-02T12:00,20\n2026-11-03T00:00,30")).status, 201);
  const { rows } = await database.query<{ at: Temporal.Instant; price: string }>(
    "select starts_at as at, price from price_series_step order by starts_at",
  );
  assert.deepEqual(
    rows.map(({ at, price }) => `${at} ${price}`),
    [
      "2026-10-31T23:00:00Z 1",
      "2026-11-01T23:00:00Z 2",
      "2026-11-02T11:00:00Z 20",
      "2026-11-02T23:00:00Z 30",
      "2026-11-03T11:00:00Z 3",
      "2026-11-03T23:00:00Z 4",
    ],
  );
  assert.deepEqual(await faultsOf(await put("2026-11-06,6", 1440)), [
    'body.text, prices "market": nothing would say what holds from 2026-11-04T23:00:00Z until 2026-11-05T23:00:00Z',
  ]);
  assert.deepEqual(await faultsOf(await put("2026-10-30,6", 1440)), [
    'body.text, prices "market": nothing would say what holds from 2026-10-30T23:00:00Z until 2026-10-31T23:00:00Z',
  ]);
  assert.deepEqual(await faultsOf(await put("2026-11-05,dear", 1440)), [
    'body.text, line 1: "dear" is not a number',
  ]);
  const { series } = await get("/price-series");
  const shown = { siteId, name: "market", from: made.from, to: made.to, steps: 6 };
  assert.deepEqual(series, [{ id: made.id, ...shown }]);
  assert.equal((await send("DELETE", `/price-series/${made.id}`)).status, 204);
  assert.deepEqual((await get("/price-series")).series, []);
  const imports = ["price-series.imported", "price-series.imported"];
  assert.deepEqual(await actions(), [...imports, "price-series.removed"]);
});

test("events are declared and taken back; a point's earlier use is said as a whole", async (t) => {
  const { send, get, actions, property } = await setUp(t);
  const event = {
    siteId: property.siteId,
    name: "critical-peak",
    from: "2026-11-10T13:00:00Z",
    to: "2026-11-10T18:00:00Z",
    note: "told by mail",
  };
  const { id } = await json(await send("POST", "/tariff-events", event));
  assert.deepEqual((await get("/tariff-events")).events, [{ id, ...event }]);
  const local = { ...event, from: "2026-07-01T14:00", to: "2026-07-01T15:30" };
  const summer = await json(await send("POST", "/tariff-events", local));
  assert.deepEqual(
    (await get("/tariff-events")).events.find((one: { id: number }) => one.id === summer.id),
    { id: summer.id, ...event, from: "2026-07-01T12:00:00Z", to: "2026-07-01T13:30:00Z" },
  );
  assert.equal((await send("DELETE", `/tariff-events/${summer.id}`)).status, 204);
  assert.deepEqual(
    await faultsOf(await send("POST", "/tariff-events", { ...local, to: "2026-07-32T15:30" })),
    ["body.to: 2026-07-32T15:30 is no time"],
  );
  assert.deepEqual(
    await faultsOf(await send("POST", "/tariff-events", { ...event, to: event.from })),
    ["body.to: must be after its begin"],
  );
  assert.equal((await send("DELETE", `/tariff-events/${id}`)).status, 204);
  const path = `/service-points/${property.bakery.servicePointId}/earlier-use`;
  const told = {
    peaks: [{ month: "2025-10-01", chargeId: "kw", demand: "12.5" }],
    used: [{ from: "2025-01-01", to: "2025-11-01", quantity: "900" }],
  };
  assert.equal((await send("POST", path, told)).status, 200);
  assert.deepEqual(await get(path), told);
  const wrong = {
    peaks: [{ month: "2025-10-02", chargeId: null, demand: "1" }],
    used: [told.used[0], { ...told.used[0], to: "2025-01-01" }],
  };
  assert.deepEqual(await faultsOf(await send("POST", path, wrong)), [
    "body.peaks.0.month: must be the first of a month",
    "body.used.1.to: must be after the first day",
    "body.used: one quantity from each day",
  ]);
  assert.equal((await send("POST", path, { peaks: [], used: [] })).status, 200);
  assert.deepEqual(await get(path), { peaks: [], used: [] });
  assert.deepEqual(await actions(), [
    "tariff-event.declared",
    "tariff-event.declared",
    "tariff-event.removed",
    "tariff-event.removed",
    "service-point.earlier-use-said",
    "service-point.earlier-use-said",
  ]);
});
