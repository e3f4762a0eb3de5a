import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { logFile, openRotatingLog } from "./rotating-log.ts";

test("the log grows to six files and no further, and its newest end is whole", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "smartpm-log-"));
  t.after(() => rm(folder, { recursive: true }));
  const log = openRotatingLog(folder, 100);
  for (let n = 0; n < 100; n++) log.write(Buffer.from(`line ${String(n).padStart(4, "0")}\n`));
  await log.close();
  const files = (await readdir(join(folder, "log"))).toSorted();
  assert.deepEqual(files, ["smartpm.log", ...[1, 2, 3, 4, 5].map((n) => `smartpm.log.${n}`)]);
  // Ten bytes a line, a hundred a file: the last ten lines stand in the newest.
  assert.equal((await readFile(logFile(folder), "utf8")).split("\n").at(-2), "line 0099");
  assert.equal((await readFile(`${logFile(folder)}.5`, "utf8")).split("\n")[0], "line 0040");
});

test("a log that was there goes on", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "smartpm-log-"));
  t.after(() => rm(folder, { recursive: true }));
  for (const word of ["one", "two"]) {
    const log = openRotatingLog(folder);
    log.write(Buffer.from(`${word}\n`));
    await log.close();
  }
  assert.equal(await readFile(logFile(folder), "utf8"), "one\ntwo\n");
});
