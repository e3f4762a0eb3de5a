/** What a tenant sees: its own costs, meters, account and bills. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { asId } from "#domain/core/id.ts";
import { seedUsers } from "#test/api/running-api.ts";
import { FLORIST_CANARY, seedProperty } from "#test/api/seeded-property.ts";
import { storeSteadyReadings } from "#test/support/metered-site.ts";
import { inspect, runWeb, WAYS } from "#test/support/running-web.ts";
import { testDatabase } from "#test/support/test-database.ts";

const DOCUMENT = {
  format: "smartpm-tariff/1",
  name: "Standard",
  commodity: "electricity",
  currency: "EUR",
  charges: [{ kind: "consumption", id: "energy", label: "Energy", price: "0.20" }],
  taxes: [{ id: "vat", label: "VAT", percent: "19" }],
};

test("a tenant looks at its month", async (t) => {
  const database = await testDatabase(t);
  const { bakery, tariffId } = await seedProperty(database);
  await database.query(
    `insert into tariff_version (tariff_id, effective_from, document)
     values ($1, '2025-01-01', $2)`,
    [tariffId, JSON.stringify(DOCUMENT)],
  );
  await storeSteadyReadings(database, {
    channelId: asId(bakery.channelId),
    from: "2026-10-31T23:00Z",
    to: "2026-11-24T11:00Z",
    counts: 25,
  });
  await seedUsers(database, bakery.tenantId);
  const web = await runWeb(t, database);
  for (const { way, viewport } of WAYS) {
    await t.test(`${way}: what it costs, what the meter shows, what is owed`, async () => {
      const page = await web.open("/", viewport, "tenant@example.org");
      await page.getByRole("heading", { level: 1, name: "Harbour Bakery" }).waitFor();
      // 23 days x 24 kWh x 0.20 and 19 %, and 30 days of it: test/api/costs-so-far.test.ts.
      await page.getByText("€131,38").first().waitFor();
      await page.getByText(/About .*171,37/).waitFor();
      await page.getByText("day 23 of 30").waitFor();
      await inspect(page, "portal");
      const text = await page.locator("body").innerText();
      assert.ok(!text.includes(FLORIST_CANARY) && !text.includes("Supply"));

      await page.getByRole("link", { name: /Harbour Bakery electricity/ }).click();
      await page.getByRole("heading", { name: "Consumption" }).waitFor();
      await page.getByRole("link", { name: "Overview", exact: true }).first().click();
      await page.getByRole("link", { name: "Statement of account" }).click();
      await page.getByText("Owed").first().waitFor();
      await page.getByRole("link", { name: "Overview", exact: true }).first().click();
      await page.getByRole("link", { name: "All bills" }).click();
      await page.getByRole("heading", { level: 1, name: "Bills" }).waitFor();
      await page.close();
    });
  }
});
