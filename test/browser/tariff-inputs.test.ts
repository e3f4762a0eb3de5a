/** What tariffs count by beside the registers is said in the web: terms, add-ons, exemptions, prices. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { seedProperty } from "#test/api/seeded-property.ts";
import { comesTo } from "#test/support/comes-to.ts";
import { inspect, runWeb, WAYS } from "#test/support/running-web.ts";
import { testDatabase } from "#test/support/test-database.ts";

for (const { way, viewport } of WAYS) {
  test(`a lease says what its tariffs count by ${way}`, async (t) => {
    const database = await testDatabase(t);
    const { bakery, siteId } = await seedProperty(database);
    await database.query(
      "insert into tariff (site_id, name, commodity) values ($1, 'Green supplement', 'electricity')",
      [siteId],
    );
    const web = await runWeb(t, database);
    const page = await web.open(`/tenants/${bakery.tenantId}`, viewport);
    const dialog = page.getByRole("dialog");

    await page.getByRole("button", { name: "Say a term" }).click();
    await dialog.getByLabel("Value (kW)").fill("some");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.getByText("Write a number, like 12.5").waitFor();
    await dialog.getByLabel("Value (kW)").fill("2400.5");
    await inspect(page, "term-drawer");
    await dialog.getByLabel("From").fill("2026-11-01");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.getByText(/2.400.5 kW/).waitFor();

    await page.getByRole("button", { name: "Add a further tariff" }).click();
    await dialog.getByLabel("Tariff").click();
    await page.getByRole("option", { name: "Green supplement" }).click();
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.getByRole("button", { name: "Green supplement" }).click();
    await dialog.getByLabel("Last day").fill("2026-11-30");
    await inspect(page, "add-on-end");
    await dialog.getByRole("button", { name: "End it" }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.getByText("30 Nov 2026").first().waitFor();

    await page.getByRole("button", { name: "History" }).click();
    await page.getByText("Term said").waitFor();
    await page.getByText("Further tariff ended").waitFor();

    await page.getByRole("button", { name: "Add an exemption" }).click();
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.getByText("Must not be empty").waitFor();
    await dialog.getByLabel("Reason").fill("Certificate 17 of the town");
    await dialog.getByLabel("Last day").fill("2020-01-01");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.getByText("must be after the first day").waitFor();
    await dialog.getByLabel("Last day").fill("");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.getByText("Certificate 17 of the town").waitFor();
    await inspect(page, "tenant-inputs");

    const exemptions = page.getByRole("region", { name: "Taxes not paid" });
    await exemptions.getByRole("button", { name: "Remove" }).click();
    await exemptions.getByText("This tenant pays every tax.").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await exemptions.getByText("Certificate 17 of the town").waitFor();

    const { rows } = await database.query(
      `select term, value::text as value, starts_on::text as "from" from lease_term`,
    );
    assert.deepEqual(rows, [{ term: "contract-demand", value: "2400.5", from: "2026-11-01" }]);
  });

  test(`prices are imported and a critical peak declared ${way}`, async (t) => {
    const database = await testDatabase(t);
    await seedProperty(database);
    const web = await runWeb(t, database);
    const page = await web.open("/tariffs", viewport);
    const dialog = page.getByRole("dialog");

    await page.getByRole("button", { name: "Import prices" }).click();
    await dialog.getByLabel("Name in tariffs").fill("Day ahead");
    await dialog
      .getByLabel("Or paste it here")
      .fill("2026-11-01T00:00;0.085\n2026-11-01T01:00;dear");
    await dialog.getByRole("button", { name: "Import" }).click();
    await dialog
      .getByText(/small letters, digits and hyphens/)
      .last()
      .waitFor();
    await dialog.getByLabel("Name in tariffs").fill("day-ahead");
    await dialog.getByRole("button", { name: "Import" }).click();
    await dialog
      .getByText(/line 2/)
      .first()
      .waitFor();
    await inspect(page, "series-drawer");
    await dialog
      .getByLabel("Or paste it here")
      .fill("2026-11-01T00:00;0.085\n2026-11-01T01:00;0.09");
    await dialog.getByRole("button", { name: "Import" }).click();
    await dialog.waitFor({ state: "hidden" });
    const series = page.getByRole("region", { name: "Price series" });
    await series.getByText("day-ahead").waitFor();

    await page.getByRole("button", { name: "Declare a time" }).click();
    await dialog.getByLabel("Name in tariffs").fill("critical-peak");
    await dialog.getByLabel("Begins").fill("2026-12-01T17:00");
    await dialog.getByLabel("Ends").fill("2026-12-01T16:00");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.getByText("must be after its begin").waitFor();
    await dialog.getByLabel("Ends").fill("2026-12-01T19:00");
    await dialog.getByText("must be after its begin").waitFor({ state: "hidden" });
    await inspect(page, "event-drawer");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.getByText("critical-peak").waitFor();
    await inspect(page, "tariff-inputs");

    await series.getByRole("button", { name: "Remove" }).click();
    await series.getByRole("button", { name: "Remove for good" }).click();
    await series.getByText("Market prices, indexes").waitFor();
    const { rows } = await database.query(`select name, starts_at as begins from tariff_event`);
    assert.equal(String(rows[0].begins), "2026-12-01T16:00:00Z");
  });

  test(`what a point used before its first reading is said ${way}`, async (t) => {
    const database = await testDatabase(t);
    const { bakery } = await seedProperty(database);
    const web = await runWeb(t, database);
    const page = await web.open("/property", viewport);
    const dialog = page.getByRole("dialog");

    await page.getByRole("button", { name: /^Harbour Bakery electricity/ }).click();
    await dialog.getByRole("button", { name: "Used before the first reading" }).click();
    await dialog.getByRole("button", { name: "Add what was used" }).click();
    await dialog.getByLabel("First day").fill("2025-01-01");
    await dialog.getByLabel("Last day").fill("2024-12-31");
    await dialog.getByLabel("Quantity").fill("900.5");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.getByText("must be after the first day").waitFor();
    await dialog.getByLabel("Last day").fill("2025-10-31");
    await dialog.getByRole("button", { name: "Add a month's peak" }).click();
    await dialog.getByLabel("Month").fill("2025-10");
    await dialog.getByLabel("Highest demand").fill("12.5");
    await inspect(page, "earlier-use");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.getByRole("button", { name: "Used before the first reading" }).click();
    await dialog.getByLabel("Quantity").waitFor();
    await comesTo("2025-10-31", () => dialog.getByLabel("Last day").inputValue());
    await dialog.getByRole("button", { name: "Remove Peak, 1" }).click();
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.getByRole("button", { name: "Used before the first reading" }).waitFor();

    const { rows } = await database.query(
      `select from_day::text as "from", to_day::text as "to", quantity::text as quantity,
              (select count(*)::int from earlier_peak) as peaks
         from earlier_use where service_point_id = $1`,
      [bakery.servicePointId],
    );
    assert.deepEqual(rows, [{ from: "2025-01-01", to: "2025-11-01", quantity: "900.5", peaks: 0 }]);
  });
}
