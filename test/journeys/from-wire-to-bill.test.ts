import assert from "node:assert/strict";
import { test } from "node:test";
import { verifyPdf } from "#documents/verify-pdf.ts";
import { startBrowser } from "#test/support/browser.ts";
import { mailsInOutbox } from "#test/support/outbox-mails.ts";
import { signIn, startDemo } from "#test/support/running-demo.ts";
import { patience } from "#test/support/slow-browser.ts";
import { until } from "#test/support/until.ts";

/** Two rounds of polling, a look of the watcher, and the browser's time, on a busy machine. */
const ALARM_WITHIN_MS = patience(60_000);
/** The newest of the demo's bills gets its document last. */
const LAST_MADE_WITHIN_MS = patience(120_000);

test("from the wire to the bill: sign in, a plug is pulled and put back, a meter, a bill", async (t) => {
  const demo = await startDemo(t);
  const browser = await startBrowser(t);
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, locale: "en-GB" });
  const failures: string[] = [];
  page.on("pageerror", (error) => failures.push(error.message));
  await signIn(page, demo);

  await t.test(
    "an unplugged meter and a cut line raise their alarms on the open main screen, and clear",
    async () => {
      const control = await browser.newPage({ viewport: { width: 1280, height: 900 } });
      await control.goto(demo.controlAddress);
      await control.getByRole("searchbox").fill("Lift");
      const meter = control.locator("#meters tr:visible");
      const line = control.locator("#lines p", { hasText: "Gateway 2" }).first();
      const disturbances = [
        { press: meter, off: "Unplug", on: "Plug in", says: "Meter Lift does not answer" },
        { press: line, off: "Cut", on: "Restore", says: "Line Gateway 2 is down" },
      ];
      for (const { press, off, on, says } of disturbances) {
        const alarm = page.getByText(says).first();
        assert.equal(await alarm.count(), 0);
        await press.getByRole("button", { name: off, exact: true }).click();
        await alarm.waitFor({ timeout: ALARM_WITHIN_MS });
        await press.getByRole("button", { name: on, exact: true }).click();
        await alarm.waitFor({ state: "hidden", timeout: ALARM_WITHIN_MS });
      }
      // Among hundreds of bills that are mailed at the same time, so page by page.
      for (const subject of ['Meter "Lift" does not answer', 'Line "Gateway 2" is down']) {
        await until(`a mail of ${subject}`, async () => {
          const mails = await mailsInOutbox(page, demo.address);
          return mails.some((mail) => mail.subject.includes(subject));
        });
      }
    },
  );

  await t.test("live values on the main screen change by themselves", async () => {
    const rightNow = page.getByRole("region", { name: "Right now" });
    const before = await rightNow.innerText();
    await until("another value is shown", async () => (await rightNow.innerText()) !== before);
  });

  await t.test("one click from the list to a meter's value, register and trend", async () => {
    await page.getByRole("link", { name: "Meters" }).first().click();
    await page.getByText("Electricity supply").first().click();
    await page.getByRole("heading", { name: "Electricity supply" }).waitFor();
    await page.getByText("Active power").first().waitFor();
    await page.getByText("Register", { exact: true }).first().waitFor();
    for (const range of ["Week", "Month", "Day"]) {
      await page.getByText(range, { exact: true }).first().click();
      await page.getByLabel("Consumption as bars").first().waitFor();
    }
    await page.getByRole("combobox", { name: "Form of the chart" }).click();
    await page.getByRole("option", { name: "Curve" }).click();
    await page.getByLabel("Average rate as a curve").first().waitFor();
  });

  await t.test("a bill opens, and its PDF is as it was signed", async () => {
    await page.getByRole("link", { name: "Bills" }).first().click();
    await page.getByText("B1-2026-").first().click();
    const link = page.getByRole("link", { name: "Open PDF", exact: true });
    await link.waitFor({ timeout: LAST_MADE_WITHIN_MS });
    const href = (await link.getAttribute("href")) ?? "";
    const answer = await page.request.get(new URL(href, demo.address).href);
    assert.equal(answer.headers()["content-type"], "application/pdf");
    const verified = verifyPdf(await answer.body());
    assert.equal(verified.valid, true);
  });

  await t.test("the outbox shows the mail with its bill", async () => {
    await page.getByRole("link", { name: "Outbox" }).first().click();
    await page.getByText("@tenants.example").first().waitFor();
  });

  await t.test(
    "a tenant who signs in sees its own meters and bills, and nothing it may not",
    async () => {
      const own = await browser.newPage({
        viewport: { width: 1280, height: 900 },
        locale: "en-GB",
      });
      await own.goto(demo.address);
      await own.getByLabel("E-mail").fill(demo.tenantEmail);
      await own.getByLabel("Password", { exact: true }).fill(demo.password);
      await own.getByRole("button", { name: "Sign in" }).click();
      await own.getByText("Shop 1.01 electricity").first().waitFor();
      assert.equal(await own.getByText("Shop 1.02").count(), 0);
      await own.getByRole("link", { name: "Bills" }).first().click();
      await own.getByText("B1-2026-").first().waitFor();
      assert.equal(await own.getByText("Your role does not allow this").count(), 0);
    },
  );

  assert.deepEqual(failures, []);
});
