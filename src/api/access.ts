import type { FastifyInstance, FastifyRequest } from "fastify";
import { OWN_REQUEST_HEADER, type RouteContract } from "#api/contract/route.ts";
import type { ApiScope } from "#domain/core/api-scope.ts";
import { findTokenCaller, tokenOf } from "./api-token.ts";
import type { ApiContext, Caller } from "./endpoint.ts";
import { ProblemError } from "./problem.ts";
import { wantsSecondFactor } from "./second-factor.ts";
import { findCaller } from "./session-token.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Who may call the route; every route under /api says so or the server does not start. */
    readonly roles?: RouteContract["roles"];
    readonly isOwnAccount?: boolean;
    readonly isOpenBeforeOwnPassword?: boolean;
    readonly asksPassword?: boolean;
    /** What an API token must be good for; left out: no token opens it. */
    readonly tokenScope?: ApiScope | undefined;
  }
  interface FastifyRequest {
    caller: Caller | undefined;
  }
}

/** Of one token: ten a second, all day long. */
const TOKEN_REQUESTS_A_MINUTE = 600;

/** So long after it was said the password is not asked for again. */
const PASSWORD_HOLDS_MINUTES = 10;

const READING_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Default deny for every route registered in `scope` after this: a route that does not declare its
 * roles cannot be registered; a request is refused before its body is read unless its caller's
 * role is declared.
 */
export function guardRoutes(
  scope: FastifyInstance,
  context: Pick<ApiContext, "database" | "clock" | "secondFactor">,
): void {
  scope.decorateRequest("caller", undefined);
  scope.addHook("onRoute", (route) => {
    if (route.config?.roles === undefined) {
      throw new Error(`${String(route.method)} ${route.url} does not declare who may call it`);
    }
  });
  const countRequests = scope.createRateLimit({
    max: TOKEN_REQUESTS_A_MINUTE,
    timeWindow: "1 minute",
    keyGenerator: ({ headers }: FastifyRequest) => headers.authorization ?? "",
  });
  const refuseTooMany = async (request: FastifyRequest) => {
    const count = await countRequests(request);
    if (!count.isAllowed && count.isExceeded) {
      throw new ProblemError("too-many-requests", `try again in ${count.ttlInSeconds} seconds`);
    }
  };
  scope.addHook("onRequest", async (request) => {
    refuseForeign(request);
    // Written on the request that the framework made: that is what decorateRequest is for.
    // oxlint-disable-next-line no-param-reassign
    request.caller =
      (await findTokenCaller(context, request)) ?? (await findCaller(context, request));
    if (tokenOf(request) !== undefined) await refuseTooMany(request);
    refuseUndeclared(request);
    refuseWithoutOwnPassword(request);
    refuseWithoutSecondFactor(context, request);
    refuseWithoutPassword(context, request);
  });
}

/**
 * Pages of other origins cannot set this header without asking us first, which we never allow: so
 * a request that changes something comes from our own pages (or from a program that means it).
 */
function refuseForeign(request: FastifyRequest): void {
  if (READING_METHODS.has(request.method)) return;
  // Nor can they set this one; meters that push their values have it instead.
  if (request.headers.authorization?.startsWith("Bearer ")) return;
  const { name, value } = OWN_REQUEST_HEADER;
  if (request.headers[name] !== value) {
    throw new ProblemError("foreign-request", `the header ${name}: ${value} is missing`);
  }
}

/** A password that somebody else knows opens nothing but the choice of another (ASVS 6.4.1). */
function refuseWithoutOwnPassword({ caller, is404, routeOptions }: FastifyRequest): void {
  const { roles, isOpenBeforeOwnPassword } = routeOptions.config;
  if (is404 || roles === "anyone" || isOpenBeforeOwnPassword) return;
  if (caller?.hasGivenPassword !== true) return;
  throw new ProblemError("not-allowed", "choose a password of your own first", [
    {
      code: "session.own-password-wanted",
      subject: "user",
      message: "has a password that somebody else chose",
      remedy: "choose another by PATCH /account/password",
    },
  ]);
}

/** Until it is switched on there is nothing but the own account. */
function refuseWithoutSecondFactor(
  context: Pick<ApiContext, "secondFactor">,
  { caller, is404, routeOptions }: FastifyRequest,
): void {
  const { roles, isOwnAccount } = routeOptions.config;
  if (is404 || roles === "anyone" || isOwnAccount || !caller) return;
  if (!wantsSecondFactor(context, caller)) return;
  throw new ProblemError("not-allowed", "switch your second factor on first, on My account", [
    { code: "session.second-factor-wanted", subject: "user", message: "has no second factor" },
  ]);
}

/** Whoever finds a screen that was left open does not have it (ASVS 7.5.1, 7.5.2). */
function refuseWithoutPassword(
  { clock }: Pick<ApiContext, "clock">,
  { caller, is404, routeOptions }: FastifyRequest,
): void {
  if (is404 || !routeOptions.config.asksPassword) return;
  const saidAt = caller?.passwordSaidAt;
  const isLately =
    saidAt !== undefined && saidAt.until(clock.now()).total("minutes") < PASSWORD_HOLDS_MINUTES;
  if (isLately) return;
  throw new ProblemError(
    "not-allowed",
    "say your password once more by POST /session/confirmation, then ask again",
    [
      {
        code: "session.password-wanted",
        subject: "user",
        message: `has not said the password within ${PASSWORD_HOLDS_MINUTES} minutes`,
        remedy: "say it once more",
      },
    ],
  );
}

function refuseUndeclared(request: FastifyRequest): void {
  if (request.is404) return;
  const { roles, tokenScope } = request.routeOptions.config;
  if (roles === "anyone") return;
  if (!request.caller) throw new ProblemError("not-signed-in", "sign in first");
  const { role } = request.caller.user;
  if (!roles?.includes(role)) {
    throw new ProblemError("not-allowed", `your role, ${role}, is not among ${roles?.join(", ")}`);
  }
  const { program } = request.caller;
  if (!program || (tokenScope !== undefined && program.scopes.includes(tokenScope))) return;
  throw new ProblemError(
    "not-allowed",
    tokenScope === undefined
      ? "no token opens this: sign in"
      : `the token ${program.name} lacks the scope ${tokenScope}`,
  );
}
