import type { FastifyInstance } from "fastify";
import { ProblemError } from "./problem.ts";

/** An escaped half of a surrogate pair: only then is a closer look needed. */
const SUSPICIOUS = /\\ud[89a-f]/i;

/**
 * Bodies are JSON whose texts can be stored: without half characters, which no encoding has. Names
 * such as `__proto__` are refused.
 */
export function registerJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser("error", "error");
  app.addContentTypeParser("application/json", { parseAs: "string" }, (request, text, done) => {
    const body = String(text);
    parse(request, body, (error, value: unknown) => {
      const isFit = error || !SUSPICIOUS.test(body) || isStorable(value);
      const unfit = new ProblemError("bad-request", "the body holds characters that no text has");
      done(isFit ? error : unfit, value);
    });
  });
}

function isStorable(value: unknown): boolean {
  if (typeof value === "string") return value.isWellFormed();
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value).every(([name, one]) => isStorable(name) && isStorable(one));
}
