import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { type ArchiveFile, archiveFolderIn, useArchiveFolder } from "#storage/archive-folder.ts";
import { copyArchives, restoreArchives } from "./archive-copies.ts";
import { openBackupKey } from "./backup-key.ts";

const CONTENT = randomBytes(3_000_000);
const FILE: ArchiveFile = {
  fileName: "site-1-2020-1-0123456789ab.parquet",
  sha256: createHash("sha256").update(CONTENT).digest("hex"),
};
const SEALED = `${FILE.fileName}.sealed`;

const takenNowhere = () => Promise.reject(new Error("the share is away"));

/** A data folder with one archived file, and an empty folder for backups. */
async function archived(t: TestContext) {
  const place = await mkdtemp(join(tmpdir(), "smartpm-copies-"));
  t.after(() => rm(place, { recursive: true }));
  const dataFolder = join(place, "data");
  const backupFolder = join(place, "backups");
  await mkdir(archiveFolderIn(dataFolder), { recursive: true });
  useArchiveFolder(archiveFolderIn(dataFolder));
  await writeFile(join(archiveFolderIn(dataFolder), FILE.fileName), CONTENT);
  const key = await openBackupKey(dataFolder);
  const told: string[] = [];
  const copy = (copied = async (path: string) => void told.push(path)) =>
    copyArchives({ files: [FILE], backupFolder, key, copied });
  const restore = (to: string, from = backupFolder) =>
    restoreArchives({
      files: [FILE],
      backupPath: join(from, "smartpm.backup"),
      dataFolder: join(place, to),
      key,
    });
  const copyPath = join(backupFolder, "archive", SEALED);
  return { place, dataFolder, backupFolder, told, copy, restore, copyPath };
}

test("an archived file is copied beside the backups once, sealed, and laid down again", async (t) => {
  const { place, told, copy, restore, copyPath, backupFolder } = await archived(t);
  await copy();
  await copy();
  assert.deepEqual(told, [copyPath]);
  assert.deepEqual(await readdir(join(backupFolder, "archive")), [SEALED]);
  assert.equal((await readFile(copyPath)).includes(CONTENT.subarray(0, 64)), false);
  assert.deepEqual(await restore("new"), []);
  const laid = join(archiveFolderIn(join(place, "new")), FILE.fileName);
  assert.ok((await readFile(laid)).equals(CONTENT));
});

test("a copy that a copy command put beside the backup itself is found too", async (t) => {
  const { place, copy, restore, copyPath } = await archived(t);
  await copy();
  const elsewhere = join(place, "offsite");
  await mkdir(elsewhere);
  await writeFile(join(elsewhere, SEALED), await readFile(copyPath));
  assert.deepEqual(await restore("new", elsewhere), []);
});

test("without a whole copy the file is named as missing", async (t) => {
  const { place, copy, restore, copyPath } = await archived(t);
  assert.deepEqual(await restore("none", join(place, "nowhere")), [FILE.fileName]);
  await copy();
  const bytes = await readFile(copyPath);
  bytes.writeUInt8(bytes.readUInt8(1_000_000) ^ 1, 1_000_000);
  await writeFile(copyPath, bytes);
  assert.deepEqual(await restore("damaged"), [FILE.fileName]);
});

test("a damaged copy is made anew from the file; a damaged file stops the backup", async (t) => {
  const { dataFolder, told, copy, copyPath } = await archived(t);
  await copy();
  await writeFile(copyPath, "nothing");
  await copy();
  assert.equal(told.length, 2);
  const path = join(archiveFolderIn(dataFolder), FILE.fileName);
  await writeFile(path, "something else");
  await assert.rejects(copy(), {
    message: `the archived readings in ${path} are not what was archived: put the file of a backup in its place`,
  });
});

test("what could not be taken elsewhere is tried again the next time", async (t) => {
  const { told, copy } = await archived(t);
  await assert.rejects(copy(takenNowhere), { message: "the share is away" });
  await copy();
  assert.equal(told.length, 1);
});
