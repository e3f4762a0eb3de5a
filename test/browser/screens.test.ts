import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import { startBrowser } from "#test/support/browser.ts";
import { signIn, startDemo } from "#test/support/running-demo.ts";

const PATHS = [
  "/",
  "/alarms",
  "/meters",
  "/meters/1",
  "/tenants",
  "/bills",
  "/bills/1",
  "/outbox",
  "/quality",
  "/imports",
  "/meters/1/readings",
];
const SCREENS: readonly (readonly [width: number, paths: readonly string[]])[] = [
  [1280, PATHS],
  [820, ["/", "/meters/1", "/bills"]],
  [390, PATHS],
];
const AXE = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");

/** Serious and critical violations of the rules of accessibility, as text. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const results = await page.evaluate<AxeResults>("axe.run({ resultTypes: ['violations'] })");
  return results.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 150)).join(" | ")}`);
}

test("every screen at every width", async (t) => {
  const demo = await startDemo(t);
  const browser = await startBrowser(t);
  const page = await browser.newPage({ locale: "en-GB", reducedMotion: "reduce" });
  const failures: string[] = [];
  page.on("pageerror", (error) => failures.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") failures.push(message.text());
  });
  await signIn(page, demo);
  for (const [width, paths] of SCREENS) {
    await page.setViewportSize({ width, height: width < 500 ? 844 : 900 });
    for (const path of paths) {
      await t.test(`${path} at ${width} px fits, and can be read by everybody`, async () => {
        await page.goto(`${demo.address}${path}`);
        await page.getByRole("heading", { level: 1 }).first().waitFor();
        await page
          .locator(".mantine-Skeleton-root, .mantine-Loader-root")
          .first()
          .waitFor({ state: "hidden" });
        const overflow = await page.evaluate<number>(
          "document.documentElement.scrollWidth - innerWidth",
        );
        assert.ok(overflow <= 0, `it can be scrolled sideways by ${overflow} px`);
        assert.deepEqual(await violations(page), []);
      });
    }
  }

  await t.test("in Chinese every screen has its words, and no key is left", async () => {
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.evaluate("localStorage.setItem('smartpm.language', 'zh')");
    for (const path of PATHS) {
      await page.goto(`${demo.address}${path}`);
      await page.getByRole("heading", { level: 1 }).first().waitFor();
      const text = await page.locator("body").innerText();
      assert.match(text, /\p{Script=Han}/u, path);
      assert.doesNotMatch(text, /\b(nav|overview|meters|bills|alarms)\.[a-z]+[A-Za-z.]*\b/, path);
    }
  });

  assert.deepEqual(failures, []);
});
