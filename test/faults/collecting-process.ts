/**
 * A collector as a process of its own, to be killed. Says on stdout, one JSON array a line, which
 * readings it has acknowledged: those that are on its disk.
 */
import { writeSync } from "node:fs";
import { join } from "node:path";
import { startCollector } from "#collector/collector.ts";
import { loadCatalogue } from "#drivers/catalogue.ts";
import { openDatabase } from "#platform/database.ts";
import { createLog } from "#platform/log.ts";
import { fastClock, type FastClockSetting } from "#test/support/fast-clock.ts";

export interface CollectingOrder {
  readonly databaseUrl: string;
  readonly dataFolder: string;
  readonly clock: FastClockSetting;
}

const order = JSON.parse(process.argv[2] ?? "") as CollectingOrder;
const database = openDatabase(order.databaseUrl);
const collector = await startCollector({
  database,
  clock: fastClock(order.clock),
  log: createLog("silent"),
  catalogue: loadCatalogue(join(import.meta.dirname, "../../catalogue/meters")),
  dataFolder: order.dataFolder,
  onKept(readings) {
    const kept = readings.map(({ channelId, measuredAt, counts }) => [
      channelId,
      measuredAt.epochMilliseconds,
      counts,
    ]);
    writeSync(1, `${JSON.stringify(kept)}\n`);
  },
});
process.once("SIGTERM", async () => {
  await collector.stop();
  await database.close();
});
