/** What browsers are told by every answer: pages, the API, files, errors. */
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { runSeededApi } from "#test/api/running-api.ts";

async function setUp(t: Parameters<typeof runSeededApi>[0]) {
  const webFolder = await mkdtemp(join(tmpdir(), "smartpm-headers-"));
  t.after(() => rm(webFolder, { recursive: true, force: true }));
  await writeFile(join(webFolder, "index.html"), "<!doctype html><title>SmartPM</title>");
  return runSeededApi(t, { webFolder });
}

const POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'self'",
];
/** Nothing runs in it; the browser's own viewer is an object. */
const PDF_POLICY = ["default-src 'none'", "object-src 'self'", "frame-ancestors 'self'"];

test("headers: every answer says what browsers may do with it", async (t) => {
  const { api, cookie, property } = await setUp(t);
  for (const path of [
    "/",
    "/meters/1",
    "/api/healthz",
    "/api/meters",
    `/api/bills/${property.bakery.billId}/pdf`,
    "/api/nothing",
    "/api/users",
  ]) {
    const headers = path === "/api/users" ? {} : { cookie };
    const answer = await fetch(`${api.address}${path}`, { headers });
    const policy = answer.headers.get("content-security-policy") ?? "";
    const directives = policy.split(";").map((one) => one.trim());
    for (const directive of path.endsWith("/pdf") ? PDF_POLICY : POLICY) {
      assert.ok(directives.includes(directive), `${path}: ${directive} in ${policy}`);
    }
    assert.ok(!/script-src[^;]*unsafe/.test(policy), path);
    assert.equal(answer.headers.get("x-content-type-options"), "nosniff", path);
    assert.equal(answer.headers.get("referrer-policy"), "same-origin", path);
    assert.equal(answer.headers.get("access-control-allow-origin"), null, path);
    assert.equal(answer.headers.get("x-powered-by"), null, path);
    assert.equal(answer.headers.get("server"), null, path);
    assert.match(answer.headers.get("content-type") ?? "", /^(text|application)\//, path);
    if (path.startsWith("/api"))
      assert.equal(answer.headers.get("cache-control"), "no-store", path);
    await answer.arrayBuffer();
  }
});

test("headers: other origins are told nothing, and TRACE is not answered", async (t) => {
  const { api, cookie } = await setUp(t);
  const foreign = { cookie, origin: "https://elsewhere.example" };
  const answer = await api.call("GET", "/meters", { headers: foreign });
  assert.equal(answer.headers.get("access-control-allow-origin"), null);
  const asked = await api.call("OPTIONS", "/meters", { headers: foreign });
  assert.equal(asked.headers.get("access-control-allow-origin"), null);
  const status = await new Promise<number | undefined>((resolve, reject) => {
    request(`${api.address}/api/meters`, { method: "TRACE" }, (traced) => {
      traced.resume();
      resolve(traced.statusCode);
    })
      .on("error", reject)
      .end();
  });
  assert.ok([403, 404, 405].includes(status ?? 0), String(status));
});

test("headers: what a proxy says of the address is believed from this machine only", async (t) => {
  const { api, database } = await setUp(t);
  const body = { email: "viewer@example.org", password: "not it at all" };
  // From here, where a proxy may stand, it is believed; test clients are all here.
  await api.call("POST", "/session", { body, headers: { "x-forwarded-for": "192.0.2.7" } });
  const { rows } = await database.query(
    "select address from sign_in_record where email like 'viewer%'",
  );
  assert.deepEqual(rows, [{ address: "192.0.2.7" }]);
});
