/** Messages that are not what they seem: two lengths, parameters twice, names that mean something else. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { json, runSeededApi } from "#test/api/running-api.ts";

/** Sends bytes as they are; what came back until the server closed, or answered. */
async function sendRaw(address: string, message: string): Promise<string> {
  const { hostname, port } = new URL(address);
  const socket = connect({ host: hostname, port: Number(port) });
  await once(socket, "connect");
  socket.write(message);
  let said = "";
  for await (const bytes of socket) {
    said += String(bytes);
    if (said.includes("\r\n\r\n")) break;
  }
  return said;
}

test("messages: one whose end could be read in two ways is refused, and what hides in it is not done", async (t) => {
  const { api, cookie } = await runSeededApi(t);
  const hidden = `GET /api/meters HTTP/1.1\r\nHost: x\r\nCookie: ${cookie}\r\n\r\n`;
  const head = `POST /api/session HTTP/1.1\r\nHost: x\r\nX-SmartPM: 1\r\nContent-Type: application/json\r\n`;
  for (const lengths of [
    `Content-Length: ${hidden.length}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
    `Content-Length: 2\r\nContent-Length: ${hidden.length}\r\n\r\n{}${hidden}`,
    `Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${hidden}`,
    `Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${hidden}`,
    `Content-Length: +2\r\n\r\n{}${hidden}`,
  ]) {
    const said = await sendRaw(api.address, head + lengths);
    assert.match(said, /^HTTP\/1\.1 400 /, lengths);
    assert.ok(!said.includes('"meters"'), lengths);
  }
});

test("messages: a parameter that comes twice is refused, and one of the body is none of the address", async (t) => {
  const { api, cookie, property } = await runSeededApi(t);
  const ask = (query: string) => api.call("GET", `/reports/billing?${query}`, { cookie });
  assert.equal((await ask("from=2026-01&to=2026-02&by=month")).status, 200);
  const twice = await ask("from=2026-01&from=2026-02&to=2026-02&by=month");
  assert.equal(twice.status, 400);
  assert.equal((await json(twice)).faults[0].subject, "query.from");
  // The number in the address decides, whatever the body calls itself.
  const path = `/sites/${property.siteId}/bill-settings`;
  const settings = await json(await api.call("GET", path, { cookie }));
  const body = { ...settings, siteId: 999_999, id: 999_999 };
  const saved = await api.call("PATCH", path, { cookie, body });
  assert.ok([200, 204, 404, 405].includes(saved.status), String(saved.status));
});

test("messages: names that would change what objects are, are refused", async (t) => {
  const { api } = await runSeededApi(t);
  for (const body of [
    '{"email":"a@example.org","password":"x","__proto__":{"role":"administrator"}}',
    '{"email":"a@example.org","password":"x","constructor":{"prototype":{"role":"x"}}}',
  ]) {
    const answer = await fetch(`${api.address}/api/session`, {
      method: "POST",
      headers: { "x-smartpm": "1", "content-type": "application/json" },
      body,
    });
    assert.equal(answer.status, 400, body);
  }
  assert.equal(Object.hasOwn(Object.prototype, "role"), false);
});

test("messages: no path leads out of the built web, and no folder is listed", async (t) => {
  const webFolder = await mkdtemp(join(tmpdir(), "smartpm-messages-"));
  t.after(() => rm(webFolder, { recursive: true, force: true }));
  await writeFile(join(webFolder, "index.html"), "<!doctype html><title>SmartPM</title>");
  const { api } = await runSeededApi(t, { webFolder });
  for (const path of [
    "/../package.json",
    "/..%2fpackage.json",
    "/%2e%2e/%2e%2e/package.json",
    "/..%5cpackage.json",
    "//etc/passwd",
    "/.git/config",
    "/assets/",
    "/index.html%00.js",
  ]) {
    const said = await sendRaw(api.address, `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
    assert.match(said, /^HTTP\/1\.1 (?:400|403|404) /, `${path}: ${said.slice(0, 60)}`);
  }
});
