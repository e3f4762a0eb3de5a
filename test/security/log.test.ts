/** What the log tells of a day: enough to know what happened, and nothing that opens a door. */
import assert from "node:assert/strict";
import { test } from "node:test";
import pino from "pino";
import { PASSWORD, runApi, seedUsers } from "#test/api/running-api.ts";
import { seedProperty } from "#test/api/seeded-property.ts";
import { testDatabase } from "#test/support/test-database.ts";

interface Line {
  readonly time: number;
  readonly level: number;
  readonly msg: string;
  readonly [more: string]: unknown;
}

async function setUp(t: Parameters<typeof testDatabase>[0]) {
  const database = await testDatabase(t);
  const { bakery } = await seedProperty(database);
  await seedUsers(database, bakery.tenantId);
  const texts: string[] = [];
  const log = pino({ level: "trace", base: null }, { write: (text: string) => texts.push(text) });
  const api = await runApi(t, { database, log });
  const lines = (): Line[] => texts.map((text) => JSON.parse(text) as Line);
  return { api, database, texts, lines };
}

test("log: sign-ins, refused ones, and what a role, a contract or a missing header refused, with who and from where", async (t) => {
  const { api, lines } = await setUp(t);
  const cookie = await api.signIn("viewer@example.org");
  const wrong = { email: "viewer@example.org", password: "not the password" };
  await api.call("POST", "/session", { body: wrong });
  await api.call("GET", "/users", { cookie });
  await api.call("GET", "/reports/billing?from=never", { cookie });
  await fetch(`${api.address}/api/session`, { method: "DELETE", headers: { cookie } });
  const told = lines();
  const find = (wanted: Readonly<Record<string, unknown>>): Line => {
    const found = told.find((line) =>
      Object.entries(wanted).every(([name, value]) => line[name] === value),
    );
    return found ?? assert.fail(`no line with ${JSON.stringify(wanted)}`);
  };
  const entered = find({ msg: "signed in", factor: "not-set" });
  assert.equal(entered["address"], "127.0.0.1");
  const userId = entered["userId"];
  assert.equal(typeof userId, "number");
  find({ msg: "sign-in refused", by: "password", address: "127.0.0.1" });
  find({ msg: "request", route: "/api/session", statusCode: 401 });
  find({ msg: "request", route: "/api/users", statusCode: 403, userId, address: "127.0.0.1" });
  find({ msg: "request", route: "/api/reports/billing", statusCode: 400, userId });
  find({ msg: "request", route: "/api/session", method: "DELETE", statusCode: 403 });
  for (const { time, level, msg } of told) {
    assert.ok(Number.isSafeInteger(time) && level > 0 && msg !== "", "when, how grave, what");
  }
});

test("log: neither passwords, cookies and tokens nor bodies and queries, and no text begins a line", async (t) => {
  const { api, texts, lines } = await setUp(t);
  const cookie = await api.signIn("administrator@example.org");
  const made = await api.call("POST", "/account/tokens", {
    cookie,
    body: { name: "The firm", scopes: ["read"], days: 7, password: PASSWORD },
  });
  const { token } = (await made.json()) as { token: string };
  const headers = { authorization: `Bearer ${token}` };
  await fetch(`${api.address}/api/meters`, { headers });
  await fetch(`${api.address}/api/meters`, { headers: { authorization: "Bearer spm_wrong" } });
  const line = 'x\n{"level":50,"msg":"forged"}';
  const forged = { email: line, password: "SECRET-OF-A-BODY" };
  await api.call("POST", "/session", { body: forged });
  await api.call("GET", `/reports/billing?from=SECRET-OF-A-QUERY`, { cookie });
  await api.call("GET", `/${encodeURIComponent(line)}`, { cookie });
  const all = texts.join("");
  const [, session = ""] = cookie.split("=");
  for (const secret of [PASSWORD, session, token, "SECRET-OF-A-BODY", "SECRET-OF-A-QUERY"]) {
    assert.ok(secret.length > 8 && !all.includes(secret), secret);
  }
  for (const text of texts) assert.equal(text.trimEnd().split("\n").length, 1, text);
  assert.ok(lines().every(({ msg }) => msg !== "forged"));
});

test("log: our own fault in full, of which the asker is told nothing", async (t) => {
  const { api, database, lines } = await setUp(t);
  const cookie = await api.signIn("administrator@example.org");
  await database.query("alter table organisation rename to elsewhere");
  const answer = await api.call("GET", "/organisation", { cookie });
  assert.equal(answer.status, 500);
  const text = await answer.text();
  assert.ok(!/organisation"|select|relation|at .*\.ts/.test(text), text);
  const fault = lines().find(({ msg }) => msg === "request failed");
  assert.match(JSON.stringify(fault?.["err"]), /relation \\"organisation\\" does not exist/);
});
