import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";

/**
 * Compares a text with the one that was read and found right before. `UPDATE_GOLDEN=1` writes it
 * instead: then read what changed before it is committed.
 */
export function assertGolden(path: string, text: string): void {
  if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(path, text);
  assert.equal(text, readFileSync(path, "utf8"));
}
