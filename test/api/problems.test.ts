/** What a wrong request is told. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { json, runSeededApi } from "./running-api.ts";

test("a wrong request is told every field that is wrong and what would be right", async (t) => {
  const { api, cookie, property } = await runSeededApi(t);
  const cases: readonly (readonly [string, string, unknown, readonly [string, RegExp][]])[] = [
    ["GET", "/meters/abc", undefined, [["params.id", /whole number from 1/]]],
    ["GET", "/meters/99999999999", undefined, [["params.id", /to 2147483647/]]],
    [
      "GET",
      "/bills?tenant=0&page=0",
      undefined,
      [
        ["query.tenant", /whole number/],
        ["query.page", /1/],
      ],
    ],
    [
      "GET",
      `/meters/${property.bakery.meterId}/trend?at=9999-12-31`,
      undefined,
      [["query.at", /years 1970 to 2199/]],
    ],
    [
      "POST",
      "/session",
      { email: "nobody", password: "" },
      [
        ["body.email", /e-mail address, like/],
        ["body.password", /1/],
      ],
    ],
    [
      "POST",
      "/setup",
      { email: "a@example.org", name: " ", password: "short" },
      [
        ["body.name", /not be empty/],
        ["body.password", /at least 10/],
      ],
    ],
    [
      "POST",
      "/setup",
      { email: "a@example.org", name: "A\r\nBcc: b", password: "a".repeat(20) },
      [["body.name", /one line/]],
    ],
    [
      "POST",
      "/alarms/1/acknowledge",
      { note: "nothing \u0000 here" },
      [["body.note", /control characters/]],
    ],
    [
      "POST",
      "/bill-runs",
      { siteId: 1, from: "2026-10-01", to: "2026-10-01" },
      [["body.to", /must be after from/]],
    ],
    [
      "POST",
      "/bill-runs",
      { siteId: property.siteId, from: "2026-11-01", to: "2026-11-25" },
      [["body.to", /not be after 2026-11-24/]],
    ],
  ];
  for (const [method, path, body, expected] of cases) {
    const answer = await api.call(method, path, { cookie, body });
    assert.equal(answer.status, 400, path);
    assert.match(answer.headers.get("content-type") ?? "", /^application\/problem\+json/);
    const problem = await json(answer);
    assert.equal(problem.type, "/problems/bad-request");
    const subjects = problem.faults.map((fault: { subject: string }) => fault.subject);
    assert.deepEqual(
      subjects,
      expected.map(([subject]) => subject),
      path,
    );
    for (const [n, [subject, message]] of expected.entries()) {
      assert.match(problem.faults[n].message, message, `${path} ${subject}`);
    }
    assert.ok(problem.detail.includes(subjects[0]), `${path}: ${problem.detail}`);
  }
});

test("what is no JSON, too large, or nowhere is a problem of its own", async (t) => {
  const { api, cookie } = await runSeededApi(t);
  const raw = (path: string, type: string, body: string) =>
    fetch(`${api.address}/api${path}`, {
      method: "POST",
      headers: { "x-smartpm": "1", "content-type": type, cookie },
      body,
    });
  const statuses: [Response, number, string][] = [
    [await raw("/session", "application/json", "{"), 400, "bad-request"],
    [await raw("/session", "text/xml", "<a/>"), 415, "wrong-media-type"],
    [await raw("/session", "application/json", `"${"a".repeat(1_100_000)}"`), 413, "too-large"],
    // Half a surrogate pair: a text that no database keeps.
    [await raw("/session", "application/json", '{"email": "\\ud800"}'), 400, "bad-request"],
    [await api.call("DELETE", `/meter-models/${"x".repeat(500)}`, { cookie }), 414, "too-long"],
    [
      await api.call("GET", "/meters/1/consumption?from=soon&to=2026-11-01", { cookie }),
      400,
      "bad-request",
    ],
    [await api.call("GET", "/nowhere", { cookie }), 404, "not-found"],
    [await api.call("GET", "/bills/12345", { cookie }), 404, "not-found"],
  ];
  for (const [answer, status, name] of statuses) {
    assert.equal(answer.status, status, name);
    assert.equal((await json(answer)).type, `/problems/${name}`);
  }
});
