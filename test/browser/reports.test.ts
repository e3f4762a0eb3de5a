/** The reports in the web: grouped in another way, for other months, as a file. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { seedUsers } from "#test/api/running-api.ts";
import { seedProperty } from "#test/api/seeded-property.ts";
import { comesTo } from "#test/support/comes-to.ts";
import { inspect, runWeb, WAYS } from "#test/support/running-web.ts";
import { testDatabase } from "#test/support/test-database.ts";

test("what was billed is grouped and taken away as a file", async (t) => {
  const database = await testDatabase(t);
  const { bakery } = await seedProperty(database);
  await seedUsers(database, bakery.tenantId);
  const web = await runWeb(t, database);
  for (const { viewport } of WAYS) {
    const page = await web.open("/reports?from=2026-10&to=2026-11", viewport);
    const table = page.getByRole("table", { name: "Reports" });
    await table.getByText("€238,00").first().waitFor();
    await page.getByRole("combobox", { name: "Grouped by" }).click();
    await page.getByRole("option", { name: "Tenant" }).click();
    await table.getByText("Harbour Bakery").waitFor();
    await page.waitForURL(/by=tenant/);
    await comesTo(2, () => table.getByText("€119,00").count());
    const unbilled = page.getByRole("table", { name: "Not billed yet" });
    await unbilled.getByRole("link", { name: "Harbour Bakery" }).waitFor();
    const href = (await page.getByRole("link", { name: "CSV" }).getAttribute("href")) ?? "";
    assert.match(href, /from=2026-10&to=2026-11&by=tenant&format=csv$/);
    const file = await page.request.get(new URL(href, page.url()).href);
    assert.match(await file.text(), /Harbour Bakery,1,100\.00,19\.00,119\.00,EUR,electricity,500/);
    await inspect(page, "reports");
    await page.close();
  }
});
