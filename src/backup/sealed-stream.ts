import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { Refusal } from "#platform/refusal.ts";
import type { BackupKey } from "./backup-key.ts";
import { ByteReader } from "./byte-reader.ts";

/** How every backup begins; the digit is the version of the format. */
const MAGIC = Buffer.from("SmartPM backup 1");
const SALT_BYTES = 32;
const KEY_ID_BYTES = 4;
const HEADER_BYTES = MAGIC.length + KEY_ID_BYTES + SALT_BYTES;
const FRAME_BYTES = 2 ** 20;
const LENGTH_BYTES = 4;
const TAG_BYTES = 16;

/**
 * Encrypts a stream in frames of 1 MiB by AES-256-GCM, with a key of the file's own that HKDF
 * derives from the backup key and a salt. A frame's number and whether it is the last are in its
 * nonce, the header is authenticated with each: a frame that is changed, moved, doubled or missing
 * does not open. Memory: two frames.
 */
export async function* seal(plain: AsyncIterable<Buffer>, key: BackupKey): AsyncGenerator<Buffer> {
  const header = Buffer.concat([MAGIC, Buffer.from(key.id, "hex"), randomBytes(SALT_BYTES)]);
  const fileKey = fileKeyOf(key, header);
  const reader = new ByteReader(plain);
  try {
    yield header;
    let piece = await reader.read(FRAME_BYTES);
    for (let number = 0; ; number++) {
      const following = await reader.read(FRAME_BYTES);
      const last = following.length === 0;
      const cipher = createCipheriv("aes-256-gcm", fileKey, nonceOf(number, last)).setAAD(header);
      const sealed = Buffer.concat([cipher.update(piece), cipher.final()]);
      const length = Buffer.alloc(LENGTH_BYTES);
      length.writeUInt32BE(sealed.length);
      yield Buffer.concat([length, sealed, cipher.getAuthTag()]);
      if (last) return;
      piece = following;
    }
  } finally {
    await reader.close();
  }
}

/** Decrypts what `seal` made. Throws a Refusal for another file, another key, or any damage. */
export async function* unseal(
  sealed: AsyncIterable<Buffer>,
  { key, name }: { readonly key: BackupKey; readonly name: string },
): AsyncGenerator<Buffer> {
  const reader = new ByteReader(sealed);
  try {
    const header = await reader.read(HEADER_BYTES);
    if (header.length < HEADER_BYTES || !header.subarray(0, MAGIC.length).equals(MAGIC)) {
      throw new Refusal(`${name} is not a backup of SmartPM, or its beginning is damaged`);
    }
    const made = header.subarray(MAGIC.length, MAGIC.length + KEY_ID_BYTES).toString("hex");
    if (made !== key.id) {
      throw new Refusal(
        `${name} was made with the backup key ${made}, and this is the key ${key.id}: name the file of the right one with --key-file`,
      );
    }
    const fileKey = fileKeyOf(key, header);
    for (let number = 0; ; number++) {
      const opened = await openFrame(reader, { fileKey, header, number });
      if (!opened) {
        throw new Refusal(
          `${name} is damaged in or after its megabyte ${number + 1}: use another backup`,
        );
      }
      yield opened.plain;
      if (opened.last) break;
    }
    if ((await reader.read(1)).length > 0) {
      throw new Refusal(`${name} goes on after its end: something was added to it`);
    }
  } finally {
    await reader.close();
  }
}

async function openFrame(
  reader: ByteReader,
  frame: { readonly fileKey: Buffer; readonly header: Buffer; readonly number: number },
): Promise<{ readonly plain: Buffer; readonly last: boolean } | undefined> {
  const head = await reader.read(LENGTH_BYTES);
  if (head.length < LENGTH_BYTES) return undefined;
  const length = head.readUInt32BE();
  if (length > FRAME_BYTES) return undefined;
  const sealed = await reader.read(length + TAG_BYTES);
  if (sealed.length < length + TAG_BYTES) return undefined;
  for (const last of length < FRAME_BYTES ? [true] : [false, true]) {
    const nonce = nonceOf(frame.number, last);
    const decipher = createDecipheriv("aes-256-gcm", frame.fileKey, nonce).setAAD(frame.header);
    decipher.setAuthTag(sealed.subarray(length));
    try {
      const plain = decipher.update(sealed.subarray(0, length));
      return { plain: Buffer.concat([plain, decipher.final()]), last };
    } catch {
      // Not this kind of frame; when neither kind opens, the file is damaged.
    }
  }
  return undefined;
}

function fileKeyOf(key: BackupKey, header: Buffer): Buffer {
  const salt = header.subarray(MAGIC.length + KEY_ID_BYTES);
  return Buffer.from(hkdfSync("sha256", key.bytes, salt, "SmartPM backup file", key.bytes.length));
}

/** Used once: every file has a key of its own. */
function nonceOf(number: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(number, 7);
  nonce.writeUInt8(last ? 1 : 0, 11);
  return nonce;
}
