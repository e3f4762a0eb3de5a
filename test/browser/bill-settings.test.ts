/** How the bills of a site look, changed in the web beside a bill that shows it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { letUnit, STEADY } from "#test/support/let-unit.ts";
import { storeSteadyReadings } from "#test/support/metered-site.ts";
import { inspect, runWeb, WAYS } from "#test/support/running-web.ts";
import { until } from "#test/support/until.ts";

test("the look of bills is chosen beside a real bill, and stored", async (t) => {
  const unit = await letUnit(t, "2026-06-01");
  const { channelId } = await unit.attach("Unit 1 electricity");
  await storeSteadyReadings(unit.database, { ...STEADY, channelId });
  const issued = await unit.bill("2026-06-01", "2026-07-01");
  assert.ok(issued.ok);
  const web = await runWeb(t, unit.database);
  for (const { way, viewport } of WAYS) {
    const page = await web.open("/settings/bills", viewport);
    const picture = page.getByRole("img", { name: "The pages of a bill by these settings" });
    await picture.waitFor();
    const before = await picture.getAttribute("src");
    await page.getByLabel("Title", { exact: true }).fill(`Quay ${way}`);
    // Another title is another drawing.
    await until("the picture is drawn anew", async () => {
      return (await picture.getAttribute("src")) !== before;
    });
    await page.getByLabel("IBAN").fill("DE02120300000000202015");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("This is no IBAN").waitFor();
    await page.getByLabel("IBAN").fill("");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved.").waitFor();
    await inspect(page, "bill-settings");
    await page.close();
  }
  const { rows } = await unit.database.query<{ title: string }>("select title from bill_design");
  assert.deepEqual(rows, [{ title: `Quay by keyboard alone` }]);
});
