/** What a browser on a slow machine takes for a page, as the page's own clock has it. */
import type { Browser, BrowserContext, Page } from "playwright-core";

/** How much slower than this machine the browser's is made. */
export const SLOWDOWN = 4;
const WAIT_AT_MOST_MS = 60_000;

/** A browser that was never here: nothing is in its cache. */
export async function newVisitor(
  browser: Browser,
  { address, cookie }: { readonly address: string; readonly cookie: string },
): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: "en-GB",
  });
  const [name = "", value = ""] = cookie.split("=");
  await context.addCookies([{ name, value, url: address }]);
  await context.addInitScript(OBSERVE);
  return context;
}

/** Sums up how far things jump, without anybody having touched them. */
const OBSERVE = `
  globalThis.shifted = 0;
  globalThis.shifts = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry.hadRecentInput) continue;
      globalThis.shifted += entry.value;
      for (const { node } of entry.sources) globalThis.shifts.push(node?.className ?? node?.nodeName);
    }
  }).observe({ type: "layout-shift", buffered: true });
  globalThis.whenPainted = (isThere) => new Promise((resolve) => {
    const look = () => {
      if (!isThere()) return requestAnimationFrame(look);
      // Painted, and the page can take the next touch.
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
    };
    look();
  });`;

/** Of another site, and so in another process. */
const ELSEWHERE = "data:text/html,<p>elsewhere</p>";

/**
 * A page of the visitor, slowed down. It has been elsewhere, as people have who type an address: the
 * empty page that this browser opens else lives in the process of what comes next, and a second after
 * it is left its drawing is taken down there, with the slowed down processor standing still for it.
 */
export async function slowPage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.goto(ELSEWHERE);
  const session = await context.newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWDOWN });
  page.setDefaultTimeout(WAIT_AT_MOST_MS);
  return page;
}

/**
 * Milliseconds from the start of the navigation until `isThere`, an expression, holds, is painted,
 * and the page answers again.
 */
export async function openUntil(page: Page, url: string, isThere: string): Promise<number> {
  await page.goto(url, { waitUntil: "commit" });
  return page.evaluate<number>(`whenPainted(() => ${isThere})`);
}

/** How far the contents of the page have jumped so far: the cumulative layout shift. */
export async function shiftOf(page: Page): Promise<number> {
  return page.evaluate<number>("shifted");
}

/** Counts from now on; the answer tells the compressed bytes of the scripts that came. */
export function sizesOfScripts(page: Page): () => Promise<number> {
  const sizes: Promise<number>[] = [];
  page.on("requestfinished", (request) => {
    // A script from the cache has less than nothing: only its headers, taken off.
    if (!new URL(request.url()).pathname.endsWith(".js")) return;
    const size = request.sizes().then(({ responseBodySize }) => Math.max(0, responseBodySize));
    // Of a script that comes after the answer nobody waits for the size: the page may close on it.
    size.catch(() => undefined);
    sizes.push(size);
  });
  return async () => (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
