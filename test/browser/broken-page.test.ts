/** A screen that cannot be shown says so in the reader's words, and leads out of there. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { seedProperty } from "#test/api/seeded-property.ts";
import {
  DESKTOP,
  openPage,
  PHONE,
  runWeb,
  signInAs,
  type Viewport,
} from "#test/support/running-web.ts";
import { testDatabase } from "#test/support/test-database.ts";

const SCRIPT = "**/assets/bills-page-*.js";

/** A page of a signed-in administrator, whose errors the test expects. */
async function setUp(t: Parameters<typeof testDatabase>[0], viewport: Viewport) {
  const database = await testDatabase(t);
  await seedProperty(database);
  const { api, browser } = await runWeb(t, database);
  const page = await openPage(browser, viewport);
  await signInAs(page.context(), api);
  return { page, address: api.address };
}

for (const viewport of [DESKTOP, PHONE]) {
  test(`a screen whose script fails can be loaded again, and others opened, at ${viewport.width} px`, async (t) => {
    const { page, address } = await setUp(t, viewport);
    await page.route(SCRIPT, (route) =>
      route.fulfill({ contentType: "text/javascript", body: `throw new Error("part is broken")` }),
    );
    await page.goto(address);
    const navigation = page.getByRole("navigation").filter({ visible: true });
    await navigation.getByRole("link", { name: "Bills" }).click();
    await page.getByRole("heading", { name: "This page could not be shown" }).waitFor();
    await page.getByText("part is broken").waitFor();

    await navigation.getByRole("link", { name: "Meters" }).click();
    await page.getByRole("heading", { name: "Meters", level: 1 }).waitFor();
    await navigation.getByRole("link", { name: "Bills" }).click();
    await page.getByRole("heading", { name: "This page could not be shown" }).waitFor();

    await page.unroute(SCRIPT);
    await page.getByRole("button", { name: "Load it again" }).click();
    await page.getByRole("heading", { name: "Bills", level: 1 }).waitFor();
  });
}

test("a script that is not there any more, as after an upgrade, is looked for once more before anything is said", async (t) => {
  const { page, address } = await setUp(t, DESKTOP);
  let asked = 0;
  await page.route(SCRIPT, (route) => {
    asked += 1;
    return asked === 1 ? route.fulfill({ status: 404 }) : route.fallback();
  });
  await page.goto(address);
  await page.getByRole("navigation").getByRole("link", { name: "Bills" }).click();
  await page.getByRole("heading", { name: "Bills", level: 1 }).waitFor();
  assert.equal(asked, 2);
});
