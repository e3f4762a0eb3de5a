/** The web over HTTPS: with a certificate of its own making, and with a given one. */
import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { connect } from "node:tls";
import { createServerIdentity } from "#documents/server-certificate.ts";
import { configurationOf, readSettings } from "#platform/configuration.ts";
import { systemClock } from "#platform/clock.ts";
import { httpsSource } from "#service/https-identity.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { PASSWORD, runApi, seedUsers } from "./running-api.ts";
import { NOW, seedProperty } from "./seeded-property.ts";

async function folderOf(t: { after(tidy: () => Promise<void>): void }): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "smartpm-https-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

function configured(folder: string, flags: Record<string, string>, env: NodeJS.ProcessEnv = {}) {
  return configurationOf(readSettings({ flags: { data: folder, ...flags }, env }));
}

test("beyond this machine HTTPS is spoken unless a proxy does it, on this machine only when asked", async (t) => {
  const folder = await folderOf(t);
  const speaks = (flags: Record<string, string>) =>
    httpsSource(configured(folder, flags), systemClock) !== undefined;
  assert.equal(speaks({ host: "127.0.0.1" }), false);
  assert.equal(speaks({ host: "::1" }), false);
  assert.equal(speaks({ host: "localhost" }), false);
  assert.equal(speaks({ host: "0.0.0.0" }), true);
  assert.equal(speaks({ host: "192.168.1.5" }), true);
  assert.equal(speaks({ host: "0.0.0.0", https: "off" }), false);
  assert.equal(speaks({ host: "127.0.0.1", https: "on" }), true);
});

test("the self-made certificate is for every name, kept closed, and made anew before it ends", async (t) => {
  const folder = await folderOf(t);
  const configuration = configured(folder, {
    host: "::1",
    https: "on",
    "public-url": "https://flat.example:8",
  });
  let now = NOW;
  const clock = { ...systemClock, now: () => now };
  const read = httpsSource(configuration, clock);
  assert.ok(read);
  const first = await read();
  const parsed = new X509Certificate(first.certificate);
  for (const name of ["localhost", "flat.example"]) assert.ok(parsed.checkHost(name), name);
  for (const address of ["127.0.0.1", "::1"]) assert.ok(parsed.checkIP(address), address);
  assert.ok(parsed.verify(parsed.publicKey), "it signs itself");
  assert.equal((await stat(join(folder, "https-key.pem"))).mode & 0o777, 0o600);
  assert.equal((await read()).certificate, first.certificate, "kept");
  now = NOW.add({ hours: 24 * 796 });
  assert.notEqual((await read()).certificate, first.certificate, "29 days before its end");
});

test("a given certificate is read anew each time, and what is wrong with it is told", async (t) => {
  const folder = await folderOf(t);
  const paths = { certificate: join(folder, "c.pem"), key: join(folder, "k.pem") };
  const env = { SMARTPM_HTTPS_CERTIFICATE: paths.certificate, SMARTPM_HTTPS_KEY: paths.key };
  const read = httpsSource(configured(folder, {}, env), systemClock);
  assert.ok(read, "also on this machine only");
  await assert.rejects(read(), /https.certificate: cannot read .*c.pem/);
  const [one, other] = [
    await createServerIdentity(["a.example"], NOW),
    await createServerIdentity(["a.example"], NOW),
  ];
  await writeFile(paths.certificate, one.certificate);
  await writeFile(paths.key, other.key);
  await assert.rejects(read(), /do not fit together/);
  await writeFile(paths.key, one.key);
  assert.equal((await read()).isSelfMade, false);
  await writeFile(paths.certificate, other.certificate);
  await writeFile(paths.key, other.key);
  assert.equal((await read()).certificate, other.certificate);
  assert.throws(
    () => configured(folder, {}, { SMARTPM_HTTPS_KEY: paths.key }),
    /https.certificate is missing: a certificate and its key are given together/,
  );
});

/** Signs in over HTTPS, trusting `ca`. */
async function enter(address: string, ca: string) {
  const { port } = new URL(address);
  return new Promise<{ status: number | undefined; headers: NodeJS.Dict<string | string[]> }>(
    (resolve, reject) => {
      const asked = request(
        `https://localhost:${port}/api/session`,
        {
          method: "POST",
          ca,
          headers: { "x-smartpm": "1", "content-type": "application/json" },
        },
        (answer) => {
          answer.resume();
          resolve({ status: answer.statusCode, headers: answer.headers });
        },
      );
      asked.on("error", reject);
      asked.end(JSON.stringify({ email: "viewer@example.org", password: PASSWORD }));
    },
  );
}

for (const isSelfMade of [true, false]) {
  test(`headers and cookies over HTTPS, ${isSelfMade ? "self-made" : "given"} certificate`, async (t) => {
    const database = await testDatabase(t);
    const { bakery } = await seedProperty(database);
    await seedUsers(database, bakery.tenantId);
    const identity = await createServerIdentity(["localhost"], systemClock.now());
    const api = await runApi(t, { database, https: async () => ({ ...identity, isSelfMade }) });
    assert.match(api.address, /^https:/);
    const { status, headers } = await enter(api.address, identity.certificate);
    assert.equal(status, 200);
    const [cookie = ""] = headers["set-cookie"] ?? [];
    assert.match(cookie, /^__Host-smartpm_session=.*; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    const strict = headers["strict-transport-security"];
    assert.equal(strict, isSelfMade ? undefined : "max-age=31536000; includeSubDomains");
    assert.equal(headers["cross-origin-opener-policy"], "same-origin");
  });
}

test("nothing older than TLS 1.2 is spoken", async (t) => {
  const database = await testDatabase(t);
  const identity = await createServerIdentity(["localhost"], systemClock.now());
  const api = await runApi(t, { database, https: async () => ({ ...identity, isSelfMade: true }) });
  const { port } = new URL(api.address);
  const protocolOf = (maxVersion: "TLSv1.1" | "TLSv1.2" | "TLSv1.3") =>
    new Promise<string>((resolve) => {
      const options = {
        port: Number(port),
        ca: identity.certificate,
        minVersion: "TLSv1",
      } as const;
      const socket = connect(
        { ...options, servername: "localhost", maxVersion, ciphers: "DEFAULT:@SECLEVEL=0" },
        () => {
          resolve(socket.getProtocol() ?? "none");
          socket.destroy();
        },
      );
      socket.on("error", () => resolve("refused"));
    });
  assert.equal(await protocolOf("TLSv1.1"), "refused");
  assert.equal(await protocolOf("TLSv1.2"), "TLSv1.2");
  assert.equal(await protocolOf("TLSv1.3"), "TLSv1.3");
});
