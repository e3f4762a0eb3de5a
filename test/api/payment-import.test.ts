/** A bank's list of payments: looked at, booked, sent again, taken back. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { json, runSeededApi } from "./running-api.ts";
import { numberBill } from "./seeded-property.ts";

async function setUp(t: Parameters<typeof runSeededApi>[0]) {
  const seeded = await runSeededApi(t);
  const { api, cookie, database, property } = seeded;
  const { siteId } = property;
  const importing = async (rows: readonly string[], action: string) => {
    const text = ["Buchungstag;Betrag;Auftraggeber;Verwendungszweck", ...rows].join("\n");
    const base64 = Buffer.from(text).toString("base64");
    const body = { siteId, fileName: "bank.csv", base64, action };
    return json(await api.call("POST", "/accounts/payments/import", { cookie, body }));
  };
  const number = await numberBill(database, property.bakery.billId);
  const { rows } = await database.query<{ tenant: string }>(
    "select name as tenant from tenant where id = $1",
    [property.bakery.tenantId],
  );
  const bill = { number, tenant: rows[0]?.tenant ?? assert.fail("there is a tenant") };
  const entries = async () => {
    const { rows: booked } = await database.query<Record<string, string>>(
      `select e.lease_id as "leaseId", e.kind, e.booked_on as "bookedOn", e.bill_id as "billId",
              p.amount_minor::text as receivable
         from ledger_entry e
         join ledger_posting p on p.entry_id = e.id and p.account = 'receivable'
        where e.external_key like 'bank:%'
           or e.kind = 'reversal'
        order by e.id`,
    );
    return booked;
  };
  return { ...seeded, siteId, bill, importing, entries };
}

test("payments are booked once on the accounts they are for, and the same file books nothing", async (t) => {
  const { property, bill, importing, entries, database } = await setUp(t);
  const { leaseId, billId } = property.bakery;
  const file = [
    `20.11.2026;412,50;Somebody;RG ${bill.number} Danke`,
    `21.11.2026;1.000,00;${bill.tenant.toUpperCase()};rent and power`,
    `21.11.2026;1.000,00;${bill.tenant.toUpperCase()};rent and power`,
  ];
  const looked = await importing(file, "look");
  assert.deepEqual(looked.entryIds, []);
  assert.deepEqual(await entries(), [], "it was only looked");
  assert.match(looked.rows[0].account, new RegExp(`${bill.number}$`));
  assert.deepEqual(
    looked.rows.flatMap(({ faults }: { faults: unknown[] }) => faults),
    [],
  );
  const booked = await importing(file, "enter");
  assert.equal(booked.entryIds.length, 3, JSON.stringify(booked.rows));
  const payment = { leaseId, kind: "payment" };
  const expected = [
    { ...payment, bookedOn: "2026-11-20", billId, receivable: "-41250" },
    // Two that are alike are two payments.
    { ...payment, bookedOn: "2026-11-21", billId: null, receivable: "-100000" },
    { ...payment, bookedOn: "2026-11-21", billId: null, receivable: "-100000" },
  ];
  assert.deepEqual(await entries(), expected);
  const again = await importing([...file, "22.11.2026;1,00;Nobody;?"], "enter-valid");
  assert.deepEqual(again.entryIds, []);
  assert.deepEqual(
    again.rows.map(({ faults: [fault] }: { faults: { message: string }[] }) => fault?.message),
    [
      ...file.map(() => "is booked already"),
      "no bill number and no tenant of this name: book it by hand",
    ],
  );
  assert.deepEqual(await entries(), expected, "nothing was booked again");
  const { rows: audit } = await database.query(
    "select action, after from audit_entry where action = 'payments.imported'",
  );
  assert.deepEqual(audit, [
    { action: "payments.imported", after: { file: "bank.csv", payments: 3, leftOut: 0 } },
  ]);
});

test("one wrong row keeps all from being booked, unless the right ones are asked for", async (t) => {
  const { bill, importing, entries } = await setUp(t);
  const file = [
    `20.11.2026;412,50;x;${bill.number}`,
    "31/11/2026;1.234;y;z",
    "20.11.2026;-7,00;Bank;fees",
  ];
  const refused = await importing(file, "enter");
  assert.deepEqual([refused.entryIds, await entries()], [[], []]);
  const faults = refused.rows.flatMap(({ row, faults: own }: { row: number; faults: object[] }) =>
    own.map((fault) => ({ row, ...fault })),
  );
  assert.deepEqual(faults, [
    {
      row: 3,
      column: "Date",
      message: '"31/11/2026" is no day; write it like 2026-10-31 or 31.10.2026',
    },
    {
      row: 3,
      column: "Amount",
      message: '"1.234" may be thousands or thousandths; write it with 2 digits after the point',
    },
    { row: 4, column: "Amount", message: "is no payment that was received" },
  ]);
  assert.equal((await importing(file, "enter-valid")).entryIds.length, 1);
});

test("an import is taken back by reverses, and its lines are not booked again unseen", async (t) => {
  const { api, cookie, siteId, bill, importing, entries, property } = await setUp(t);
  const file = [`20.11.2026;412,50;x;${bill.number}`];
  const { entryIds } = await importing(file, "enter");
  const body = { siteId, entryIds };
  const undo = () => api.call("POST", "/accounts/payments/import/undo", { cookie, body });
  assert.equal((await undo()).status, 204);
  assert.equal((await undo()).status, 409, "only once");
  assert.deepEqual(
    (await entries()).map(({ kind, receivable }) => [kind, receivable]),
    [
      ["payment", "-41250"],
      ["reversal", "41250"],
    ],
  );
  const again = await importing(file, "enter");
  assert.deepEqual(again.entryIds, []);
  assert.match(again.rows[0].faults[0].message, /was booked and taken back/);
  const account = await json(
    await api.call("GET", `/accounts/${property.bakery.leaseId}`, { cookie }),
  );
  assert.equal(account.balanceMinor, "0");
});

test("a file without the columns that are needed says which", async (t) => {
  const { api, cookie, siteId } = await setUp(t);
  const base64 = Buffer.from("Who,When\nAda,today").toString("base64");
  const body = { siteId, fileName: "bank.csv", base64, action: "look" };
  const answer = await json(await api.call("POST", "/accounts/payments/import", { cookie, body }));
  assert.deepEqual(answer.rows[0].faults, [
    { column: "Date", message: "the heading has no such column" },
    { column: "Amount", message: "the heading has no such column" },
  ]);
});
