/** A real Chromium for tests, out of the packages: no system package, no display. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { slowDown } from "./slow-browser.ts";

/** What a test, a suite or the module `node:test` itself offers for tidying up. */
interface Lifetime {
  after(tidy: () => Promise<void>): void;
}

const START_AT_MOST_MS = 60_000;
/** The package brings its own system libraries when it believes to run there. */
const ASSUMED_ENVIRONMENT = "AWS_Lambda_nodejs24.x";

/** Starts a browser; it is closed, and what it unpacked is removed, after `t`. */
export async function startBrowser(t: Lifetime): Promise<Browser> {
  // It unpacks itself into the temporary folder and would take what another version left there.
  const folder = await mkdtemp(join(tmpdir(), "smartpm-browser-"));
  const before = process.env["TMPDIR"];
  process.env["AWS_EXECUTION_ENV"] = ASSUMED_ENVIRONMENT;
  process.env["TMPDIR"] = folder;
  try {
    const { default: packed } = await import("@sparticuz/chromium");
    const executablePath = await packed.executablePath();
    await writeFontConfiguration(folder);
    const browser = await chromium.launch({
      executablePath,
      args: packed.args.filter((argument) => argument !== "--single-process"),
      headless: true,
      timeout: START_AT_MOST_MS,
    });
    slowDown(browser);
    t.after(async () => {
      await browser.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    });
    return browser;
  } finally {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
  }
}

/** The package's own configuration expects its fonts in /tmp/fonts; without a font it crashes. */
async function writeFontConfiguration(folder: string): Promise<void> {
  const fonts = join(folder, "fonts");
  await writeFile(
    join(fonts, "fonts.conf"),
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${fonts}</dir><cachedir>${join(folder, "fonts-cache")}</cachedir></fontconfig>`,
  );
}
