/**
 * Takes the pictures of docs/screens from a demo of its own: `node test/browser/take-screenshots.ts`.
 * With a folder as an argument it takes every screen there, dark ones too, to be looked at.
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { startBrowser } from "#test/support/browser.ts";
import { type Demo, signIn, startDemo } from "#test/support/running-demo.ts";

const WIDTHS = [
  [1280, 860],
  [820, 1100],
  [390, 844],
] as const;
const DOCUMENTED = { main: "/", meter: "/meters/6?range=month", bills: "/bills" };
const ALL = {
  ...DOCUMENTED,
  meters: "/meters",
  curve: "/meters/6?range=week&form=curve",
  tenants: "/tenants",
  tenant: "/tenants/1",
  bill: "/bills/288",
  runs: "/bill-runs",
  run: "/bill-runs/12",
  accounts: "/accounts",
  account: "/accounts/8",
  verify: "/verify",
  outbox: "/outbox",
  alarms: "/alarms",
  quality: "/quality",
  readings: "/meters/6/readings",
  imports: "/imports",
  lines: "/lines",
  line: "/lines/1",
  types: "/meter-types",
};
/** Alarms of the start are raised, and the first live values are there. */
const SETTLED_AFTER_MS = 25_000;
const SHOWN_AFTER_MS = 1_500;

const [folder] = process.argv.slice(2);
const tidies: (() => Promise<void>)[] = [];
const lifetime = { after: (tidy: () => Promise<void>) => void tidies.push(tidy) };
try {
  const demo = await startDemo(lifetime);
  const browser = await startBrowser(lifetime);
  const target = folder ?? join(import.meta.dirname, "../../docs/screens");
  await mkdir(target, { recursive: true });
  await new Promise((resolve) => setTimeout(resolve, SETTLED_AFTER_MS));
  const schemes = folder === undefined ? (["light"] as const) : (["light", "dark"] as const);
  for (const scheme of schemes) {
    const screens = folder === undefined ? DOCUMENTED : ALL;
    await takeAll({ browser, demo, target, scheme, screens });
  }
} finally {
  for (const tidy of tidies.toReversed()) await tidy();
}

async function takeAll(pictures: {
  readonly browser: Browser;
  readonly demo: Demo;
  readonly target: string;
  readonly scheme: "light" | "dark";
  readonly screens: Readonly<Record<string, string>>;
}): Promise<void> {
  const { browser, demo, target, scheme, screens } = pictures;
  const page: Page = await browser.newPage({ colorScheme: scheme, locale: "en-GB" });
  await signIn(page, demo);
  for (const [width, height] of WIDTHS) {
    await page.setViewportSize({ width, height });
    for (const [name, path] of Object.entries(screens)) {
      await page.goto(`${demo.address}${path}`);
      await page.waitForTimeout(SHOWN_AFTER_MS);
      const suffix = scheme === "dark" ? "-dark" : "";
      await page.screenshot({ path: join(target, `${name}-${width}${suffix}.png`) });
    }
  }
  await page.close();
}
