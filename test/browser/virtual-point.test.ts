/** A person lets the common area be calculated from the supply and the units, and sees its use. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { comesTo } from "#test/support/comes-to.ts";
import {
  createTestPoint,
  createTestSite,
  storeSteadyReadings,
} from "#test/support/metered-site.ts";
import { inspect, runWeb, WAYS } from "#test/support/running-web.ts";
import { testDatabase } from "#test/support/test-database.ts";

for (const { way, viewport } of WAYS) {
  test(`a calculated point is entered and shown ${way}`, async (t) => {
    const database = await testDatabase(t);
    const siteId = await createTestSite(database);
    for (const [name, role, counts] of [
      ["Mains", "supply", 10],
      ["Unit 1", "unit", 4],
    ] as const) {
      const { channelId } = await createTestPoint(database, { siteId, name, role });
      const range = { from: "2026-11-20T00:00Z", to: "2026-11-24T00:00Z" };
      await storeSteadyReadings(database, { ...range, channelId, counts });
    }
    const web = await runWeb(t, database);
    const page = await web.open("/property", viewport);
    await page.getByRole("button", { name: "Add a calculated point" }).click();
    await comesTo("-1", () => page.getByLabel("Factor 2").inputValue());
    await page.getByLabel("Factor 2").fill("much");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Write a number").waitFor();
    await inspect(page, "virtual-point-drawer");
    await page.getByLabel("Factor 2").fill("-1");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await page.getByText("calculated from 2 points").waitFor();
    await inspect(page, "property-with-virtual-point");
    await page.getByRole("button", { name: /calculated from 2 points/ }).click();
    await page.getByRole("link", { name: "Show its consumption" }).click();
    await page.waitForURL(/\/meters\/\d+/);
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await page.getByRole("heading", { level: 1, name: "Common area" }).waitFor();
    await inspect(page, "virtual-point-meter");
    const { rows } = await database.query("select factor from virtual_point_part order by 1");
    assert.deepEqual(
      rows.map(({ factor }) => factor),
      ["-1", "1"],
    );
  });
}
