import type { FastifyRequest } from "fastify";
import type { RouteSites } from "#api/contract/route.ts";
import { thingsOfOtherSites } from "#storage/sites-of-things.ts";
import type { ApiContext, Caller } from "./endpoint.ts";
import { ProblemError } from "./problem.ts";

/**
 * Default deny for users who are limited to some sites: refuses what the route is not for them,
 * and everything that the request names and that belongs to another site, as if it were not there.
 * Asked before the request is checked against the contract, so that no answer tells more.
 */
export async function refuseOtherSites(
  { database }: Pick<ApiContext, "database">,
  {
    sites,
    caller,
    request,
  }: {
    readonly sites: RouteSites;
    readonly caller: Caller | undefined;
    readonly request: FastifyRequest;
  },
): Promise<void> {
  const siteIds = caller?.user.siteIds ?? null;
  if (siteIds === null || sites === "none" || sites === "own-rows") return;
  if (sites === "all") {
    throw new ProblemError("not-allowed", "it concerns every site, and you work on some of them", [
      { code: "site.every-one", subject: "user", message: "works on some sites only" },
    ]);
  }
  for (const [at, thing] of Object.entries(sites)) {
    const ids = numbersAt(request, at);
    if (ids.length === 0) continue;
    const [foreign] = await thingsOfOtherSites(database, { thing, ids, siteIds });
    if (foreign === undefined) continue;
    const message = `there is no ${thing} ${foreign}, or it is not yours to see`;
    throw new ProblemError("not-found", message, [
      { code: "site.not-yours", subject: at, message: `is no ${thing} of your sites` },
    ]);
  }
}

const ID_AT_MOST = 2_147_483_647;

/** The numbers that a request names there; what is none is refused by the contract later. */
function numbersAt(request: FastifyRequest, at: string): number[] {
  const [part, ...path] = at.split(".");
  let found: unknown[] = [request[part as "params" | "query" | "body"]];
  for (const name of path) {
    found = found
      .flatMap((one) => (Array.isArray(one) ? one : [one]))
      .map((one) => fieldOf(one, name));
  }
  return found
    .flat()
    .flatMap((one) => (typeof one === "string" ? one.split(",") : [one]))
    .map((one) => (typeof one === "string" || typeof one === "number" ? Number(one) : Number.NaN))
    .filter((id) => Number.isInteger(id) && id > 0 && id <= ID_AT_MOST);
}

function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}
