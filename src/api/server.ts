import { randomUUID } from "node:crypto";
import { createServer, Server } from "node:https";
import type { AddressInfo } from "node:net";
import cookie from "@fastify/cookie";
import rateLimit from "@fastify/rate-limit";
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyServerFactory,
  LogController,
} from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import type { MeterModel } from "#domain/metering/meter-model.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database, DatabaseLimits } from "#platform/database.ts";
import type { Log } from "#platform/log.ts";
import { guardRoutes } from "./access.ts";
import type { ApiContext } from "./endpoint.ts";
import { type EventHub, startEventHub } from "./event-hub.ts";
import { registerJsonBodies } from "./json-bodies.ts";
import { registerOpenApi } from "./openapi.ts";
import { handleError, ProblemError, sendProblem } from "./problem.ts";
import { registerProbes, registerRoutes } from "./routes.ts";
import { registerSecurityHeaders } from "./security-headers.ts";
import { registerWebFiles } from "./web-files.ts";

/** No request of ours is larger: readings do not come this way. */
const BODY_BYTES_AT_MOST = 1024 * 1024;
const REQUEST_WITHIN_MS = 30_000;

/** How long a request may wait and work; what takes longer is cut off and told so. */
export interface RequestLimits extends DatabaseLimits {
  /** For the whole of an answer, streams and files apart. */
  readonly answerWithinMs: number;
}

/** Below the minute after which our own pages give up; a job has none of them. */
const REQUEST_LIMITS: RequestLimits = {
  connectionWithinMs: 10_000,
  lockWithinMs: 10_000,
  statementWithinMs: 30_000,
  answerWithinMs: 55_000,
};

const CERTIFICATE_READ_EVERY_MS = 6 * 3_600_000;

export interface ServerOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** With what the web speaks HTTPS; undefined: it speaks plain HTTP. */
  readonly https?: (() => Promise<TlsIdentity>) | undefined;
  /** Where the built web lies; undefined: only the API is served. */
  readonly webFolder: string | undefined;
  readonly catalogue: readonly MeterModel[];
  readonly tariffExamples: ApiContext["tariffExamples"];
  readonly box: ApiContext["box"];
  readonly configuredMail: ApiContext["configuredMail"];
  readonly previewer: ApiContext["previewer"];
  readonly keeping?: ApiContext["keeping"];
  readonly publicUrl?: ApiContext["publicUrl"];
  readonly secondFactor?: ApiContext["secondFactor"];
  /** Left out: REQUEST_LIMITS. */
  readonly limits?: RequestLimits;
}

/** A certificate and its key, PEM. */
export interface TlsIdentity {
  readonly key: string;
  readonly certificate: string;
  readonly isSelfMade: boolean;
}

export interface RunningServer {
  /** `http://127.0.0.1:8180`. */
  readonly address: string;
  stop(): Promise<void>;
}

/** Serves the API and the web; resolves when it listens. Throws when the port is taken. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const events = await startEventHub(options);
  try {
    return await serve(options, events);
  } catch (error) {
    // It holds a connection: whoever closes the database would wait for it for ever.
    await events.stop();
    throw error;
  }
}

async function serve(options: ServerOptions, events: EventHub): Promise<RunningServer> {
  const { host, port, https, log, limits = REQUEST_LIMITS } = options;
  const tls = await https?.();
  const app = newApp({ log, tls, limits });
  // Apart from the jobs' pool: neither takes the other's connections.
  const database = options.database.within(limits);
  try {
    await furnish(app, { ...options, database, events, tls });
    await app.listen({ host, port });
  } catch (error) {
    await app.close();
    await database.close();
    throw error;
  }
  const renewal = https && renewCertificate(app, { read: https, log });
  return {
    address: addressOf(app, { host, scheme: tls ? "https" : "http" }),
    async stop() {
      clearInterval(renewal);
      // Event streams never end by themselves, and closing waits for open answers.
      await events.stop();
      await app.close();
      await database.close();
    },
  };
}

function newApp({
  log,
  tls,
  limits,
}: Pick<Served, "log" | "tls"> & { readonly limits: RequestLimits }): FastifyInstance {
  // Under its wider name: else the app would be of a type of its own.
  const loggerInstance: FastifyBaseLogger = log;
  return fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    bodyLimit: BODY_BYTES_AT_MOST,
    requestTimeout: REQUEST_WITHIN_MS,
    handlerTimeout: limits.answerWithinMs,
    ...(tls && { serverFactory: secureServer(tls) }),
    exposeHeadRoutes: false,
    // A reverse proxy on this machine says where requests came from; nobody else may.
    trustProxy: "loopback",
    forceCloseConnections: true,
    frameworkErrors: (error, request, reply) => void handleError(error, request, reply),
  });
}

/** What the app serves and by what means. */
interface Served extends ApiContext, Pick<ServerOptions, "webFolder"> {
  readonly tls: TlsIdentity | undefined;
}

/** Gives the app all its routes. */
async function furnish(app: FastifyInstance, options: Served): Promise<void> {
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(handleError);
  registerJsonBodies(app);
  logRequests(app);
  await registerSecurityHeaders(app, { isSelfMade: options.tls?.isSelfMade ?? false });
  await app.register(cookie);
  await app.register(rateLimit, {
    global: false,
    errorResponseBuilder: (_request, { after }) =>
      new ProblemError("too-many-requests", `try again in ${after}`),
  });
  await registerOpenApi(app);
  await app.register(
    async (scope) => {
      guardRoutes(scope, options);
      registerRoutes(scope, options);
      scope.setNotFoundHandler((request, reply) =>
        sendProblem(reply, new ProblemError("not-found", `there is no ${request.url}`)),
      );
    },
    { prefix: "/api" },
  );
  await app.register(async (scope) => {
    guardRoutes(scope, options);
    registerProbes(scope, options);
  });
  if (options.webFolder !== undefined) await registerWebFiles(app, options.webFolder);
}

/** ASVS 12.1.1: nothing older than TLS 1.2 is spoken. */
function secureServer({ key, certificate }: TlsIdentity): FastifyServerFactory {
  return (handler) => {
    const options = { key, cert: certificate, minVersion: "TLSv1.2" } as const;
    const server = createServer(options, handler);
    server.requestTimeout = REQUEST_WITHIN_MS;
    return server;
  };
}

/** A certificate is renewed under the same name: connections from then on get the new one. */
function renewCertificate(
  app: FastifyInstance,
  { read, log }: { readonly read: () => Promise<TlsIdentity>; readonly log: Log },
): NodeJS.Timeout {
  const renew = async () => {
    const { key, certificate } = await read();
    if (app.server instanceof Server) app.server.setSecureContext({ key, cert: certificate });
  };
  return setInterval(() => {
    renew().catch((error: unknown) => log.error({ err: error }, "the certificate stays as it was"));
  }, CERTIFICATE_READ_EVERY_MS).unref();
}

/** One line a request, without its query: the route, how it ended, how long it took. */
function logRequests(app: FastifyInstance): void {
  app.addHook("onResponse", async (request, reply) => {
    const { statusCode, elapsedTime } = reply;
    const level = statusCode >= 500 ? "error" : statusCode >= 400 ? "info" : "debug";
    request.log[level](
      {
        method: request.method,
        route: request.routeOptions.url ?? "none",
        statusCode,
        ms: Math.round(elapsedTime),
        ...(statusCode >= 400 && { address: request.ip, userId: request.caller?.user.id }),
      },
      "request",
    );
  });
}

function addressOf(
  app: FastifyInstance,
  { host, scheme }: { readonly host: string; readonly scheme: "http" | "https" },
): string {
  const { port } = app.server.address() as AddressInfo;
  return `${scheme}://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
