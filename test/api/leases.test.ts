/** Tenants and their leases through the interface: moving in and out, and what is refused. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { storeSteadyReadings } from "#test/support/metered-site.ts";
import { asId } from "#domain/core/id.ts";
import { json, runSeededApi } from "./running-api.ts";

const TENANT = {
  name: "Harbour Books",
  company: "Harbour Books Ltd",
  addressLines: ["Quay 2"],
  emails: ["books@example.org", "office@example.org"],
  telephones: ["+49 40 1", "+49 40 2"],
  contacts: [{ name: "A. Reader", position: "Bookkeeping", email: "", telephone: "+49 40 3" }],
  note: "Rings twice",
  taxNumber: "DE 2",
  language: "en",
};
const TERMS = {
  cycle: { every: "quarterly", startDay: 1, startMonth: 1, runAfterDays: 3 },
  billsNeedApproval: true,
  dueDays: 21,
  depositMinor: "150000",
};

async function setUp(t: Parameters<typeof runSeededApi>[0]) {
  const seeded = await runSeededApi(t);
  const { api, cookie, database, property } = seeded;
  const send = (method: string, path: string, body?: unknown) =>
    api.call(method, path, { cookie, ...(body !== undefined && { body }) });
  const { siteId } = property;
  const tenantId: number = (await json(await send("POST", "/tenants", { siteId, ...TENANT }))).id;
  const { rows } = await database.query<{ tariff: number; space: number }>(
    `select (select id from tariff) as tariff, space_id as space
       from lease where id = $1`,
    [property.bakery.leaseId],
  );
  const { tariff: tariffId = 0, space: spaceId = 0 } = rows[0] ?? {};
  const lease = (body: object) =>
    send("POST", "/leases", {
      tenantId,
      spaceId,
      startsOn: "2026-11-18",
      endsOn: null,
      ...TERMS,
      points: [{ servicePointId: property.bakery.servicePointId, tariffId }],
      registers: [],
      ...body,
    });
  return { ...seeded, send, siteId, tenantId, tariffId, spaceId, lease };
}

async function faultsOf(answer: Response): Promise<string[]> {
  const { faults } = await json(answer);
  return faults.map(({ subject, message }: Record<string, string>) => `${subject}: ${message}`);
}

test("a tenant is kept with everything about it, and its change names only the fields", async (t) => {
  const { send, siteId, tenantId, database } = await setUp(t);
  const tenant = await json(await send("GET", `/tenants/${tenantId}`));
  for (const [field, value] of Object.entries(TENANT)) assert.deepEqual(tenant[field], value);
  const changed = { siteId, ...TENANT, emails: [], note: "" };
  assert.equal((await send("PATCH", `/tenants/${tenantId}`, changed)).status, 200);
  const { rows } = await database.query("select action, after from audit_entry order by id");
  assert.deepEqual(rows, [
    { action: "tenant.created", after: null },
    { action: "tenant.changed", after: { fields: ["emails", "note"] } },
  ]);
  const wrong = { ...changed, emails: ["nobody"], contacts: [{ ...TENANT.contacts[0], name: "" }] };
  assert.deepEqual(await faultsOf(await send("PATCH", `/tenants/${tenantId}`, wrong)), [
    "body.emails.0: an e-mail address, like name@example.org",
    "body.contacts.0.name: must not be empty",
  ]);
});

test("one moves out on the 17th and another in on the 18th, with the register of that midnight", async (t) => {
  const { send, lease, database, property, tenantId } = await setUp(t);
  const { bakery } = property;
  const taken = await lease({});
  assert.deepEqual(await faultsOf(taken), [
    "body.spaceId: is let to Harbour Bakery from 2025-11-01",
  ]);
  // The seeded bill is for October: November is not billed yet.
  const early = await send("POST", `/leases/${bakery.leaseId}/end`, {
    endsOn: "2026-10-17",
    registers: [],
  });
  assert.deepEqual(await faultsOf(early), ["body.endsOn: the days before 2026-11-01 are billed"]);
  const registers = [{ channelId: bakery.channelId, value: "1234.50" }];
  const out = await send("POST", `/leases/${bakery.leaseId}/end`, {
    endsOn: "2026-11-18",
    registers,
  });
  assert.equal(out.status, 200);
  const known = await json(
    await send(
      "GET",
      `/sites/${property.siteId}/registers?day=2026-11-18&points=${bakery.servicePointId}`,
    ),
  );
  assert.deepEqual(known.registers[0].known, {
    value: "1234.50",
    measuredAt: "2026-11-17T23:00:00Z",
    atMidnight: true,
  });
  const created = await lease({});
  assert.equal(created.status, 201);
  const { id: leaseId } = await json(created);
  const tenant = await json(await send("GET", `/tenants/${tenantId}`));
  const [own] = tenant.leases;
  assert.deepEqual(
    [own.startsOn, own.endsOn, own.cycle, own.billsNeedApproval, own.dueDays, own.depositMinor],
    ["2026-11-18", null, TERMS.cycle, true, 21, "150000"],
  );
  const { rows } = await database.query(
    "select author, reason, new_value from reading_correction order by revision",
  );
  assert.deepEqual(rows, [
    {
      author: "administrator@example.org",
      reason: `moving out, lease ${bakery.leaseId}`,
      new_value: 123_450n,
    },
  ]);
  const back = await send("POST", `/leases/${bakery.leaseId}/end`, { endsOn: null, registers: [] });
  assert.deepEqual(await faultsOf(back), ["body.spaceId: is let to Harbour Books from 2026-11-18"]);
  assert.equal((await send("DELETE", `/leases/${leaseId}`)).status, 204);
  const again = await send("POST", `/leases/${bakery.leaseId}/end`, {
    endsOn: null,
    registers: [],
  });
  assert.equal(again.status, 200);
  const { changes } = await json(await send("GET", `/leases/${bakery.leaseId}/history`));
  assert.deepEqual(
    changes.map(({ action }: { action: string }) => action),
    ["lease.reopened", "lease.ended"],
  );
});

test("a service point that another lease pays is refused in words, and nothing is stored", async (t) => {
  const { lease, database, property } = await setUp(t);
  const { rows } = await database.query<{ id: number }>(
    "insert into space (site_id, kind, name) values ($1, 'unit', 'Free') returning id",
    [property.siteId],
  );
  const answer = await lease({ spaceId: rows[0]?.id });
  assert.equal(answer.status, 409);
  assert.deepEqual(await faultsOf(answer), [
    "body.points.0.servicePointId: Harbour Bakery electricity is paid by Harbour Bakery from 2025-11-01",
  ]);
  const { rows: leases } = await database.query("select from lease");
  assert.equal(leases.length, 2);
  const { rows: audit } = await database.query(
    "select from audit_entry where action like 'lease%'",
  );
  assert.equal(audit.length, 0);
});

test("a tariff changes from a day that is not billed yet, and the days before keep theirs", async (t) => {
  const { send, database, property, siteId } = await setUp(t);
  const { rows } = await database.query<{ id: number }>(
    "insert into tariff (site_id, name, commodity) values ($1, 'Night', 'electricity'), ($1, 'Gas', 'gas') returning id",
    [siteId],
  );
  const [night, gas] = rows.map(({ id }) => id);
  const { leaseId, servicePointId } = property.bakery;
  const change = (body: object) =>
    send("POST", `/leases/${leaseId}/points`, { servicePointId, tariffId: night, ...body });
  assert.deepEqual(await faultsOf(await change({ from: "2026-10-15" })), [
    "body.from: the days before 2026-11-01 are billed",
  ]);
  assert.deepEqual(await faultsOf(await change({ from: "2026-11-15", tariffId: gas })), [
    "body.tariffId: is no tariff of this site for what the point delivers",
  ]);
  assert.equal((await change({ from: "2026-11-15" })).status, 200);
  const stretches = async () =>
    (
      await database.query(
        "select tariff_id, starts_on, ends_on from lease_service_point where lease_id = $1 order by starts_on",
        [leaseId],
      )
    ).rows.map((row) => [row.tariff_id === night, row.starts_on, row.ends_on]);
  assert.deepEqual(await stretches(), [
    [false, "2025-11-01", "2026-11-15"],
    [true, "2026-11-15", null],
  ]);
  assert.equal((await change({ from: "2026-11-20", tariffId: null })).status, 200);
  assert.deepEqual((await stretches()).at(-1), [true, "2026-11-15", "2026-11-20"]);
});

test("registers that cannot be are told at their field", async (t) => {
  const { send, property } = await setUp(t);
  const { bakery, florist } = property;
  const end = (registers: readonly object[], endsOn = "2026-11-18") =>
    send("POST", `/leases/${bakery.leaseId}/end`, { endsOn, registers });
  assert.deepEqual(
    await faultsOf(
      await end([
        { channelId: bakery.channelId, value: "1.005" },
        { channelId: florist.channelId, value: "1" },
      ]),
    ),
    [
      "body.registers.0.value: is no multiple of 0.01",
      "body.registers.1.value: is of no meter of these points",
    ],
  );
  assert.deepEqual(
    await faultsOf(await end([{ channelId: bakery.channelId, value: "1" }], "2026-12-18")),
    ["body.registers: are those of 2026-12-18, which has not come yet"],
  );
  assert.equal((await end([], "2026-12-18")).status, 200, "a day ahead needs no register yet");
});

test("a tenant's data is handed out, and erased but for what the law keeps", async (t) => {
  const { send, database, property } = await setUp(t);
  const { bakery } = property;
  await storeSteadyReadings(database, {
    channelId: asId(bakery.channelId),
    from: "2026-11-01T00:00:00Z",
    to: "2026-11-02T00:00:00Z",
    counts: 1,
  });
  const path = `/tenants/${bakery.tenantId}`;
  const data = await json(await send("GET", `${path}/personal-data`));
  assert.equal(data.tenant.name, "Harbour Bakery");
  assert.equal(data.bills.length, 1);
  assert.equal(data.users[0].email, "tenant@example.org");
  assert.ok(!JSON.stringify(data).includes("argon2"));

  const early = await send("POST", `${path}/erase`, {});
  assert.equal(early.status, 409);
  assert.equal((await json(early)).detail, "the tenant has a lease: end it first");
  await send("POST", `/leases/${bakery.leaseId}/end`, { endsOn: "2026-11-20", registers: [] });
  assert.equal((await send("POST", `${path}/erase`, {})).status, 204);
  const erased = await json(await send("GET", path));
  assert.deepEqual(
    [erased.name, erased.emails, erased.erased],
    [`Tenant ${bakery.tenantId}`, [], true],
  );
  const bill = await json(await send("GET", `/bills/${bakery.billId}`));
  assert.equal(bill.content.recipient.name, "Harbour Bakery", "a bill keeps whom it was for");
  const { rows } = await database.query(
    `select (select count(*)::int from user_account where tenant_id = $1) as users,
            (select recipient || body from outbox_mail where bill_id = $2) as mail`,
    [bakery.tenantId, bakery.billId],
  );
  assert.deepEqual(rows, [{ users: 0, mail: "erased" }]);
  const { rows: audit } = await database.query(
    "select from audit_entry where after::text like '%Bakery%' or before::text like '%Bakery%'",
  );
  assert.equal(audit.length, 0, "the audit, which nobody can erase, never knew the name");
});

test("a tenant that never had a lease is removed, any other is not", async (t) => {
  const { send, tenantId, property } = await setUp(t);
  assert.equal((await send("DELETE", `/tenants/${tenantId}`)).status, 204);
  assert.equal((await send("DELETE", `/tenants/${property.florist.tenantId}`)).status, 409);
});
