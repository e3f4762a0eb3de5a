/** The trend of a meter in a browser: the site's time wherever it is looked at from. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { asId, type SiteId } from "#domain/core/id.ts";
import { seedProperty } from "#test/api/seeded-property.ts";
import { comesTo } from "#test/support/comes-to.ts";
import { createTestPoint, storeLoad } from "#test/support/metered-site.ts";
import { DESKTOP, inspect, PHONE, runWeb, WAYS } from "#test/support/running-web.ts";
import { testDatabase } from "#test/support/test-database.ts";

const BROWSER_ZONES = ["America/Los_Angeles", "Asia/Kolkata", "Pacific/Auckland"];
/** The clocks of Berlin go back. */
const LONG_DAY = "2026-10-25";

/** The register: hours that are not all alike. */
function counts(ms: number): number {
  return Math.floor(ms / 900_000) * 12 + (Math.floor(ms / 3_600_000) % 7);
}

test("the trend of a meter", async (t) => {
  const database = await testDatabase(t);
  const property = await seedProperty(database);
  const siteId = asId<SiteId>(property.siteId);
  const { meterId, channelId } = await createTestPoint(database, { siteId, name: "Bakery oven" });
  // A hole on the 20th from 06:00 to noon UTC.
  for (const [from, to] of [
    ["2026-09-25T00:00Z", "2026-11-20T06:00Z"],
    ["2026-11-20T12:00Z", "2026-11-24T10:45Z"],
  ] as const) {
    await storeLoad(database, { channelId, from, to, counts });
  }
  const web = await runWeb(t, database);
  const { address } = web.api;
  const open = async (timezoneId: string): Promise<Page> => {
    const [name = "", value = ""] = (await web.api.signIn("administrator@example.org")).split("=");
    const context = await web.browser.newContext({ locale: "en-GB", timezoneId });
    await context.addCookies([{ name, value, url: address }]);
    return context.newPage();
  };
  const show = async (page: Page, search: string) => {
    await page.goto(`${address}/meters/${meterId}?${search}`);
    await page.getByRole("button", { name: "Export" }).waitFor();
    await page.locator(".mantine-Skeleton-root").first().waitFor({ state: "hidden" });
  };

  await t.test("shows the same numbers and files in every browser's zone", async () => {
    const seen = [];
    for (const zone of BROWSER_ZONES) {
      const page = await open(zone);
      await show(page, `range=day&at=${LONG_DAY}&compare=previous`);
      await page.getByRole("button", { name: "Show as a table" }).click();
      const table = page.getByRole("region", { name: "Consumption" }).getByRole("row");
      // A heading and 25 hours.
      await comesTo(26, () => table.count());
      const rows = await table.allInnerTexts();
      await page.getByRole("button", { name: "Export" }).click();
      const download = page.waitForEvent("download");
      await page.getByRole("menuitem", { name: /^CSV/ }).click();
      const file = await readFile(await (await download).path(), "utf8");
      await show(page, "range=month&at=2026-10-05&form=heat");
      const heat = await page.getByRole("table").innerText();
      seen.push({ rows, file, heat });
      await page.close();
    }
    const [first, ...others] = seen;
    // 02:00 twice.
    assert.equal(first?.rows.filter((row) => row.startsWith("02:00")).length, 2);
    for (const other of others) assert.deepEqual(other, first);
  });

  const page = await open("UTC");
  for (const viewport of [DESKTOP, { width: 820, height: 1100 }, PHONE]) {
    for (const form of ["bars", "curve", "heat", "duration", "peaks"]) {
      await t.test(
        `as ${form} at ${viewport.width} px it fits, and can be read by everybody`,
        async () => {
          await page.setViewportSize(viewport);
          await show(page, `range=month&at=2026-11-05&form=${form}&compare=previous`);
          if (form === "curve") await page.locator("canvas").waitFor();
          await inspect(page, `trend-${form}`);
        },
      );
    }
  }

  for (const { way, viewport } of WAYS) {
    await t.test(`is two clicks away from the main screen ${way}`, async () => {
      const page = await web.open("/", viewport);
      await page.getByRole("link", { name: "Meters", exact: true }).click();
      await page.getByRole("link", { name: /Bakery oven/ }).click();
      await page.getByRole("heading", { name: "Consumption" }).waitFor();
      await page.getByRole("button", { name: "Export" }).waitFor();
    });
  }

  await t.test("the duration curve stands below it in figures", async () => {
    const page = await open("UTC");
    await show(page, "range=month&at=2026-10-15&form=duration");
    await page.getByText("In figures").click();
    const table = page.getByRole("table", { name: "Load by the share of time it is reached" });
    await table.getByText("100 %").waitFor();
    await comesTo(11, () => table.locator("td[data-figures]").count());
    const loads = await table.locator("td[data-figures]").allInnerTexts();
    const figures = loads.map((text) => Number.parseFloat(text.replace(/[^\d.]/g, "")));
    assert.deepEqual(
      figures,
      figures.toSorted((a, b) => b - a),
    );
    assert.ok((figures[0] ?? 0) > (figures[10] ?? 0));
  });

  await t.test("a bar opens by Enter: a month of a year, then a day of the month", async () => {
    await page.setViewportSize({ width: 1280, height: 900 });
    await show(page, "range=year&at=2026-10-05");
    const bars = page.getByRole("img", { name: "Consumption as bars" });
    await bars.focus();
    for (let month = 1; month <= 10; month += 1) await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await page.waitForURL(/range=month/);
    assert.match(page.url(), /at=2026-10-01/);
  });

  await t.test("a curve is enlarged by its buttons, and shown whole again", async () => {
    await show(page, "range=week&at=2026-11-18&form=curve");
    await page.getByRole("button", { name: "Show half as much" }).click();
    await page.getByRole("button", { name: "Show what is before" }).click();
    await page.getByRole("button", { name: "Show all" }).click();
    await page.getByRole("button", { name: "Show all" }).waitFor({ state: "hidden" });
  });
});
