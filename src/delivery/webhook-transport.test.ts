import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { test, type TestContext } from "node:test";
import { isOwnNetwork } from "./checked-address.ts";
import { createWebhookTransport } from "./webhook-transport.ts";

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A receiver that answers with these statuses in turn; 0: it hangs up without a word. */
async function receiver(t: TestContext, statuses: readonly number[]) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const status = statuses[received.length] ?? 200;
    received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
    if (status === 0) request.socket.destroy();
    else response.writeHead(status, { location: "/elsewhere" }).end("ignored");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  return { received, url: `http://127.0.0.1:${port}/alarms`, port };
}

const AT = Temporal.Instant.from("2026-11-24T10:00:00.700Z");
const of = (url: string) => {
  return { url, key: "a key", deliveryKey: "webhook/1/test/1", body: '{"zh":"报警"}', at: AT };
};

test("the signature covers the time and the body as they arrive", async (t) => {
  const { received, url } = await receiver(t, [204]);
  const transport = createWebhookTransport({ allowPrivate: true });
  assert.deepEqual(await transport.send(of(url)), { kind: "accepted", status: 204 });
  const [{ headers, body } = assert.fail()] = received;
  assert.equal(body, '{"zh":"报警"}');
  assert.equal(headers["smartpm-delivery"], "webhook/1/test/1");
  assert.equal(headers["smartpm-timestamp"], "1795514400");
  const wanted = createHmac("sha256", "a key").update(`1795514400.${body}`).digest("hex");
  assert.equal(headers["smartpm-signature"], `sha256=${wanted}`);
});

test("what the receiver says decides: taken, later, or nobody knows; no redirection is followed", async (t) => {
  const { received, url } = await receiver(t, [200, 503, 429, 404, 302, 0]);
  const transport = createWebhookTransport({ allowPrivate: true });
  const outcomes: unknown[] = [];
  for (let n = 0; n < 6; n += 1) {
    const outcome = await transport.send(of(url));
    outcomes.push([outcome.kind, "status" in outcome ? outcome.status : undefined]);
  }
  assert.deepEqual(outcomes, [
    ["accepted", 200],
    ["postponed", 503],
    ["postponed", 429],
    ["postponed", 404],
    ["postponed", 302],
    ["uncertain", undefined],
  ]);
  assert.equal(received.length, 6);
});

test("nobody there, or nobody who answers in time", async (t) => {
  const { port } = await receiver(t, []);
  const silent = createServer(() => undefined).listen(0, "127.0.0.1");
  await once(silent, "listening");
  t.after(() => silent.closeAllConnections());
  t.after(() => silent.close());
  const slow = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
  const transport = createWebhookTransport({ allowPrivate: true, timeoutMs: 300 });
  assert.equal((await transport.send(of(slow))).kind, "uncertain");
  const refused = `https://127.0.0.1:${port}/`;
  assert.equal((await transport.send(of(refused))).kind, "postponed", "no TLS there");
});

test("this machine and its networks are refused by name and by number, before anything is sent", async (t) => {
  const { received, port } = await receiver(t, []);
  const transport = createWebhookTransport({ allowPrivate: false });
  for (const host of ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0"]) {
    const outcome = await transport.send(of(`http://${host}:${port}/`));
    assert.equal(outcome.kind, "postponed", host);
    assert.match("reason" in outcome ? outcome.reason : "", /leads into this network/, host);
  }
  assert.equal(received.length, 0);
  const inside = ["10.1.2.3", "172.31.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"];
  const inside6 = ["fe80::1", "fd00::1", "::", "64:ff9b::7f00:1", "2002:7f00:1::"];
  for (const address of [...inside, ...inside6]) assert.ok(isOwnNetwork(address), address);
  for (const address of ["8.8.8.8", "172.32.0.1", "2001:4860:4860::8888"]) {
    assert.ok(!isOwnNetwork(address), address);
  }
});
