/** What answers look like: documents, figures, the description of the interface, headers. */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Validator } from "@seriousme/openapi-schema-validator";
import type { RouteContract } from "#api/contract/route.ts";
import { routes } from "#api/contract/routes.ts";
import { asId } from "#domain/core/id.ts";
import { storeSteadyReadings } from "#test/support/metered-site.ts";
import { json, runSeededApi } from "./running-api.ts";

test("a bill's document is shown in the browser, under the bill's number when it is saved", async (t) => {
  const { api, cookie, property } = await runSeededApi(t);
  const answer = await api.call("GET", `/bills/${property.bakery.billId}/pdf`, { cookie });
  assert.equal(answer.headers.get("content-type"), "application/pdf");
  assert.match(
    answer.headers.get("content-disposition") ?? "",
    /^inline; filename="2026-\d+\.pdf"$/,
  );
  assert.equal(await answer.text(), "%PDF-1.7 Harbour Bakery");
});

test("the main screen and a trend show the same day, and null where nothing is known", async (t) => {
  const { api, cookie, database, property } = await runSeededApi(t);
  // From local midnight until NOW, noon: 48 quarter hours of 1 kWh.
  await storeSteadyReadings(database, {
    channelId: asId(property.supply.channelId),
    from: "2026-11-23T23:00:00Z",
    to: "2026-11-24T11:00:00Z",
    counts: 100,
  });
  const overview = await json(await api.call("GET", "/overview", { cookie }));
  const [site] = overview.sites;
  assert.equal(site.today, "2026-11-24");
  assert.deepEqual([site.tenants, site.meters, site.lines.length], [2, 3, 1]);
  const [electricity] = site.consumption;
  assert.deepEqual(
    [electricity.commodity, electricity.basis, Number(electricity.today), electricity.yesterday],
    ["electricity", "supply", 48, null],
  );
  const { flows } = await json(await api.call("GET", "/overview/flows", { cookie }));
  assert.ok(Array.isArray(flows));
  const path = `/meters/${property.supply.meterId}/trend?range=day&at=2026-11-24`;
  const trend = await json(await api.call("GET", path, { cookie }));
  assert.deepEqual(
    [Number(trend.total), trend.timeZone, trend.barStep, trend.bars.length],
    [48, "Europe/Berlin", "hour", 24],
  );
  assert.equal(trend.bars[11].quantity !== null, true);
  assert.equal(trend.bars[12].quantity, null);
});

test("the description of the interface has every route with its roles and problems", async (t) => {
  const { api, cookie } = await runSeededApi(t);
  const document = await json(await api.call("GET", "/documents/openapi.json", { cookie }));
  assert.equal(document.openapi, "3.1.0");
  for (const [name, route] of Object.entries(routes as Readonly<Record<string, RouteContract>>)) {
    const path = `/api${route.path.replaceAll(/:(\w+)/g, "{$1}")}`;
    const operation = document.paths[path]?.[route.method.toLowerCase()];
    assert.equal(operation?.operationId, name, path);
    assert.ok(operation.summary.length > 0 && operation.description.startsWith("For "), path);
    const answers = operation.responses;
    assert.ok(answers.default.content["application/problem+json"], `${path}: problems`);
    if ("mediaType" in route.response) {
      assert.ok(answers[200]?.content?.[route.response.mediaType], `${path}: its media type`);
    }
    if (route.body) assert.ok(operation.requestBody, `${path}: its body`);
  }
});

test("the description is a valid OpenAPI document", async (t) => {
  const { api, cookie } = await runSeededApi(t);
  const document = await json(await api.call("GET", "/documents/openapi.json", { cookie }));
  const { valid, errors } = await new Validator().validate(document);
  assert.deepEqual({ valid, errors }, { valid: true, errors: undefined });
  assert.match(document.openapi, /^3\.1\./);
  // And it would be told of: of each kind of mistake one.
  const path = "/api/meters";
  for (const spoil of [
    (doc: typeof document) => delete doc.info.title,
    (doc: typeof document) => (doc.paths[path].get.responses = []),
    (doc: typeof document) => (doc.paths[path].get.parameters[0].in = "nowhere"),
    (doc: typeof document) => (doc.paths["no slash"] = doc.paths[path]),
    (doc: typeof document) => (doc.components.securitySchemes.session.type = "magic"),
  ]) {
    const spoiled = structuredClone(document);
    spoil(spoiled);
    assert.equal((await new Validator().validate(spoiled)).valid, false, String(spoil));
  }
  const ids = Object.values(document.paths).flatMap((methods) =>
    Object.values(methods as object).map(({ operationId }) => operationId),
  );
  assert.equal(new Set(ids).size, ids.length, "each operation has a name of its own");
  assert.equal(ids.length, Object.keys(routes).length, "every route is described");
});

test("every answer tells the browser what it may do with it", async (t) => {
  const webFolder = await mkdtemp(join(tmpdir(), "smartpm-web-"));
  t.after(() => rm(webFolder, { recursive: true, force: true }));
  await mkdir(join(webFolder, "assets"));
  await writeFile(join(webFolder, "index.html"), "<!doctype html><title>Web</title>");
  await writeFile(join(webFolder, "assets/app-1a2b.js"), "export {};\n".repeat(500));
  const { api, cookie } = await runSeededApi(t, { webFolder });
  const page = { headers: { accept: "text/html" } };
  for (const [path, status, caching] of [
    ["/api/meters", 200, "no-store"],
    ["/api/nowhere", 404, "no-store"],
    ["/", 200, "no-cache"],
    ["/bills/7", 200, "no-cache"],
    ["/assets/app-1a2b.js", 200, "public, max-age=31536000, immutable"],
    ["/assets/gone.js", 404, "no-store"],
  ] as const) {
    const own = path.startsWith("/api") || path.startsWith("/assets");
    const answer = await fetch(`${api.address}${path}`, own ? { headers: { cookie } } : page);
    assert.equal(answer.status, status, path);
    assert.equal(answer.headers.get("cache-control"), caching, path);
    const policy = answer.headers.get("content-security-policy") ?? "";
    assert.match(policy, /script-src 'self'(;|$)/, path);
    assert.match(policy, /frame-ancestors 'self'/, path);
    assert.equal(answer.headers.get("x-content-type-options"), "nosniff", path);
    assert.equal(answer.headers.get("access-control-allow-origin"), null, path);
    await answer.body?.cancel();
  }
  const outside = await fetch(`${api.address}/..%2f..%2fpackage.json`);
  assert.equal(outside.status >= 400 && outside.status < 500, true, `${outside.status}`);
});
