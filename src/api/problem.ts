import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import type { FaultOnWire, Problem } from "#api/contract/problem.ts";
import { cutOffBy } from "#platform/database.ts";
import { errorCode } from "#platform/refusal.ts";

/** What is wrong with a request; the words of its title by its name. */
const PROBLEMS = {
  "bad-request": { status: 400, title: "The request is malformed" },
  "not-signed-in": { status: 401, title: "Nobody is signed in" },
  "wrong-sign-in": { status: 401, title: "E-mail address or password is wrong" },
  "code-wanted": { status: 401, title: "A code of your authenticator app is asked for" },
  "not-allowed": { status: 403, title: "Your role does not allow this" },
  "foreign-request": { status: 403, title: "The request does not come from SmartPM's own pages" },
  "not-found": { status: 404, title: "There is no such thing" },
  "not-possible": { status: 409, title: "This is not possible now" },
  "too-large": { status: 413, title: "The request is too large" },
  "too-long": { status: 414, title: "The address is too long" },
  "wrong-media-type": { status: 415, title: "The request is not JSON" },
  "key-in-use": { status: 422, title: "The Idempotency-Key is that of another request" },
  "too-many-requests": { status: 429, title: "Too many attempts" },
  "internal-error": { status: 500, title: "SmartPM failed" },
  "not-ready": { status: 503, title: "SmartPM is not ready" },
  "too-busy": { status: 503, title: "SmartPM is too busy" },
  "too-slow": { status: 504, title: "The answer took too long" },
} as const satisfies Record<string, { status: number; title: string }>;

/** PostgreSQL's insufficient_privilege: the role of a limited request may not do this. */
const ROW_NOT_ALLOWED = "42501";

/** Of the framework, when a handler has not answered in time. */
const ANSWER_TIMEOUT = "FST_ERR_HANDLER_TIMEOUT";
const RETRY_AFTER_SECONDS = 60;
const TOO_SLOW = "it was cut off: ask for less at once, a shorter range say, or try again later.";

export type ProblemName = keyof typeof PROBLEMS;

/** Thrown by an endpoint to end a request with a problem that is not the server's fault. */
export class ProblemError extends Error {
  readonly problem: ProblemName;
  readonly faults: readonly FaultOnWire[];

  constructor(problem: ProblemName, detail: string, faults: readonly FaultOnWire[] = []) {
    super(detail);
    this.name = "ProblemError";
    this.problem = problem;
    this.faults = faults;
  }
}

/** The problem for a row that does not exist, or that the caller must not know of. */
export function notFound(what: string): ProblemError {
  return new ProblemError("not-found", `there is no ${what}, or it is not yours to see`);
}

/** Answers with a problem in the form of RFC 9457. */
export async function sendProblem(
  reply: FastifyReply,
  problem: ProblemError,
): Promise<FastifyReply> {
  const { status, title } = PROBLEMS[problem.problem];
  const body: Problem = {
    type: `/problems/${problem.problem}`,
    title,
    status,
    detail: problem.message,
    requestId: reply.request.id,
    faults: [...problem.faults],
  };
  return reply
    .code(status)
    .header("content-type", "application/problem+json; charset=utf-8")
    .header("cache-control", "no-store")
    .serializer(JSON.stringify)
    .send(body);
}

/**
 * The server's only error handler: whatever an endpoint or the framework throws leaves as a
 * problem. What is our own fault is logged in full and told without details.
 */
export async function handleError(
  error: FastifyError | ProblemError,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const problem = problemOf(error);
  if (problem.problem === "not-allowed" && problem !== error) {
    request.log.warn({ err: error }, "the database did not allow a request what its route does");
  }
  if (problem.problem === "internal-error") request.log.error({ err: error }, "request failed");
  if (problem !== error && isCutOff(problem)) {
    request.log.warn({ err: error }, "a request was cut off");
    reply.header("retry-after", RETRY_AFTER_SECONDS);
  }
  return sendProblem(reply, problem);
}

function isCutOff({ problem }: ProblemError): boolean {
  return problem === "too-busy" || problem === "too-slow";
}

/** What a limit of the server ended, before the asker's patience did; undefined: nothing. */
function cutOff(error: FastifyError): ProblemError | undefined {
  if (error.code === ANSWER_TIMEOUT) {
    return new ProblemError(
      "too-slow",
      `${TOO_SLOW} It may be done yet: look before you repeat it`,
    );
  }
  switch (cutOffBy(error)) {
    case "connectionWithinMs":
      return new ProblemError("too-busy", "too much is asked for at once: try again in a minute");
    case "lockWithinMs":
      return new ProblemError(
        "too-busy",
        "other work holds what this would change: try again in a minute",
      );
    case "statementWithinMs":
      return new ProblemError("too-slow", `${TOO_SLOW} Nothing was changed by the step cut off`);
    case undefined:
      return undefined;
  }
}

function problemOf(error: FastifyError | ProblemError): ProblemError {
  if (error instanceof ProblemError) return error;
  const late = cutOff(error);
  if (late) return late;
  if (errorCode(error) === ROW_NOT_ALLOWED) {
    return new ProblemError("not-allowed", "it belongs to a site that is not among yours");
  }
  if (hasZodFastifySchemaValidationErrors(error)) return malformed(error);
  const status = error.statusCode ?? 500;
  const named = (Object.keys(PROBLEMS) as ProblemName[]).find(
    (name) => PROBLEMS[name].status === status && status < 500,
  );
  if (named) return new ProblemError(named, error.message);
  return new ProblemError("internal-error", "the fault is in SmartPM; its log says more");
}

/** Every field that is wrong, as a path, with what would be right. */
function malformed(
  error: FastifyError & {
    validation: readonly { keyword: string; instancePath: string; message?: string }[];
  },
): ProblemError {
  const context = error.validationContext ?? "body";
  const part = context === "querystring" ? "query" : context;
  const faults = error.validation.map((issue) => ({
    code: `request.${issue.keyword.replaceAll("_", "-")}`,
    subject: [part, ...issue.instancePath.split("/").filter(Boolean)].join("."),
    message: issue.message ?? "is not valid",
  }));
  const first = faults[0];
  const more = faults.length > 1 ? ` and ${faults.length - 1} more` : "";
  return new ProblemError(
    "bad-request",
    first ? `${first.subject}: ${first.message}${more}` : "the request is malformed",
    faults,
  );
}
