/** The one cookie there is. Over HTTPS: test/api/https.test.ts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { PASSWORD, runSeededApi } from "#test/api/running-api.ts";

const BODY = { email: "viewer@example.org", password: PASSWORD };

test("cookies: out of reach of scripts and of other sites; over HTTPS of this very host only", async (t) => {
  const { api } = await runSeededApi(t);
  const plain = await api.call("POST", "/session", { body: BODY });
  assert.equal(plain.headers.getSetCookie().length, 1);
  assert.match(
    plain.headers.getSetCookie()[0] ?? "",
    /^smartpm_session=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/,
  );
  const headers = { "x-forwarded-proto": "https" };
  const secure = await api.call("POST", "/session", { body: BODY, headers });
  assert.match(
    secure.headers.getSetCookie()[0] ?? "",
    /^__Host-smartpm_session=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
  );
});

test("cookies: one that was not made here, or is no token, opens nothing", async (t) => {
  const { api } = await runSeededApi(t);
  const [cookie = ""] = (await api.call("POST", "/session", { body: BODY })).headers.getSetCookie();
  const token = cookie.split(";")[0]?.split("=")[1] ?? "";
  const flipped = token.replace(/.$/, (last) => (last === "A" ? "B" : "A"));
  for (const wrong of [flipped, "", "x".repeat(43), `${token}x`, "' or true --", "..%2f"]) {
    const asked = { cookie: `smartpm_session=${wrong}` };
    assert.equal((await api.call("GET", "/meters", asked)).status, 401, wrong);
  }
  // The plain name does not open over HTTPS: a neighbour without HTTPS could have planted it.
  const answer = await api.call("GET", "/meters", {
    cookie: `smartpm_session=${token}`,
    headers: { "x-forwarded-proto": "https" },
  });
  assert.equal(answer.status, 401);
});
