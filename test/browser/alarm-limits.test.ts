/** Limits of alarms: set in the browser, beside what they would have raised in the past. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { asId } from "#domain/core/id.ts";
import { seedUsers } from "#test/api/running-api.ts";
import { NOW, seedProperty } from "#test/api/seeded-property.ts";
import { storeLoad } from "#test/support/metered-site.ts";
import { DESKTOP, inspect, PHONE, runWeb } from "#test/support/running-web.ts";
import { testDatabase } from "#test/support/test-database.ts";

const TABLET = { width: 820, height: 1100 };
const DAY_MS = 86_400_000;
const COUNTS_A_DAY = 2_400;

test("a limit shows what it would have raised, is kept, and is taken back", async (t) => {
  const database = await testDatabase(t);
  const { bakery } = await seedProperty(database);
  await seedUsers(database, bakery.tenantId);
  const toMs = Math.floor(NOW.epochMilliseconds / DAY_MS) * DAY_MS;
  // One count is 0.01 kWh: 24 kWh a day, without end above a limit of 20.
  await storeLoad(database, {
    channelId: asId(bakery.channelId),
    from: Temporal.Instant.fromEpochMilliseconds(toMs - 130 * DAY_MS).toString(),
    to: Temporal.Instant.fromEpochMilliseconds(toMs + DAY_MS / 4).toString(),
    counts: (ms) => Math.round(((ms - toMs) * COUNTS_A_DAY) / DAY_MS) + 400_000,
  });
  const web = await runWeb(t, database);
  for (const viewport of [DESKTOP, TABLET, PHONE]) {
    const page = await web.open("/alarms", viewport);
    await page.getByText("Sensible limits hold by themselves").waitFor();
    await page.getByRole("button", { name: "Set a limit" }).click();
    const drawer = page.getByRole("dialog");
    await drawer.getByText("Enter a limit to see what it would have raised.").waitFor();
    await drawer.getByRole("textbox", { name: "Limit" }).fill("30");
    await drawer.getByText("Would have raised 0 alarms in the last 90 days").waitFor();
    await drawer.getByRole("textbox", { name: "Limit" }).fill("20");
    await drawer.getByText("Would have raised 1 alarm in the last 90 days").waitFor();
    await inspect(page, "alarm-limit");
    await drawer.getByRole("button", { name: "Save" }).click();
    const section = page.getByRole("region", { name: "When alarms on use are raised" });
    await section.getByText("All points of the site").waitFor();
    await section.scrollIntoViewIfNeeded();
    await inspect(page, "alarm-limits");
    await section.getByRole("button", { name: "More than a limit in a day" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await section.getByText("Sensible limits hold by themselves").waitFor();
    await page.evaluate('localStorage.setItem("smartpm.language", "zh")');
    await page.reload();
    await page.getByRole("button", { name: "设置限值" }).click();
    await page.getByRole("dialog").getByText("请输入限值以查看会发出哪些报警。").waitFor();
    await inspect(page, "alarm-limit-zh");
    await page.close();
  }
  const { rows } = await database.query("select from alarm_setting");
  assert.equal(rows.length, 0);
});
