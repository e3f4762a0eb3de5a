/** A collector as a process of its own. Says on stdout, once a second, how much CPU it has used, in ms. */
import { join } from "node:path";
import { startCollector } from "#collector/collector.ts";
import { loadCatalogue } from "#drivers/catalogue.ts";
import { systemClock } from "#platform/clock.ts";
import { openDatabase } from "#platform/database.ts";
import { createLog } from "#platform/log.ts";

const [databaseUrl = "", dataFolder = ""] = process.argv.slice(2);
const MICROSECONDS_A_MS = 1000;

await startCollector({
  database: openDatabase(databaseUrl),
  clock: systemClock,
  log: createLog("error"),
  catalogue: loadCatalogue(join(import.meta.dirname, "../../catalogue/meters")),
  dataFolder,
});
setInterval(() => {
  const { user, system } = process.cpuUsage();
  process.stdout.write(`${(user + system) / MICROSECONDS_A_MS}\n`);
}, 1000);
