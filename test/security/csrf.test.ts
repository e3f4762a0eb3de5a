/** A page of another origin that makes a visitor's browser ask us. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { RouteContract } from "#api/contract/route.ts";
import { routes } from "#api/contract/routes.ts";
import { runSeededApi } from "#test/api/running-api.ts";

const CHANGING = Object.entries(routes as Readonly<Record<string, RouteContract>>).filter(
  ([, { method }]) => method !== "GET",
);

test("CSRF: no route that changes something takes a request without the header of our own pages", async (t) => {
  const { api, cookie } = await runSeededApi(t);
  for (const [name, route] of CHANGING) {
    const path = route.path.replaceAll(/:\w+/g, "1");
    // What a form of another page can send: a cookie, and one of three kinds of body.
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/json"]) {
      const answer = await fetch(`${api.address}/api${path}`, {
        method: route.method,
        headers: { cookie, "content-type": type, origin: "https://elsewhere.example" },
        body: "{}",
      });
      assert.equal(answer.status, 403, `${name} as ${type}`);
      assert.match(await answer.text(), /problems\/foreign-request/, name);
    }
  }
  assert.ok(CHANGING.length > 80);
});

test("CSRF: a form's body is refused though the header is there", async (t) => {
  const { api, cookie } = await runSeededApi(t);
  const answer = await api.call("POST", "/spaces", {
    cookie,
    headers: { "content-type": "application/x-www-form-urlencoded" },
  });
  assert.ok(answer.status >= 400 && answer.status < 500, String(answer.status));
});

test("CSRF: nothing is changed by a GET", () => {
  for (const [name, { method, summary }] of Object.entries(
    routes as Readonly<Record<string, RouteContract>>,
  )) {
    const changes = /^(create|change|remove|delete|store|start|act|book|reverse|settle)/.test(name);
    assert.equal(method === "GET" && changes, false, `${name}: ${summary}`);
  }
});

test("CSRF: a bearer token alone is no session, so that its exemption opens nothing", async (t) => {
  const { api, cookie } = await runSeededApi(t);
  // A foreign page cannot set this header either; whoever can has the cookie's rights already.
  const answer = await fetch(`${api.address}/api/session`, {
    method: "DELETE",
    headers: { authorization: "Bearer nothing" },
  });
  assert.equal(answer.status, 204, "signs out nobody");
  assert.equal((await api.call("GET", "/meters", { cookie })).status, 200);
});
