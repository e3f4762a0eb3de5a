/** Costs that tenants share, through the interface. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { json, runSeededApi } from "./running-api.ts";

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
