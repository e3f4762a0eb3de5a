/** A form at the edge of the screen and the fingers of whoever is quicker than it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { seedProperty } from "#test/api/seeded-property.ts";
import { runWeb } from "#test/support/running-web.ts";
import { testDatabase } from "#test/support/test-database.ts";

/** From then on what is to be done "at once, but later" waits, as it does while a machine is busy. */
const HOLD_TIMERS = `
  globalThis.held = [];
  const { setTimeout } = globalThis;
  globalThis.setTimeout = (act, ms, ...rest) =>
    ms === undefined || ms === 0 ? globalThis.held.push(act) : setTimeout(act, ms, ...rest);
  globalThis.letTimersGo = () => {
    globalThis.setTimeout = setTimeout;
    for (const act of globalThis.held.splice(0)) act();
  };`;

test("who types while a drawer is still coming in loses no letter, and comes back to its button", async (t) => {
  const database = await testDatabase(t);
  const { bakery } = await seedProperty(database);
  const web = await runWeb(t, database);
  const page = await web.open(`/tenants/${bakery.tenantId}`);
  const dialog = page.getByRole("dialog");
  const button = page.getByRole("button", { name: "Say a term" });
  await button.focus();
  await page.evaluate(HOLD_TIMERS);
  await page.keyboard.press("Enter");
  const value = dialog.getByLabel("Value (kW)");
  await value.waitFor();
  await value.focus();
  await page.keyboard.type("24");
  await page.evaluate("letTimersGo()");
  await page.keyboard.type("00");
  assert.equal(await value.inputValue(), "2400");

  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  await page.locator(":focus").and(button).waitFor();
});

test("a drawer that has come has the focus in its first field", async (t) => {
  const database = await testDatabase(t);
  const { bakery } = await seedProperty(database);
  const web = await runWeb(t, database);
  const page = await web.open(`/tenants/${bakery.tenantId}`);
  const button = page.getByRole("button", { name: "Say a term" });
  // The page itself needs its timers until all of it is there.
  await button.waitFor();
  await page.evaluate(HOLD_TIMERS);
  await button.click();
  await page.getByRole("dialog").locator("form :focus").waitFor();
});
