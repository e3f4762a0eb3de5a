import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";
import type { Page } from "playwright-core";
import { systemClock } from "#platform/clock.ts";
import { comesTo } from "#test/support/comes-to.ts";
import { startBrowser } from "#test/support/browser.ts";
import { signIn, startDemo } from "#test/support/running-demo.ts";
import { KEYBOARD, openPage, WAYS } from "#test/support/running-web.ts";
import { patience } from "#test/support/slow-browser.ts";

const WITHIN_MS = patience(60_000);
/** A meter is asked, in a queue with others on its line. */
const ANSWERED_WITHIN_MS = patience(20_000);
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
  for (const [n, { viewport }] of WAYS.entries()) {
    const page = await openPage(browser, viewport);
    const name = "keyboardAlone" in viewport ? "keyboard" : viewport.width;
    await signIn(page, demo);
    await page.goto(`${demo.address}/lines`);
    await page.getByRole("button", { name: "Add line" }).waitFor();
    await picture(page, `lines-${name}`);
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
    await picture(page, `line-drawer-${name}`);
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
      .waitFor({ timeout: ANSWERED_WITHIN_MS });
    await picture(page, `meter-drawer-${name}`);
    await click(page.getByRole("button", { name: "Save" }));
    await page.getByRole("heading", { name: `Cellar shop ${n}` }).waitFor();
    await page.getByText("Answering").first().waitFor({ timeout: WITHIN_MS });
    const tookMs = systemClock.now().epochMilliseconds - startedMs;
    await picture(page, `meter-added-${name}`);
    assert.ok(clicks <= CLICKS_AT_MOST, `${clicks} clicks`);
    assert.ok(tookMs < WITHIN_MS, `${tookMs} ms`);
    await page.close();
  }
});

test("a type of one's own is made, tried and kept without leaving the browser, by keyboard alone", async (t) => {
  const demo = await running;
  const browser = await startBrowser(t);
  const page = await openPage(browser, KEYBOARD);
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
    .waitFor({ timeout: ANSWERED_WITHIN_MS });
  await picture(page, "type-tried-1280");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("shop-meter saved.").waitFor();
  await page.getByRole("searchbox", { name: /Search maker/ }).fill("shop-meter");
  await page.getByText("Doubtful type").waitFor();
});

test("a type is made from nothing: its registers by rows, tried, and read beside the rows", async (t) => {
  const demo = await running;
  const browser = await startBrowser(t);
  const page = await browser.newPage({ locale: "en-GB", viewport: { width: 1280, height: 900 } });
  await signIn(page, demo);
  const address = await page.evaluate(async () => {
    const answer = await fetch("/api/meters");
    const { meters } = (await answer.json()) as {
      meters: { model: { id: string }; line: { id: number } | null; unitAddress: string }[];
    };
    const there = meters.find(({ model, line }) => model.id === "eastron-sdm630" && line?.id === 2);
    return there?.unitAddress;
  });
  await page.goto(`${demo.address}/meter-types`);
  await page.getByRole("button", { name: "New type" }).click();
  await page.getByRole("textbox", { name: "Maker" }).fill("Corner shop");
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Rail meter");
  await page.getByRole("textbox", { name: "Id" }).fill("corner-shop-rail");
  await page.getByRole("textbox", { name: "Source" }).fill("its manual, page 12");

  const rows = page.getByRole("list", { name: "Registers" }).getByRole("listitem");
  const first = rows.first();
  const choose = async (label: string, option: string) => {
    await first.getByRole("combobox", { name: label }).click();
    await page.getByRole("option", { name: option, exact: true }).click();
  };
  // SDM630: energy delivered is a float in input registers 72 and 73.
  await choose("Function", "4 input registers");
  await choose("Format", "float32");
  await first.getByRole("textbox", { name: "Address (from 0)" }).fill("72");
  await first.getByRole("textbox", { name: "Scale" }).fill("1");
  await first.getByRole("textbox", { name: "Stored in steps of" }).fill("0");
  await first
    .getByText(/must be|above/)
    .first()
    .waitFor();
  await first.getByRole("textbox", { name: "Stored in steps of" }).fill("0.01");

  await page.getByRole("combobox", { name: "Line" }).click();
  await page.getByRole("option", { name: "Gateway 2" }).click();
  await page.getByRole("textbox", { name: "Address on the line" }).fill(String(address));
  await page.getByRole("button", { name: "Try it now" }).click();
  await first.getByText(/^[\d,.]+ kWh$/).waitFor({ timeout: ANSWERED_WITHIN_MS });

  await first.getByRole("button", { name: "Copy this register" }).click();
  const second = rows.nth(1);
  // The copy stands behind it.
  await comesTo("74", () => second.getByRole("textbox", { name: "Address (from 0)" }).inputValue());
  assert.equal(await rows.count(), 2);
  await page
    .getByText(/registers\[1\]/)
    .first()
    .waitFor();
  await second.getByRole("combobox", { name: "Shows" }).click();
  await page.getByRole("option", { name: "Energy received", exact: true }).click();
  await picture(page, "type-rows-1280");
  await page.setViewportSize({ width: 820, height: 1100 });
  await picture(page, "type-rows-820");
  await page.setViewportSize({ width: 390, height: 844 });
  await picture(page, "type-rows-390");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("corner-shop-rail saved.").waitFor();
});

test("what a message says is read by the paths of a type, before it is kept", async (t) => {
  const demo = await running;
  const browser = await startBrowser(t);
  const page = await browser.newPage({ locale: "en-GB", viewport: { width: 1280, height: 900 } });
  await signIn(page, demo);
  await page.goto(`${demo.address}/meter-types`);
  await page.getByRole("button", { name: "New type" }).click();
  await page.getByRole("combobox", { name: "Protocol" }).click();
  await page.getByRole("option", { name: /MQTT/ }).click();
  await page.getByRole("textbox", { name: "Maker" }).fill("Corner shop");
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Radio meter");
  await page.getByRole("textbox", { name: "Id" }).fill("corner-shop-radio");
  await page.getByRole("textbox", { name: "Source" }).fill("its manual");
  const row = page.getByRole("list", { name: "Registers" }).getByRole("listitem").first();
  await row.getByRole("textbox", { name: "Path" }).fill("$.meter.counts");
  await page
    .getByRole("textbox", { name: "A message of the meter" })
    .fill('{"meter": {"counts": 123456}}');
  await page.getByRole("button", { name: "Try it now" }).click();
  await row.getByText("1,234.56 kWh").waitFor();
});
