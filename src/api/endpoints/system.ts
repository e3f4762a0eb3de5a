import type { Endpoint } from "#api/endpoint.ts";
import { pingDatabase } from "#storage/ping.ts";

/** Fails with a problem when the database does not answer. */
export const readHealth: Endpoint<"readHealth"> = async ({ database }) => {
  await pingDatabase(database);
  return { status: "ok" };
};

/** The document that @fastify/swagger derives from the contract's schemas. */
export const readOpenApi: Endpoint<"readOpenApi"> = async (_context, { request }) => ({
  ...request.server.swagger(),
});
