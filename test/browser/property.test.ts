/** A person enters organisation, site, spaces, points and a zone, with the mouse and on a phone. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { comesTo } from "#test/support/comes-to.ts";
import { inspect, runWeb, WAYS } from "#test/support/running-web.ts";
import { testDatabase } from "#test/support/test-database.ts";

/** The drawer's button; it must be gone before the next step. */
async function save(page: Page): Promise<void> {
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await page.getByRole("dialog").waitFor({ state: "hidden" });
}

async function addWithin(page: Page, place: string, what: "space" | "point"): Promise<void> {
  await page.getByRole("button", { name: `More for ${place}`, exact: true }).click();
  const item = what === "space" ? "Add a space in here" : "Add a service point here";
  await page.getByRole("menuitem", { name: item }).click();
}

for (const { way, viewport } of WAYS) {
  test(`from nothing to a property ${way}`, async (t) => {
    const database = await testDatabase(t);
    const web = await runWeb(t, database);
    const page = await web.open("/property", viewport);
    await page.getByText("No site is set up yet").waitFor();
    // The way for most is the guided one, tested in first-run.test.ts; here by the settings.
    await page.getByRole("link", { name: "Set up" }).waitFor();
    await page.goto(`${web.api.address}/settings`);

    const organisation = page.getByRole("region", { name: "Organisation" });
    await organisation.getByLabel("Name of the organisation").fill("Quay Estates");
    await organisation.getByLabel("E-mail address").fill("nobody");
    await organisation.getByRole("button", { name: "Save" }).click();
    await organisation.getByText("Write an e-mail address, like name@example.org").waitFor();
    await organisation.getByLabel("E-mail address").fill("billing@quay.example");
    await organisation.getByRole("button", { name: "Save" }).click();
    await page.getByRole("button", { name: "Add a site" }).first().click();
    await page.getByLabel("Name of the site").fill("Quay House");
    await inspect(page, "site-drawer");
    await save(page);
    await page.getByRole("button", { name: "Quay House" }).waitFor();
    await inspect(page, "settings");

    await page.goto(`${web.api.address}/property`);
    await page.getByRole("button", { name: "Add a space" }).click();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Must not be empty").waitFor();
    await inspect(page, "space-drawer");
    await page.getByLabel("Name", { exact: true }).fill("House");
    await save(page);
    await addWithin(page, "House", "space");
    await page.getByLabel("Name", { exact: true }).fill("Floor 1");
    await save(page);
    await addWithin(page, "Floor 1", "space");
    await page.getByLabel("Name", { exact: true }).fill("Unit 9");
    await page.getByLabel("Area").fill("61,5");
    await save(page);
    await page.getByText("Unit that is let · 61.5 m² · vacant: the owner pays").waitFor();
    await addWithin(page, "House", "point");
    await page.getByLabel("Name", { exact: true }).fill("Mains");
    await save(page);
    await addWithin(page, "Unit 9", "point");
    await comesTo("Unit 9, Electricity", () =>
      page.getByLabel("Name", { exact: true }).inputValue(),
    );
    await page.getByLabel("Name", { exact: true }).fill("Mains");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("is the name of another one here; choose a name of its own").waitFor();
    await page.getByLabel("Name", { exact: true }).fill("Unit 9, Electricity");
    await save(page);
    await page.getByRole("button", { name: "Add a balance zone" }).click();
    await inspect(page, "zone-drawer");
    await save(page);
    await page.getByText("1 supply with 1 use points").waitFor();
    await inspect(page, "property");

    await addWithin(page, "Floor 1", "space");
    await page.getByLabel("Name", { exact: true }).fill("Mistake");
    await save(page);
    const mistake = page.getByRole("button", { name: /^Mistake/ });
    await mistake.click();
    await page.getByRole("button", { name: "Remove" }).click();
    await mistake.waitFor({ state: "hidden" });
    await page.getByRole("button", { name: "Undo" }).click();
    await mistake.waitFor();
    const { rows } = await database.query("select name, area_m2 from space order by name");
    assert.deepEqual(
      rows.map(({ name, area_m2: area }) => `${name} ${area}`),
      ["Floor 1 0", "House 0", "Mistake 0", "Unit 9 61.5"],
    );
  });
}
