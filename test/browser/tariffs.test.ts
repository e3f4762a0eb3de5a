/** A tariff is made from an example, painted, priced for a real tenant, and compared over all. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { asId } from "#domain/core/id.ts";
import { seedProperty } from "#test/api/seeded-property.ts";
import { comesTo } from "#test/support/comes-to.ts";
import { storeSteadyReadings } from "#test/support/metered-site.ts";
import { inspect, runWeb, WAYS } from "#test/support/running-web.ts";
import { testDatabase } from "#test/support/test-database.ts";

const DOCUMENT = {
  format: "smartpm-tariff/1",
  name: "Standard",
  commodity: "electricity",
  currency: "EUR",
  charges: [{ kind: "consumption", id: "energy", label: "Energy", price: "0.20" }],
  taxes: [],
};

for (const { way, viewport } of WAYS) {
  test(`a tariff is edited by people ${way}`, async (t) => {
    const database = await testDatabase(t);
    const { bakery } = await seedProperty(database);
    await database.query(
      `insert into tariff_version (tariff_id, effective_from, document)
       select id, '2025-01-01', $1 from tariff`,
      [JSON.stringify(DOCUMENT)],
    );
    const web = await runWeb(t, database);
    // The screens go by the real today; 30 days of the month before, 24 kWh each.
    const today = Temporal.Now.plainDateISO("Europe/Berlin");
    const month = today.toPlainYearMonth().subtract({ months: 1 });
    const first = month.toPlainDate({ day: 1 });
    const start = first.toZonedDateTime("Europe/Berlin");
    await database.query("update lease set starts_on = '2025-01-01', billed_from = '2025-01-01'");
    await database.query("update lease_service_point set starts_on = '2025-01-01'");
    await storeSteadyReadings(database, {
      channelId: asId(bakery.channelId),
      from: start.toInstant().toString(),
      to: start.add({ months: 1 }).toInstant().toString(),
      counts: 25,
    });
    const page = await web.open("/tariffs", viewport);
    await page.getByRole("link", { name: "Standard" }).click();
    const total = page.locator("[data-preview-total]");
    await total.waitFor();
    await page.getByText(/an example of 250 kWh/).waitFor();
    await page.getByLabel("Tenant", { exact: true }).first().click();
    await page.getByRole("option", { name: "Harbour Bakery" }).click();
    await page.getByText("Harbour Bakery electricity").waitFor();
    const hours = start.until(start.add({ months: 1 }), { largestUnit: "hours" }).hours;
    const euros = (price: number) => `€${(hours * price).toFixed(2).replace(".", ",")}`;
    await comesTo(euros(0.2), () => total.innerText());
    await inspect(page, "tariff");

    await page.getByLabel("Price", { exact: true }).fill("0,25");
    await page.getByText(euros(0.25)).first().waitFor();
    await page.getByLabel("Price", { exact: true }).fill("a quarter");
    await page.getByText("1 thing is to be mended before it can be saved:").waitFor();
    const save = page.getByRole("button", { name: "Save", exact: true });
    await comesTo(true, () => save.isDisabled());
    await page.getByLabel("Price", { exact: true }).fill("0.25");

    await page.getByRole("button", { name: "Make prices depend on time" }).click();
    await page.getByRole("button", { name: "Add a period" }).click();
    await page.getByLabel("Name of the period").fill("Peak");
    await page.getByRole("button", { name: "Set to Peak" }).click();
    await page.getByText("By period", { exact: true }).click();
    await page.getByLabel("Peak", { exact: true }).fill("0.35");
    const monday = page.locator('[data-row="0"][data-column="6"]');
    await monday.focus();
    await page.keyboard.press("Space");
    await page.locator('[data-row="0"][data-column="6"][aria-label*="Peak"]').waitFor();
    await page.getByRole("button", { name: "Add a season" }).click();
    await page.getByLabel("Name of the season").fill("Summer");
    await inspect(page, "tariff-times");
    await page.getByText("In words", { exact: true }).click();
    await page
      .getByText(/Peak: 0.35 EUR per kWh|0.35 EUR/)
      .first()
      .waitFor();

    await page.getByRole("button", { name: "Calculate" }).click();
    await page.getByText(/1 would pay more, 0 less/).waitFor();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("Saved").waitFor();
    const { rows } = await database.query<{ document: { calendars: object[] } }>(
      "select document from tariff_version",
    );
    assert.equal(rows.length, 1);
    assert.equal(rows[0]?.document.calendars.length, 1);

    await page.goto(`${web.api.address}/tariffs`);
    await page.getByRole("button", { name: "New tariff" }).click();
    await page.getByLabel("Office, peak and night").click();
    await inspect(page, "new-tariff");
    await page.getByRole("button", { name: "Create" }).click();
    await page.getByRole("heading", { level: 1, name: "Office, peak and night" }).waitFor();
    await inspect(page, "tariff-office");
  });
}
