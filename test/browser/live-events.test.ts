/** What happens while a page is still being opened is shown by it all the same. */
import { test } from "node:test";
import { asId } from "#domain/core/id.ts";
import type { Database } from "#platform/database.ts";
import { raiseAlarm } from "#storage/alarms.ts";
import { seedUsers } from "#test/api/running-api.ts";
import { NOW, seedProperty } from "#test/api/seeded-property.ts";
import { runWeb } from "#test/support/running-web.ts";
import { patience } from "#test/support/slow-browser.ts";
import { testDatabase } from "#test/support/test-database.ts";

/** The screen reads anew by itself every minute: that would not be the stream's doing. */
const WITHIN_MS = patience(15_000);

async function raiseDiskAlarm(database: Database, siteId: number): Promise<void> {
  await raiseAlarm(database, {
    siteId: asId(siteId),
    source: { kind: "system", id: 0, name: "disk-low" },
    details: { rule: "disk-low", folder: "/data", freeGigabytes: "0.8", totalGigabytes: "40.0" },
    raisedAt: NOW,
  });
}

for (const path of ["/", "/alarms"]) {
  test(`an alarm that is raised before the stream of events has opened is on ${path}`, async (t) => {
    const database = await testDatabase(t);
    const { siteId, bakery } = await seedProperty(database);
    await seedUsers(database, bakery.tenantId);
    const web = await runWeb(t, database);
    const page = await web.open("/account");
    // On the main screen the first answer comes with the page.
    const answered = path === "/" ? undefined : page.waitForResponse(/\/api\/alarms$/);
    const asked = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    await page.route("**/api/events", async (route) => {
      asked.resolve();
      await held.promise;
      await route.fallback();
    });
    await page.goto(`${web.api.address}${path}`);
    await answered;
    await asked.promise;
    await raiseDiskAlarm(database, siteId);
    held.resolve();
    await page.getByText("The disk is almost full").first().waitFor({ timeout: WITHIN_MS });
  });
}

test("an answer that was under way when an alarm was raised is not taken for the new one", async (t) => {
  const database = await testDatabase(t);
  const { siteId, bakery } = await seedProperty(database);
  await seedUsers(database, bakery.tenantId);
  const web = await runWeb(t, database);
  const page = await web.open("/account");
  const old = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  await page.route(
    /\/api\/alarms\?/,
    async (route) => {
      const response = await route.fetch();
      old.resolve();
      await released.promise;
      // The screen may have given it up by then.
      await route.fulfill({ response }).catch(() => undefined);
    },
    { times: 1 },
  );
  const held = Promise.withResolvers<void>();
  await page.route("**/api/events", async (route) => {
    await held.promise;
    await route.fallback();
  });
  await page.goto(`${web.api.address}/alarms`);
  await old.promise;
  await raiseDiskAlarm(database, siteId);
  const opened = page.waitForResponse(/\/api\/events$/);
  // What the lights ask for again once the stream is open.
  const again = page.waitForResponse(/\/api\/alarms$/);
  held.resolve();
  await Promise.all([opened, again]);
  released.resolve();
  await page.getByText("The disk is almost full").first().waitFor({ timeout: WITHIN_MS });
});
