import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";
import type { Page } from "playwright-core";
import { systemClock } from "#platform/clock.ts";
import { startBrowser } from "#test/support/browser.ts";
import { signIn, startDemo } from "#test/support/running-demo.ts";

const WITHIN_MS = 60_000;
const CLICKS_AT_MOST = 4;
/** Pictures for people who look at the screens, where the environment names a folder. */
const PICTURES = process.env["SMARTPM_TEST_PICTURES"];

/** One for both tests: it takes its time to start. */
const running = startDemo({ after });

async function picture(page: Page, name: string): Promise<void> {
  if (PICTURES === undefined) return;
  await mkdir(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`) });
}

test("a known type of meter is added and shows its value within a minute and four clicks", async (t) => {
  const demo = await running;
  const browser = await startBrowser(t);
  for (const [n, width] of [1280, 390].entries()) {
    const page = await browser.newPage({ locale: "en-GB", viewport: { width, height: 844 } });
    await signIn(page, demo);
    await page.goto(`${demo.address}/lines`);
    await page.getByRole("button", { name: "Add line" }).waitFor();
    await picture(page, `lines-${width}`);
    // The wire of Gateway 2 by another line, on which nothing is yet.
    const { port } = await page.evaluate(async () => {
      const answer = await fetch("/api/lines/2");
      const { transport } = (await answer.json()) as { transport: { port: number } };
      return transport;
    });
    const addresses = await page.evaluate(async () => {
      const answer = await fetch("/api/meters");
      const { meters } = (await answer.json()) as {
        meters: { model: { id: string }; line: { id: number } | null; unitAddress: string }[];
      };
      return meters
        .filter(({ model, line }) => model.id === "eastron-sdm630" && line?.id === 2)
        .map(({ unitAddress }) => unitAddress);
    });
    await page.getByRole("button", { name: "Add line" }).click();
    await page.getByRole("textbox", { name: "Name", exact: true }).fill(`Cellar ${n}`);
    await page.getByRole("textbox", { name: "Name or IP address" }).fill("127.0.0.1");
    await page.getByRole("textbox", { name: "Port", exact: true }).fill(String(port));
    await picture(page, `line-drawer-${width}`);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("heading", { name: `Cellar ${n}` }).waitFor();

    const startedMs = systemClock.now().epochMilliseconds;
    let clicks = 0;
    const click = async (find: ReturnType<Page["getByRole"]>) => {
      clicks += 1;
      await find.click();
    };
    await click(page.getByRole("button", { name: "Add meter" }).first());
    const type = page.getByLabel("Model").first();
    await type.fill("eastron sdm630");
    await click(page.getByRole("option", { name: /SDM630/ }).first());
    await page
      .getByRole("textbox", { name: "Address on the line" })
      .fill(addresses[n] ?? assert.fail("no such meter"));
    await page.getByRole("textbox", { name: "Serial number" }).fill(`CELLAR-${n}`);
    await page.getByRole("textbox", { name: "Name of the service point" }).fill(`Cellar shop ${n}`);
    await click(page.getByRole("button", { name: "Test: read now" }));
    await page
      .getByText(/Answered in|Exception|No answer/)
      .first()
      .waitFor({ timeout: 20_000 });
    await picture(page, `meter-drawer-${width}`);
    await click(page.getByRole("button", { name: "Save" }));
    await page.getByRole("heading", { name: `Cellar shop ${n}` }).waitFor();
    await page.getByText("Answering").first().waitFor({ timeout: WITHIN_MS });
    const tookMs = systemClock.now().epochMilliseconds - startedMs;
    await picture(page, `meter-added-${width}`);
    assert.ok(clicks <= CLICKS_AT_MOST, `${clicks} clicks`);
    assert.ok(tookMs < WITHIN_MS, `${tookMs} ms`);
    await page.close();
  }
});

test("a type of one's own is made, tried and kept without leaving the browser", async (t) => {
  const demo = await running;
  const browser = await startBrowser(t);
  const page = await browser.newPage({ locale: "en-GB", viewport: { width: 1280, height: 900 } });
  await signIn(page, demo);
  await page.goto(`${demo.address}/meter-types`);
  await page.getByRole("searchbox", { name: /Search maker/ }).fill("iem3155");
  await page.getByRole("button", { name: /iEM3155/ }).click();
  await page.getByRole("button", { name: "Make a copy" }).click();
  await page.getByRole("textbox", { name: "Id" }).fill("");
  await page.getByText(/fields? (is|are) not right yet/).waitFor();
  await picture(page, "type-faults-1280");
  await page.getByRole("textbox", { name: "Id" }).fill("shop-meter");
  await page.getByRole("button", { name: "Try it now" }).click();
  await page
    .getByText(/Answered in|Exception|No answer/)
    .first()
    .waitFor({ timeout: 20_000 });
  await picture(page, "type-tried-1280");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("shop-meter saved.").waitFor();
  await page.getByRole("searchbox", { name: /Search maker/ }).fill("shop-meter");
  await page.getByText("Doubtful type").waitFor();
});
