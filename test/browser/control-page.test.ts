/** The control page of the simulated building, pressed in a real browser. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { loadCatalogue } from "#drivers/catalogue.ts";
import { systemClock } from "#platform/clock.ts";
import { planBuilding } from "#simulator/building.ts";
import { startSimulator } from "#simulator/start-simulator.ts";
import { comesTo } from "#test/support/comes-to.ts";
import { startBrowser } from "#test/support/browser.ts";
import { openPage, WAYS } from "#test/support/running-web.ts";

test("a person disturbs the building and takes it all back", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "smartpm-control-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const { simulator, controlAddress, stop } = await startSimulator({
    plan: planBuilding({ seed: 5, timeZone: "Europe/Berlin" }),
    clock: systemClock,
    catalogue: loadCatalogue(join(import.meta.dirname, "../../catalogue/meters")),
    folder,
    controlPort: 0,
  });
  t.after(stop);
  const browser = await startBrowser(t);
  for (const { way, viewport } of WAYS) {
    await t.test(way, async () => {
      const page = await openPage(browser, viewport);
      const problems: string[] = [];
      page.on("pageerror", (error) => problems.push(error.message));
      await page.goto(controlAddress);

      const line = page.locator("#lines p").first();
      await line.getByRole("button", { name: "Cut" }).click();
      await line.getByRole("button", { name: "Restore" }).waitFor();
      assert.equal(simulator.state().lines[0]?.cut, "silent");
      await line.getByRole("button", { name: "Restore" }).click();
      await line.getByRole("button", { name: "Cut" }).waitFor();

      const meter = simulator.state().meters.find(({ role }) => role === "unit") ?? assert.fail();
      await page.getByRole("searchbox").fill(meter.serialNumber);
      const row = page.locator("#meters tr:visible");
      await comesTo(1, () => row.count());
      const stateOf = () =>
        simulator.state().meters.find(({ serialNumber }) => serialNumber === meter.serialNumber);
      await row.getByRole("button", { name: "Unplug" }).click();
      await row.getByRole("button", { name: "Plug in" }).waitFor();
      await row.getByRole("button", { name: "Steal half" }).click();
      await row.getByRole("button", { name: "End theft" }).waitFor();
      assert.deepEqual([stateOf()?.unplugged, stateOf()?.bypassedFraction], ["exception", 0.5]);
      await row.getByRole("button", { name: "Plug in" }).click();
      await row.getByRole("button", { name: "Unplug" }).waitFor();
      await row.getByRole("button", { name: "End theft" }).click();
      await row.getByRole("button", { name: "Steal half" }).waitFor();
      assert.deepEqual([stateOf()?.unplugged, stateOf()?.bypassedFraction], ["no", 0]);
      await row.getByRole("button", { name: "Steal 30 %" }).click();
      await row.getByRole("button", { name: "End theft" }).waitFor();
      assert.equal(stateOf()?.bypassedFraction, 0.3);
      await row.getByRole("button", { name: "End theft" }).click();
      await row.getByRole("button", { name: "Steal half" }).waitFor();

      const overflow = await page.evaluate<number>(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth",
      );
      assert.equal(overflow, 0, "the page fits; only the table scrolls");
      assert.deepEqual(problems, []);
      await page.close();
    });
  }
});
