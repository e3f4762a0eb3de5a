/**
 * Takes the ten pictures of docs/screens from a demo of its own: `node test/browser/take-screenshots.ts`.
 * With a folder as an argument it takes every screen of the table of routes there, at three widths,
 * in three languages and both colour schemes, to be looked at; further arguments choose some of them:
 * `node test/browser/take-screenshots.ts FOLDER de,zh 390 dark`; with `whole`, each down to its end.
 */
import { execFileSync } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { startBrowser } from "#test/support/browser.ts";
import { type Demo, signIn, startDemo } from "#test/support/running-demo.ts";
import { listScreens } from "#test/support/screens.ts";

const WIDTHS = [1280, 820, 390];
const HEIGHTS: Readonly<Record<number, number>> = { 1280: 860, 820: 1100, 390: 844 };
const LANGUAGES = ["en", "zh", "de"] as const;
const SCHEMES = ["light", "dark"] as const;

/** A picture: which screen, and how it is looked at. */
interface Picture {
  readonly name: string;
  readonly address: string;
  readonly width: number;
  readonly language: (typeof LANGUAGES)[number];
  readonly scheme: (typeof SCHEMES)[number];
}

const PLAIN = { width: 1280, language: "en", scheme: "light" } as const;
const DOCUMENTED: readonly Picture[] = [
  { ...PLAIN, name: "main-1280", address: "/" },
  { ...PLAIN, name: "main-dark-1280", address: "/", scheme: "dark" },
  { ...PLAIN, name: "main-chinese-820", address: "/", language: "zh", width: 820 },
  { ...PLAIN, name: "main-390", address: "/", width: 390 },
  { ...PLAIN, name: "meter-1280", address: "/meters/6?range=month" },
  { ...PLAIN, name: "curve-1280", address: "/meters/6?range=week&form=curve" },
  { ...PLAIN, name: "property-1280", address: "/property" },
  { ...PLAIN, name: "tariff-1280", address: "/tariffs/1" },
  { ...PLAIN, name: "bill-1280", address: "/bills/288" },
  { ...PLAIN, name: "run-1280", address: "/bill-runs/12" },
];

/** Alarms of the start are raised, and the first live values are there. */
const SETTLED_AFTER_MS = 25_000;
const SHOWN_AFTER_MS = 800;
const WAIT_AT_MOST_MS = 60_000;
/** A picture higher than the largest surface of this browser, 8,192 pixels, would begin anew below it. */
const PART_PIXELS = 8000;

const [folder, ...more] = process.argv.slice(2);
const chosen = more.flatMap((text) => text.split(","));
const tidies: (() => Promise<void>)[] = [];
const lifetime = { after: (tidy: () => Promise<void>) => void tidies.push(tidy) };
try {
  execFileSync(join(import.meta.dirname, "../../smartpm"), ["prepare"], { stdio: "inherit" });
  const demo = await startDemo(lifetime);
  const browser = await startBrowser(lifetime);
  const target = folder ?? join(import.meta.dirname, "../../docs/screens");
  await mkdir(target, { recursive: true });
  await new Promise((resolve) => setTimeout(resolve, SETTLED_AFTER_MS));
  for (const language of LANGUAGES) {
    for (const scheme of SCHEMES) {
      const pictures = (folder === undefined ? DOCUMENTED : everything()).filter(
        (picture) => picture.language === language && picture.scheme === scheme,
      );
      await take(pictures, { browser, demo, target, language, scheme });
    }
  }
} finally {
  for (const tidy of tidies.toReversed()) await tidy();
}

/** Those of a list that an argument chooses; all where none does. */
function some<One>(all: readonly One[]): readonly One[] {
  const found = all.filter((one) => chosen.includes(String(one)));
  return found.length > 0 ? found : all;
}

function everything(): Picture[] {
  return some(LANGUAGES).flatMap((language) =>
    some(SCHEMES).flatMap((scheme) =>
      some(WIDTHS).flatMap((width) =>
        listScreens().map(({ name, address }) => ({
          name: `${name}-${width}-${language}-${scheme}`,
          address,
          width,
          language,
          scheme,
        })),
      ),
    ),
  );
}

async function take(
  pictures: readonly Picture[],
  {
    browser,
    demo,
    target,
    language,
    scheme,
  }: Pick<Picture, "language" | "scheme"> & {
    readonly browser: Browser;
    readonly demo: Demo;
    readonly target: string;
  },
): Promise<void> {
  if (pictures.length === 0) return;
  const context = await browser.newContext({
    colorScheme: scheme,
    locale: "en-GB",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(WAIT_AT_MOST_MS);
  await signIn(page, demo);
  await page.evaluate(`localStorage.setItem("smartpm.language", "${language}")`);
  for (const { name, address, width } of pictures) {
    await page.setViewportSize({ width, height: HEIGHTS[width] ?? width });
    await page.goto(`${demo.address}${address}`);
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    await page
      .locator(".mantine-Skeleton-root, .mantine-Loader-root")
      .first()
      .waitFor({ state: "hidden" });
    await page.waitForTimeout(SHOWN_AFTER_MS);
    await picture(page, { path: join(target, name), width });
  }
  await context.close();
}

/** The screen as it stands, or each part of all of it, the second and those after it with a number. */
async function picture(
  page: Page,
  { path, width }: { path: string; width: number },
): Promise<void> {
  if (!chosen.includes("whole")) {
    await page.screenshot({ path: `${path}.png` });
    return;
  }
  const height = await page.evaluate<number>("document.documentElement.scrollHeight");
  for (let y = 0, part = 1; y < height; y += PART_PIXELS, part += 1) {
    await page.screenshot({
      path: part === 1 ? `${path}.png` : `${path}-part-${part}.png`,
      fullPage: true,
      clip: { x: 0, y, width, height: Math.min(PART_PIXELS, height - y) },
    });
  }
}
