/** Money through the interface: accounts, payments, corrections, evidence. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createHash } from "node:crypto";
import { json, runSeededApi } from "./running-api.ts";

test("a payment is booked, shown, taken back, and noted in the audit", async (t) => {
  const { api, cookie, database, property } = await runSeededApi(t);
  const path = `/accounts/${property.bakery.leaseId}`;
  const before = await json(await api.call("GET", path, { cookie }));
  assert.equal(before.balanceMinor, "0");
  const body = { kind: "payment", amount: "50.00", bookedOn: "2026-11-20", note: "Bank" };
  const paid = await json(await api.call("POST", `${path}/entries`, { cookie, body }));
  assert.equal(paid.balanceMinor, "-5000");
  assert.deepEqual(paid.availableBookings.includes("refund"), true);
  const [entry] = paid.statement;
  assert.deepEqual([entry.kind, entry.receivableMinor, entry.note], ["payment", "-5000", "Bank"]);
  const reversal = `${path}/entries/${entry.id}/reversal`;
  const reversed = await json(
    await api.call("POST", reversal, { cookie, body: { note: "twice" } }),
  );
  assert.equal(reversed.balanceMinor, "0");
  assert.equal((await api.call("POST", reversal, { cookie, body: {} })).status, 409);
  const { rows } = await database.query("select action from audit_entry order by id");
  assert.deepEqual(
    rows.map(({ action }) => action),
    ["account.payment", "account.reversal"],
  );
  const list = await json(await api.call("GET", "/accounts", { cookie }));
  assert.equal(list.booksMinor, "0");
});

test("an amount that cannot be booked is told at its field, or why", async (t) => {
  const { api, cookie, property } = await runSeededApi(t);
  const path = `/accounts/${property.bakery.leaseId}/entries`;
  const refused = async (body: Record<string, unknown>) => {
    const full = { kind: "payment", amount: "1.00", bookedOn: "2026-11-20", ...body };
    const answer = await api.call("POST", path, { cookie, body: full });
    assert.ok(answer.status === 409 || answer.status === 400);
    const { faults } = (await answer.json()) as { faults: { code: string }[] };
    return faults[0]?.code;
  };
  assert.equal(await refused({ amount: "0.005" }), "account.too-fine");
  assert.equal(await refused({ amount: "-1.00" }), "account.amount");
  assert.equal(await refused({ kind: "deposit-used" }), "account.deposit-too-small");
  assert.equal(await refused({ kind: "refund" }), "account.no-credit");
  assert.equal(await refused({ kind: "write-off" }), "account.not-owed");
});

test("a deposit is settled when the tenant has left, and not before", async (t) => {
  const { api, cookie, database, property } = await runSeededApi(t);
  const path = `/accounts/${property.bakery.leaseId}`;
  const body = { kind: "deposit-received", amount: "500", bookedOn: "2026-11-01" };
  const held = await json(await api.call("POST", `${path}/entries`, { cookie, body }));
  assert.deepEqual([held.depositMinor, held.balanceMinor], ["50000", "0"]);
  assert.equal((await api.call("POST", `${path}/settlement`, { cookie })).status, 409);
  await database.query("update lease set ends_on = '2026-11-20' where id = $1", [
    property.bakery.leaseId,
  ]);
  const owed = { kind: "late-fee", amount: "320.00", bookedOn: "2026-11-21" };
  await api.call("POST", `${path}/entries`, { cookie, body: owed });
  const settled = await json(await api.call("POST", `${path}/settlement`, { cookie }));
  assert.deepEqual([settled.depositMinor, settled.balanceMinor], ["0", "0"]);
  assert.deepEqual(
    settled.statement.map(({ kind }: { kind: string }) => kind),
    ["deposit-received", "late-fee", "deposit-used", "deposit-refunded"],
  );
});

test("anybody who has a document learns whether it is genuine, and nothing without it", async (t) => {
  const { api, database, property } = await runSeededApi(t);
  const { rows } = await database.query<{ pdf: Buffer; number: string }>(
    "select d.pdf, b.number from bill_document d join bill b on b.id = d.bill_id where b.id = $1",
    [property.bakery.billId],
  );
  const pdf = rows[0]?.pdf;
  assert.ok(pdf);
  const digest = createHash("sha256").update(pdf).digest("hex");
  await database.query("alter table bill_document disable trigger bill_document_is_final");
  await database.query("update bill_document set sha256 = $1 where bill_id = $2", [
    digest,
    property.bakery.billId,
  ]);
  const known = await json(await api.call("GET", `/verification?sha256=${digest}`));
  assert.equal(known.isGenuine, true);
  assert.equal(known.document.number, rows[0]?.number);
  const other = "f".repeat(64);
  const unknown = await json(await api.call("GET", `/verification?sha256=${other}`));
  assert.deepEqual(unknown, { isGenuine: false, document: null });
  const wrong = await api.call("GET", "/verification?sha256=abc");
  assert.equal(wrong.status, 400);
});
