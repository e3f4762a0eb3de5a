/**
 * A meter is unplugged and a line is cut in the running demo: how long until the open main screen and
 * the Outbox have it, printed, and that all is taken back after repair.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { startBrowser } from "#test/support/browser.ts";
import { useKeyboardAlone } from "#test/support/keyboard-alone.ts";
import { mailsInOutbox } from "#test/support/outbox-mails.ts";
import { type Demo, signIn, startDemo } from "#test/support/running-demo.ts";
import { patience } from "#test/support/slow-browser.ts";
import { until } from "#test/support/until.ts";

/** On a quiet machine ten seconds; on a busy one every time-out takes longer. */
const TOLD_WITHIN_MS = patience(120_000);
const CLEARED_WITHIN_MS = patience(240_000);

const METER = "Shop 1.08 electricity";

interface Seen {
  readonly page: Page;
  readonly demo: Demo;
}

/** Milliseconds from `press` until the screen shows `title`, and until its mail was handed over. */
async function measured(
  { page, demo }: Seen,
  { press, title }: { readonly press: () => Promise<void>; readonly title: RegExp },
): Promise<{ readonly screenMs: number; readonly mailMs: number }> {
  const from = performance.now();
  await press();
  const screen = alarmOf(page, title)
    .waitFor({ timeout: TOLD_WITHIN_MS })
    .then(() => performance.now() - from);
  const mail = until(`a mail of ${title.source}`, async () => {
    const mails = await mailsInOutbox(page, demo.address);
    return mails.some(({ subject, state }) => title.test(subject) && state === "sent");
  }).then(() => performance.now() - from);
  const [screenMs, mailMs] = await Promise.all([screen, mail]);
  return { screenMs, mailMs };
}

function alarmOf(page: Page, title: RegExp) {
  return page.getByText(title).first();
}

function inSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function inWords({ screenMs, mailMs }: { readonly screenMs: number; readonly mailMs: number }) {
  return `on the main screen after ${inSeconds(screenMs)}, its mail sent after ${inSeconds(mailMs)}`;
}

test("an unplugged meter and a cut line are on the open main screen and in the Outbox", async (t) => {
  const demo = await startDemo(t);
  const browser = await startBrowser(t);
  const viewport = { width: 1280, height: 900 };
  const page = await browser.newPage({ viewport, locale: "en-GB" });
  const failures: string[] = [];
  page.on("pageerror", (error) => failures.push(error.message));
  useKeyboardAlone(page);
  await signIn(page, demo);
  const control = await browser.newPage({ viewport });
  useKeyboardAlone(control);
  await control.goto(demo.controlAddress);

  await t.test("a meter is unplugged, and plugged in again", async () => {
    const title = new RegExp(`Meter "?${METER}"? does not answer`);
    await control.getByRole("searchbox").fill(METER);
    const row = control.locator("#meters tr:visible");
    assert.equal(await alarmOf(page, title).count(), 0);
    const press = () => row.getByRole("button", { name: "Unplug" }).click();
    const told = await measured({ page, demo }, { press, title });
    t.diagnostic(`an unplugged meter: ${inWords(told)}`);
    await row.getByRole("button", { name: "Plug in" }).click();
    await alarmOf(page, title).waitFor({ state: "hidden", timeout: CLEARED_WITHIN_MS });
  });

  await t.test("a line is cut, and restored", async () => {
    const line = control.locator("#lines p").first();
    const name = /Gateway \d+/.exec(await line.innerText())?.[0] ?? assert.fail("no line");
    const title = new RegExp(`Line "?${name}"? is down`);
    assert.equal(await alarmOf(page, title).count(), 0);
    const press = () => line.getByRole("button", { name: "Cut" }).click();
    const told = await measured({ page, demo }, { press, title });
    t.diagnostic(`a cut line: ${inWords(told)}`);
    await page.locator('[data-light="communication"][data-lit="true"]').waitFor();
    await line.getByRole("button", { name: "Restore" }).click();
    await alarmOf(page, title).waitFor({ state: "hidden", timeout: CLEARED_WITHIN_MS });
  });
  assert.deepEqual(failures, []);
});
