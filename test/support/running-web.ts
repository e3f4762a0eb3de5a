/** The web on a database of the test's own, in a real browser, a user signed in. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { AxeResults } from "axe-core";
import type { Browser, BrowserContext, Page } from "playwright-core";
import type { Database } from "#platform/database.ts";
import { hashPassword } from "#api/passwords.ts";
import { createUser } from "#storage/users.ts";
import { PASSWORD, runApi, type RunningApi } from "#test/api/running-api.ts";
import { startBrowser } from "./browser.ts";
import { comesTo } from "./comes-to.ts";
import { useKeyboardAlone } from "./keyboard-alone.ts";
import type { Lifetime } from "./test-database.ts";

const WEB_FOLDER = join(import.meta.dirname, "../../web/dist");
const ADMINISTRATOR = "administrator@example.org";

export const DESKTOP = { width: 1280, height: 800 };
export const PHONE = { width: 390, height: 844 };
/** A desktop without a mouse. */
export const KEYBOARD = { ...DESKTOP, keyboardAlone: true };
/** How every journey is made. */
export const WAYS = [
  { way: "at 1280 px", viewport: DESKTOP },
  { way: "at 390 px", viewport: PHONE },
  { way: "by keyboard alone", viewport: KEYBOARD },
] as const;

export interface Viewport {
  readonly width: number;
  readonly height: number;
  readonly keyboardAlone?: boolean;
}

/** A page of that size, nobody signed in; without animations, and without a mouse where so it is. */
export async function openPage(browser: Browser, viewport: Viewport): Promise<Page> {
  const { width, height, keyboardAlone = false } = viewport;
  const page = await browser.newPage({
    viewport: { width, height },
    locale: "en-GB",
    reducedMotion: "reduce",
  });
  if (keyboardAlone) useKeyboardAlone(page);
  return page;
}

/** Signs a user in for all pages of the context, past the sign-in screen. */
export async function signInAs(
  context: BrowserContext,
  api: RunningApi,
  email = ADMINISTRATOR,
): Promise<void> {
  const [name = "", value = ""] = (await api.signIn(email)).split("=");
  await context.addCookies([{ name, value, url: api.address }]);
}

export interface RunningWeb {
  readonly api: RunningApi;
  readonly browser: Browser;
  /** A page of its own at `path`, an administrator or `email` signed in; what it complains of fails the test. */
  open(path: string, viewport?: Viewport, email?: string): Promise<Page>;
}

/** Serves the built web; `database` may have an administrator, or gets one. */
export async function runWeb(t: Lifetime, database: Database): Promise<RunningWeb> {
  const { rows } = await database.query("select from user_account where email = $1", [
    ADMINISTRATOR,
  ]);
  const api = await runApi(t, { database, webFolder: WEB_FOLDER });
  if (rows.length === 0) {
    await createUser(database, {
      email: ADMINISTRATOR,
      name: "The administrator",
      role: "administrator",
      language: "en",
      tenantId: null,
      passwordHash: await hashPassword(PASSWORD),
      createdAt: api.clock.now(),
    });
  }
  const browser = await startBrowser({ after: (tidy) => t.after(tidy) });
  return {
    api,
    browser,
    async open(
      path,
      { keyboardAlone = false, ...viewport }: Viewport = DESKTOP,
      email = ADMINISTRATOR,
    ) {
      const context = await browser.newContext({
        viewport,
        locale: "en-GB",
        reducedMotion: "reduce",
        hasTouch: viewport.width < 500,
      });
      await signInAs(context, api, email);
      const page = await context.newPage();
      if (keyboardAlone) useKeyboardAlone(page);
      page.on("pageerror", (error) => assert.fail(error));
      await page.goto(`${api.address}${path}`);
      await page.getByRole("heading", { level: 1 }).first().waitFor();
      return page;
    },
  };
}

const AXE = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");

/**
 * Fails where the page as it is now breaks a rule of accessibility, in the scheme it is shown in,
 * or can be scrolled sideways. With SMARTPM_PICTURES it is also pictured there, to be looked at.
 */
export async function inspect(page: Page, name: string): Promise<void> {
  // A page that is still being fetched has no heading yet; one that never has one fails here.
  await page.locator("h1").first().waitFor({ state: "attached" });
  const folder = process.env["SMARTPM_PICTURES"];
  const { width = 0 } = page.viewportSize() ?? {};
  if (folder !== undefined) {
    await mkdir(folder, { recursive: true });
    await page.screenshot({ path: join(folder, `${name}-${width}.png`) });
  }
  await page.evaluate(AXE);
  // What is still coming or going, a menu that closes, is looked at again: a fault is what stays.
  await comesTo([], () => violationsOf(page), `${name} at ${width}`);
  const isWide = "document.documentElement.scrollWidth > innerWidth";
  const told = `${name} at ${width} can be scrolled sideways`;
  await comesTo(false, () => page.evaluate<boolean>(isWide), told);
}

/** The rules of accessibility that the page breaks, each with where. */
async function violationsOf(page: Page): Promise<string[]> {
  const { violations } = await page.evaluate<AxeResults>(
    "axe.run({ resultTypes: ['violations'] })",
  );
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(" | ")}`,
  );
}
