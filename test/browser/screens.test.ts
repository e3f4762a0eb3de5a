import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import { startBrowser } from "#test/support/browser.ts";
import { signIn, startDemo } from "#test/support/running-demo.ts";
import { listScreens, type Screen } from "#test/support/screens.ts";
import { patience } from "#test/support/slow-browser.ts";

const WIDTHS = [1280, 820, 390];
const SCHEMES = ["light", "dark"] as const;
const LANGUAGES = ["zh", "de"] as const;
/** What a tenant may open; all else is not for its eyes. */
const OF_TENANTS: readonly Screen[] = [
  { name: "tenant-home", address: "/" },
  { name: "tenant-meters", address: "/meters" },
  { name: "tenant-bills", address: "/bills" },
  { name: "tenant-account", address: "/account" },
];
const WAIT_AT_MOST_MS = patience(60_000);
/** Every screen in every way: minutes, on a machine that does other things too. */
const ALL_AT_MOST_MS = patience(1_800_000);
const AXE = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");

/** Violations of the rules of accessibility, of whatever impact, as text. */
async function violations(page: Page): Promise<string[]> {
  const results = await page.evaluate<AxeResults>("axe.run({ resultTypes: ['violations'] })");
  return results.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 150)).join(" | ")}`,
  );
}

/** Opens a screen and waits until nothing on it is awaited. */
async function open(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  await page
    .locator(".mantine-Skeleton-root, .mantine-Loader-root")
    .first()
    .waitFor({ state: "hidden" });
}

/**
 * By how many pixels it can be scrolled sideways, or a table is cut off by what it stands in. A table
 * that is scrolled on purpose stands in what can be focused.
 */
function overflowOf(page: Page): Promise<number> {
  return page.evaluate<number>(`Math.max(
    document.documentElement.scrollWidth - document.documentElement.clientWidth,
    ...[...document.querySelectorAll("table")]
      .filter((table) => !table.closest('[tabindex="0"], .mantine-ScrollArea-viewport'))
      .map((table) => table.parentElement.scrollWidth - table.parentElement.clientWidth))`);
}

/** What is wrong with the page, width by width in both schemes; empty when all is well. */
async function faultsOf(page: Page, address: string): Promise<string[]> {
  const faults: string[] = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: width < 500 ? 844 : 900 });
    await open(page, address);
    await page.evaluate(AXE);
    const overflow = await overflowOf(page);
    if (overflow > 0) faults.push(`${width}: it is too wide by ${overflow} px`);
    // Between the two others: nothing is there that is on neither.
    if (width === 820) continue;
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme });
      await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor();
      for (const text of await violations(page)) faults.push(`${width} ${colorScheme}: ${text}`);
    }
  }
  return faults;
}

test(
  "every screen of the table of routes fits every width, and can be read by everybody in both colour schemes",
  {
    timeout: ALL_AT_MOST_MS,
  },
  async (t) => {
    const demo = await startDemo(t);
    const browser = await startBrowser(t);
    const newPage = async () => {
      const page = await browser.newPage({ locale: "en-GB", reducedMotion: "reduce" });
      page.setDefaultTimeout(WAIT_AT_MOST_MS);
      page.on("pageerror", (error) => failures.push(error.message));
      page.on("console", (message) => {
        if (message.type() === "error") failures.push(`${page.url()}: ${message.text()}`);
      });
      return page;
    };
    const failures: string[] = [];

    const page = await newPage();
    await t.test("sign-in", async () => {
      assert.deepEqual(await faultsOf(page, demo.address), []);
    });
    await page.setViewportSize({ width: 1280, height: 900 });
    await signIn(page, demo);
    for (const { name, address } of listScreens()) {
      await t.test(name, async () => {
        assert.deepEqual(await faultsOf(page, `${demo.address}${address}`), []);
        assert.equal(await page.getByText("This page does not exist").count(), 0, address);
      });
    }
    for (const language of LANGUAGES) {
      await t.test(`in ${language} no key of a text is left, and all fits`, async () => {
        await page.evaluate(`localStorage.setItem("smartpm.language", "${language}")`);
        for (const { address } of listScreens()) {
          for (const width of [820, 390]) {
            await page.setViewportSize({ width, height: 844 });
            await open(page, `${demo.address}${address}`);
            assert.equal(await overflowOf(page), 0, `${address} is too wide for ${width}`);
          }
          const text = await page.locator("body").innerText();
          assert.match(
            text,
            language === "zh" ? /\p{Script=Han}/u : /Zähler|Rechnung|Passwort/u,
            address,
          );
          assert.doesNotMatch(text, /\b(?:nav|overview|meters|bills|alarms)\.[a-z][A-Za-z.]+\b/);
        }
      });
    }
    const tenant = await newPage();
    await t.test("a tenant's own", async () => {
      await tenant.goto(demo.address);
      await tenant.getByLabel("E-mail").fill(demo.tenantEmail);
      await tenant.getByLabel("Password", { exact: true }).fill(demo.password);
      await tenant.getByRole("button", { name: "Sign in" }).click();
      await tenant.getByRole("heading", { level: 2, name: "This period so far" }).waitFor();
      for (const { address } of OF_TENANTS) {
        assert.deepEqual(await faultsOf(tenant, `${demo.address}${address}`), [], address);
      }
    });
    assert.deepEqual(failures, []);
  },
);
