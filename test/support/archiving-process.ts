/**
 * Archives until all is done, as the worker does; for tests that kill it. Says a line before it
 * begins, and one for each file.
 */
import { writeSync } from "node:fs";
import { archiveReadings } from "#jobs/archive-readings.ts";
import { MovableClock } from "#platform/clock.ts";
import { openDatabase } from "#platform/database.ts";
import { useArchiveFolder } from "#storage/archive-folder.ts";

const [url = "", folder = "", now = ""] = process.argv.slice(2);
useArchiveFolder(folder);
const database = openDatabase(url);
const clock = new MovableClock(Temporal.Instant.from(now));
await database.query("select 1");
writeSync(1, "begins\n");
const done = () => void writeSync(1, "file\n");
await archiveReadings({ database, clock, keepYears: 1, done });
await database.close();
