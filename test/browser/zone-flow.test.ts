/** The energy flow: by month and day, from a band to its meter. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { asId, type ChannelId } from "#domain/core/id.ts";
import { seedUsers } from "#test/api/running-api.ts";
import { seedProperty } from "#test/api/seeded-property.ts";
import { storeSteadyReadings } from "#test/support/metered-site.ts";
import { inspect, runWeb, WAYS } from "#test/support/running-web.ts";
import { testDatabase } from "#test/support/test-database.ts";

test("the flow of a month is looked at, and a band leads to its meter", async (t) => {
  const database = await testDatabase(t);
  const { supply, bakery, florist } = await seedProperty(database);
  await seedUsers(database, bakery.tenantId);
  for (const [point, counts] of [
    [supply, 300],
    [bakery, 180],
    [florist, 100],
  ] as const) {
    const channelId = asId<ChannelId>(point.channelId);
    const days = { from: "2026-09-30T22:00:00Z", to: "2026-11-24T11:00:00Z" };
    await storeSteadyReadings(database, { channelId, ...days, counts });
  }
  const web = await runWeb(t, database);
  for (const { way, viewport } of WAYS) {
    await t.test(way, async () => {
      const page = await web.open("/reports", viewport);
      await page.getByRole("link", { name: "Energy flow" }).click();
      await page.getByRole("button", { name: "Earlier" }).click();
      await page.getByText("October 2026", { exact: true }).waitFor();
      const table = page.getByRole("table", { name: "Figures of Electricity" });
      await table.getByRole("row", { name: /Harbour Bakery electricity/ }).waitFor();
      // 2,980 quarter hours of 1.8 and of 0.2 kWh: see test/api/zone-flows.test.ts.
      await table.getByText("5.364,00 kWh").waitFor();
      await page.getByText("596,00 kWh · 6,67 %").waitFor();
      const chart = page.getByRole("group", { name: "Energy flow: Electricity" });
      await chart.getByRole("link", { name: "Loss: 596,00 kWh" }).waitFor();
      await inspect(page, "zone-flow");
      await page.emulateMedia({ colorScheme: "dark" });
      await inspect(page, "zone-flow-dark");
      await page.emulateMedia({ colorScheme: "light" });
      const band = chart.getByRole("link", { name: "Harbour Bakery electricity: 5.364,00 kWh" });
      await band.focus();
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { level: 1, name: /Harbour Bakery electricity/ }).waitFor();
      assert.match(page.url(), /range=month&at=2026-10-01/);
      await page.close();
    });
  }
});
