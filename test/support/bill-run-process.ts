/** A process that works at bill runs until there is nothing to do, to be killed on the way. */
import { workBillRuns } from "#jobs/work-bill-run.ts";
import { listActiveRuns } from "#storage/bill-runs.ts";
import { MovableClock } from "#platform/clock.ts";
import { openDatabase } from "#platform/database.ts";

const [url = "", now = "", batchSize = "2"] = process.argv.slice(2);
const database = openDatabase(url);
const clock = new MovableClock(Temporal.Instant.from(now));
process.stdout.write("working\n");
while ((await listActiveRuns(database)).length > 0) {
  await workBillRuns({ database, clock, batchSize: Number(batchSize) });
  process.stdout.write("billed\n");
}
await database.close();
