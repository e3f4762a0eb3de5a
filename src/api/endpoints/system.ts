import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyRequest } from "fastify";
import type { ApiContext, Endpoint } from "#api/endpoint.ts";
import { metricsText } from "#api/metrics-text.ts";
import { ProblemError } from "#api/problem.ts";
import { readSystemFigures } from "#api/system-state.ts";
import { MIGRATIONS_FOLDER, readAppliedMigrations, readMigrations } from "#platform/migrate.ts";
import { programVersion } from "#platform/version.ts";
import { pingDatabase } from "#storage/ping.ts";
import { isAlive, listProcesses } from "#storage/running-processes.ts";

const METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";
const OWN_ADDRESSES = ["127.0.0.1", "::1", "::ffff:127.0.0.1"];

/** Fails with a problem when the database does not answer. */
export const readHealth: Endpoint<"readHealth"> = async ({ database }) => {
  await pingDatabase(database);
  return { status: "ok" };
};

/** The document that @fastify/swagger derives from the contract's schemas. */
export const readOpenApi: Endpoint<"readOpenApi"> = async (_context, { request }) => ({
  ...request.server.swagger(),
});

/** Says which of its needs is not met; nothing that helps a stranger. */
export const readReadiness: Endpoint<"readReadiness"> = async ({ database, log }) => {
  let reason: string | undefined;
  try {
    reason = await whyNotReady(database);
  } catch (error) {
    log.warn({ err: error }, "not ready");
    reason = "the database gives no answer";
  }
  if (reason !== undefined) throw new ProblemError("not-ready", reason);
  return { status: "ready" };
};

async function whyNotReady(database: ApiContext["database"]): Promise<string | undefined> {
  const applied = (await readAppliedMigrations(database)).map(({ number }) => number);
  const ours = readMigrations(MIGRATIONS_FOLDER).map(({ number }) => number);
  if (!ours.every((number) => applied.includes(number))) return "the database is being migrated";
  const { release } = programVersion();
  const processes = await listProcesses(database);
  // Of this release: what another one left behind, killed within the minute, works no more.
  const isWorking = processes.some(
    (one) => one.release === release && one.roles.includes("worker") && isAlive(one),
  );
  return isWorking ? undefined : "the worker gives no sign of life";
}

/** For this machine, and for whoever has the token of the configuration. */
export const readMetrics: Endpoint<"readMetrics"> = async (context, { request, reply }) => {
  if (!mayReadMetrics(request, context.keeping?.metricsToken)) {
    throw new ProblemError(
      "not-signed-in",
      "metrics are for this machine, or for whoever sends metrics.token as a bearer token",
    );
  }
  const figures = await readSystemFigures(context);
  return reply
    .header("content-type", METRICS_TYPE)
    .serializer((text: unknown) => String(text))
    .send(metricsText(figures, context.clock.now()));
};

/** Behind a proxy on this machine the address is that of who asks the proxy. */
function mayReadMetrics({ ip, headers }: FastifyRequest, token: string | undefined): boolean {
  const given = /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1];
  if (given !== undefined && token !== undefined) return isSame(given, token);
  return OWN_ADDRESSES.includes(ip);
}

/** In a time that tells nothing of how much was right. */
function isSame(given: string, wanted: string): boolean {
  return timingSafeEqual(digest(given), digest(wanted));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

export const readSystem: Endpoint<"readSystem"> = async (context) =>
  (await readSystemFigures(context)).state;
