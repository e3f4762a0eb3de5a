/** Who can make SmartPM connect somewhere, and what is told of it. */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { createServer } from "node:net";
import { once } from "node:events";
import { test } from "node:test";
import type { RouteContract } from "#api/contract/route.ts";
import { routes } from "#api/contract/routes.ts";
import { runSeededApi } from "#test/api/running-api.ts";

const ROOT = join(import.meta.dirname, "../..");

function rolesOf(name: keyof typeof routes): string[] {
  return [...(routes[name] as RouteContract).roles];
}

test("SSRF: only those who tend lines name a meter's address, only administrators a mail server", () => {
  for (const name of ["createLine", "changeLine", "askLine"] as const) {
    assert.deepEqual(rolesOf(name), ["administrator", "operator"], name);
  }
  for (const name of ["changeMailSettings", "testMailSettings"] as const) {
    assert.deepEqual(rolesOf(name), ["administrator"], name);
  }
});

/** Parts of the product that may open a connection, and what for. */
const CONNECTS: Readonly<Record<string, string>> = {
  "src/drivers/tcp-byte-stream.ts": "meters and gateways on a line",
  "src/drivers/serial-ports.ts": "nothing: the ports of the machine",
  "src/setup/readiness.ts": "its own /readyz, at the address it was installed with",
};

test("SSRF: no part of the product sends an HTTP request but to itself: nothing can be led astray", async () => {
  const sending: string[] = [];
  for (const file of await readdir(join(ROOT, "src"), { recursive: true })) {
    // The demo and its building are no part of the product.
    if (!file.endsWith(".ts") || /^(demo|simulator)\/|\.test\.ts$/.test(file)) continue;
    const text = await readFile(join(ROOT, "src", file), "utf8");
    const sends = /\bfetch\(|\bhttps?\.(?:request|get)\(|from "undici"|from "axios"/.test(text);
    if (sends && !(`src/${file}` in CONNECTS)) sending.push(`src/${file}`);
  }
  assert.deepEqual(sending, []);
});

test("SSRF: what stands at the other end of a mail server's address is not told to the asker", async (t) => {
  const { api, cookie } = await runSeededApi(t);
  const secret = "SECRET-BANNER-OF-AN-INNER-SERVICE";
  const inner = createServer((socket) => {
    socket.on("error", () => {});
    socket.end(`HTTP/1.1 200 OK\r\n\r\n${secret}\r\n`);
  });
  inner.listen(0, "127.0.0.1");
  await once(inner, "listening");
  t.after(() => {
    inner.close();
  });
  const { port } = inner.address() as { port: number };
  const settings = {
    host: "127.0.0.1",
    port,
    secure: false,
    user: "",
    password: null,
    from: "SmartPM <a@example.org>",
  };
  const answer = await api.call("POST", "/settings/mail/test", {
    cookie,
    body: { settings, recipient: "a@example.org" },
  });
  const text = await answer.text();
  assert.ok(answer.status < 500, text);
  assert.ok(!text.includes(secret), text);
});

test("SSRF: an address is a host and a port, never a URL with a scheme or path of its own", async (t) => {
  const { api, cookie, property } = await runSeededApi(t);
  for (const host of ["http://127.0.0.1/x", "127.0.0.1/x", "user@127.0.0.1", "a b", "\\\\host"]) {
    const transport = { kind: "modbus-tcp", host, port: 502, timeoutMs: 1000 };
    const body = {
      siteId: property.siteId,
      name: `line ${host.length}`,
      enabled: false,
      transport,
    };
    const answer = await api.call("POST", "/lines", { cookie, body });
    assert.equal(answer.status, 400, `${host}: ${answer.status}`);
  }
});
