/** A tenant is entered, moves in, changes its tariff and moves out; then thinks again. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { asId } from "#domain/core/id.ts";
import { seedProperty } from "#test/api/seeded-property.ts";
import { storeSteadyReadings } from "#test/support/metered-site.ts";
import { inspect, runWeb, WAYS } from "#test/support/running-web.ts";
import { testDatabase } from "#test/support/test-database.ts";

for (const { way, viewport } of WAYS) {
  test(`a tenant comes and goes ${way}`, async (t) => {
    const database = await testDatabase(t);
    const { bakery, siteId } = await seedProperty(database);
    await database.query(
      "insert into tariff (site_id, name, commodity) values ($1, 'Night owl', 'electricity')",
      [siteId],
    );
    await storeSteadyReadings(database, {
      channelId: asId(bakery.channelId),
      from: "2026-11-14T23:00:00Z",
      to: "2026-11-17T23:00:00Z",
      counts: 25,
    });
    const web = await runWeb(t, database);
    const page = await web.open(`/tenants/${bakery.tenantId}`, viewport);

    await page.getByRole("button", { name: "Move out" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Last day").fill("2026-10-17");
    await dialog.getByRole("button", { name: "Move out" }).click();
    await dialog.getByText(/the days before 2026-11-01 are billed/).waitFor();
    await dialog.getByLabel("Last day").fill("2026-11-17");
    await dialog.getByText("Read by SmartPM at midnight.").waitFor();
    await inspect(page, "move-out");
    await dialog.getByRole("button", { name: "Move out" }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.getByText("17 Nov 2026").first().waitFor();

    await page.goto(`${web.api.address}/tenants`);
    await page.getByRole("button", { name: "Add a tenant" }).click();
    await dialog.getByLabel("Name", { exact: true }).fill("Harbour Books");
    for (const address of ["books@example.org", "office@example.org"]) {
      await dialog.getByLabel("Bills go to").fill(address);
      await page.keyboard.press("Enter");
    }
    await dialog.getByRole("button", { name: "Add a contact person" }).click();
    await inspect(page, "tenant-drawer");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.getByText("must not be empty").waitFor();
    await dialog.getByRole("button", { name: "Remove contact person" }).click();
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByRole("heading", { level: 1, name: "Harbour Books" }).waitFor();

    await page.getByRole("button", { name: "Move in" }).click();
    await dialog.getByLabel("Unit", { exact: true }).click();
    await page.getByRole("option", { name: /Unit of Harbour Bakery/ }).click();
    await dialog.getByLabel("First day").fill("2026-11-10");
    await dialog.getByRole("button", { name: "Move in" }).click();
    await dialog.getByText(/is let to Harbour Bakery from 2025-11-01 until 2026-11-18/).waitFor();
    await dialog.getByLabel("First day").fill("2026-11-18");
    await dialog.getByText("Read by SmartPM at midnight.").waitFor();
    await inspect(page, "move-in");
    await dialog.getByRole("button", { name: "Move in" }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.getByRole("heading", { name: "Lease of Unit of Harbour Bakery" }).waitFor();

    await page.getByRole("button", { name: "Harbour Bakery electricity" }).click();
    await dialog.getByLabel("Tariff").click();
    await page.getByRole("option", { name: "Night owl" }).click();
    await dialog.getByLabel("From").fill("2026-11-20");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.getByText("Night owl").first().waitFor();
    await page.getByRole("button", { name: "History" }).click();
    await page.getByText("Tariff or service point changed").waitFor();
    await inspect(page, "tenant");
    const { rows } = await database.query(
      `select t.name as tariff, lp.starts_on, lp.ends_on
         from lease_service_point lp
         join tariff t on t.id = lp.tariff_id
        where lp.service_point_id = $1
        order by lp.starts_on`,
      [bakery.servicePointId],
    );
    assert.deepEqual(
      rows.map((row) => [row.tariff, row.starts_on, row.ends_on]),
      [
        ["Standard", "2025-11-01", "2026-11-18"],
        ["Standard", "2026-11-18", "2026-11-20"],
        ["Night owl", "2026-11-20", null],
      ],
    );
  });
}
