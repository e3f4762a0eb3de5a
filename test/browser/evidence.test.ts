/** Readings by hand, corrected and doubted, an exchanged meter, and a traced bill line, on screen. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { asId } from "#domain/core/id.ts";
import { validateReadings } from "#jobs/validate-readings.ts";
import { MovableClock } from "#platform/clock.ts";
import { PASSWORD, runSeededApi } from "#test/api/running-api.ts";
import { NOW } from "#test/api/seeded-property.ts";
import { comesTo } from "#test/support/comes-to.ts";
import { startBrowser } from "#test/support/browser.ts";
import { storeLoad } from "#test/support/metered-site.ts";
import { openPage, WAYS } from "#test/support/running-web.ts";

const WEB = join(import.meta.dirname, "../../web/dist");
/** A folder for pictures of each step, to look at them. */
const PICTURES = process.env["PICTURES"];
const QUARTER_MS = 900_000;
const MISREAD_AT = Temporal.Instant.from("2026-11-10T10:00:00Z");

/** 25 counts of 0.01 kWh a quarter hour, and one value of 10 November that cannot be right. */
const COUNTS = (ms: number) => (ms === MISREAD_AT.epochMilliseconds ? 1 : (ms / QUARTER_MS) * 25);
const LOAD = { from: "2026-09-30T22:00:00Z", to: "2026-11-24T10:45:00Z", counts: COUNTS };

function registerAt(at: Temporal.Instant): string {
  return ((at.epochMilliseconds / QUARTER_MS) * 0.25).toFixed(2);
}

async function picture(page: Page, name: string): Promise<void> {
  if (PICTURES === undefined) return;
  // Drawers slide in; a picture of one half-way says nothing.
  await page.waitForTimeout(600);
  const width = page.viewportSize()?.width;
  await page.screenshot({ path: join(PICTURES, `${name}-${width}.png`) });
}

async function fits(page: Page): Promise<void> {
  const overflow = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
  assert.ok(overflow <= 0, `it can be scrolled sideways by ${overflow} px`);
}

for (const { way, viewport } of WAYS) {
  test(`the journeys of evidence ${way}`, async (t) => {
    const { api, database, property } = await runSeededApi(t, { webFolder: WEB });
    const { bakery } = property;
    await storeLoad(database, { ...LOAD, channelId: asId(bakery.channelId) });
    while (await validateReadings({ database, clock: new MovableClock(NOW) }));
    const browser = await startBrowser(t);
    const page = await openPage(browser, viewport);
    const failures: string[] = [];
    page.on("pageerror", (error) => failures.push(error.message));
    await page.goto(api.address);
    await page.getByLabel("E-mail").fill("administrator@example.org");
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Harbour Court" }).waitFor();
    const open = (path: string) => page.goto(`${api.address}${path}`);

    await t.test("what is doubtful is listed with its bills, and decided", async () => {
      await open("/quality");
      await page.getByText("Misread").waitFor();
      await fits(page);
      await picture(page, "quality");
      await page.getByRole("link", { name: /Misread/ }).click();
      await page.getByText("Harbour Bakery · ").waitFor();
      await page.getByRole("link", { name: "Readings of the day" }).waitFor();
      await picture(page, "exception");
      await page.getByLabel("Note").fill("known");
      await page.getByRole("button", { name: "Accept as read" }).click();
      await page.getByText("by administrator@example.org").waitFor();
      await page.getByRole("button", { name: "Undo" }).click();
      await page.getByRole("button", { name: "Accept as read" }).waitFor();
    });

    await t.test("the rules are read in plain words, and changed from now on", async () => {
      await open("/quality");
      await page.getByRole("button", { name: "Rules" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByText("The rules were never changed.").waitFor();
      await dialog.getByRole("combobox", { name: /^A register stands still/ }).click();
      await page.getByRole("option", { name: "72 hours" }).click();
      await dialog.getByRole("combobox", { name: /does not answer is estimated/ }).click();
      await page.getByRole("option", { name: "after 7 days" }).click();
      await picture(page, "rules");
      await dialog.getByRole("button", { name: "Save" }).click();
      await page.getByText("The rules hold from now on.").waitFor();
      await page.getByRole("button", { name: "Rules" }).click();
      await dialog.getByText(/^Since .*by administrator@example.org/).waitFor();
      const hours = dialog.getByRole("combobox", { name: /^A register stands still/ });
      await comesTo("72 hours", () => hours.inputValue());
      const { rows } = await database.query("select rules from validation_rules");
      assert.deepEqual([rows[0].rules.stuckHours, rows[0].rules.estimateAfterDays], [72, 7]);
    });

    await t.test("the rated power of a meter is told", async () => {
      await open(`/meters/${bakery.meterId}`);
      await page.getByRole("button", { name: "Rated power" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel(/^At most in an hour/).fill("-1");
      await dialog.getByRole("button", { name: "Save" }).click();
      await dialog.getByText(/the most in an hour is above 0/).waitFor();
      await dialog.getByLabel(/^At most in an hour/).fill("43.5");
      await picture(page, "power");
      await dialog.getByRole("button", { name: "Save" }).click();
      await page.getByText("Rated power stored").waitFor();
      await fits(page);
    });

    await t.test("a value is judged while it is typed, and stored", async () => {
      await open(`/meters/${bakery.meterId}/readings`);
      await page.getByRole("button", { name: "Enter reading" }).click();
      const field = page.getByLabel(/^Register value/);
      assert.equal(await field.getAttribute("inputmode"), "decimal");
      await field.fill("12");
      await page.getByText("a register does not go backwards").waitFor();
      await field.fill(registerAt(NOW));
      await page.getByText(/This would be 0[.,]25 kWh since/).waitFor();
      await picture(page, "enter");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("by hand").waitFor();
      await fits(page);
      await picture(page, "readings");
    });

    await t.test("a correction names its bills, and what stood there stays", async () => {
      await open(`/meters/${bakery.meterId}/readings?day=2026-10-15`);
      await page.getByRole("button", { name: /^Correct 12:00/ }).click();
      await page
        .getByLabel(/^Register value/)
        .fill(registerAt(Temporal.Instant.from("2026-10-15T10:01:00Z")));
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("Must not be empty").waitFor();
      await page.getByLabel("Reason").fill("typing error");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("Bills in force that rest on it").waitFor();
      await picture(page, "corrected");
      await page.getByRole("button", { name: "Cancel" }).click();
      await page.getByText(/administrator@example.org.*typing error/).waitFor();
    });

    await t.test("a bill line tells why it is what it is", async () => {
      await open(`/bills/${bakery.billId}`);
      await page
        .getByRole("button", { name: /^Why this number/ })
        .first()
        .click();
      await page.getByText("500,00 kWh × 0,20 =").waitFor();
      await page.getByText(/typing error/).waitFor();
      await page.getByText("2.981 stored register values").waitFor();
      await picture(page, "trace");
    });

    await t.test("a meter is exchanged with what both showed", async () => {
      await open(`/meters/${bakery.meterId}`);
      await page.getByRole("button", { name: "Exchange meter" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Exchanged at").fill("2026-11-24T11:50");
      await dialog
        .getByLabel(/^Old/)
        .fill(registerAt(Temporal.Instant.from("2026-11-24T10:50:00Z")));
      await dialog.getByLabel(/^New/).fill("3,50");
      await dialog.getByLabel("Serial number of the new meter").fill("NEW-1");
      await dialog.getByLabel("Multiplier from then on").fill("40");
      await picture(page, "exchange");
      await dialog.getByRole("button", { name: "Exchange" }).click();
      await page.getByText("NEW-1").first().waitFor();
      await fits(page);
      await picture(page, "exchanged");
    });

    await t.test("a file is looked at, taken in, and taken back", async () => {
      await open("/imports");
      const text =
        "Stand;Messstelle;Zeit\n1,5;Supply electricity;01.10.2026 00:00\nx;Supply electricity;01.10.2026 00:15\n2,5;Supply electricity;01.10.2026 00:30\n";
      const file = { name: "stand.csv", mimeType: "text/csv", buffer: Buffer.from(text) };
      await page.locator("input[type=file]").setInputFiles(file);
      await page.getByText("Stand").first().waitFor();
      await page.getByRole("button", { name: "Only look" }).click();
      await page.getByText(/line 3, column 1: "x" is no number/).waitFor();
      await fits(page);
      await picture(page, "imports");
      await page.getByRole("combobox", { name: "If rows are wrong" }).click();
      await page.getByRole("option", { name: "store the others" }).click();
      await page.getByRole("button", { name: "Import", exact: true }).click();
      await page.getByText("Of 3 rows 2 were stored").waitFor();
      await page.getByRole("button", { name: "Undo the import" }).click();
      await page.getByText(/undone by administrator@example.org/).waitFor();
      await picture(page, "import-undone");
    });

    await t.test("how far a large file is stands beside a bar", async () => {
      await open("/imports");
      const from = Temporal.Instant.from("2026-05-01T00:00Z");
      const rows = Array.from({ length: 1_500 }, (_, n) => {
        return `${n};Supply electricity;${from.add({ minutes: 15 * n }).toString()}`;
      });
      const buffer = Buffer.from(["Register;Point;Time", ...rows].join("\n"));
      await page
        .locator("input[type=file]")
        .setInputFiles({ name: "may.csv", mimeType: "text/csv", buffer });
      await page.getByText("Register").first().waitFor();
      // The answer is held back, so that the bar can be looked at.
      const held = Promise.withResolvers<void>();
      await page.route("**/api/imports", async (route) => {
        const response = await route.fetch();
        await held.promise;
        await route.fulfill({ response });
      });
      await page.getByRole("button", { name: "Only look" }).click();
      await page.getByText(/^1[.,]500 of 1[.,]501 rows$/).waitFor();
      const bar = page.getByRole("progressbar", { name: "Progress of the import" });
      await comesTo(100, async () => Math.round(Number(await bar.getAttribute("aria-valuenow"))));
      await fits(page);
      await picture(page, "import-progress");
      held.resolve();
      await page.getByText(/^Of 1\.500 rows 1\.500 would be new/).waitFor();
      await page.unroute("**/api/imports");
    });

    assert.deepEqual(failures, []);
  });
}
