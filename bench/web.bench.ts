/**
 * The screens in headless Chromium on a processor slowed down four times, on the running demo with
 * 5,000 meters more. Times are the page's own; of several rounds the median counts. Nothing else
 * should run meanwhile: the server, its database and the simulated house share the machine, and it is
 * waited for until the server has worked off the meters that were added.
 *
 * "Warm" is a second visit of the same browser, whose cache has every file. It is no more than that:
 * a visitor here is a private window, in which Chromium keeps no compiled scripts, so each visit
 * compiles them again; at home it need not.
 */
import type { Browser, Page } from "playwright-core";
import { openDatabase } from "#platform/database.ts";
import { withRunningServer } from "#platform/embedded-server.ts";
import { startBrowser } from "#test/support/browser.ts";
import { type Demo, startDemo } from "#test/support/running-demo.ts";
import type { Figure } from "./figure.ts";
import { addManyMeters, FULL_YEAR, METERS } from "./web/many-meters.ts";
import { newVisitor, openUntil, sizesOfScripts, shiftOf, slowPage } from "./web/measured-page.ts";
import { untilJudged, untilQuiet } from "./web/quiet-machine.ts";

const ROUNDS = 5;

/** What people shall wait for at most, and find smooth. */
const GOAL = {
  coldMs: 1500,
  warmMs: 500,
  trendMs: 300,
  framesPerSecond: 50,
  sizesOfScripts: 250_000,
} as const;

const NOTHING_AWAITED = `!document.querySelector(".mantine-Skeleton-root, .mantine-Loader-root")`;
const MAIN_SCREEN_THERE = `${NOTHING_AWAITED}
  && document.querySelector("#alarm-zone") && document.querySelector("[data-consumption]")
  && document.querySelector("[data-line]")`;
const TABLE_THERE = `${NOTHING_AWAITED} && document.querySelectorAll("tbody tr[data-leads]").length > 5`;

export async function* run(): AsyncGenerator<Figure> {
  const tidies: (() => Promise<void>)[] = [];
  const lifetime = { after: (tidy: () => Promise<void>) => void tidies.push(tidy) };
  try {
    const demo = await startDemo(lifetime);
    const meterId = await withRunningServer(demo.folder, async (url) => {
      const database = openDatabase(url);
      try {
        const added = await addManyMeters(database, Temporal.Now.instant());
        await untilJudged(database);
        return added;
      } finally {
        await database.close();
      }
    });
    const browser = await startBrowser(lifetime);
    const visitor = { address: demo.address, cookie: await cookieOf(demo) };
    yield {
      figure: "processors busy before anything was measured",
      value: await untilQuiet(),
      unit: "%",
    };
    yield* measureMainScreen(browser, visitor);
    yield* measureTrend(browser, { ...visitor, meterId });
    yield* measureTable(browser, visitor);
    yield* measurePlainRows(browser, visitor);
  } finally {
    for (const tidy of tidies.toReversed()) await tidy();
  }
}

interface Visitor {
  readonly address: string;
  readonly cookie: string;
}

async function cookieOf({ address, email, password }: Demo): Promise<string> {
  const answer = await fetch(`${address}/api/session`, {
    method: "POST",
    headers: { "x-smartpm": "1", "content-type": "application/json" },
    body: JSON.stringify({ email, password }),
  });
  if (!answer.ok) throw new Error(`sign-in: ${answer.status}`);
  return answer.headers.getSetCookie()[0]?.split(";")[0] ?? "";
}

/** Each round a visitor that was never here, who then comes again. */
async function* measureMainScreen(browser: Browser, visitor: Visitor): AsyncGenerator<Figure> {
  const cold: number[] = [];
  const warm: number[] = [];
  const shifts: number[] = [];
  let bytes = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const context = await newVisitor(browser, visitor);
    const first = await slowPage(context);
    const scripts = sizesOfScripts(first);
    cold.push(await openUntil(first, visitor.address, MAIN_SCREEN_THERE));
    bytes = await scripts();
    shifts.push(await shiftOf(first));
    await first.close();
    const again = await slowPage(context);
    warm.push(await openUntil(again, visitor.address, MAIN_SCREEN_THERE));
    shifts.push(await shiftOf(again));
    await context.close();
  }
  yield against("main screen usable, cold cache", {
    value: median(cold),
    unit: "ms",
    goal: GOAL.coldMs,
  });
  yield against("main screen usable, warm cache", {
    value: median(warm),
    unit: "ms",
    goal: GOAL.warmMs,
  });
  yield against("scripts of the first screen, compressed", {
    value: bytes,
    unit: "bytes",
    goal: GOAL.sizesOfScripts,
  });
  yield {
    figure: "layout shift of the main screen, highest",
    value: Math.max(...shifts),
    unit: "",
  };
}

/**
 * From the answer's last byte to the painted curve: read, computed, drawn. Each round has a page of
 * its own: a second after a page was left for another of the same site its browser takes it down in
 * the same process, and on a slowed down processor the new page stands still meanwhile.
 */
async function* measureTrend(
  browser: Browser,
  { meterId, ...visitor }: Visitor & { readonly meterId: number },
): AsyncGenerator<Figure> {
  const context = await newVisitor(browser, visitor);
  const at = `${visitor.address}/meters/${meterId}?range=year&form=curve&at=${FULL_YEAR}-06-01`;
  const opened: number[] = [];
  const shifts: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const page = await slowPage(context);
    const painted = await openUntil(page, at, `document.querySelector("canvas")`);
    opened.push(painted - (await answeredAt(page)));
    shifts.push(await shiftOf(page));
    await page.close();
  }
  const page = await slowPage(context);
  await page.goto(visitor.address, { waitUntil: "commit" });
  const points =
    await page.evaluate<number>(`fetch("/api/meters/${meterId}/trend?range=year&curve=intervals&at=${FULL_YEAR}-06-01")
    .then((answer) => answer.json()).then(({ curve }) => curve.values.filter((value) => value !== null).length)`);
  await context.close();
  yield against(`trend of a year drawn after its data, ${points} points`, {
    value: median(opened),
    unit: "ms",
    goal: GOAL.trendMs,
  });
  yield {
    figure: "layout shift of a meter's screen, highest",
    value: Math.max(...shifts),
    unit: "",
  };
}

/** When the newest answer with a trend had wholly arrived. */
function answeredAt(page: Page): Promise<number> {
  return page.evaluate<number>(`performance.getEntriesByType("resource")
    .filter(({ name }) => name.includes("/trend?")).at(-1).responseEnd`);
}

const SCROLL_SECONDS = 5;
/** At 60 frames a second the whole list in less than a minute, faster than anybody reads. */
const SCROLL_PIXELS_A_FRAME = 100;

interface Scrolled {
  readonly perSecond: number;
  /** Which part of the frames had no row in the middle. */
  readonly empty: number;
}

const SCROLL = `new Promise((resolve) => {
  const from = performance.now();
  let frames = 0;
  let empty = 0;
  const step = () => {
    frames += 1;
    scrollBy(0, ${SCROLL_PIXELS_A_FRAME});
    const middle = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
    if (!middle?.closest("[data-leads]")) empty += 1;
    const seconds = (performance.now() - from) / 1000;
    if (seconds < ${SCROLL_SECONDS}) requestAnimationFrame(step);
    else resolve({ perSecond: frames / seconds, empty: empty / frames, y: scrollY });
  };
  requestAnimationFrame(step);
})`;

async function* measureTable(browser: Browser, visitor: Visitor): AsyncGenerator<Figure> {
  const context = await newVisitor(browser, visitor);
  const page = await slowPage(context);
  const shown = await openUntil(page, `${visitor.address}/meters`, TABLE_THERE);
  const shift = await shiftOf(page);
  const { perSecond, empty } = await page.evaluate<Scrolled>(SCROLL);
  await context.close();
  yield { figure: `table of ${METERS} meters shown, cold cache`, value: shown, unit: "ms" };
  yield against(`table of ${METERS} meters, scrolled`, {
    value: perSecond,
    unit: "frames/s",
    goal: GOAL.framesPerSecond,
  });
  yield { figure: "frames of it without a row in the middle", value: empty * 100, unit: "%" };
  yield { figure: "layout shift of the table", value: shift, unit: "" };
}

/**
 * What this browser manages at most: as many lines of plain text, without a script or a style. It
 * paints by the processor, which a browser with a graphics card does not.
 */
async function* measurePlainRows(browser: Browser, visitor: Visitor): AsyncGenerator<Figure> {
  const context = await newVisitor(browser, visitor);
  const page = await slowPage(context);
  const row = `<div data-leads style="height: 61px">a row</div>`;
  await page.setContent(`<body style="margin: 0">${row.repeat(METERS)}</body>`);
  const { perSecond } = await page.evaluate<Scrolled>(SCROLL);
  await context.close();
  yield {
    figure: `${METERS} lines of plain text, scrolled alike`,
    value: perSecond,
    unit: "frames/s",
  };
}

function against(
  figure: string,
  { value, unit, goal }: { readonly value: number; readonly unit: string; readonly goal: number },
): Figure {
  return { figure, value, unit, against: { what: `the goal, ${goal} ${unit}`, value: goal } };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Infinity;
}
