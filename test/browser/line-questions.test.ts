/** How many questions a line asks at once: found out, shown, and fixed by a person. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { asId, type SiteId } from "#domain/core/id.ts";
import { FIRST_PACE } from "#domain/metering/question-pace.ts";
import { storeLinePaces } from "#storage/line-paces.ts";
import { createLine } from "#storage/meters.ts";
import { NOW, seedProperty } from "#test/api/seeded-property.ts";
import { comesTo } from "#test/support/comes-to.ts";
import { inspect, runWeb, WAYS } from "#test/support/running-web.ts";
import { testDatabase } from "#test/support/test-database.ts";

for (const { way, viewport } of WAYS) {
  test(`a person sees how many questions a gateway bears, and fixes the number ${way}`, async (t) => {
    const database = await testDatabase(t);
    const { siteId } = await seedProperty(database);
    const transport = { kind: "modbus-tcp", host: "10.0.0.7", port: 502, timeoutMs: 1000 } as const;
    const name = "Cellar gateway";
    const lineId = await createLine(database, { siteId: asId<SiteId>(siteId), name, transport });
    const pace = { ...FIRST_PACE, atOnce: 8 };
    await storeLinePaces(database, [{ lineId, gateway: "10.0.0.7:502", pace, learntAt: NOW }]);
    const stored = async () => {
      const { rows } = await database.query<{ transport: Record<string, unknown> }>(
        "select transport from line where id = $1",
        [lineId],
      );
      return rows[0]?.transport["questionsAtOnce"];
    };
    const web = await runWeb(t, database);
    const page = await web.open(`/lines/${lineId}`, viewport);
    const dialog = page.getByRole("dialog");
    const choice = dialog.getByRole("combobox", { name: "Questions under way at once" });
    const choose = async (option: string) => {
      await page.getByRole("button", { name: "Change line" }).click();
      await choice.click();
      await page.getByRole("option", { name: option, exact: true }).click();
      await inspect(page, "line-questions");
      await dialog.getByRole("button", { name: "Save" }).click();
      await dialog.waitFor({ state: "hidden" });
    };
    await page.getByRole("button", { name: "Change line" }).click();
    await comesTo("As many as the gateway bears (now 8)", () => choice.inputValue());
    await inspect(page, "line-questions-borne");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    await choose("4");
    assert.equal(await stored(), 4);
    await choose("As many as the gateway bears");
    assert.equal(await stored(), undefined);
  });
}
