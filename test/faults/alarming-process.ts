/** A worker that raises, clears and tells of communication alarms, as a process to be killed. */
import { writeSync } from "node:fs";
import { createMailTransport } from "#delivery/mail-transport.ts";
import { repeat } from "#jobs/repeat.ts";
import { alarmJobs, mailJob } from "#jobs/worker.ts";
import { openDatabase } from "#platform/database.ts";
import { createLog } from "#platform/log.ts";
import { fastClock, type FastClockSetting } from "#test/support/fast-clock.ts";

export interface AlarmingOrder {
  readonly databaseUrl: string;
  readonly clock: FastClockSetting;
  readonly mailPort: number;
}

const order = JSON.parse(process.argv[2] ?? "") as AlarmingOrder;
const database = openDatabase(order.databaseUrl);
const clock = fastClock(order.clock);
const log = createLog("silent");
const transport = createMailTransport({
  host: "127.0.0.1",
  port: order.mailPort,
  secure: false,
  from: "alarms@quay.example",
});
const stopping = new AbortController();
const { signal } = stopping;
const mail = { current: async () => transport };
const jobs = [
  ...alarmJobs({ database, clock, log }),
  mailJob({ database, clock, log, mail }, signal),
];
const running = jobs.map((job) => repeat(job, { clock, log, signal }));
writeSync(1, "watching\n");
process.once("SIGTERM", async () => {
  stopping.abort();
  await Promise.all(running);
  transport.close();
  await database.close();
});
