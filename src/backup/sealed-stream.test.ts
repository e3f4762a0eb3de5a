import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { type BackupKey } from "./backup-key.ts";
import { seal, unseal } from "./sealed-stream.ts";

const MIB = 2 ** 20;
const key: BackupKey = { bytes: Buffer.alloc(32, 7), id: "0badcafe" };
const HEADER_BYTES = 52;
const FRAME = 4 + MIB + 16;

test("what was sealed opens again, whatever the length and however it is cut", async () => {
  for (const length of [0, 1, MIB - 1, MIB, MIB + 1, 2 * MIB, 3 * MIB + 17]) {
    const plain = randomBytes(length);
    const sealed = await sealedOf(plain, 300_000);
    assert.equal((await opened(sealed, 70_001)).equals(plain), true, `${length} bytes`);
  }
});

test("a changed byte anywhere is found", async () => {
  const sealed = await sealedOf(Buffer.from("two meters, one bill"), MIB);
  for (let at = 0; at < sealed.length; at++) {
    const changed = Buffer.from(sealed);
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
    await assert.rejects(
      opened(changed, MIB),
      /is damaged|not a backup|was made with/,
      `byte ${at}`,
    );
  }
});

test("frames that are missing, moved or added are found", async () => {
  const sealed = await sealedOf(randomBytes(3 * MIB), MIB);
  const header = sealed.subarray(0, HEADER_BYTES);
  const frame = (n: number) =>
    sealed.subarray(HEADER_BYTES + n * FRAME, HEADER_BYTES + (n + 1) * FRAME);
  const of = (...parts: readonly Buffer[]) => opened(Buffer.concat([header, ...parts]), MIB);
  assert.equal((await of(frame(0), frame(1), frame(2))).length, 3 * MIB);
  await assert.rejects(of(frame(0), frame(1)), /damaged in or after its megabyte 3/);
  await assert.rejects(of(frame(1), frame(0), frame(2)), /damaged in or after its megabyte 1/);
  await assert.rejects(of(frame(0), frame(2)), /damaged in or after its megabyte 2/);
  await assert.rejects(of(frame(0), frame(1), frame(2), frame(2)), /goes on after its end/);
});

test("another key and another file are told apart from damage", async () => {
  const sealed = await sealedOf(Buffer.from("plain"), MIB);
  const other: BackupKey = { bytes: Buffer.alloc(32, 8), id: "11111111" };
  await assert.rejects(
    collected(unseal(pieces(sealed, MIB), { key: other, name: "b" })),
    /b was made with the backup key 0badcafe, and this is the key 11111111: .*--key-file/,
  );
  await assert.rejects(opened(Buffer.from("a letter"), MIB), /is not a backup of SmartPM/);
});

function sealedOf(plain: Buffer, size: number): Promise<Buffer> {
  return collected(seal(pieces(plain, size), key));
}

function opened(sealed: Buffer, size: number): Promise<Buffer> {
  return collected(unseal(pieces(sealed, size), { key, name: "the file" }));
}

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function collected(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}
