/**
 * Every route of the contract, asked by every role for something of its own site and of another,
 * of its own tenant and of another: made out of the table of routes, so that none can be missing.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { z } from "zod";
import type { NamedAt, RouteContract, RouteSites, SiteThing } from "#api/contract/route.ts";
import { routes, type RouteName } from "#api/contract/routes.ts";
import { type Role, ROLES } from "#domain/core/role.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { type RunningApi, runApi, seedUsers } from "./running-api.ts";
import { seedProperty } from "./seeded-property.ts";
import { seedThings, type Things } from "./things-of-sites.ts";

const ROUTES = Object.entries(routes) as [RouteName, RouteContract][];

/** No row has it. */
const NOTHING = 2_147_483_647;

/** The places of a route at which it names something of a site. */
function thingsOf(sites: RouteSites): [NamedAt, SiteThing][] {
  return typeof sites === "string" ? [] : (Object.entries(sites) as [NamedAt, SiteThing][]);
}

/** A request that names `id` there, and nothing else that exists. */
function requestNaming(route: RouteContract, at: NamedAt | undefined, id: number) {
  const [part = "", ...path] = at?.split(".") ?? [];
  const [name = ""] = path;
  const address = route.path.replaceAll(/:(\w+)/g, (_, parameter: string) =>
    String(part === "params" && parameter === name ? id : NOTHING),
  );
  const query = part === "query" ? `?${name}=${id}` : "";
  let body: unknown = id;
  // `body.parts.pointId` is in the parts of a list, `body.meterIds` a list itself: one goes for both.
  for (const field of path.toReversed()) body = { [field]: body };
  return {
    address: `${address}${query}`,
    ...(route.body && { body: part === "body" ? body : {} }),
  };
}

interface Heard {
  readonly status: number;
  readonly refused: boolean;
}

/** The status, and whether it was refused for the site that the request is about. */
async function ask(
  api: RunningApi,
  {
    route,
    at,
    id,
    cookie,
  }: {
    readonly route: RouteContract;
    readonly at?: NamedAt | undefined;
    readonly id: number;
    readonly cookie: string;
  },
): Promise<Heard> {
  const { address, ...options } = requestNaming(route, at, id);
  const answer = await api.call(route.method, address, { cookie, ...options });
  if (answer.headers.get("content-type")?.startsWith("text/event-stream")) {
    await answer.body?.cancel();
    return { status: answer.status, refused: false };
  }
  const text = await answer.text();
  return { status: answer.status, refused: text.includes('"site.') };
}

interface Scene {
  readonly api: RunningApi;
  readonly own: Things;
  readonly ofOtherTenant: Things;
  readonly ofOtherSite: Things;
}

/** Two sites with two tenants each, and a user of each role on the first. */
async function setUp(t: Parameters<typeof runApi>[0]): Promise<Scene> {
  const database = await testDatabase(t);
  const property = await seedProperty(database);
  const other = await seedProperty(database, { prefix: "Other " });
  const own = await seedThings(database, { property, tenant: property.bakery });
  const ofOtherTenant = await seedThings(database, {
    property,
    tenant: property.florist,
    prefix: "florist ",
  });
  const ofOtherSite = await seedThings(database, { property: other, tenant: other.bakery });
  await seedUsers(database, property.bakery.tenantId, { siteIds: [property.siteId] });
  const api = await runApi(t, { database });
  return { api, own, ofOtherTenant, ofOtherSite };
}

const isLimited = (role: Role): boolean => role !== "administrator" && role !== "tenant";

/** What does not hold of one role, route and place. */
async function complaintsAbout(
  { api, own, ofOtherSite, ofOtherTenant }: Scene,
  {
    role,
    cookie,
    name,
    route,
  }: { role: Role; cookie: string; name: RouteName; route: RouteContract },
): Promise<string[]> {
  const mayCall = route.roles === "anyone" || route.roles.includes(role);
  const complaints: string[] = [];
  const expect = (isRight: boolean, what: string, { status, refused }: Heard) => {
    if (isRight && status < 500) return;
    complaints.push(`${role}, ${name}, ${what}: ${status}${refused ? " refused" : ""}`);
  };
  const blank = await ask(api, { route, id: NOTHING, cookie });
  const needsAll = isLimited(role) && route.sites === "all" && mayCall;
  expect((blank.status !== 403) === (mayCall && !needsAll), "nothing named", blank);
  for (const [at, thing] of thingsOf(route.sites)) {
    const mine = await ask(api, { route, at, id: own[thing], cookie });
    const others = await ask(api, { route, at, id: ofOtherSite[thing], cookie });
    if (!mayCall) {
      expect(mine.status === 403 && others.status === 403, `${at} by another role`, others);
      continue;
    }
    expect(!mine.refused && mine.status !== 403, `${at} of its own`, mine);
    if (isLimited(role)) expect(others.status === 404 && others.refused, `${at} elsewhere`, others);
    if (role === "administrator") expect(!others.refused, `${at} elsewhere`, others);
    if (role !== "tenant") continue;
    for (const [whose, id] of [
      ["of another tenant", ofOtherTenant[thing]],
      ["of another site", ofOtherSite[thing]],
    ] as const) {
      const heard = await ask(api, { route, at, id, cookie });
      // Of a query that names somebody else's the answer is empty: test/api/canary.test.ts looks.
      const isHidden = heard.status === 404 || heard.status === 400 || at.startsWith("query.");
      expect(isHidden, `${at} ${whose}`, heard);
    }
  }
  return complaints;
}

/** Thousands of requests: a loaded machine takes minutes for them. */
const ALL_AT_MOST_MS = 600_000;

test(
  "every route x every role x own and other site x own and other tenant",
  { timeout: ALL_AT_MOST_MS },
  async (t) => {
    const scene = await setUp(t);
    const complaints: string[] = [];
    let asked = 0;
    // Administrators may remove what is elsewhere: the others ask for it before.
    for (const role of ROLES.toReversed()) {
      const cookie = await scene.api.signIn(`${role}@example.org`);
      // What changes or removes its own things comes last: they are asked for until then.
      const inOrder = ROUTES.toSorted(([, a], [, b]) => rank(a) - rank(b));
      for (const [name, route] of inOrder) {
        if (name === "signOut") continue;
        asked += 1 + 2 * thingsOf(route.sites).length;
        complaints.push(...(await complaintsAbout(scene, { role, cookie, name, route })));
      }
    }
    assert.deepEqual(complaints, []);
    assert.ok(asked > 1_500, `${asked} asked`);
  },
);

function rank({ method }: RouteContract): number {
  return ["GET", "POST", "PATCH", "DELETE"].indexOf(method);
}

/** Names that look like a number of something, but are of nothing that belongs to one site. */
const OF_NO_SITE: Readonly<Record<string, string>> = {
  "body.tenantId of createUser": "users are the whole installation's",
  "body.siteIds of createUser": "users are the whole installation's",
  "body.tenantId of changeUser": "users are the whole installation's",
  "body.siteIds of changeUser": "users are the whole installation's",
  "params.id of changeUser": "users are the whole installation's",
  "params.id of resetPassword": "users are the whole installation's",
  "params.id of inviteUser": "users are the whole installation's",
  "params.id of resetSecondFactor": "users are the whole installation's",
  "params.id of revokeToken": "of a user",
  "params.id of revokeOwnToken": "of one's own",
  "params.id of readMeterModel": "a type of meter, by its name",
  "params.id of removeMeterModel": "a type of meter, by its name",
  "params.id of confirmMeterModel": "a type of meter, by its name",
  "params.id of changeNotificationRule": "a rule of one's own",
  "params.id of deleteNotificationRule": "a rule of one's own",
  "params.id of removeWebhook": "webhooks are the whole installation's",
  "params.id of testWebhook": "webhooks are the whole installation's",
  "params.id of changeWebhook": "webhooks are the whole installation's",
  "params.id of listWebhookRequests": "webhooks are the whole installation's",
  "params.id of retryWebhookRequest": "webhooks are the whole installation's",
  "params.request of retryWebhookRequest": "webhooks are the whole installation's",
  "body.siteIds of createWebhook": "webhooks are the whole installation's",
  "body.siteIds of changeWebhook": "webhooks are the whole installation's",
  "body.modelId of createMeter": "a type of meter, by its name",
  "body.modelId of changeMeter": "a type of meter, by its name",
  "body.changes.modelId of changeMeters": "a type of meter, by its name",
  "params.id of removeSavedView": "a view of one's own",
  "body.newMeter.modelId of exchangeMeter": "a type of meter, by its name",
  "body.modelId of askLine": "a type of meter, by its name",
  "body.columns.point of importReadings": "a column of the file",
  "body.peaks.chargeId of putEarlierUse": "a charge of a tariff, by its name",
  "body.taxId of addTaxExemption": "a tax of a tariff, by its name",
};

test("nothing that a request can name is left undeclared", () => {
  const undeclared: string[] = [];
  for (const [name, { sites, params, query, body }] of ROUTES) {
    const declared = new Set(thingsOf(sites).map(([at]) => at as string));
    for (const [part, schema] of Object.entries({ params, query, body })) {
      for (const at of schema ? numbersIn(schema, part) : []) {
        if (!declared.has(at) && !(`${at} of ${name}` in OF_NO_SITE)) {
          undeclared.push(`${at} of ${name}`);
        }
      }
    }
  }
  assert.deepEqual(undeclared, []);
});

/** Where a schema has fields that name something by its number, as far as their names tell. */
function numbersIn(schema: z.ZodType, at: string): string[] {
  const {
    type,
    shape,
    innerType,
    element,
    options,
    in: before,
  } = schema.def as unknown as {
    readonly type: string;
    readonly shape?: Readonly<Record<string, z.ZodType>>;
    readonly innerType?: z.ZodType;
    readonly element?: z.ZodType;
    readonly options?: readonly z.ZodType[];
    readonly in?: z.ZodType;
  };
  if (shape) {
    return Object.entries(shape).flatMap(([name, one]) => [
      ...(/(^id|Id|Ids|[a-z]Points|^channel|^site|^tenant|^point)$/.test(name)
        ? [`${at}.${name}`]
        : []),
      ...numbersIn(one, `${at}.${name}`),
    ]);
  }
  const inner = innerType ?? element ?? before;
  if (type === "union") return [...new Set((options ?? []).flatMap((one) => numbersIn(one, at)))];
  return inner ? numbersIn(inner, at) : [];
}
