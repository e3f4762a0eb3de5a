/**
 * Somebody who works on one site: every text of the other one holds a unique string, and nothing
 * that can be asked for ever tells it, also with the program's own check taken out.
 */
import assert from "node:assert/strict";
import { registerHooks } from "node:module";
import { test } from "node:test";
import type { NamedAt, RouteContract, SiteThing } from "#api/contract/route.ts";
import { routes } from "#api/contract/routes.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { seedProperty } from "./seeded-property.ts";
import { seedThings, type Things } from "./things-of-sites.ts";

// Before the server is loaded: nothing that a request names is looked at. What then hides the
// other site is the database alone; with the check it holds the more (matrix.test.ts).
registerHooks({
  load(url, context, next) {
    if (!url.endsWith("/src/api/site-limit.ts")) return next(url, context);
    return {
      format: "module",
      source: "export const refuseOtherSites = async () => {};",
      shortCircuit: true,
    };
  },
});
const { json, runApi, seedUsers } = await import("./running-api.ts");

const CANARY = "CANARY-SITE";

async function setUp(t: Parameters<typeof runApi>[0]) {
  const database = await testDatabase(t);
  const property = await seedProperty(database);
  const other = await seedProperty(database, { prefix: CANARY });
  const own = await seedThings(database, { property, tenant: property.bakery });
  const things = await seedThings(database, {
    property: other,
    tenant: other.bakery,
    prefix: CANARY,
  });
  await seedUsers(database, property.bakery.tenantId, { siteIds: [property.siteId] });
  const api = await runApi(t, { database });
  return { database, property, other, own, things, api };
}

/** What a route's query needs. */
const QUERIES: Readonly<Record<string, string>> = {
  "/meters/:id/trend": "range=month",
  "/meters/:id/profile": "range=week",
  "/meters/:id/consumption": "from=2026-10-01&to=2026-11-25",
  "/leases/:id/usage": "from=2026-10-01&to=2026-11-01",
  "/meters/:id/readings": "day=2026-11-24",
  "/reports/supplied": "from=2026-10&to=2026-11",
  "/sites/:id/monthly-report/preview": "month=2026-10&language=en",
};

/** Every route that a viewer may read, asked for everything of these. */
function addressesOf(things: Things): string[] {
  const known: RouteContract[] = Object.values(routes);
  return known
    .filter(
      ({ method, path, roles }) => method === "GET" && path !== "/events" && roles !== "anyone",
    )
    .filter(({ roles }) => roles.includes("viewer"))
    .flatMap(({ path, sites }) => {
      const query = QUERIES[path] === undefined ? "" : `?${QUERIES[path]}`;
      if (typeof sites === "string") return [`${path}${query}`];
      return (Object.entries(sites) as [NamedAt, SiteThing][]).map(([at, thing]) => {
        const [part, name = ""] = at.split(".");
        const filled = path.replace(":id", String(things[thing])).replaceAll(/:\w+/g, "0");
        return part === "query"
          ? `${filled}${query}${query === "" ? "?" : "&"}${name}=${things[thing]}`
          : `${filled}${query}`;
      });
    });
}

test("no answer to somebody of one site holds anything of another, though the program looks away", async (t) => {
  const { api, own, things } = await setUp(t);
  const addresses = [...addressesOf(things), ...addressesOf(own)];
  const tell = async (cookie: string) => {
    const leaks: string[] = [];
    let found = 0;
    for (const address of addresses) {
      const answer = await api.call("GET", address, { cookie });
      const text = Buffer.from(await answer.arrayBuffer()).toString("latin1");
      if (answer.status === 200) found += 1;
      if (text.includes(CANARY) || answer.status >= 500) leaks.push(`${answer.status} ${address}`);
    }
    return { leaks, found };
  };
  const limited = await tell(await api.signIn("viewer@example.org"));
  assert.deepEqual(limited.leaks, []);
  assert.ok(limited.found > 40, `${limited.found} found`);
  // The sweep would find it: it does for who works everywhere.
  const everywhere = await tell(await api.signIn("administrator@example.org"));
  assert.ok(everywhere.leaks.length > 30, `${everywhere.leaks.length} tell`);
});

test("nor is anything of another site changed", async (t) => {
  const { api, database, things, other } = await setUp(t);
  const cookie = await api.signIn("operator@example.org");
  const digest = async (): Promise<string> => {
    const { rows } = await database.query<{ all: string }>(
      `select md5(concat(
                (select json_agg(s order by id) from space s where site_id = $1),
                (select json_agg(m order by id) from meter m where site_id = $1),
                (select json_agg(t order by id) from tenant t where site_id = $1),
                (select json_agg(a order by id) from alarm a where site_id = $1),
                (select json_agg(p order by id) from service_point p where site_id = $1),
                (select json_agg(l order by id) from line l where site_id = $1))) as all`,
      [other.siteId],
    );
    return rows[0]?.all ?? "";
  };
  const before = await digest();
  const { siteId } = other;
  const space = { siteId, parentId: null, kind: "unit", name: "Annex", areaM2: "10" };
  const point = { siteId, spaceId: null, commodity: "gas", role: "unit", name: "Gas" };
  const tried = [
    await api.call("POST", "/spaces", { cookie, body: space }),
    await api.call("PATCH", `/spaces/${things.space}`, { cookie, body: space }),
    await api.call("DELETE", `/spaces/${things.space}`, { cookie }),
    await api.call("POST", "/service-points", { cookie, body: point }),
    await api.call("DELETE", `/lines/${things.line}`, { cookie }),
    await api.call("DELETE", `/tenants/${things.tenant}`, { cookie }),
    await api.call("POST", `/alarms/${things.alarm}/acknowledge`, { cookie, body: { note: "x" } }),
    await api.call("POST", `/lines/${things.line}/push-token`, { cookie }),
  ];
  for (const answer of tried) {
    assert.ok([403, 404].includes(answer.status), `${answer.url}: ${answer.status}`);
  }
  assert.equal(await digest(), before);
});

/** Columns by which a row belongs to a site. */
const OF_A_SITE =
  /^(site|channel|meter|line|service_point|space|tenant|lease|bill|bill_run|tariff|alarm|import)_id$/;

test("every table with rows of a site is kept to sites, and nothing is open unguarded", async (t) => {
  const { database } = await setUp(t);
  const { rows } = await database.query<{
    name: string;
    open: boolean;
    guarded: boolean;
    columns: string[];
  }>(
    `select c.relname as name, c.relrowsecurity as guarded,
            has_any_column_privilege('smartpm_staff', c.oid, 'select, insert, update') as open,
            array_agg(a.attname::text) as columns
       from pg_class c
       join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
      group by c.oid`,
  );
  for (const { name, open, guarded } of rows) assert.ok(!open || guarded, name);
  // Closed, a table would be missing on the screens of those who work on some sites only.
  const missing = rows
    .filter(({ open, columns }) => !open && columns.some((one) => OF_A_SITE.test(one)))
    .map(({ name }) => name);
  // What a webhook told of is the affair of those who set webhooks up, who work on all sites.
  assert.deepEqual(missing.toSorted(), ["outbox_webhook_event", "user_site"]);
  for (const secret of ["secret", "session", "api_token", "second_factor", "setting"]) {
    assert.equal(rows.find(({ name }) => name === secret)?.open, false, secret);
  }
});

test("who works on some sites is told of those, and chooses among them", async (t) => {
  const { api, property, other } = await setUp(t);
  const administrator = await api.signIn("administrator@example.org");
  const { users } = await json(await api.call("GET", "/users", { cookie: administrator }));
  const viewer = users.find(({ role }: { role: string }) => role === "viewer");
  assert.deepEqual(viewer.siteIds, [property.siteId]);
  const cookie = await api.signIn("viewer@example.org");
  const sites = async () =>
    (await json(await api.call("GET", "/session", { cookie }))).sites.map(
      ({ id }: { id: number }) => id,
    );
  assert.deepEqual(await sites(), [property.siteId]);
  const change = (body: object) =>
    api.call("PATCH", `/users/${viewer.id}`, {
      cookie: administrator,
      body: { name: "V", role: "viewer", language: "en", tenantId: null, disabled: false, ...body },
    });
  assert.equal((await change({ siteIds: [other.siteId] })).status, 200);
  assert.deepEqual(await sites(), [other.siteId]);
  assert.equal((await change({ siteIds: null })).status, 200);
  assert.deepEqual(await sites(), [property.siteId, other.siteId]);
  assert.equal((await change({ siteIds: [] })).status, 400);
  assert.equal((await change({ siteIds: [1], role: "administrator" })).status, 400);
  const nowhere = await change({ siteIds: [4_711] });
  assert.equal(nowhere.status, 409);
  assert.equal((await json(nowhere)).faults[0].subject, "body.siteIds");
});
