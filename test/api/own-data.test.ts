/** Two tenants in one house: whatever the bakery asks for, it hears nothing of the florist. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { routes } from "#api/contract/routes.ts";
import type { RouteContract } from "#api/contract/route.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { runApi, seedUsers } from "./running-api.ts";
import { FLORIST_CANARY, seedProperty } from "./seeded-property.ts";

async function setUp(t: { after(tidy: () => Promise<void> | void): void }) {
  const database = await testDatabase(t);
  const property = await seedProperty(database);
  await seedUsers(database, property.bakery.tenantId);
  const api = await runApi(t, { database });
  return { property, api, database };
}

/** What a signed-in tenant can read with an identifier, by the contract. */
const READ_BY_ID = Object.values(routes as Readonly<Record<string, RouteContract>>)
  .filter(({ method, roles, path }) => {
    return method === "GET" && path.includes(":id") && roles.includes("tenant");
  })
  .map(({ path }) => path);

test("no identifier opens what is not the tenant's own", async (t) => {
  const { api, property } = await setUp(t);
  const { florist, supply } = property;
  const cookie = await api.signIn("tenant@example.org");
  const foreign: Readonly<Record<string, number>> = {
    "/meters/:id": florist.meterId,
    "/meters/:id/trend": florist.meterId,
    "/meters/:id/profile": florist.meterId,
    "/meters/:id/consumption": florist.meterId,
    "/tenants/:id": florist.tenantId,
    "/tenants/:id/costs-so-far": florist.tenantId,
    "/accounts/:id": florist.leaseId,
    "/bills/:id": florist.billId,
    "/bills/:id/evidence": florist.billId,
    "/bills/:id/pdf": florist.billId,
    "/bills/:id/lines/:line/trace": florist.billId,
  };
  assert.deepEqual(READ_BY_ID.toSorted(), Object.keys(foreign).toSorted());
  for (const [path, id] of Object.entries(foreign)) {
    const query = path.endsWith("/consumption") ? "?from=2026-10-01&to=2026-10-02" : "";
    const asked = path.replace(":id", String(id)).replace(":line", "0");
    const answer = await api.call("GET", `${asked}${query}`, { cookie });
    assert.equal(answer.status, 404, path);
    assert.ok(!(await answer.text()).includes(FLORIST_CANARY), path);
  }
  const meter = await api.call("GET", `/meters/${supply.meterId}`, { cookie });
  assert.equal(meter.status, 404, "the meter of the whole house is not a tenant's");
});

test("no list names another tenant, however it is asked", async (t) => {
  const { api, property } = await setUp(t);
  const lists = [
    "/session",
    "/meters",
    "/tenants",
    "/bills",
    `/bills?tenant=${property.florist.tenantId}`,
    "/bills?month=2026-10&state=issued",
    `/meters/${property.bakery.meterId}`,
    `/tenants/${property.bakery.tenantId}`,
    `/bills/${property.bakery.billId}`,
  ];
  const cookie = await api.signIn("tenant@example.org");
  const staff = await api.signIn("viewer@example.org");
  for (const path of lists) {
    const answer = await api.call("GET", path, { cookie });
    assert.equal(answer.status, 200, path);
    assert.ok(!(await answer.text()).includes(FLORIST_CANARY), path);
  }
  for (const path of ["/meters", "/tenants", "/bills", "/overview", "/outbox"]) {
    const answer = await api.call("GET", path, { cookie: staff });
    assert.equal(answer.status, 200, path);
    const isNamed = (await answer.text()).includes(FLORIST_CANARY);
    assert.equal(isNamed, path !== "/overview", `${path}: staff sees every tenant`);
  }
});

test("a tenant reads its own meter, its own bill and the bill's document", async (t) => {
  const { api, property } = await setUp(t);
  const { bakery } = property;
  const cookie = await api.signIn("tenant@example.org");
  for (const path of [
    `/meters/${bakery.meterId}`,
    `/meters/${bakery.meterId}/trend?range=week`,
    `/meters/${bakery.meterId}/profile?range=week`,
    `/meters/${bakery.meterId}/consumption?from=2026-10-01&to=2026-10-02`,
    `/bills/${bakery.billId}`,
    `/bills/${bakery.billId}/pdf`,
  ]) {
    const answer = await api.call("GET", path, { cookie });
    assert.equal(answer.status, 200, path);
    await answer.body?.cancel();
  }
});

test("with the last day of the lease the meter is no longer the tenant's", async (t) => {
  const { api, property, database } = await setUp(t);
  const { bakery } = property;
  const cookie = await api.signIn("tenant@example.org");
  const path = `/meters/${bakery.meterId}`;
  assert.equal((await api.call("GET", path, { cookie })).status, 200);
  // NOW is noon of the 24th: the last day paid was the 23rd.
  await database.query(
    "update lease_service_point set ends_on = '2026-11-24' where lease_id = $1",
    [bakery.leaseId],
  );
  assert.equal((await api.call("GET", path, { cookie })).status, 404);
  assert.equal((await api.call("GET", `/bills/${bakery.billId}`, { cookie })).status, 200);
});
