/** Hundreds of meters: only those in view are in the page, and each can be found and opened. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { asId, type SiteId } from "#domain/core/id.ts";
import { seedProperty } from "#test/api/seeded-property.ts";
import { createTestPoint } from "#test/support/metered-site.ts";
import { inspect, KEYBOARD, runWeb, WAYS } from "#test/support/running-web.ts";
import { testDatabase } from "#test/support/test-database.ts";

const METERS = 300;
const IN_PAGE_AT_MOST = 60;
/** As web/components/long-rows.tsx has it. */
const ROW_HEIGHT = 61;

test("a long list", async (t) => {
  const database = await testDatabase(t);
  const { siteId } = await seedProperty(database);
  await database.transaction(async (tx) => {
    for (let n = 1; n <= METERS; n += 1) {
      const name = `Tower flat ${String(n).padStart(3, "0")}`;
      await createTestPoint(tx, { siteId: asId<SiteId>(siteId), name });
    }
  });
  const web = await runWeb(t, database);

  for (const { way, viewport } of WAYS) {
    // By Tab one goes from row to row, and finds what is far away by searching for it.
    const wanted = viewport === KEYBOARD ? "Tower flat 007" : `Tower flat ${METERS}`;
    await t.test(`a row is reached and opened ${way}`, async () => {
      const page = await web.open("/meters", viewport);
      const rows = page.locator("tbody tr[data-leads]");
      await rows.first().waitFor();
      assert.ok((await rows.count()) <= IN_PAGE_AT_MOST, "the whole list is in the page");
      await inspect(page, "long-list");
      if (viewport !== KEYBOARD) await page.keyboard.press("End");
      const row = page.getByRole("link", { name: wanted });
      await row.waitFor();
      await row.click();
      await page.getByRole("heading", { name: wanted }).waitFor();
      assert.match(page.url(), /\/meters\/\d+/);
    });
  }

  await t.test("each row stands at its own place, and is as high as the others", async () => {
    const page = await web.open("/meters");
    const row = page.getByRole("row", { name: /Tower flat 001/ });
    await row.waitFor();
    const next = page.getByRole("row", { name: /Tower flat 002/ });
    const [first, second] = [await row.boundingBox(), await next.boundingBox()];
    assert.equal(first?.height, ROW_HEIGHT);
    assert.equal((second?.y ?? 0) - (first?.y ?? 0), ROW_HEIGHT);
  });

  await t.test("a row opened with Ctrl opens in a tab of its own", async () => {
    const page = await web.open("/meters");
    const row = page.getByRole("link", { name: "Tower flat 001" });
    const opened = page.context().waitForEvent("page");
    await row.click({ modifiers: ["Control"] });
    const tab = await opened;
    await tab.waitForURL(/\/meters\/\d+/);
    assert.match(page.url(), /\/meters$/);
  });
});
