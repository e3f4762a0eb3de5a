import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";
import { compressFiles } from "./compress-files.ts";
import { openMainScreen, PICTURE_FOLDER } from "./main-screen.ts";
import { ProblemError, sendProblem } from "./problem.ts";

const YEAR_SECONDS = 31_536_000;

/**
 * Serves the built web: files whose names carry a hash are kept for a year, all others are asked
 * for again. An address that is no file shows the app, which finds its page itself.
 */
export async function registerWebFiles(app: FastifyInstance, folder: string): Promise<void> {
  await compressFiles(folder);
  await app.register(fastifyStatic, {
    root: folder,
    preCompressed: true,
    index: false,
    // What the server runs is nobody's to read.
    allowedPath: (path) => !path.startsWith(`/${PICTURE_FOLDER}/`),
    setHeaders(response, path) {
      response.header(
        "cache-control",
        path.includes("/assets/") ? `public, max-age=${YEAR_SECONDS}, immutable` : "no-cache",
      );
    },
  });
  const mainScreen = await openMainScreen(app, folder);
  app.get("/", async (request, reply) => {
    // Whoever has no cookie is not signed in, and nothing need be asked.
    const isKnown = request.headers.cookie !== undefined;
    if (isKnown && (await mainScreen?.send(request, reply))) return reply;
    return reply.sendFile("index.html");
  });
  app.setNotFoundHandler(async (request, reply) => {
    const wantsPage = request.headers.accept?.includes("text/html") ?? false;
    if (request.method === "GET" && wantsPage) return reply.sendFile("index.html");
    return sendProblem(reply, new ProblemError("not-found", `there is no ${request.url}`));
  });
}
