/** What was billed in sums, and what is not billed yet. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readWorkbook } from "#platform/workbook.ts";
import { json, runSeededApi } from "./running-api.ts";
import { billContent, insertInto } from "./seeded-property.ts";

/*
 * The property has two bills for October, of the bakery and the florist, each over 500 kWh at 0.20 =
 * 100.00 with 19 % = 19.00. A third one, of the bakery for September, has 100 kWh of which a tenth is
 * estimated for 20.00, by two tariffs 15.00 and 5.00, and a share of 10.00 in the lift: net 30.00, tax
 * 5.70. A fourth one was credited: it does not count.
 */
test("reports of what was billed", async (t) => {
  const { api, database, property, cookie } = await runSeededApi(t);
  const { bakery } = property;
  const insert = insertInto(database);
  const october = billContent("S-1", { ...bakery, name: "Harbour Bakery" });
  const [point, line] = [october.points[0], october.lines[0]];
  const september = {
    ...october,
    periodFrom: "2026-09-01",
    periodTo: "2026-10-01",
    points: [
      { ...point, consumption: "100.00", estimatedShare: "0.1", tariffName: "Standard + Grid" },
    ],
    lines: [
      { ...line, tariff: "Standard", amountMinor: "1500" },
      { ...line, tariff: "Grid", amountMinor: "500" },
    ],
    sharedCosts: [{ amountMinor: "1000" }],
  };
  const stored = {
    site_id: property.siteId,
    lease_id: bakery.leaseId,
    kind: "regular",
    period_from: "2026-09-01",
    period_to: "2026-10-01",
    issued_at: "2026-10-02T00:00:00Z",
    due_on: "2026-10-16",
    currency: "EUR",
    net_minor: 3000,
    tax_minor: 570,
    total_minor: 3570,
    content: september,
    content_sha256: "0".repeat(64),
  };
  await insert("bill", { ...stored, number: "S-0", state: "credited", revision: 0 });
  // In September a kWh set free 0.4 kg, from October on half of it: 100 x 0.4 = 40, 500 x 0.2 = 100.
  await database.query(
    `insert into emission_factor (site_id, commodity, unit, source, valid_from, kg_per_unit)
     values ($1, 'electricity', 'kWh', 'Grid', '2026-01-01', 0.4),
            ($1, 'electricity', 'kWh', 'Grid', '2026-10-01', 0.2),
            ($1, 'electricity', 'kWh', 'Grid', '2026-11-01', 9)`,
    [property.siteId],
  );
  await insert("bill", { ...stored, number: "S-1", state: "issued", revision: 1 });
  const report = async (search: string) =>
    json(await api.call("GET", `/reports/billing?${search}`, { cookie }));
  const amounts = async (search: string) =>
    (await report(search)).rows.map(
      ({ name, bills, netMinor, taxMinor, totalMinor }: Record<string, unknown>) =>
        [name, bills, netMinor, taxMinor, totalMinor].join(" "),
    );

  await t.test("by month, with what was used and estimated", async () => {
    const { rows, totals } = await report("from=2026-09&to=2026-10");
    const use = { commodity: "electricity", unit: "kWh" };
    assert.deepEqual(rows, [
      {
        key: "2026-09",
        name: "2026-09",
        currency: "EUR",
        bills: 1,
        netMinor: "3000",
        taxMinor: "570",
        totalMinor: "3570",
        used: [{ ...use, quantity: "100.00", estimated: "10", co2Kg: "40" }],
      },
      {
        key: "2026-10",
        name: "2026-10",
        currency: "EUR",
        bills: 2,
        netMinor: "20000",
        taxMinor: "3800",
        totalMinor: "23800",
        used: [{ ...use, quantity: "1000.00", estimated: "0", co2Kg: "200" }],
      },
    ]);
    assert.deepEqual(totals, [
      { currency: "EUR", bills: 3, netMinor: "23000", taxMinor: "4370", totalMinor: "27370" },
    ]);
  });

  await t.test("by tenant, site, utility and tariff, each to the same sum", async () => {
    const months = "from=2026-09&to=2026-10";
    assert.deepEqual(await amounts(`${months}&by=tenant`), [
      "CANARY-FLORIST 1 10000 1900 11900",
      "Harbour Bakery 2 13000 2470 15470",
    ]);
    assert.deepEqual(await amounts(`${months}&by=site`), ["Harbour Court 3 23000 4370 27370"]);
    assert.deepEqual(await amounts(`${months}&by=commodity`), [
      "electricity 3 22000  ",
      " 1 1000  ",
    ]);
    assert.deepEqual(await amounts(`${months}&by=tariff`), [
      "Grid 1 500  ",
      "Standard 3 21500  ",
      " 1 1000  ",
    ]);
  });

  await t.test("the use of a point with several tariffs is told once", async () => {
    const { rows } = await report("from=2026-09&to=2026-09&by=tariff");
    assert.deepEqual(
      rows.map(({ name, used }: { name: string; used: { quantity: string }[] }) => [
        name,
        used.map(({ quantity }) => quantity),
      ]),
      [
        ["Grid", []],
        ["Standard", ["100.00"]],
        ["", []],
      ],
    );
  });

  await t.test("only bills of the months that are asked for", async () => {
    assert.deepEqual(await amounts("from=2026-09&to=2026-09"), ["2026-09 1 3000 570 3570"]);
    assert.deepEqual(await amounts("from=2026-11&to=2026-12"), []);
    const wrong = await api.call("GET", "/reports/billing?from=2026-10&to=2026-09", { cookie });
    assert.equal(wrong.status, 400);
    assert.match(await wrong.text(), /must not be before `from`/);
  });

  await t.test("as CSV and Excel", async () => {
    const path = "/reports/billing/file?from=2026-09&to=2026-09&by=tenant&format=";
    const csv = await api.call("GET", `${path}csv`, { cookie });
    assert.equal(
      await csv.text(),
      "Tenant,Bills,Net,Tax,Total,Currency,Commodity,Used,Estimated,Unit,CO2 kg\r\n" +
        "Harbour Bakery,1,30.00,5.70,35.70,EUR,electricity,100.00,10,kWh,40\r\n",
    );
    const workbook = await api.call("GET", `${path}xlsx`, { cookie });
    assert.deepEqual(await readWorkbook(Buffer.from(await workbook.arrayBuffer())), [
      [
        "Tenant",
        "Bills",
        "Net",
        "Tax",
        "Total",
        "Currency",
        "Commodity",
        "Used",
        "Estimated",
        "Unit",
        "CO2 kg",
      ],
      ["Harbour Bakery", 1, 30, 5.7, 35.7, "EUR", "electricity", 100, 10, "kWh", 40],
    ]);
  });

  await t.test("days that are over and on no bill", async () => {
    const { leases } = await json(await api.call("GET", "/reports/unbilled", { cookie }));
    // Both are billed until the end of October; it is 24 November.
    assert.deepEqual(
      leases.map(({ tenant, since, days }: Record<string, unknown>) => [tenant, since, days]),
      [
        ["CANARY-FLORIST", "2026-11-01", 23],
        ["Harbour Bakery", "2026-11-01", 23],
      ],
    );
  });

  await t.test("a tenant has no reports", async () => {
    const tenant = await api.signIn("tenant@example.org");
    for (const path of ["/reports/billing?from=2026-09&to=2026-10", "/reports/unbilled"]) {
      assert.equal((await api.call("GET", path, { cookie: tenant })).status, 403, path);
    }
  });
});
