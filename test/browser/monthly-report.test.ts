/** Supplied beside billed, and the monthly report: chosen, looked at, sent to oneself. */
import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { seedUsers } from "#test/api/running-api.ts";
import { seedProperty } from "#test/api/seeded-property.ts";
import { asId, type ChannelId } from "#domain/core/id.ts";
import { comesTo } from "#test/support/comes-to.ts";
import { storeSteadyReadings } from "#test/support/metered-site.ts";
import { inspect, runWeb, WAYS } from "#test/support/running-web.ts";
import { testDatabase } from "#test/support/test-database.ts";

async function measuredProperty(t: TestContext) {
  const database = await testDatabase(t);
  const { supply, bakery, florist } = await seedProperty(database);
  await seedUsers(database, bakery.tenantId);
  for (const [point, counts] of [
    [supply, 300],
    [bakery, 180],
    [florist, 100],
  ] as const) {
    await storeSteadyReadings(database, {
      channelId: asId<ChannelId>(point.channelId),
      from: "2026-09-30T22:00:00Z",
      to: "2026-11-24T11:00:00Z",
      counts,
    });
  }
  return { database, web: await runWeb(t, database) };
}

test("what was supplied, billed, and billed to nobody", async (t) => {
  const { web } = await measuredProperty(t);
  for (const { viewport } of WAYS) {
    const page = await web.open("/reports/supplied?from=2026-10&to=2026-11", viewport);
    const months = page.getByRole("table", { name: "Electricity: supplied and billed" });
    // 2,980 x 3 kWh supplied, 1,000 billed: see test/api/supplied.test.ts.
    await months.getByText("Supplied, kWh").first().waitFor({ state: "attached" });
    await months.getByText(/^8\.940/u).waitFor();
    await months.getByText(/^1\.000/u).waitFor();
    const unbilled = page.getByRole("table", { name: "Used and billed to nobody" });
    await unbilled.getByRole("link", { name: "Harbour Bakery electricity" }).waitFor();
    await comesTo(2, () => unbilled.getByText("Not billed yet").count());
    const href = await page.getByRole("link", { name: "CSV" }).last().getAttribute("href");
    assert.match(href ?? "", /of=unbilled&format=csv$/);
    await inspect(page, "reports-supplied");
    await page.close();
  }
});

test("the report of a month is scheduled, looked at and sent to oneself", async (t) => {
  const { database, web } = await measuredProperty(t);
  for (const [n, { viewport }] of WAYS.entries()) {
    const page = await web.open("/reports/monthly", viewport);
    await page.getByRole("img", { name: "The pages of the report" }).waitFor();
    await page.getByRole("switch", { name: "Send it every month" }).focus();
    if (n === 0) {
      await page.keyboard.press("Space");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("Somebody must get it").waitFor();
      await page.getByRole("combobox", { name: "Recipients" }).fill("owner@example.org");
      await page.keyboard.press("Enter");
      await page.getByRole("combobox", { name: "Day of the month" }).click();
      await page.getByRole("option", { name: "Day 12" }).click();
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("Saved", { exact: true }).waitFor();
    }
    await page.getByRole("button", { name: "Send me one now" }).click();
    await page.getByText(/^On its way to /).waitFor();
    const sent = page.getByRole("table", { name: "Sent reports" });
    await sent.getByText("By hand").nth(n).waitFor();
    await inspect(page, "reports-monthly");
    await page.close();
  }
  const { rows } = await database.query(
    `select send_day, recipients, enabled_at is not null as enabled from monthly_report_setting`,
  );
  assert.deepEqual(rows, [{ send_day: 12, recipients: ["owner@example.org"], enabled: true }]);
});
