/** R13: the same request twice, by a double click or a program that tries again, is done once. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { RouteContract } from "#api/contract/route.ts";
import { isDoneOnce } from "#api/contract/route.ts";
import { routes } from "#api/contract/routes.ts";
import { json, runSeededApi } from "./running-api.ts";

async function setUp(t: Parameters<typeof runSeededApi>[0]) {
  const seeded = await runSeededApi(t);
  const { api, cookie, database, property } = seeded;
  const path = `/accounts/${property.bakery.leaseId}/entries`;
  const pay = (amount: string, key?: string, by = cookie) =>
    api.call("POST", path, {
      cookie: by,
      body: { kind: "payment", amount, bookedOn: "2026-11-20", note: "" },
      headers: key === undefined ? {} : { "idempotency-key": key },
    });
  const payments = async () => {
    const { rows } = await database.query("select from ledger_entry where kind = 'payment'");
    return rows.length;
  };
  return { ...seeded, pay, payments };
}

test("R13: a payment that is sent twice, and four times at once, is booked once and answered alike", async (t) => {
  const { pay, payments } = await setUp(t);
  const first = await pay("5.00", "payment-0001");
  const again = await pay("5.00", "payment-0001");
  assert.deepEqual([first.status, again.status], [201, 201]);
  assert.equal(again.headers.get("idempotency-replayed"), "true");
  assert.deepEqual(await json(again), await json(first));
  assert.equal(await payments(), 1);
  const atOnce = await Promise.all(Array.from({ length: 4 }, () => pay("7.00", "payment-0002")));
  assert.deepEqual(
    atOnce.map(({ status }) => status),
    [201, 201, 201, 201],
  );
  const [one, ...others] = await Promise.all(atOnce.map(json));
  for (const other of others) assert.deepEqual(other, one);
  assert.equal(await payments(), 2);
});

test("another request with the same key is refused; a key belongs to its user", async (t) => {
  const { api, pay, payments } = await setUp(t);
  await pay("5.00", "payment-0001");
  const other = await pay("6.00", "payment-0001");
  assert.equal(other.status, 422);
  assert.equal((await json(other)).type, "/problems/key-in-use");
  const accountant = await api.signIn("accountant@example.org");
  assert.equal((await pay("6.00", "payment-0001", accountant)).status, 201);
  assert.equal(await payments(), 2);
});

test("without a key every request is done; one that was refused may be mended and sent again", async (t) => {
  const { pay, payments } = await setUp(t);
  await pay("5.00");
  await pay("5.00");
  assert.equal(await payments(), 2);
  assert.ok((await pay("nothing", "payment-0003")).status >= 400);
  assert.ok((await pay("0.00", "payment-0003")).status >= 400);
  assert.equal((await pay("5.00", "payment-0003")).status, 201);
  assert.equal(await payments(), 3);
  assert.equal((await pay("5.00", "short")).status, 400);
});

test("what was cut off half-way is not done again: its end is not known", async (t) => {
  const { api, pay, payments, database } = await setUp(t);
  await database.query(
    `insert into idempotent_request (owner, key, route, body_sha256, begun_at)
     select 'user ' || id, 'payment-0004', 'bookOnAccount', '', $1 from user_account
      where role = 'administrator'`,
    [api.clock.now().toString()],
  );
  assert.equal((await pay("5.00", "payment-0004")).status, 422, "of another body");
  await database.query("delete from idempotent_request");
  await pay("5.00", "payment-0004");
  await database.query("update idempotent_request set status = null, answer = null");
  const unknown = await pay("5.00", "payment-0004");
  assert.equal(unknown.status, 409);
  assert.equal(unknown.headers.get("retry-after"), "5");
  assert.equal(await payments(), 1);
});

test("after two days a key is forgotten", async (t) => {
  const { api, pay, database } = await setUp(t);
  await pay("5.00", "payment-0005");
  api.clock.moveTo(api.clock.now().add({ hours: 49 }));
  await pay("5.00", "payment-0006");
  const { rows } = await database.query("select key from idempotent_request");
  assert.deepEqual(rows, [{ key: "payment-0006" }]);
});

test("R13: two that start the same bill run at once start one", async (t) => {
  const { api, cookie, property, database } = await setUp(t);
  const start = () =>
    api.call("POST", "/bill-runs", {
      cookie,
      body: { siteId: property.siteId, from: "2026-10-01", to: "2026-11-01" },
      headers: { "idempotency-key": "october-2026" },
    });
  const answers = await Promise.all([start(), start(), start()]);
  assert.deepEqual(
    answers.map(({ status }) => status),
    [201, 201, 201],
  );
  const ids = new Set((await Promise.all(answers.map(json))).map(({ id }) => id));
  assert.equal(ids.size, 1);
  const { rows } = await database.query("select from bill_run");
  assert.equal(rows.length, 1);
});

test("every POST that makes money or readings heeds the header, and the document says so", async (t) => {
  const { api, cookie } = await setUp(t);
  const known = Object.entries(routes as Readonly<Record<string, RouteContract>>);
  const once = known.filter(([, route]) => isDoneOnce(route)).map(([name]) => name);
  for (const name of [
    "startBillRun",
    "actOnBillRun",
    "bookOnAccount",
    "reverseEntry",
    "settleAccount",
    "divideCost",
    "correctBill",
    "creditBill",
    "enterReading",
    "correctReading",
    "importReadings",
    "pushReadings",
    "exchangeMeter",
    "resendMail",
  ]) {
    assert.ok(once.includes(name), name);
  }
  const { paths } = await json(await api.call("GET", "/documents/openapi.json", { cookie }));
  const { parameters } = paths["/api/bill-runs"].post;
  const header = parameters.find((one: { in: string }) => one.in === "header");
  assert.equal(header.name, "idempotency-key");
  assert.equal(header.required ?? false, false);
});
