/** Every route of the contract is tried by everybody: the table of roles is what the server does. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { routes, type RouteName } from "#api/contract/routes.ts";
import type { RouteContract } from "#api/contract/route.ts";
import { type Role, ROLES } from "#domain/core/role.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { runApi, seedUsers } from "./running-api.ts";
import { seedProperty } from "./seeded-property.ts";

const NAMES = Object.keys(routes) as RouteName[];
/** No row has it: who is let in finds nothing, and nothing is changed. */
const NO_ID = "2147483647";

/** Asks a route for something that does not exist, and reads no more than the answer's head. */
async function statusOf(
  api: Awaited<ReturnType<typeof runApi>>,
  { route, cookie }: { readonly route: RouteContract; readonly cookie?: string | undefined },
): Promise<number> {
  const path = route.path.replaceAll(/:\w+/g, NO_ID);
  const body = route.body ? { body: {} } : {};
  const answer = await api.call(route.method, path, { cookie, ...body });
  await answer.body?.cancel();
  return answer.status;
}

test("whoever is not signed in gets nothing but the door", async (t) => {
  const database = await testDatabase(t);
  const api = await runApi(t, { database });
  const refused: RouteName[] = [];
  for (const name of NAMES) {
    if ((await statusOf(api, { route: routes[name] })) === 401) refused.push(name);
  }
  const doors = NAMES.filter((name) => !refused.includes(name));
  assert.deepEqual(doors.toSorted(), [
    // Lets in who has an invitation: test/api/invitations.test.ts.
    "acceptInvitation",
    // Lets in who has a line's token: test/api/push.test.ts.
    "pushReadings",
    "readHealth",
    // Lets in this machine, and who has the token: test/api/system.test.ts.
    "readMetrics",
    "readReadiness",
    "readSession",
    "readSetup",
    "setUp",
    "signIn",
    "signOut",
    "verifyDocument",
  ]);
});

test("each role gets exactly the routes that the contract gives it", async (t) => {
  const database = await testDatabase(t);
  const { bakery } = await seedProperty(database);
  await seedUsers(database, bakery.tenantId);
  const api = await runApi(t, { database });
  for (const role of ROLES) {
    const cookie = await api.signIn(`${role}@example.org`);
    for (const name of NAMES) {
      // Whoever is signed out would be refused everywhere after it.
      if (name === "signOut") continue;
      const route: RouteContract = routes[name];
      const isAllowed = route.roles === "anyone" || route.roles.includes(role);
      const status = await statusOf(api, { route, cookie });
      assert.equal(status !== 403, isAllowed, `${role}, ${name}: ${status}`);
      assert.ok(status < 500 && status !== 401, `${role}, ${name}: ${status}`);
    }
  }
});

/** Routes by which a signed-in role changes something. */
function changedBy(role: Role): RouteName[] {
  return NAMES.filter((name) => {
    const { method, roles }: RouteContract = routes[name];
    return method !== "GET" && roles !== "anyone" && roles.includes(role);
  });
}

/** What everybody changes of the own account. */
const OWN_ACCOUNT: readonly RouteName[] = [
  "changeSession",
  "changeOwnPassword",
  "endOwnSession",
  "endOtherSessions",
  "confirmPassword",
  "createOwnToken",
  "revokeOwnToken",
  "beginSecondFactor",
  "confirmSecondFactor",
  "endSecondFactor",
];

test("a tenant may change nothing but its own account", () => {
  assert.deepEqual(changedBy("tenant"), OWN_ACCOUNT);
});

test("a viewer changes nothing but what it is told of, and only administrator and accountant make bills", () => {
  assert.deepEqual(changedBy("viewer"), [
    ...OWN_ACCOUNT,
    "saveView",
    "removeSavedView",
    "createNotificationRule",
    "changeNotificationRule",
    "deleteNotificationRule",
    "testNotification",
  ]);
  const { roles } = routes.startBillRun;
  assert.deepEqual([...roles], ["administrator", "accountant"]);
});
