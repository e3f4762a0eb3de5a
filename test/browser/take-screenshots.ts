/**
 * Takes pictures of the screens in every width and both colour schemes:
 * `node test/browser/take-screenshots.ts ADDRESS EMAIL PASSWORD FOLDER [en|zh]`.
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { startBrowser } from "#test/support/browser.ts";

const WIDTHS = { desktop: [1280, 860], tablet: [820, 1100], phone: [390, 844] } as const;
const SCHEMES = ["light", "dark"] as const;
const SETTLED_AFTER_MS = 700;

const [address = "", email = "", password = "", folder = "", language = "en"] =
  process.argv.slice(2);

const tidies: (() => Promise<void>)[] = [];
const browser = await startBrowser({ after: (tidy) => tidies.push(tidy) });
try {
  await mkdir(folder, { recursive: true });
  for (const [device, [width, height]] of Object.entries(WIDTHS)) {
    for (const scheme of SCHEMES) await takeAll(browser, { device, width, height, scheme });
  }
} finally {
  for (const tidy of tidies) await tidy();
}

interface Look {
  readonly device: string;
  readonly width: number;
  readonly height: number;
  readonly scheme: (typeof SCHEMES)[number];
}

async function takeAll(from: Browser, { device, width, height, scheme }: Look): Promise<void> {
  const context = await from.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    hasTouch: device !== "desktop",
    baseURL: address,
  });
  await context.addInitScript(
    (chosen) => localStorage.setItem("smartpm.language", chosen),
    language,
  );
  const page = await context.newPage();
  page.on("console", (message) => {
    if (message.type() === "error") process.stderr.write(`${message.text()}\n`);
  });
  const take = async (name: string) => {
    await settle(page);
    const overflow = await page.evaluate<boolean>(
      "document.documentElement.scrollWidth > innerWidth",
    );
    if (overflow) process.stderr.write(`${name} at ${width} px can be scrolled sideways\n`);
    const suffix = `${language === "en" ? "" : `-${language}`}${scheme === "dark" ? "-dark" : ""}`;
    await page.screenshot({ path: join(folder, `${name}-${width}${suffix}.png`) });
  };
  await page.goto("/");
  await take("sign-in");
  await page.locator("input[type=email]").fill(email);
  await page.locator("input[type=password]").fill(password);
  await page.locator("button[type=submit]").click();
  await page.locator("[data-consumption]").first().waitFor();
  await take("main");
  await page.goto("/meters");
  await page.locator("tbody tr").first().waitFor();
  await take("meters");
  await page.locator("tbody tr a").nth(5).click();
  await page.locator("svg[role=img] rect").first().waitFor();
  await page.goto(`${page.url()}?range=week`);
  await page.locator("svg[role=img] rect").first().waitFor();
  await take("meter");
  await page.goto(`${page.url().split("?")[0]}?range=week&form=curve`);
  await page.locator("canvas").first().waitFor();
  await take("meter-curve");
  for (const name of ["bills", "tenants", "outbox"]) {
    await page.goto(`/${name}`);
    await page.locator("tbody tr").first().waitFor();
    await take(name);
    if (name === "outbox") break;
    await page.locator("tbody tr a").first().click();
    await page.locator("h1").first().waitFor();
    await take(name.slice(0, -1));
  }
  await page.goto("/alarms");
  await take("alarms");
  await context.close();
}

async function settle(page: Page): Promise<void> {
  await page.evaluate("document.fonts.ready.then(() => {})");
  await page.waitForTimeout(SETTLED_AFTER_MS);
}
