import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Session } from "#api/contract/session.ts";
import { errorCode } from "#platform/refusal.ts";

/** Of the built web, what the server runs. */
export const PICTURE_FOLDER = "picture";

/** What the main screen shows, each as its route answers it. */
const ANSWERS = {
  overview: "/api/overview",
  flows: "/api/overview/flows",
  alarms: "/api/alarms",
} as const;

/** Until the page's first script has asked which colours the reader's system wants. */
const LIGHT = 'data-mantine-color-scheme="light"';

/** Painted when it is there as a whole: what comes piece by piece would push about what is there already. */
const WHOLE = '<link rel="expect" href="#first-answers" blocking="render">';

/** What the built web exports for us: `web/picture/main-screen.tsx`. */
interface Picture {
  drawMainScreen(answers: Readonly<Record<string, unknown>>, language: string): Promise<string>;
  /** How the page names the language in which it is drawn: `en`, `zh-Hans`. */
  languageOfPage(language: string): string;
}

/** The built page, cut where the picture comes in. */
interface PageParts {
  /** Address of the app's script, which the page with a picture starts itself when it is painted. */
  readonly app: string;
  readonly before: string;
  readonly after: string;
  /** Address of the style by which Chinese signs find their font. */
  readonly chineseFont: string;
}

/**
 * Sends the main screen as a page that shows it at once: drawn here, with the answers it was drawn
 * from, by the same components as in the browser. Only for the staff: `send` leaves everybody
 * else, and all other pages, to the app as it is.
 */
export interface MainScreen {
  /** False where the page has to be sent without a picture; then nothing was sent. */
  send(request: FastifyRequest, reply: FastifyReply): Promise<boolean>;
}

/** Undefined for a web that was built without a picture. */
export async function openMainScreen(
  app: FastifyInstance,
  folder: string,
): Promise<MainScreen | undefined> {
  const picture = await loadPicture(folder);
  if (picture === undefined) return undefined;
  const parts = await cutPage(folder);
  return {
    async send(request, reply) {
      const session = await readSession(app, request);
      if (session?.user?.tenantId !== null) return false;
      if (session.ownPasswordWanted || session.secondFactorWanted) return false;
      const { language } = session.user;
      const draw = async () => {
        try {
          const answers = { session, ...(await readAnswers(app, request)) };
          return { answers, drawn: await picture.drawMainScreen(answers, language) };
        } catch (error) {
          request.log.error({ err: error }, "the main screen is drawn by the browser alone");
          return undefined;
        }
      };
      const text = pageText(parts, { language: picture.languageOfPage(language), draw });
      void reply.type("text/html; charset=utf-8").header("cache-control", "no-store");
      await reply.send(Readable.from(text));
      return true;
    },
  };
}

async function loadPicture(folder: string): Promise<Picture | undefined> {
  const file = join(folder, PICTURE_FOLDER, "main-screen.mjs");
  try {
    // Guaranteed by the build, which makes this file of web/picture/main-screen.tsx.
    return (await import(pathToFileURL(file).href)) as Picture;
  } catch (error) {
    if (errorCode(error) === "ERR_MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}

async function cutPage(folder: string): Promise<PageParts> {
  const html = await readFile(join(folder, "index.html"), "utf8");
  const [tag = "", app = ""] =
    /<script type="module" crossorigin src="([^"]+)"><\/script>/.exec(html) ?? [];
  const preloaded = /<link rel="preload" href="\/api\/session"[^>]*>/;
  const [before, after, ...more] = html
    .replace(tag, `<link rel="modulepreload" crossorigin href="${app}">`)
    .replace(preloaded, "")
    .split('<div id="root"></div>');
  const names = await readdir(join(folder, "assets"));
  const font = names.find((name) => name.startsWith("chinese-font-") && name.endsWith(".css"));
  if (app === "" || !preloaded.test(html) || after === undefined || more.length > 0 || !font) {
    throw new Error(`${folder}/index.html is not as the web is built`);
  }
  return { app, before: before ?? "", after, chineseFont: `/assets/${font}` };
}

/** Asked as the browser would ask: who may read what is decided in one place. */
async function readRoute(
  app: FastifyInstance,
  { request, path }: { readonly request: FastifyRequest; readonly path: string },
): Promise<unknown> {
  const answer = await app.inject({
    method: "GET",
    url: path,
    headers: {
      cookie: request.headers.cookie ?? "",
      // Taken from this machine alone: the request's own address and scheme go on with it.
      "x-forwarded-for": request.ip,
      "x-forwarded-proto": request.protocol,
    },
  });
  if (answer.statusCode !== 200) throw new Error(`${path} answers ${answer.statusCode}`);
  return answer.json();
}

/** Undefined where nobody can be told: the app then asks for itself, and says what is wrong. */
async function readSession(
  app: FastifyInstance,
  request: FastifyRequest,
): Promise<Session | undefined> {
  try {
    // Guaranteed by the route, whose answer is checked against the contract.
    return (await readRoute(app, { request, path: "/api/session" })) as Session;
  } catch (error) {
    request.log.warn({ err: error }, "nobody's main screen is drawn");
    return undefined;
  }
}

async function readAnswers(
  app: FastifyInstance,
  request: FastifyRequest,
): Promise<Readonly<Record<keyof typeof ANSWERS, unknown>>> {
  const [overview, flows, alarms] = await Promise.all([
    readRoute(app, { request, path: ANSWERS.overview }),
    readRoute(app, { request, path: ANSWERS.flows }),
    readRoute(app, { request, path: ANSWERS.alarms }),
  ]);
  return { overview, flows, alarms };
}

interface Drawn {
  readonly answers: unknown;
  readonly drawn: string;
}

/**
 * The head is sent before what is shown is asked for: the browser fetches and reads style and script
 * meanwhile. Where nothing could be drawn the app draws it.
 */
async function* pageText(
  { app, before, after, chineseFont }: PageParts,
  {
    language,
    draw,
  }: { readonly language: string; readonly draw: () => Promise<Drawn | undefined> },
): AsyncGenerator<string> {
  const font = language.startsWith("zh")
    ? `<link rel="stylesheet" crossorigin href="${chineseFont}">`
    : "";
  yield before
    .replace('<html lang="en">', `<html lang="${language}" data-app="${app}" ${LIGHT}>`)
    .replace("</head>", `${WHOLE}${font}</head>`);
  const picture = await draw();
  if (picture === undefined) {
    yield `<div id="root"></div>${after}`;
    return;
  }
  yield `<div id="root">${picture.drawn}</div>`;
  yield `<script type="application/json" id="first-answers">${asData(picture.answers)}</script>`;
  yield after;
}

/** As text of a script element, which no name that somebody gave can end. */
function asData(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", String.raw`\u003c`);
}
