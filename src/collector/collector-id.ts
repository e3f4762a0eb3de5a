import { randomUUID } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { errorCode } from "#platform/refusal.ts";

/**
 * By what a collector is known to the others. It stays with the data folder, so that a collector
 * that was killed holds its own lines again as soon as it is back.
 */
export function readCollectorId(dataFolder: string): string {
  const file = join(dataFolder, "collector-id");
  try {
    const id = readFileSync(file, "utf8").trim();
    if (id.length > 0) return id;
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
  }
  const id = randomUUID();
  writeFileSync(file, `${id}\n`);
  return id;
}
