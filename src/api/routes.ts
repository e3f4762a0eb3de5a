import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchema } from "fastify";
import { z } from "zod";
import { problem } from "#api/contract/problem.ts";
import {
  answersJson,
  IDEMPOTENCY_HEADER,
  isDoneOnce,
  type RouteContract,
  scopeOf,
} from "#api/contract/route.ts";
import { routes, type RouteName } from "#api/contract/routes.ts";
import { databaseOfSites } from "#platform/site-database.ts";
import { databaseOfTenant } from "#platform/tenant-database.ts";
import { workFor } from "#platform/origin.ts";
import { answerOnce } from "./answer-once.ts";
import type { ApiContext, Caller, Endpoint, EndpointRequest } from "./endpoint.ts";
import { endpoints } from "./endpoints.ts";
import { refuseOtherSites } from "./site-limit.ts";

/** Sign-in and setup are the doors: so many knocks a minute from one address. */
const SIGN_IN_ATTEMPTS_A_MINUTE = 30;
const LIMITED: ReadonlySet<RouteName> = new Set(["signIn", "setUp", "acceptInvitation"]);
/** Of one token: a thousand meters every minute fit into two requests. */
const PUSHES_A_MINUTE = 600;

/** Files come as base64, which is a third longer than they are. */
const FILE_BODY_BYTES_AT_MOST = 34_000_000;
const WITH_FILES: ReadonlySet<RouteName> = new Set(["previewImport", "importReadings"]);
/** Large files come and go over slow lines: they get longer than the server gives others. */
const FILE_WITHIN_MS = 30 * 60_000;

/** Registers every route of the contract with its endpoint. */
export function registerRoutes(scope: FastifyInstance, context: ApiContext): void {
  for (const name of Object.keys(routes) as RouteName[]) {
    registerRoute(scope, { name, context });
  }
}

/** What other programs look for without /api before it. */
const PROBES = ["readHealth", "readMetrics", "readReadiness"] as const satisfies RouteName[];

/** Registers `/healthz`, `/readyz` and `/metrics` at the root too, where monitoring asks by default. */
export function registerProbes(scope: FastifyInstance, context: ApiContext): void {
  for (const name of PROBES) registerRoute(scope, { name, context, isHidden: true });
}

function registerRoute(
  scope: FastifyInstance,
  {
    name,
    context,
    isHidden = false,
  }: {
    readonly name: RouteName;
    readonly context: ApiContext;
    /** Left out of the OpenAPI document, which has it already. */
    readonly isHidden?: boolean;
  },
): void {
  const route: RouteContract = routes[name];
  const endpoint = endpointOf(name);
  // What answers the same to everybody, and the user's own account, which no tenant's role touches.
  const isForAll = route.roles === "anyone" || route.isOwnAccount === true;
  const hasFile = WITH_FILES.has(name) || !answersJson(route.response);
  scope.route({
    method: route.method,
    url: route.path,
    schema: { ...schemaOf(name, route), ...(isHidden && { hide: true }) },
    ...(WITH_FILES.has(name) && { bodyLimit: FILE_BODY_BYTES_AT_MOST }),
    ...(hasFile && { handlerTimeout: FILE_WITHIN_MS }),
    config: {
      roles: route.roles,
      tokenScope: scopeOf(route),
      isOwnAccount: route.isOwnAccount === true,
      isOpenBeforeOwnPassword: route.isOpenBeforeOwnPassword === true,
      asksPassword: route.asksPassword === true,
      ...(LIMITED.has(name) && {
        rateLimit: { max: SIGN_IN_ATTEMPTS_A_MINUTE, timeWindow: "1 minute" },
      }),
      ...(name === "pushReadings" && {
        rateLimit: {
          max: PUSHES_A_MINUTE,
          timeWindow: "1 minute",
          keyGenerator: ({ headers, ip }: FastifyRequest) => headers.authorization ?? ip,
        },
      }),
    },
    preValidation: (request) =>
      refuseOtherSites(context, { sites: route.sites, caller: request.caller, request }),
    async handler(request: FastifyRequest, reply: FastifyReply) {
      reply.header("cache-control", "no-store");
      if (route.status !== undefined) reply.code(route.status);
      const own = isForAll ? context : contextOf(context, request.caller);
      const work = () => workFor(originOf(request), () => endpoint(own, requestOf(request, reply)));
      return isDoneOnce(route)
        ? answerOnce(context, { route: name, request, reply }, work)
        : work();
    },
  });
}

/** From where, and by which program, for the audit log. */
function originOf({ ip, caller }: FastifyRequest): string {
  return caller?.program ? `${ip}, token "${caller.program.name}"` : ip;
}

/**
 * The endpoint of a route whose name is only known at run time. Guaranteed by `requestOf`: it gets
 * the parts that the route's own schemas have checked.
 */
function endpointOf(name: RouteName): Endpoint<never> {
  return endpoints[name] as Endpoint<never>;
}

/** For a tenant's user a database that holds nothing of anybody else; for others their sites. */
function contextOf(context: ApiContext, caller: Caller | undefined): ApiContext {
  if (caller === undefined) return context;
  const { id: userId, tenantId, siteIds } = caller.user;
  if (tenantId !== null) {
    return { ...context, database: databaseOfTenant(context.database, tenantId) };
  }
  if (siteIds === null) return context;
  return { ...context, database: databaseOfSites(context.database, { siteIds, userId }) };
}

/** What an endpoint gets. The guard has let only callers through that the route allows. */
function requestOf(request: FastifyRequest, reply: FastifyReply): EndpointRequest<never> {
  const { params, query, body, caller } = request;
  return { params, query, body, caller, request, reply } as unknown as EndpointRequest<never>;
}

function schemaOf(name: RouteName, route: RouteContract): FastifySchema {
  return {
    operationId: name,
    summary: route.summary,
    tags: [route.path.split("/")[1] ?? ""],
    description: `For ${route.roles === "anyone" ? "anyone" : route.roles.join(", ")}.`,
    security: securityOf(route),
    ...(isDoneOnce(route) && { headers: onceHeaders }),
    ...(route.params && { params: route.params }),
    ...(route.query && { querystring: route.query }),
    ...(route.body && { body: route.body }),
    response: {
      [route.status ?? 200]: successOf(route),
      default: {
        description: "A problem.",
        content: { "application/problem+json": { schema: problem } },
      },
    },
  } as FastifySchema;
}

/** Other headers pass: a schema that took them away would take the cookie. */
const onceHeaders = z.looseObject({
  [IDEMPOTENCY_HEADER]: z
    .string()
    .regex(/^[\x21-\x7e]{8,200}$/, "8 to 200 visible ASCII characters")
    .optional()
    .meta({
      description:
        "Any text of your own. The same request with the same key again is answered alike, for two days, and does nothing more; another request with it is refused (422).",
    }),
});

function securityOf(route: RouteContract) {
  if (route.roles === "anyone") return [];
  const scope = scopeOf(route);
  return [{ session: [] }, ...(scope === undefined ? [] : [{ token: [scope] }])];
}

/** What is streamed goes past the serializer: its schema is for the OpenAPI document only. */
function successOf({ response, summary }: RouteContract) {
  if (answersJson(response)) return response;
  const schema = z.string().meta({ format: "binary" });
  return { description: summary, content: { [response.mediaType]: { schema } } };
}
