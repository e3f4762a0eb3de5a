/** A cost that tenants share is added, and changed for what is divided from then on. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { seedProperty } from "#test/api/seeded-property.ts";
import { inspect, runWeb, WAYS } from "#test/support/running-web.ts";
import { testDatabase } from "#test/support/test-database.ts";

for (const { way, viewport } of WAYS) {
  test(`a shared cost is changed ${way}`, async (t) => {
    const database = await testDatabase(t);
    await seedProperty(database);
    const web = await runWeb(t, database);
    const page = await web.open("/shared-costs", viewport);
    const dialog = page.getByRole("dialog");
    await page.getByRole("button", { name: "Add a shared cost" }).click();
    await dialog.getByLabel("Name").fill("Lift");
    await dialog.getByLabel(/A month, in EUR/).fill("90");
    await dialog.getByLabel("From").fill("2026-01-01");
    await dialog.getByRole("button", { name: "Add" }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.getByRole("button", { name: "Edit: Lift" }).click();
    await dialog.getByLabel("Name").fill("Lift and stairs");
    await dialog.getByLabel(/A month, in EUR/).fill("120,50");
    await dialog.getByRole("combobox", { name: "Divided" }).click();
    await page.getByRole("option", { name: "By fixed shares" }).click();
    await dialog
      .getByLabel(/^Share of/)
      .first()
      .fill("2.5");
    await dialog.getByLabel("Until").fill("2027-12-31");
    await inspect(page, "cost-pool");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.getByText("Lift and stairs").waitFor();
    const { rows } = await database.query(
      `select p.name, p.monthly_minor::int as minor, p.ends_on as "endsOn", p.parts,
              array_agg(u.fixed_share::float order by u.fixed_share desc) as shares
         from cost_pool p
         join cost_pool_unit u on u.cost_pool_id = p.id
        group by p.id`,
    );
    assert.deepEqual(rows, [
      {
        name: "Lift and stairs",
        minor: 12_050,
        endsOn: "2028-01-01",
        parts: [{ key: "fixed", percent: "100" }],
        shares: [2.5, 1],
      },
    ]);
  });
}
