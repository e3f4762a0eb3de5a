/**
 * A browser as on a slower machine, behind a slower network: SMARTPM_SLOW_BROWSER=4 lets each page
 * compute at a quarter of the speed, and every request of it wait for a moment that chance draws.
 * What a test judges before it has come is then seen here, before it is on a machine that is busy.
 */
import { setTimeout as pause } from "node:timers/promises";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { noiseAt } from "#simulator/seeded-noise.ts";

/** How many times as slow; 1 for the machine as it is. */
const SLOWNESS = Number(process.env["SMARTPM_SLOW_BROWSER"] ?? 1);
const SEED = Number(process.env["SMARTPM_SEED"] ?? 20_261_126);
const DELAY_AT_LEAST_MS = 50;
const DELAY_AT_MOST_MS = 400;
/** What the browser's driver waits for anything where nothing else is said. */
const WAITS_AT_MOST_MS = 30_000;

let requests = 0;

/** A limit of time for what a browser does, longer where it is slowed down. */
export function patience(ms: number): number {
  return ms * SLOWNESS;
}

/** Slows down all that is opened in the browser from now on, where the environment says so. */
export function slowDown(browser: Browser): void {
  if (SLOWNESS <= 1) return;
  const { newContext } = browser;
  browser.newContext = async (options) => {
    const context = await newContext.call(browser, options);
    await slowContext(context);
    return context;
  };
}

async function slowContext(context: BrowserContext): Promise<void> {
  context.setDefaultTimeout(patience(WAITS_AT_MOST_MS));
  context.on("page", (page) => void throttle(page).catch(ofClosed));
  await context.route("**/*", async (route) => {
    requests += 1;
    const share = noiseAt(SEED, requests);
    await pause(DELAY_AT_LEAST_MS + share * (DELAY_AT_MOST_MS - DELAY_AT_LEAST_MS));
    await route.fallback().catch(ofClosed);
  });
}

async function throttle(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWNESS });
}

/** A page that is closed meanwhile needs no more; anything else is a fault of this file. */
function ofClosed(error: unknown): void {
  if (!/closed/.test(String(error))) throw error;
}
