import assert from "node:assert/strict";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { backupKeyText, openBackupKey, parseBackupKey, readBackupKey } from "./backup-key.ts";

test("a key is made once, is its owner's alone, and comes back from what is printed", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "smartpm-key-"));
  t.after(() => rm(folder, { recursive: true }));
  const key = await openBackupKey(folder);
  assert.deepEqual(await openBackupKey(folder), key);
  assert.equal((await stat(join(folder, "backup.key"))).mode & 0o777, 0o600);
  const printed = backupKeyText(key);
  assert.match(printed, /^([A-HJ-NP-Z2-9]{6}-){9}[A-HJ-NP-Z2-9]{4}$/);
  assert.deepEqual(parseBackupKey(printed), key);
  assert.deepEqual(parseBackupKey(` ${printed.toLowerCase().replaceAll("-", " ")}\n`), key);
  assert.equal(printed.includes(key.id), false);
});

test("one wrong letter anywhere is noticed", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "smartpm-key-"));
  t.after(() => rm(folder, { recursive: true }));
  const printed = backupKeyText(await openBackupKey(folder));
  for (const [at, letter] of [...printed].entries()) {
    if (letter === "-") continue;
    const wrong = printed.slice(0, at) + (letter === "A" ? "B" : "A") + printed.slice(at + 1);
    assert.equal(parseBackupKey(wrong), undefined, wrong);
  }
  await writeFile(join(folder, "mistyped"), printed.slice(1));
  await assert.rejects(readBackupKey(join(folder, "mistyped")), /holds no backup key, or one with/);
  await assert.rejects(readBackupKey(join(folder, "none")), /there is no such file.*--key-file/);
});
