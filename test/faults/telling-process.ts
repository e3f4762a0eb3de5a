/** A worker that tells webhooks of alarms, as a process to be killed. */
import { writeSync } from "node:fs";
import { createWebhookTransport } from "#delivery/webhook-transport.ts";
import { repeat } from "#jobs/repeat.ts";
import { tellWebhooks } from "#jobs/tell-webhooks.ts";
import { openDatabase } from "#platform/database.ts";
import { createLog } from "#platform/log.ts";
import { openSecretBox } from "#platform/secrets.ts";
import { fastClock, type FastClockSetting } from "#test/support/fast-clock.ts";

export interface TellingOrder {
  readonly databaseUrl: string;
  /** With the key of the secrets. */
  readonly dataFolder: string;
  readonly clock: FastClockSetting;
}

/** As the worker does it. */
const EVERY_MS = 2_000;

const order = JSON.parse(process.argv[2] ?? "") as TellingOrder;
const database = openDatabase(order.databaseUrl);
const clock = fastClock(order.clock);
const log = createLog("silent");
const box = await openSecretBox(order.dataFolder);
const transport = createWebhookTransport({ allowPrivate: true });
const { signal } = new AbortController();
const job = { database, clock, log, box, transport, signal };
writeSync(1, "telling\n");
await repeat(
  { name: "webhooks", everyMs: EVERY_MS, round: () => tellWebhooks(job) },
  { clock, log, signal },
);
