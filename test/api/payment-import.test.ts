/** A bank's list of payments: looked at, booked, sent again, taken back. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { json, runSeededApi } from "./running-api.ts";
import { numberBill, seedProperty } from "./seeded-property.ts";

async function setUp(t: Parameters<typeof runSeededApi>[0]) {
  const seeded = await runSeededApi(t);
  const { api, cookie, database, property } = seeded;
  const { siteId } = property;
  const importing = async (
    rows: readonly string[],
    action: string,
    {
      chosen = [],
      heading = "Buchungstag;Betrag;Auftraggeber;Verwendungszweck",
      encoding = "utf8",
    }: {
      chosen?: readonly { key: string; leaseId: number }[];
      heading?: string;
      encoding?: "utf8" | "latin1";
    } = {},
  ) => {
    const base64 = Buffer.from([heading, ...rows].join("\n"), encoding).toString("base64");
    const body = { siteId, fileName: "bank.csv", base64, action, chosen };
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

test("a person says whose a payment is that tells it of nobody, and it is booked there", async (t) => {
  const { property, bill, importing, entries, database } = await setUp(t);
  const { bakery, florist } = property;
  const file = [
    "20.11.2026;55,00;A friend;thanks",
    "20.11.2026;55,00;A friend;thanks",
    `20.11.2026;412,50;Somebody;${bill.number}`,
  ];
  const looked = await importing(file, "look");
  assert.deepEqual(
    looked.rows.map((row: { key: string | null }) => row.key !== null),
    [true, true, false],
    "there is nothing to choose where a bill is named",
  );
  assert.deepEqual(
    looked.accounts.map(({ leaseId }: { leaseId: number }) => leaseId).toSorted(),
    [bakery.leaseId, florist.leaseId].toSorted(),
  );
  const [first, second] = looked.rows.map(({ key }: { key: string }) => key);
  assert.notEqual(first, second, "of two that are alike each is chosen for itself");
  const one = { chosen: [{ key: first, leaseId: florist.leaseId }] };
  const refused = await importing(file, "enter", one);
  assert.deepEqual(refused.entryIds, [], "the other is nobody's yet");
  assert.equal(refused.rows[0].chosen, florist.leaseId);
  assert.match(refused.rows[0].account, /FLORIST/);
  const both = { chosen: [...one.chosen, { key: second, leaseId: bakery.leaseId }] };
  assert.equal((await importing(file, "enter", both)).entryIds.length, 3);
  assert.deepEqual(
    (await entries()).map(({ leaseId, receivable }) => [leaseId, receivable]),
    [
      [florist.leaseId, "-5500"],
      [bakery.leaseId, "-5500"],
      [bakery.leaseId, "-41250"],
    ],
  );
  const again = await importing(file, "enter-valid", both);
  assert.deepEqual(again.entryIds, [], "it is known again, whoever it was booked for");
  const { rows: audit } = await database.query(
    "select after from audit_entry where action = 'payments.imported'",
  );
  assert.deepEqual(audit, [
    { after: { file: "bank.csv", payments: 3, leftOut: 0, chosenByPerson: 2 } },
  ]);
});

test("nobody is chosen who is none of the site, or against what the row itself says", async (t) => {
  const { property, bill, importing, database } = await setUp(t);
  const other = await seedProperty(database, { prefix: "Other " });
  const file = ["20.11.2026;55,00;A friend;thanks", `20.11.2026;412,50;x;${bill.number}`];
  const looked = await importing(file, "look");
  const [{ key }] = looked.rows;
  const strange = await importing(file, "look", {
    chosen: [{ key, leaseId: other.bakery.leaseId }],
  });
  assert.equal(
    strange.rows[0].faults[0].message,
    `lease ${other.bakery.leaseId} is none of this site`,
  );
  const unnamed = await importing(["20.11.2026;412,50;x;?"], "look");
  assert.notEqual(unnamed.rows[0].key, null);
  const named = await keyOfNamed();
  const against = await importing(file, "enter-valid", {
    chosen: [{ key: named, leaseId: property.florist.leaseId }],
  });
  assert.deepEqual(against.entryIds, []);
  assert.equal(
    against.rows[1].faults[0].message,
    `is for ${bill.tenant} (Unit of ${bill.tenant}) by what it says: book it by hand if that is wrong`,
  );

  /** Of the row that names a bill: it is told where the bill is not known yet. */
  async function keyOfNamed(): Promise<string> {
    await database.query("alter table bill disable trigger bill_is_final");
    const renumber = "update bill set number = $2 where id = $1";
    await database.query(renumber, [property.bakery.billId, "B0-2026-000001"]);
    const told = (await importing(file, "look")).rows[1].key;
    await database.query(renumber, [property.bakery.billId, bill.number]);
    await database.query("alter table bill enable trigger bill_is_final");
    return told;
  }
});

test("a German bank's file in Windows-1252 is read with its umlauts", async (t) => {
  const { property, importing, database } = await setUp(t);
  await database.query("update tenant set name = 'Bäckerei Größer & Söhne' where id = $1", [
    property.bakery.tenantId,
  ]);
  const file = ["20.11.26;1.412,50;BÄCKEREI GRÖßER & SÖHNE;Miete für März"];
  const booked = await importing(file, "enter", {
    heading: "Buchungstag;Betrag;Begünstigter/Zahlungspflichtiger;Verwendungszweck",
    encoding: "latin1",
  });
  assert.equal(booked.entryIds.length, 1, JSON.stringify(booked.rows));
  assert.equal(booked.rows[0].payer, "BÄCKEREI GRÖßER & SÖHNE");
  const { rows } = await database.query<{ note: string }>(
    "select note from ledger_entry where external_key like 'bank:%'",
  );
  assert.equal(rows[0]?.note, "BÄCKEREI GRÖßER & SÖHNE: Miete für März");
});

/** What is said of an entry that did not come with a bank's list of the site. */
function strange(id: number | undefined): string {
  return `entry ${id}: it is no payment that came with a bank's list at this site`;
}

test("an import is taken back as a whole or not at all, and nothing that came otherwise", async (t) => {
  const { api, cookie, siteId, bill, importing, entries, property, database } = await setUp(t);
  const other = await seedProperty(database, { prefix: "Other " });
  const file = [`20.11.2026;412,50;x;${bill.number}`, `21.11.2026;10,00;x;${bill.number}`];
  const { entryIds } = await importing(file, "enter");
  const byHand = await api.call("POST", `/accounts/${property.bakery.leaseId}/entries`, {
    cookie,
    body: { kind: "payment", amount: "1.00", bookedOn: "2026-11-20" },
  });
  assert.ok(byHand.ok, await byHand.text());
  const { rows } = await database.query<{ id: number }>(
    "select max(id)::int as id from ledger_entry",
  );
  const before = await entries();
  const undo = async (ids: readonly (number | undefined)[], ofSite = siteId) => {
    const body = { siteId: ofSite, entryIds: ids };
    const answer = await api.call("POST", "/accounts/payments/import/undo", { cookie, body });
    assert.equal(answer.status, 409);
    assert.deepEqual(await entries(), before, "nothing is half done");
    const { faults } = (await answer.json()) as { faults: { subject: string; message: string }[] };
    return faults.map(({ subject, message }) => `${subject}: ${message}`);
  };
  assert.deepEqual(await undo([...entryIds, 999_999]), [strange(999_999)]);
  assert.deepEqual(await undo([...entryIds, rows[0]?.id]), [strange(rows[0]?.id)]);
  assert.deepEqual(
    await undo(entryIds, other.siteId),
    entryIds.map((id: number) => strange(id)),
  );
});

test("what a bank writes above the heading is left out, and shown", async (t) => {
  const { bill, importing, entries } = await setUp(t);
  const heading = [
    "Kontoauszug, Girokonto, erstellt am 22.11.2026, 12:30, Seite 1",
    "IBAN;DE02 1203 0000 0000 2020 51",
    "",
    "Datum;20.11.2026",
    "Buchungstag;Betrag;Auftraggeber;Verwendungszweck",
  ].join("\n");
  const file = [`20.11.2026;412,50;x;${bill.number}`, "31/11/2026;5,00;y;z"];
  const looked = await importing(file, "look", { heading });
  assert.deepEqual(looked.aboveHeading, [
    { row: 1, text: "Kontoauszug, Girokonto, erstellt am 22.11.2026, 12:30, Seite 1" },
    { row: 2, text: "IBAN DE02 1203 0000 0000 2020 51" },
    { row: 4, text: "Datum 20.11.2026" },
  ]);
  assert.deepEqual(
    looked.rows.map(({ row, faults }: { row: number; faults: unknown[] }) => [row, faults.length]),
    [
      [6, 0],
      [7, 1],
    ],
    "rows are counted as in the file",
  );
  assert.equal((await importing(file, "enter-valid", { heading })).entryIds.length, 1);
  assert.equal((await entries()).length, 1);
  const [first] = file;
  const bare = await importing([first ?? ""], "look");
  assert.deepEqual(bare.aboveHeading, []);
  assert.equal(bare.rows[0].faults[0].message, "is booked already", "it is the same row without");
});
