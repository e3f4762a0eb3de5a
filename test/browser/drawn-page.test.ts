/** The main screen as the server draws it: seen before the app has come, taken over by it as it is. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { asId } from "#domain/core/id.ts";
import { raiseAlarm } from "#storage/alarms.ts";
import { seedUsers } from "#test/api/running-api.ts";
import { NOW, seedProperty } from "#test/api/seeded-property.ts";
import { comesTo } from "#test/support/comes-to.ts";
import { DESKTOP, PHONE, type RunningWeb, runWeb, signInAs } from "#test/support/running-web.ts";
import { testDatabase } from "#test/support/test-database.ts";

const WIDTHS = [DESKTOP, PHONE];

async function setUp(t: Parameters<typeof testDatabase>[0]) {
  const database = await testDatabase(t);
  const property = await seedProperty(database);
  await seedUsers(database, property.bakery.tenantId);
  await raiseAlarm(database, {
    siteId: asId(property.siteId),
    source: { kind: "meter", id: property.supply.meterId, name: "Supply" },
    details: {
      rule: "meter-silent",
      lineName: "gateway A",
      failedPolls: 2,
      lastGoodAt: NOW,
      lastError: null,
    },
    raisedAt: NOW.subtract({ minutes: 20 }),
  });
  return { database, property, web: await runWeb(t, database) };
}

/** The main screen as it is painted, while the app's script is held back. */
async function openDrawn(
  { api, browser }: RunningWeb,
  {
    viewport = DESKTOP,
    chosenLanguage,
  }: { readonly viewport?: typeof DESKTOP; readonly chosenLanguage?: string } = {},
) {
  const context = await browser.newContext({ viewport, locale: "en-GB", reducedMotion: "reduce" });
  await signInAs(context, api);
  if (chosenLanguage !== undefined) {
    await context.addInitScript(`localStorage.setItem("smartpm.language", "${chosenLanguage}")`);
  }
  const page = await context.newPage();
  page.on("pageerror", (error) => assert.fail(error));
  const held = Promise.withResolvers<void>();
  await page.route("**/assets/index-*.js", async (route) => {
    await held.promise;
    await route.fallback();
  });
  await page.goto(api.address, { waitUntil: "commit" });
  await drawnPageStands(page);
  return { page, letAppCome: () => held.resolve() };
}

/** All that the server has drawn is there, in its colours. */
async function drawnPageStands(page: Page): Promise<void> {
  await page.locator("#first-answers").waitFor({ state: "attached" });
  const isStyled = `[...document.querySelectorAll("link[rel=stylesheet]")]
    .every(({ sheet }) => sheet !== null)`;
  await comesTo(true, () => page.evaluate<boolean>(isStyled));
}

for (const viewport of WIDTHS) {
  test(`without any script the main screen says what is wrong and leads to it, at ${viewport.width} px`, async (t) => {
    const { web, property } = await setUp(t);
    const context = await web.browser.newContext({ viewport, javaScriptEnabled: false });
    await signInAs(context, web.api, "viewer@example.org");
    const page = await context.newPage();
    await page.goto(web.api.address);
    await page.getByRole("heading", { name: "Harbour Court", level: 1 }).waitFor();
    assert.equal(await page.getByRole("navigation").count(), 1);
    const zone = page.getByRole("region", { name: "Alarms" });
    await zone.getByRole("link", { name: /Supply/ }).click();
    await page.waitForURL(`**/meters/${property.supply.meterId}`);
  });

  test(`the app takes over the very elements that the server has drawn, at ${viewport.width} px`, async (t) => {
    const { web } = await setUp(t);
    const { page, letAppCome } = await openDrawn(web, { viewport });
    const drawn = page.locator("h1, h2, li[data-alarm], nav:visible a, header button");
    const before = await drawn.evaluateAll((elements) => {
      for (const element of elements) element.setAttribute("data-drawn", "");
      return elements.length;
    });
    assert.ok(before > 10, `${before} elements`);
    letAppCome();
    await appStands(page);
    assert.equal(await page.locator("[data-drawn]").count(), before);
  });

  test(`the server draws what the app would draw, at ${viewport.width} px`, async (t) => {
    const { web } = await setUp(t);
    const { page, letAppCome } = await openDrawn(web, { viewport });
    const drawn = await described(page);
    assert.ok(drawn.length > 40, `${drawn.length} elements`);
    letAppCome();
    await appStands(page);
    // Of what the server has drawn nothing is left after this.
    await page.getByRole("navigation").getByRole("link", { name: "Meters" }).click();
    await page.getByRole("heading", { name: "Meters", level: 1 }).waitFor();
    await page.getByRole("navigation").getByRole("link", { name: "Overview" }).click();
    await page.getByRole("region", { name: "Alarms" }).waitFor();
    await comesTo(drawn, () => described(page));
  });
}

/** The app answers: before that, a menu that is pressed does not open. */
async function appStands(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Language" }).click();
  await page.getByRole("menuitem", { name: "Deutsch" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("menuitem", { name: "Deutsch" }).waitFor({ state: "hidden" });
}

/** What is seen of the page, element by element, with where each leads and how it looks. */
function described(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`[...document.querySelectorAll("#root *")]
    .filter((element) => element.checkVisibility() && !element.closest("svg *, style"))
    .map((element) => [
      element.localName,
      ...["class", "href", "aria-label", "data-state", "data-lit", "aria-current"]
        .map((name) => element.getAttribute(name)),
      element.style.cssText,
      // Whose seconds go on meanwhile.
      element.childElementCount === 0 && element.localName !== "time" ? element.textContent : "",
    ].join(" | "))`);
}

test("what is drawn has the colours that the reader's system wants before the app has come", async (t) => {
  const { web } = await setUp(t);
  const { page } = await openDrawn(web);
  const ground = () => page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
  assert.equal(await ground(), "rgb(245, 247, 248)");
  await page.emulateMedia({ colorScheme: "dark" });
  await page.reload({ waitUntil: "commit" });
  await drawnPageStands(page);
  assert.equal(await ground(), "rgb(15, 20, 22)");
});

test("what is pressed before the app has come is done when it has", async (t) => {
  const { web } = await setUp(t);
  const press = await openDrawn(web);
  await press.page.getByRole("button", { name: "Acknowledge" }).click();
  press.letAppCome();
  await press.page.getByRole("dialog", { name: /Acknowledge/ }).waitFor();

  const link = await openDrawn(web, { viewport: PHONE });
  await link.page.getByRole("navigation").getByRole("link", { name: "Bills" }).click();
  assert.equal(new URL(link.page.url()).pathname, "/");
  await link.page.evaluate("globalThis.isSamePage = true");
  link.letAppCome();
  await link.page.getByRole("heading", { name: "Bills", level: 1 }).waitFor();
  assert.equal(await link.page.evaluate("globalThis.isSamePage"), true);

  const key = await openDrawn(web);
  await key.page.keyboard.press("Control+k");
  key.letAppCome();
  await key.page.getByRole("dialog").getByRole("combobox").waitFor();
});

test("where the app cannot come, what was drawn still leads to its pages", async (t) => {
  const { web } = await setUp(t);
  const { page } = await openDrawn(web);
  await page.unroute("**/assets/index-*.js");
  await page.route("**/assets/index-*.js", (route) => route.abort());
  await page.reload();
  await page.getByRole("navigation").getByRole("link", { name: "Bills" }).click();
  await page.waitForURL("**/bills");
});

test("a page is never left hidden: the app that cannot come, a language that there are no texts of", async (t) => {
  const { web, database } = await setUp(t);
  const other = await openDrawn(web, { chosenLanguage: "de" });
  await other.page.unroute("**/assets/index-*.js");
  await other.page.route("**/assets/index-*.js", (route) => route.abort());
  await other.page.reload();
  await other.page.getByRole("heading", { name: "Alarms" }).waitFor();

  await database.query("update user_account set language = 'fr' where role = 'administrator'");
  const unknown = await openDrawn(web, { chosenLanguage: "en" });
  unknown.letAppCome();
  await appStands(unknown.page);
});

test("the page is drawn in the user's language, and not shown to who has chosen another here", async (t) => {
  const { web, database } = await setUp(t);
  await database.query("update user_account set language = 'zh' where role = 'administrator'");
  const chinese = await openDrawn(web);
  await chinese.page.getByText("报警区").first().waitFor();
  assert.equal(await chinese.page.locator("html").getAttribute("lang"), "zh-Hans");
  chinese.letAppCome();
  await chinese.page.getByRole("button", { name: "语言" }).click();
  await chinese.page.getByRole("menuitem", { name: "Deutsch" }).waitFor();

  const german = await openDrawn(web, { chosenLanguage: "de" });
  assert.equal(await german.page.getByText("报警区").first().isVisible(), false);
  german.letAppCome();
  await german.page.getByRole("navigation").getByRole("link", { name: "Zähler" }).waitFor();
  assert.equal(await german.page.locator("html").getAttribute("lang"), "de");
});
