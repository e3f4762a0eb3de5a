/** A new user's path: from an empty installation to the preview of a first bill, clicks counted. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import type { Locator } from "playwright-core";
import { runApi } from "#test/api/running-api.ts";
import { startBrowser } from "#test/support/browser.ts";
import { inspect, openPage, WAYS } from "#test/support/running-web.ts";
import { testDatabase } from "#test/support/test-database.ts";

const WEB_FOLDER = join(import.meta.dirname, "../../web/dist");
/** Closing list of the web: a new user needs fewer. */
const CLICKS_AT_MOST = 40;

for (const { way, viewport } of WAYS) {
  test(`from nothing to a first bill ${way} in few clicks`, async (t) => {
    const database = await testDatabase(t);
    const api = await runApi(t, { database, webFolder: WEB_FOLDER });
    const browser = await startBrowser({ after: (tidy) => t.after(tidy) });
    const page = await openPage(browser, viewport);
    page.on("pageerror", (error) => assert.fail(error));
    let clicks = 0;
    const click = async (what: Locator) => {
      clicks += 1;
      await what.click();
    };
    // A person clicks into a field too.
    const write = async (what: Locator, text: string) => {
      clicks += 1;
      await what.fill(text);
    };
    await page.goto(api.address);
    await write(page.getByLabel("Your name"), "The owner");
    await write(page.getByLabel("E-mail address"), "owner@example.org");
    await write(page.getByLabel("Password", { exact: true }), "a long enough password");
    await click(page.getByRole("button", { name: "Create administrator" }));
    await click(page.getByRole("link", { name: "Set up" }));
    await page.getByLabel("Name of the organisation").waitFor();
    await inspect(page, "welcome-organisation");

    const next = page.getByRole("button", { name: "Continue" });
    await write(page.getByLabel("Name of the organisation"), "Quay Estates");
    await click(next);
    await write(page.getByLabel("Name of the site"), "Quay House");
    await inspect(page, "welcome-site");
    await click(next);
    await page.getByRole("heading", { name: "How do mails go out?" }).waitFor();
    await inspect(page, "welcome-mail");
    await click(page.getByRole("button", { name: "Later" }));
    await write(page.getByLabel("Tenant of the unit"), "Harbour Bakery");
    await inspect(page, "welcome-first");
    await click(next);
    await click(page.getByLabel("Office, peak and night"));
    await inspect(page, "welcome-tariff");
    await click(next);
    await page.locator("[data-preview-total]").waitFor();
    await page.getByText(/an example of 250 kWh/).waitFor();
    await inspect(page, "welcome-done");
    assert.ok(clicks < CLICKS_AT_MOST, `${clicks} clicks`);
    t.diagnostic(`${clicks} clicks`);

    const { rows } = await database.query(
      `select t.name as tenant, s.name as space, p.commodity, ta.name as tariff
         from lease l
         join tenant t on t.id = l.tenant_id
         join space s on s.id = l.space_id
         join lease_service_point lp on lp.lease_id = l.id
         join service_point p on p.id = lp.service_point_id
         join tariff ta on ta.id = lp.tariff_id`,
    );
    assert.deepEqual(rows, [
      {
        tenant: "Harbour Bakery",
        space: "Unit 1",
        commodity: "electricity",
        tariff: "Office, peak and night",
      },
    ]);
  });
}
