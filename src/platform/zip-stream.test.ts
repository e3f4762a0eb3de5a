import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { crc32 } from "node:zlib";
import { zipStream, type ZippedFile } from "./zip-stream.ts";

const AT = Temporal.PlainDateTime.from("2026-11-25T20:14:36");

async function* each(files: readonly ZippedFile[]): AsyncGenerator<ZippedFile> {
  yield* files;
}

async function zipped(files: readonly ZippedFile[]): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(zipStream(each(files), AT)));
}

/** What a reader finds that goes by the directory at the end, as PKWARE's APPNOTE describes it. */
function unzipped(archive: Buffer) {
  const end = archive.length - 22;
  assert.equal(archive.readUInt32LE(end), 0x06054b50);
  let at = archive.readUInt32LE(end + 16);
  const files = Array.from({ length: archive.readUInt16LE(end + 10) }, () => {
    assert.equal(archive.readUInt32LE(at), 0x02014b50);
    const [crc, size] = [archive.readUInt32LE(at + 16), archive.readUInt32LE(at + 24)];
    const nameBytes = archive.readUInt16LE(at + 28);
    const name = archive.toString("utf8", at + 46, at + 46 + nameBytes);
    const local = archive.readUInt32LE(at + 42);
    assert.equal(archive.readUInt32LE(local), 0x04034b50);
    const from = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const bytes = archive.subarray(from, from + size);
    assert.equal(crc32(bytes), crc, name);
    at += 46 + nameBytes;
    return { name, text: bytes.toString() };
  });
  assert.equal(at, end, "nothing stands between the directory and its end");
  return files;
}

test("an archive holds its files under their names, byte for byte", async () => {
  const archive = await zipped([
    { name: "B1-2026-000001.pdf", bytes: Buffer.from("one") },
    { name: "Müller.pdf", bytes: Buffer.from("two, longer") },
    { name: "empty.pdf", bytes: Buffer.alloc(0) },
  ]);
  assert.deepEqual(unzipped(archive), [
    { name: "B1-2026-000001.pdf", text: "one" },
    { name: "Müller.pdf", text: "two, longer" },
    { name: "empty.pdf", text: "" },
  ]);
  assert.deepEqual(unzipped(await zipped([])), []);
});

test("another program opens it", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "smartpm-zip-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "bills.zip");
  await writeFile(file, await zipped([{ name: "B1.pdf", bytes: Buffer.from("of Python's own") }]));
  const program =
    "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); z.testzip(); i = z.infolist()[0]; print(i.filename, *i.date_time, z.read(i).decode())";
  const { stdout } = await promisify(execFile)("python3", ["-c", program, file]).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
      return { stdout: undefined };
    },
  );
  if (stdout === undefined) return t.skip("no Python here");
  assert.equal(stdout, "B1.pdf 2026 11 25 20 14 36 of Python's own\n");
});
