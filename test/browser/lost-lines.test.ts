/** Ten thousand meters on two hundred lines lost at once, while somebody works at the screen. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { asId, type SiteId } from "#domain/core/id.ts";
import { raiseAlarms } from "#storage/alarms.ts";
import { seedUsers } from "#test/api/running-api.ts";
import { NOW, seedProperty } from "#test/api/seeded-property.ts";
import { METERS_A_LINE, seedLines, storeAttemptOfAll } from "#test/support/many-meters.ts";
import { DESKTOP, inspect, PHONE, runWeb } from "#test/support/running-web.ts";
import { testDatabase } from "#test/support/test-database.ts";

const LINES = 200;
const TABLET = { width: 820, height: 1100 };
/** From the press of a key on, as the browser saw it. */
const UNTIL_PAINTED =
  "new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now()))))";

for (const viewport of [DESKTOP, TABLET, PHONE]) {
  test(`${LINES} lines lost at once leave the screen usable at ${viewport.width} px`, async (t) => {
    const database = await testDatabase(t);
    const { siteId, bakery } = await seedProperty(database);
    await seedUsers(database, bakery.tenantId);
    const site = asId<SiteId>(siteId);
    const meters = await seedLines(database, { siteId: site, lines: LINES });
    await storeAttemptOfAll(database, { meters, at: NOW, error: "no answer" });
    const { rows: lines } = await database.query<{ id: number; name: string }>(
      "select id, name from line where name like 'Gateway %' order by id",
    );
    const web = await runWeb(t, database);
    const page = await web.open("/", viewport);
    await page.evaluate(
      "globalThis.longest = 0; new PerformanceObserver((list) => { for (const { duration } of list.getEntries()) globalThis.longest = Math.max(globalThis.longest, duration); }).observe({ type: 'longtask' })",
    );

    await database.transaction((tx) =>
      raiseAlarms(tx, {
        siteId: site,
        raisedAt: NOW,
        alarms: lines.map(({ id, name }) => ({
          source: { kind: "line", id, name },
          details: {
            rule: "line-down",
            meters: METERS_A_LINE,
            lastGoodAt: NOW.subtract({ minutes: 1 }),
            lastError: "no answer",
          },
        })),
      }),
    );
    await page.getByText(`Line Gateway ${LINES} is down`).first().waitFor();
    const shown = await page.locator("[data-alarm]").count();
    await inspect(page, "storm-main");

    const opened = await web.open("/alarms", viewport);
    const paint = await opened.evaluate<number>(
      "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0",
    );
    const cards = opened.locator("[data-alarm]");
    await cards.nth(LINES - 1).scrollIntoViewIfNeeded();
    const pressed = await opened.evaluate<number>("performance.now()");
    await opened.keyboard.press("Home");
    const painted = await opened.evaluate<number>(UNTIL_PAINTED);
    await opened.keyboard.press("End");
    await cards.last().getByRole("button", { name: "Acknowledge" }).click();
    const dialog = opened.getByRole("dialog");
    await dialog.getByRole("button", { name: "Acknowledge" }).click();
    await opened.getByText("Acknowledged by").waitFor();
    await inspect(opened, "storm-alarms");
    const longest = await page.evaluate<number>("globalThis.longest");
    t.diagnostic(
      `${viewport.width} px: ${shown} of ${LINES} alarms on the main screen, longest task there ${longest.toFixed(0)} ms; ` +
        `list: first content ${paint.toFixed(0)} ms, scrolled from end to start in ${(painted - pressed).toFixed(0)} ms`,
    );
    assert.ok(shown > 0);
  });
}
