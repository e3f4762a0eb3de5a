/** Hundreds of meters: only those in view are in the page, and each can be found and opened. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Locator, Page } from "playwright-core";
import { asId, type SiteId } from "#domain/core/id.ts";
import { seedProperty } from "#test/api/seeded-property.ts";
import { createTestPoint } from "#test/support/metered-site.ts";
import { inspect, KEYBOARD, runWeb, WAYS } from "#test/support/running-web.ts";
import { testDatabase } from "#test/support/test-database.ts";

const METERS = 300;
const PRESSES_AT_MOST = 5;
const TAB_WITHIN_MS = 8000;
const IN_PAGE_AT_MOST = 60;
/** As web/components/long-rows.tsx has it. */
const ROW_HEIGHT = 61;

/** An expression: resolves when the rows in the page are later ones than `above`, in their order. */
function inOrderBelow(above: number): string {
  return `new Promise((resolve) => {
    const look = () => {
      const rows = [...document.querySelectorAll("tbody tr[aria-rowindex]")];
      const numbers = rows.map((row) => Number(row.getAttribute("aria-rowindex")));
      const [first] = numbers;
      if (first > ${above} && numbers.every((number, n) => number === first + n)) resolve();
      else requestAnimationFrame(look);
    };
    look();
  })`;
}

/**
 * The tab that a link opens with Ctrl. On a busy machine this headless browser makes none of about one
 * press in thirty, although nothing kept the click from it: then it is pressed again.
 */
async function tabOf(link: Locator): Promise<Page | undefined> {
  const context = link.page().context();
  for (let press = 0; press < PRESSES_AT_MOST; press += 1) {
    const opened = context.waitForEvent("page", { timeout: TAB_WITHIN_MS }).catch(() => undefined);
    await link.click({ modifiers: ["Control"] });
    const tab = await opened;
    if (tab) return tab;
  }
  return undefined;
}

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

  await t.test(
    "rows that are scrolled to stand in the order of the list, as Tab goes",
    async () => {
      const page = await web.open("/meters");
      await page.getByRole("link", { name: "Tower flat 001" }).waitFor();
      await page.mouse.wheel(0, 40 * ROW_HEIGHT);
      // In order again when the list rests.
      await page.evaluate(inOrderBelow(20));
      const last = page.locator("tbody a[data-row]").last();
      const [from, to] = await Promise.all([last.getAttribute("data-row"), last.textContent()]);
      await last.focus();
      await page.evaluate(inOrderBelow(Number(from) - 20));
      assert.equal(await page.evaluate("document.activeElement?.textContent"), to);
      await page.keyboard.press("Tab");
      const next = await page.evaluate("document.activeElement?.getAttribute('data-row')");
      assert.equal(next, String(Number(from) + 1));
    },
  );

  await t.test("a row that is scrolled away does not hand its focus to another", async () => {
    const page = await web.open("/meters");
    await page.getByRole("link", { name: "Tower flat 001" }).focus();
    await page.mouse.wheel(0, 80 * ROW_HEIGHT);
    await page.evaluate(inOrderBelow(40));
    assert.equal(await page.evaluate("document.activeElement?.nodeName"), "BODY");
  });

  await t.test("a row that is chosen keeps the focus", async () => {
    const page = await web.open("/meters");
    await page.getByRole("button", { name: "Change several" }).click();
    const choice = page.getByRole("checkbox", { name: "Tower flat 003" });
    await choice.focus();
    await page.keyboard.press("Space");
    await page.getByText("1 meter chosen").waitFor();
    const inFocus = "document.activeElement.matches('tbody input:checked')";
    assert.equal(await page.evaluate(inFocus), true);
  });

  await t.test("a row opened with Ctrl opens in a tab of its own", async () => {
    const page = await web.open("/meters");
    const row = page.getByRole("link", { name: "Tower flat 001" });
    const tab = await tabOf(row);
    assert.ok(tab);
    await tab.waitForURL(/\/meters\/\d+/);
    assert.match(page.url(), /\/meters$/);
  });
});
