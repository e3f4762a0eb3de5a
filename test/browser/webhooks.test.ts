/** A program that is told of alarms, set up and tested on the page Alarms. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { createWebhookTransport } from "#delivery/webhook-transport.ts";
import { tellWebhooks } from "#jobs/tell-webhooks.ts";
import type { Database } from "#platform/database.ts";
import { createLog } from "#platform/log.ts";
import { openSecretBox } from "#platform/secrets.ts";
import { storeSecret } from "#storage/secrets.ts";
import { listWebhooks, webhookSecret } from "#storage/webhooks.ts";
import { seedUsers } from "#test/api/running-api.ts";
import { seedProperty } from "#test/api/seeded-property.ts";
import { inspect, runWeb, type RunningWeb, WAYS } from "#test/support/running-web.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { until } from "#test/support/until.ts";

const TABLET = { width: 820, height: 1100 };

/** A receiver that answers as told. */
async function startReceiver(t: TestContext, status: () => number) {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(status()).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/alarms`;
}

/** A round of the worker's; the key that was shown is sealed for it anew, whose own the server keeps. */
async function tell(
  t: TestContext,
  database: Database,
  { api, key }: Pick<RunningWeb, "api"> & { readonly key: string },
) {
  const folder = await mkdtemp(join(tmpdir(), "smartpm-webhooks-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const box = await openSecretBox(folder);
  for (const { id } of await listWebhooks(database)) {
    const name = webhookSecret(id);
    await storeSecret(database, { name, sealed: box.seal(name, key) });
  }
  const transport = createWebhookTransport({ allowPrivate: true });
  await tellWebhooks({ database, clock: api.clock, log: createLog("silent"), box, transport });
}

for (const { way, viewport } of [...WAYS, { way: "at 820 px", viewport: TABLET }]) {
  test(`a webhook is added, its key shown once, and tested until its receiver takes it, ${way}`, async (t) => {
    const database = await testDatabase(t);
    const { bakery } = await seedProperty(database);
    await seedUsers(database, bakery.tenantId);
    const answers = { status: 404 };
    const url = await startReceiver(t, () => answers.status);
    const web = await runWeb(t, database);
    const page = await web.open("/alarms", viewport);
    const section = page.getByRole("region", { name: "Programs that are told" });
    await section.getByText("No program is told of alarms.").waitFor();
    await section.getByRole("button", { name: "Add a webhook" }).click();
    const drawer = page.getByRole("dialog");
    await drawer.getByLabel("Name").fill("Control room");
    await drawer.getByLabel("Address").fill("control-room");
    await drawer.getByRole("button", { name: "Save" }).click();
    await drawer.getByText("write it like https://example.com/alarms").waitFor();
    await drawer.getByLabel("Address").fill(url);
    await inspect(page, "webhook-drawer");
    await drawer.getByRole("button", { name: "Save" }).click();
    const key = await section.getByRole("status").locator("code").innerText();
    assert.match(key, /^[\w-]{43}$/);
    await section.scrollIntoViewIfNeeded();
    await inspect(page, "webhook-key");

    await section.getByRole("button", { name: "Requests: Control room" }).click();
    for (const status of [404, 204]) {
      answers.status = status;
      await drawer.getByRole("button", { name: "Send a test" }).click();
      await until("the test waits", async () => {
        const { rowCount } = await database.query(
          "select from outbox_webhook where state = 'waiting'",
        );
        return rowCount === 1;
      });
      await tell(t, database, { api: web.api, key });
      await drawer.getByRole("status").getByText(`The receiver answered ${status}.`).waitFor();
    }
    await inspect(page, "webhook-requests");
    await page.keyboard.press("Escape");
    await section.getByText("Sent", { exact: true }).waitFor();
  });
}
