/** A cost that tenants share is added, and changed for what is divided from then on. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import { asId } from "#domain/core/id.ts";
import { createServicePoint } from "#storage/property.ts";
import { replaceParts } from "#storage/virtual-points.ts";
import { seedProperty } from "#test/api/seeded-property.ts";
import { comesTo } from "#test/support/comes-to.ts";
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
    await dialog.getByRole("combobox", { name: "The rest" }).click();
    await page.getByRole("option", { name: "By consumption" }).click();
    await dialog.getByLabel("Percent by the first").fill("60");
    const save = dialog.getByRole("button", { name: "Save" });
    // kWh and cubic metres have no sum: use of what is asked.
    await comesTo(true, () => save.isDisabled());
    await dialog.getByRole("combobox", { name: "Which use counts" }).click();
    await page.getByRole("option", { name: "Heat" }).click();
    await dialog
      .getByLabel(/^Share of/)
      .first()
      .fill("2.5");
    await dialog.getByLabel("Until").fill("2027-12-31");
    await inspect(page, "cost-pool");
    await save.click();
    await dialog.waitFor({ state: "hidden" });
    await page.getByText("Lift and stairs").waitFor();
    const { rows } = await database.query(
      `select p.name, p.monthly_minor::int as minor, p.ends_on as "endsOn", p.parts, p.commodity,
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
        parts: [
          { key: "fixed", percent: "60" },
          { key: "consumption", percent: "40" },
        ],
        commodity: "heat",
        shares: [2.5, 1],
      },
    ]);
  });
}

for (const { way, viewport } of WAYS) {
  test(`a common meter that is calculated from others is divided ${way}`, async (t) => {
    const database = await testDatabase(t);
    const { siteId, tariffId, supply, bakery } = await seedProperty(database);
    const id = await createServicePoint(database, {
      siteId: asId(siteId),
      commodity: "electricity",
      role: "common",
      name: "Staircase",
    });
    await replaceParts(database, {
      id,
      parts: [
        { pointId: supply.servicePointId, factor: Decimal.ONE },
        { pointId: bakery.servicePointId, factor: Decimal.of(-1) },
      ],
    });
    const web = await runWeb(t, database);
    const page = await web.open("/shared-costs", viewport);
    const dialog = page.getByRole("dialog");
    const add = dialog.getByRole("button", { name: "Add", exact: true });
    await page.getByRole("button", { name: "Add a shared cost" }).click();
    await dialog.getByLabel("Name").fill("Light of the stairs");
    await dialog.getByRole("combobox", { name: "Amount" }).click();
    await page.getByRole("option", { name: "A common meter" }).click();
    await dialog.getByLabel("From").fill("2026-01-01");
    await dialog.getByRole("combobox", { name: "Common meter" }).click();
    // What a tenant pays is not offered: only these two.
    const offered = ["Staircase (calculated from 2 points)", "Supply electricity"];
    await comesTo(offered, () => page.getByRole("option").allTextContents());
    await page.getByRole("option", { name: /Staircase/ }).click();
    // Without a tariff there is no price.
    await comesTo(true, () => add.isDisabled());
    await dialog.getByRole("combobox", { name: "Tariff" }).click();
    await page.getByRole("option", { name: "Standard" }).click();
    await inspect(page, "cost-pool-meter");
    await add.click();
    await dialog.waitFor({ state: "hidden" });
    await page.getByText(/A common meter · Staircase, Standard/).waitFor();
    await inspect(page, "cost-pool-of-meter");
    const { rows } = await database.query(
      "select source, service_point_id as point, tariff_id as tariff, commodity from cost_pool",
    );
    assert.deepEqual(rows, [
      { source: "meter", point: id, tariff: tariffId, commodity: "electricity" },
    ]);
  });
}
