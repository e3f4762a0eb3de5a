import type { RouteContract } from "#api/contract/route.ts";
import { routes } from "#api/contract/routes.ts";
import type { Database } from "#platform/database.ts";
import type { RunningApi } from "./running-api.ts";
import { FLORIST_CANARY, NOW, type SeededProperty } from "./seeded-property.ts";

/** The florist's register, unlike any figure of anybody else; 42,424,242 steps of 0.01 kWh. */
const FLORIST_REGISTER = "424242.42";

/** No row of the seeded property has a higher number. */
const HIGHEST_ID = 14;

/** What a route's query needs or may have; each is tried. */
const QUERIES: Readonly<Record<string, readonly string[]>> = {
  readTrend: ["range=day", "range=week", "range=month", "range=year"],
  readProfile: ["range=week"],
  readTable: [
    "from=2026-10-01&to=2026-11-25",
    "from=2026-10-01&to=2026-11-25&format=csv",
    "from=2026-10-01&to=2026-11-25&format=xlsx",
  ],
  listMeters: ["", "page=1"],
  listBills: ["", ...Array.from({ length: HIGHEST_ID }, (_, id) => `tenant=${id + 1}`)],
};

/** An hour of quarter-hour registers for both tenants. */
export async function storeRegisters(database: Database, property: SeededProperty): Promise<void> {
  for (const [{ channelId }, value] of [
    [property.bakery, 111_111],
    [property.florist, 42_424_242],
  ] as const) {
    await database.query(
      `insert into reading (channel_id, measured_at, value, quality, collected_at)
       select $1, at, $2, 0, at
         from generate_series($3::timestamptz - interval '1 hour', $3, interval '15 minutes') as at`,
      [channelId, value, NOW.toString()],
    );
  }
}

/** Every route that `role` may read, with every identifier there is. */
function addressesOf(role: "tenant" | "viewer"): string[] {
  const known = Object.entries(routes as Readonly<Record<string, RouteContract>>);
  return known
    .filter(([name]) => name !== "listEvents")
    .filter(([, { method, roles }]) => method === "GET" && roles !== "anyone")
    .filter(([, { roles }]) => roles.includes(role))
    .flatMap(([name, { path }]) => {
      const asked = (QUERIES[name] ?? [""]).map((query) => (query === "" ? "" : `?${query}`));
      const ids = path.includes(":id")
        ? Array.from({ length: HIGHEST_ID }, (_, id) => path.replace(":id", String(id + 1)))
        : [path];
      return ids.flatMap((one) => asked.map((query) => one.replace(/:\w+/g, "0") + query));
    });
}

/** Asks all of them, and returns those whose answer tells of the florist, or fails. */
export async function leaksTo(
  api: RunningApi,
  { role, cookie }: { readonly role: "tenant" | "viewer"; readonly cookie: string },
): Promise<{ readonly asked: number; readonly found: number; readonly leaks: string[] }> {
  const addresses = addressesOf(role);
  const leaks: string[] = [];
  let found = 0;
  for (const address of addresses) {
    const answer = await api.call("GET", address, { cookie });
    const text = Buffer.from(await answer.arrayBuffer()).toString("latin1");
    if (answer.status === 200) found += 1;
    const tells = text.includes(FLORIST_CANARY) || text.includes(FLORIST_REGISTER);
    if (tells || answer.status >= 500) leaks.push(`${answer.status} ${address}`);
  }
  return { asked: addresses.length, found, leaks };
}
