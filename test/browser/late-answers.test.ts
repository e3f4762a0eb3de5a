/** Answers that come late or in another order: what was entered stays, what was asked last is shown. */
import { test } from "node:test";
import type { Page } from "playwright-core";
import { seedProperty } from "#test/api/seeded-property.ts";
import { comesTo } from "#test/support/comes-to.ts";
import { runWeb } from "#test/support/running-web.ts";
import { testDatabase } from "#test/support/test-database.ts";

/** Until the page has drawn what came. */
const DRAWN = "new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))";

/** The first answer from an address is held back until it is let go; then the page has drawn it. */
async function holdFirst(page: Page, address: string) {
  const held = Promise.withResolvers<void>();
  let asked = 0;
  await page.route(address, async (route) => {
    asked += 1;
    if (asked > 1) return route.fallback();
    const response = await route.fetch();
    await held.promise;
    await route.fulfill({ response });
  });
  return async () => {
    const answer = page.waitForResponse(address);
    held.resolve();
    await (await answer).finished();
    await page.evaluate(DRAWN);
  };
}

function csv(name: string, rows: readonly string[]) {
  return { name, mimeType: "text/csv", buffer: Buffer.from(rows.join("\n")) };
}

async function opened(t: Parameters<typeof testDatabase>[0], path: string): Promise<Page> {
  const database = await testDatabase(t);
  await seedProperty(database);
  const web = await runWeb(t, database);
  return web.open(path);
}

test("of two lists chosen one after the other the second stays, though the first is answered last", async (t) => {
  const page = await opened(t, "/accounts");
  const letGo = await holdFirst(page, "**/api/accounts/payments/import");
  await page.getByRole("button", { name: "Payments from the bank" }).click();
  const dialog = page.getByRole("dialog");
  const chooser = dialog.locator("xpath=ancestor-or-self::html//input[@type='file']");
  const heading = "Date,Amount,Name,Reference";
  await chooser.setInputFiles(csv("first.csv", [heading, "2026-11-20,1.00,First payer,x"]));
  await dialog.getByText("first.csv").waitFor();
  await chooser.setInputFiles(csv("second.csv", [heading, "2026-11-20,2.00,Second payer,x"]));
  await dialog.getByText("second.csv").waitFor();
  await dialog.getByText("Second payer").waitFor();
  await letGo();
  await comesTo(1, () => dialog.getByText("Second payer").count());
  await comesTo(0, () => dialog.getByText("First payer").count());
});

test("of two files of readings the second stays, though the first is answered last", async (t) => {
  const page = await opened(t, "/imports");
  const letGo = await holdFirst(page, "**/api/imports/preview");
  const chooser = page.locator("input[type=file]");
  const heading = "Register;Point;Time";
  await chooser.setInputFiles(csv("first.csv", [heading, "1;First point;2026-05-01T00:00Z"]));
  await page.getByText("first.csv").waitFor();
  await chooser.setInputFiles(csv("second.csv", [heading, "1;Second point;2026-05-01T00:00Z"]));
  await page.getByText("Second point").first().waitFor();
  await letGo();
  await comesTo(0, () => page.getByText("First point").count());
  await page.getByText("Second point").first().waitFor();
});

test("what a type is tried with stays while the type is changed and checked", async (t) => {
  const page = await opened(t, "/meter-types");
  await page.getByRole("button", { name: "New type" }).click();
  const dialog = page.getByRole("dialog");
  const field = (name: string) => dialog.getByRole("textbox", { name, exact: true });
  await dialog.getByRole("combobox", { name: "Protocol" }).click();
  await page.getByRole("option", { name: /MQTT/ }).click();
  await field("Maker").fill("Corner shop");
  await field("Name").fill("Radio meter");
  await dialog.getByRole("textbox", { name: "Id" }).fill("corner-shop-radio");
  await dialog.getByRole("textbox", { name: "Source" }).fill("its manual");
  await dialog.getByRole("textbox", { name: "Path" }).fill("$.counts");
  const message = dialog.getByRole("textbox", { name: "A message of the meter" });
  await message.fill('{"counts": 1}');
  const tryIt = dialog.getByRole("button", { name: "Try it now" });
  await comesTo(true, () => tryIt.isEnabled());
  await field("Name").fill("");
  await comesTo(false, () => tryIt.isEnabled());
  await field("Name").fill("Radio meter 2");
  await comesTo(true, () => tryIt.isEnabled());
  await comesTo('{"counts": 1}', () => message.inputValue());
});
