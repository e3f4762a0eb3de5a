/** What a screen shows is asked for while its part of the app is still on the way. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { seedProperty } from "#test/api/seeded-property.ts";
import { DESKTOP, openPage, runWeb, signInAs } from "#test/support/running-web.ts";
import { testDatabase } from "#test/support/test-database.ts";

async function setUp(t: Parameters<typeof testDatabase>[0]) {
  const database = await testDatabase(t);
  const property = await seedProperty(database);
  const { api, browser } = await runWeb(t, database);
  const open = async (): Promise<Page> => {
    const page = await openPage(browser, DESKTOP);
    await signInAs(page.context(), api);
    return page;
  };
  return { property, address: api.address, open };
}

test("a screen's own answer is asked for before its script is there", async (t) => {
  const { property, address, open } = await setUp(t);
  const { bakery, tariffId } = property;
  for (const path of [
    "/meters",
    "/lines",
    "/tenants",
    `/tenants/${bakery.tenantId}`,
    "/tariffs",
    `/tariffs/${tariffId}`,
    `/bills/${bakery.billId}`,
    "/accounts",
  ]) {
    const page = await open();
    const held = Promise.withResolvers<void>();
    await page.route("**/assets/*-page-*.js", async (route) => {
      await held.promise;
      await route.fallback();
    });
    const isAsked = page.waitForRequest((one) => new URL(one.url()).pathname === `/api${path}`);
    await page.goto(`${address}${path}`, { waitUntil: "commit" });
    await isAsked;
    held.resolve();
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.close();
  }
});

test("a pointer that passes over a link fetches the screen's script and no answer", async (t) => {
  const { address, open } = await setUp(t);
  const page = await open();
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(address);
  await page.getByRole("region", { name: "Alarms" }).waitFor();
  const script = page.waitForResponse(/\/tenants-page-.*\.js$/);
  await page.getByRole("navigation").getByRole("link", { name: "Tenants" }).hover();
  await script;
  await page.getByRole("navigation").getByRole("link", { name: "Meters" }).click();
  await page.getByRole("heading", { name: "Meters", level: 1 }).waitFor();
  assert.ok(asked.includes("/api/meters"));
  assert.ok(!asked.includes("/api/tenants"));
});

test("who is not signed in is shown the door, in whatever order the answers come", async (t) => {
  const { address, open } = await setUp(t);
  const page = await open();
  await page.context().clearCookies();
  const setupAsked = Promise.withResolvers<void>();
  const refused = Promise.withResolvers<void>();
  await page.route("**/api/meters", async (route) => {
    await setupAsked.promise;
    await route.fallback();
  });
  await page.route("**/api/setup", async (route) => {
    setupAsked.resolve();
    await refused.promise;
    await route.fallback();
  });
  page.on("requestfinished", (request) => {
    if (request.url().endsWith("/api/meters")) refused.resolve();
  });
  await page.goto(`${address}/meters`);
  await page.getByLabel("E-mail address").waitFor();
});
