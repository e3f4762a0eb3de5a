/** A list of units, tenants and leases as CSV or Excel: looked at, entered, taken back. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { writeWorkbook } from "#platform/workbook.ts";
import { json, runSeededApi } from "./running-api.ts";

const HEADING = [
  "Unit",
  "Part of",
  "Area",
  "Tenant",
  "E-mail",
  "From",
  "To",
  "Deposit",
  "Electricity",
];
const RIGHT = [
  "Flat 1,Floor 1,62.5,Ada Moss,ada@example.org,2026-12-01,,1200.00,Standard",
  "Flat 2,Floor 1,48,Ben Hale,,2026-12-01,2027-06-17,,standard",
  "Flat 3,Floor 2,51,,,,,,Standard",
  // A second unit of somebody who is a tenant already.
  "Cellar 1,,,Ada Moss,,2026-12-01,,,",
];

async function setUp(t: Parameters<typeof runSeededApi>[0]) {
  const seeded = await runSeededApi(t);
  const { api, cookie, database, property } = seeded;
  const { siteId } = property;
  const importing = async (rows: readonly string[], action: string) => {
    const text = [HEADING.join(","), ...rows].join("\n");
    const base64 = Buffer.from(text).toString("base64");
    const body = { siteId, fileName: "leases.csv", base64, action };
    return json(await api.call("POST", "/leases/import", { cookie, body }));
  };
  const undo = (importId: number) =>
    api.call("POST", "/leases/import/undo", { cookie, body: { siteId, importId } });
  const stored = async () => {
    const { rows } = await database.query<{ counts: string }>(
      `select concat_ws(' ', (select count(*) from space), (select count(*) from service_point),
                        (select count(*) from tenant), (select count(*) from lease)) as counts`,
    );
    return rows[0]?.counts;
  };
  return { ...seeded, siteId, importing, undo, stored };
}

test("a list of leases makes what the site lacks, and all of it can be taken back", async (t) => {
  const { database, importing, undo, stored } = await setUp(t);
  const before = await stored();
  const looked = await importing(RIGHT, "look");
  // Two floors and four units; a point for each unit with a tariff; two persons, three leases.
  const created = { units: 6, points: 3, tenants: 2, leases: 3 };
  assert.deepEqual([looked.entered, looked.importId, looked.created], [0, null, created]);
  assert.equal(await stored(), before, "it was only looked");
  const entered = await importing(RIGHT, "enter");
  assert.deepEqual([entered.entered, entered.created], [4, created], JSON.stringify(entered.rows));
  const { rows: leases } = await database.query(
    `select t.name, t.emails, s.name as unit, p.name as part_of, s.area_m2::text as area,
            l.starts_on, l.ends_on, l.deposit_minor::text as deposit, ta.name as tariff
       from lease l
       join tenant t on t.id = l.tenant_id
       join space s on s.id = l.space_id
       left join space p on p.id = s.parent_id
       left join lease_service_point sp on sp.lease_id = l.id
       left join tariff ta on ta.id = sp.tariff_id
      order by l.id desc
      limit 3`,
  );
  const ada = { name: "Ada Moss", emails: ["ada@example.org"], starts_on: "2026-12-01" };
  assert.deepEqual(leases.toReversed(), [
    {
      ...ada,
      unit: "Flat 1",
      part_of: "Floor 1",
      area: "62.5",
      ends_on: null,
      deposit: "120000",
      tariff: "Standard",
    },
    {
      name: "Ben Hale",
      emails: [],
      starts_on: "2026-12-01",
      unit: "Flat 2",
      part_of: "Floor 1",
      area: "48",
      ends_on: "2027-06-17",
      deposit: "0",
      tariff: "Standard",
    },
    {
      ...ada,
      unit: "Cellar 1",
      part_of: null,
      area: "0",
      ends_on: null,
      deposit: "0",
      tariff: null,
    },
  ]);
  assert.equal((await undo(entered.importId)).status, 204);
  assert.equal(await stored(), before);
  assert.equal((await undo(entered.importId)).status, 404, "it is undone already");
  const { rows: audit } = await database.query<{ action: string }>(
    "select action from audit_entry where action like 'leases.import%' order by id",
  );
  assert.deepEqual(
    audit.map(({ action }) => action),
    ["leases.imported", "leases.import-undone"],
  );
});

test("what hangs on something by now is not taken back, nor anything with it", async (t) => {
  const { database, importing, undo, stored } = await setUp(t);
  const { importId } = await importing(RIGHT, "enter");
  const after = await stored();
  await database.query(
    `insert into channel (service_point_id, quantity, unit, resolution)
     select id, 'energyDelivered', 'kWh', 0.01 from service_point
      where name = 'Flat 3 electricity'`,
  );
  const refused = await undo(importId);
  assert.equal(refused.status, 409);
  assert.match(await refused.text(), /is used by now/);
  assert.equal(await stored(), after);
});

test("every wrong cell of a list is told by row and column, and the right rows can go without", async (t) => {
  const { importing, stored } = await setUp(t);
  const before = await stored();
  const wrong = [
    RIGHT[0] ?? "",
    "Flat 1,,,Cleo Dunn,,2027-01-01,,,Standard",
    ",,big,Dora Kent,at home,1 May,,12.345,Night",
    "Flat 9,,,,,2026-12-01,,,",
    "Flat 10,,,Evan Cole,,2026-12-01,2026-12-01,,",
    "Flat 11,,,Fay Ross,,,,,",
  ];
  const { rows, entered } = await importing(wrong, "enter");
  assert.equal(entered, 0);
  const told = rows.map((row: { row: number; faults: { column: string; message: string }[] }) => [
    row.row,
    ...row.faults.map(({ column, message }) => `${column}: ${message}`),
  ]);
  assert.deepEqual(told, [
    [2],
    [3, "Unit: is let to Ada Moss from 2026-12-01"],
    [
      4,
      "Unit: is empty",
      "Area: write square metres, like 62.5",
      'E-mail: "at" is no e-mail address',
      'From: "1 May" is no day; write it like 2026-10-31',
      "Deposit: write an amount in EUR, like 1200.00",
      'Electricity: the site has no tariff "Night" for it; it has Standard',
    ],
    [5, "From: an empty unit has no lease: write the tenant"],
    [6, "To: is the first day no longer let, and must be after the first day"],
    [7, "From: is empty: the first day of the lease"],
  ]);
  assert.equal(await stored(), before);
  assert.equal((await importing(wrong, "enter-valid")).entered, 1);
  const missing = await importing([], "look");
  assert.deepEqual(missing.rows, []);
});

test("a list comes from Excel as well, its days as Excel keeps them", async (t) => {
  const { api, cookie, siteId, database } = await setUp(t);
  const titles = ["Unit", "Tenant", "From", "Deposit", "Electricity"];
  const bytes = await writeWorkbook({
    name: "Leases",
    columns: titles.map((title) => ({
      title,
      width: 20,
      ...(title === "From" && { format: "yyyy-mm-dd" }),
    })),
    rows: [["Flat 1", "Ada Moss", new Date("2026-12-01T00:00:00Z"), 1200, "Standard"]],
  });
  const base64 = Buffer.from(bytes).toString("base64");
  const body = { siteId, fileName: "leases.xlsx", base64, action: "enter" };
  const entered = await json(await api.call("POST", "/leases/import", { cookie, body }));
  assert.equal(entered.entered, 1, JSON.stringify(entered));
  const { rows } = await database.query(
    "select starts_on, deposit_minor::text as deposit from lease order by id desc limit 1",
  );
  assert.deepEqual(rows[0], { starts_on: "2026-12-01", deposit: "120000" });
});
