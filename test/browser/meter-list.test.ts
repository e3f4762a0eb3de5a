/** The list of meters sorted, laid out, kept under a name; several meters changed at once. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { seedProperty } from "#test/api/seeded-property.ts";
import { comesTo } from "#test/support/comes-to.ts";
import { inspect, PHONE, runWeb, WAYS } from "#test/support/running-web.ts";
import { testDatabase } from "#test/support/test-database.ts";

for (const { way, viewport } of WAYS) {
  test(`a view is kept and several meters are changed ${way}`, async (t) => {
    const database = await testDatabase(t);
    await seedProperty(database);
    const web = await runWeb(t, database);
    const page = await web.open("/meters", viewport);
    const table = page.getByRole("table", { name: "Meters" });
    const firstRow = table.getByRole("row").nth(1);
    await table.getByText("Supply electricity").waitFor();

    await page.getByRole("button", { name: "Columns and order" }).click();
    const menu = page.getByRole("dialog", { name: "Columns and order" });
    await menu.getByRole("checkbox", { name: "Line" }).check();
    await menu.getByRole("checkbox", { name: "Tags" }).check();
    await menu.getByRole("checkbox", { name: "Tenant" }).uncheck();
    await inspect(page, "meter-columns");
    if (viewport === PHONE) {
      await menu.getByRole("combobox", { name: "Sorted by" }).click();
      await page.getByRole("option", { name: "Meter, the other way round" }).click();
      await page.keyboard.press("Escape");
    } else {
      await page.keyboard.press("Escape");
      const heading = table.getByRole("columnheader", { name: "Meter" }).getByRole("button");
      await heading.click();
      await heading.click();
      const sorted = table.getByRole("columnheader", { name: "Meter" });
      await comesTo("descending", () => sorted.getAttribute("aria-sort"));
    }
    await firstRow.getByText("Supply electricity").waitFor();
    await page.getByRole("button", { name: "Views" }).click();
    await page.getByRole("menuitem", { name: "Save this view" }).click();
    await page.getByRole("dialog").getByLabel("Name of the view").fill("By line");
    await page.getByRole("dialog").getByLabel("Show it to everybody").check();
    await inspect(page, "view-drawer");
    await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await page.getByRole("button", { name: "By line" }).waitFor();

    // The address carries the view; another look at all meters, and back by its name.
    await page.waitForURL(/sort=-meter/);
    await page.waitForURL(/columns=line/);
    await page.getByRole("button", { name: "By line" }).click();
    await page.getByRole("menuitem", { name: "All meters" }).click();
    await page.getByRole("button", { name: "Views" }).click();
    await page.getByRole("menuitem", { name: "By line" }).click();
    await firstRow.getByText("Supply electricity").waitFor();
    await firstRow.getByText("gateway A").waitFor();

    await page.getByRole("button", { name: "Change several" }).click();
    await page.getByRole("button", { name: "Choose all 3 shown" }).click();
    await page.getByText("3 meters chosen").waitFor();
    await inspect(page, "meters-chosen");
    await page.getByRole("button", { name: "Change 3 meters" }).click();
    const drawer = page.getByRole("dialog", { name: "Change 3 meters" });
    await drawer.getByRole("combobox", { name: "Saved every" }).click();
    await page.getByRole("option", { name: "5 minutes", exact: true }).click();
    await drawer.getByLabel("Add tags").fill("Quay");
    await page.keyboard.press("Enter");
    await drawer.getByRole("button", { name: "Show what changes" }).click();
    await drawer.getByText("2 meters cannot be changed like this").waitFor();
    await drawer
      .getByText(/its readings are on bill .*keep the interval/)
      .first()
      .waitFor();
    await inspect(page, "bulk-refused");
    await drawer.getByRole("button", { name: "Leave these 2 meters out" }).click();
    const one = page.getByRole("dialog", { name: "Change 1 meter" });
    await one.getByRole("button", { name: "Show what changes" }).click();
    await one.getByText("Saved every: 15 minutes → 5 minutes").waitFor();
    await one.getByText("Tags: – → Quay").waitFor();
    await inspect(page, "bulk-preview");
    await one.getByRole("button", { name: "Change 1 meter now" }).click();
    await one.waitFor({ state: "hidden" });
    await firstRow.getByText("Quay").waitFor();
    const kept = async () =>
      (
        await database.query(
          `select p.name from channel c join service_point p on p.id = c.service_point_id
            where c.interval_minutes = 5`,
        )
      ).rows;
    assert.deepEqual(await kept(), [{ name: "Supply electricity" }]);
    await page.getByRole("button", { name: "Undo" }).click();
    await firstRow.getByText("Quay").waitFor({ state: "hidden" });
    assert.deepEqual(await kept(), []);
  });
}
