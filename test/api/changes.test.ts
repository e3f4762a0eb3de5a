/** What people change through the interface, and what is noted of it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { asId } from "#domain/core/id.ts";
import { raiseAlarm } from "#storage/alarms.ts";
import { addTariffVersion } from "#storage/tariffs.ts";
import { storeSteadyReadings } from "#test/support/metered-site.ts";
import { json, runSeededApi } from "./running-api.ts";
import { NOW } from "./seeded-property.ts";
import { workBillRuns } from "#jobs/work-bill-run.ts";
import { MovableClock } from "#platform/clock.ts";

test("an alarm is acknowledged once, by name, and noted in the audit", async (t) => {
  const { api, cookie, database, property } = await runSeededApi(t);
  const id = await database.transaction((tx) =>
    raiseAlarm(tx, {
      siteId: asId(property.siteId),
      source: { kind: "line", id: property.lineId, name: "gateway A" },
      details: { rule: "line-down", meters: 3, lastGoodAt: null, lastError: "no route" },
      raisedAt: NOW,
    }),
  );
  const path = `/alarms/${id}/acknowledge`;
  const first = await json(
    await api.call("POST", path, { cookie, body: { note: "The plug.\nOn my way." } }),
  );
  assert.equal(first.state, "acknowledged");
  assert.equal(first.acknowledgedBy, "The administrator");
  const operator = await api.signIn("operator@example.org");
  const again = await json(await api.call("POST", path, { cookie: operator, body: {} }));
  assert.equal(again.acknowledgementNote, "The plug.\nOn my way.");
  const { rows } = await database.query("select actor, subject, after from audit_entry");
  assert.deepEqual(rows, [
    {
      actor: "administrator@example.org",
      subject: `alarm ${id}`,
      after: { note: "The plug.\nOn my way." },
    },
  ]);
  const missing = await api.call("POST", "/alarms/4711/acknowledge", { cookie, body: {} });
  assert.equal(missing.status, 404);
});

test("a mail that failed is sent again once asked, with who asked", async (t) => {
  const { api, cookie, database } = await runSeededApi(t);
  const { mails, counts } = await json(await api.call("GET", "/outbox?state=failed", { cookie }));
  assert.equal(counts.failed, mails.length);
  const path = `/outbox/${mails[0].id}/resend`;
  const resent = await json(await api.call("POST", path, { cookie }));
  assert.equal(resent.state, "waiting");
  assert.equal((await api.call("POST", path, { cookie })).status, 409);
  const { rows } = await database.query("select actor, action from audit_entry");
  assert.deepEqual(rows, [{ actor: "administrator@example.org", action: "mail.resent" }]);
});

const actions = (run: { availableActions: { action: string }[] }) =>
  run.availableActions.map(({ action }) => action);

test("days that are over are billed by hand, once, for each lease", async (t) => {
  const { api, cookie, database, property } = await runSeededApi(t);
  const { bakery, florist, siteId } = property;
  const { rows } = await database.query<{ id: number }>("select id from tariff");
  await addTariffVersion(database, {
    tariffId: asId(rows[0]?.id ?? -1),
    effectiveFrom: Temporal.PlainDate.from("2025-01-01"),
    document: {
      format: "smartpm-tariff/1",
      name: "Standard",
      commodity: "electricity",
      currency: "EUR",
      charges: [{ kind: "consumption", id: "energy", label: "Energy", price: "0.20" }],
      taxes: [],
    },
  });
  // 20 days of 96 quarter hours of 25 counts of 0.01 kWh: 480 kWh, 96.00 EUR.
  await storeSteadyReadings(database, {
    channelId: asId(bakery.channelId),
    from: "2026-10-31T23:00:00Z",
    to: "2026-11-20T23:00:00Z",
    counts: 25,
  });
  const body = { siteId, from: "2026-11-01", to: "2026-11-21", leaseId: bakery.leaseId };
  const started = await json(await api.call("POST", "/bill-runs", { cookie, body }));
  assert.deepEqual(
    [started.kind, started.state, started.counts.waiting],
    ["manual", "preparing", 1],
  );
  const work = () => workBillRuns({ database, clock: new MovableClock(NOW) });
  await work();
  const ready = await json(await api.call("GET", `/bill-runs/${started.id}`, { cookie }));
  assert.deepEqual([ready.state, ready.totalMinor], ["ready", "9600"]);
  assert.deepEqual(actions(ready), ["approve", "repeat", "discard"]);
  const { leases } = await json(
    await api.call("GET", `/bill-runs/${started.id}/leases`, { cookie }),
  );
  assert.deepEqual(
    leases.map((lease: { tenant: { name: string }; state: string }) => [
      lease.tenant.name,
      lease.state,
    ]),
    [["Harbour Bakery", "drafted"]],
  );
  const act = (id: number, action: string) =>
    api.call("POST", `/bill-runs/${id}/actions`, { cookie, body: { action } });
  assert.equal((await act(started.id, "stop")).status, 409);
  const path = `/bill-runs/${started.id}/leases/${bakery.leaseId}`;
  const out = await api.call("PATCH", path, { cookie, body: { leftOut: true } });
  assert.deepEqual(actions(await json(out)), ["repeat", "discard"]);
  await api.call("PATCH", path, { cookie, body: { leftOut: false } });
  assert.equal((await json(await act(started.id, "approve"))).state, "issuing");
  assert.equal((await json(await act(started.id, "stop"))).state, "stopped");
  await work();
  assert.equal((await json(await act(started.id, "resume"))).state, "issuing");
  await work();
  const done = await json(await api.call("GET", `/bill-runs/${started.id}`, { cookie }));
  assert.deepEqual([done.state, done.counts.issued, done.faults], ["done", 1, []]);
  const { bills } = await json(
    await api.call("GET", `/bills?tenant=${bakery.tenantId}&month=2026-11`, { cookie }),
  );
  assert.equal(bills.length, 1);
  assert.equal(bills[0].totalMinor, "9600");
  const bill = await json(await api.call("GET", `/bills/${bills[0].id}`, { cookie }));
  assert.equal(bill.content.points[0].consumption, "480.00");

  await api.call("POST", "/bill-runs", { cookie, body });
  await api.call("POST", "/bill-runs", { cookie, body: { ...body, leaseId: florist.leaseId } });
  await work();
  const { billRuns } = await json(await api.call("GET", "/bill-runs", { cookie }));
  assert.equal(billRuns.length, 3);
  const [other, again] = billRuns;
  assert.deepEqual(again.counts.issued, 1, "the same bill, and no second one");
  assert.ok(other.faults.length > 0, "a lease without readings is told");
  const { rows: audit } = await database.query(
    "select actor, action from audit_entry where action = 'bill.issued'",
  );
  assert.deepEqual(audit, [{ actor: "administrator@example.org", action: "bill.issued" }]);
});
