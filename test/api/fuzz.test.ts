/**
 * Requests made out of the OpenAPI document, to every route as every role: whatever comes in, the
 * answer is one of those the document promises, soon, and a tenant never hears of another one.
 * `FUZZ_REQUESTS=10000 FUZZ_SEED=7` asks more.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { ROLES } from "#domain/core/role.ts";
import { json, type RunningApi, runSeededApi } from "./running-api.ts";
import { type MadeRequest, type Operation, requestOf } from "./made-request.ts";
import { FLORIST_CANARY } from "./seeded-property.ts";

const REQUESTS = Number(process.env["FUZZ_REQUESTS"] ?? 500);
const SEED = Number(process.env["FUZZ_SEED"] ?? 20_261_125);
const ANSWERED_WITHIN_MS = 30_000;
const SLOWEST_SHOWN = 10;

/** Left out: they would end the sessions, hold the connection open, or call on other machines. */
const LEFT_OUT = new Set(["signOut", "listEvents", "testMailSettings", "setUp", "signIn"]);
/** They would lock the users out under whose name the others ask. */
const LOCKS_OUT = new Set(["changeUser", "resetPassword"]);

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** A request of any route; each route as often as any other. */
async function requestsOf(api: RunningApi, cookie: string) {
  const document = (await json(
    await api.call("GET", "/documents/openapi.json", { cookie }),
  )) as Document;
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const asked = operations.filter(
    ({ operation: { operationId } }) => !LEFT_OUT.has(operationId) && !LOCKS_OUT.has(operationId),
  );
  assert.ok(asked.length > 80, `${asked.length} routes`);
  return fc.oneof(...asked.map(({ operation, ...route }) => requestOf(route, operation)));
}

async function complaintAbout(
  api: RunningApi,
  { method, path, body }: MadeRequest,
  { role, cookie }: { readonly role: string; readonly cookie: string | undefined },
): Promise<string | undefined> {
  const address = path.replace(/^\/api/, "");
  const answer = await fetch(`${api.address}/api${address}`, {
    method,
    headers: {
      "x-smartpm": "1",
      ...(cookie !== undefined && { cookie }),
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(ANSWERED_WITHIN_MS),
  }).catch((error: unknown) => {
    throw new Error(`${method} ${path} ${JSON.stringify(body)?.slice(0, 500)}`, { cause: error });
  });
  const text = await answer.text();
  if (answer.status >= 500) return `${answer.status} ${text.slice(0, 300)}`;
  const type = answer.headers.get("content-type") ?? "";
  if (answer.status >= 400 && !type.startsWith("application/problem+json")) {
    return `${answer.status} as ${type}`;
  }
  if (role === "tenant" && text.includes(FLORIST_CANARY)) return "tells of another tenant";
  return undefined;
}

test("no request breaks the server, and none crosses from tenant to tenant", async (t) => {
  const { api, cookie } = await runSeededApi(t);
  const callers: { role: string; cookie: string | undefined }[] = [
    { role: "nobody", cookie: undefined },
  ];
  for (const role of ROLES) {
    callers.push({ role, cookie: await api.signIn(`${role}@example.org`) });
  }
  const made = fc.sample(await requestsOf(api, cookie), { numRuns: REQUESTS, seed: SEED });
  const complaints = new Map<string, string>();
  const slowest = new Map<string, number>();
  for (const [number, request] of made.entries()) {
    // The administrator gets furthest: every other request is his.
    const caller = number % 2 === 0 ? callers[1] : callers[(number >> 1) % callers.length];
    assert.ok(caller);
    const { name, method, path, body } = request;
    const askedMs = performance.now();
    const complaint = await complaintAbout(api, request, caller);
    slowest.set(name, Math.max(slowest.get(name) ?? 0, performance.now() - askedMs));
    if (complaint === undefined || complaints.has(name)) continue;
    complaints.set(
      name,
      `${caller.role}: ${method} ${path} ${JSON.stringify(body)?.slice(0, 500)}: ${complaint}`,
    );
  }
  for (const [name, ms] of [...slowest].toSorted(([, a], [, b]) => b - a).slice(0, SLOWEST_SHOWN)) {
    t.diagnostic(`${name}: ${ms.toFixed(0)} ms at most`);
  }
  assert.deepEqual([...complaints.values()], []);
  assert.equal((await api.call("GET", "/healthz")).status, 200);
});
