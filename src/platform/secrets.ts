import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { Refusal } from "./refusal.ts";
import { writeWholeFile } from "./whole-file.ts";

/** In the data folder; backups carry it, encrypted. */
export const SECRET_KEY_FILE = "secret.key";
/** Beside it while a new key takes its place. */
const NEXT_KEY_FILE = "secret.key.next";
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Seals and opens secrets with a key that lies outside the database. */
export interface SecretBox {
  seal(name: string, plain: string): Buffer;
  /** Throws when it was sealed with another key, under another name, or changed since. */
  open(name: string, sealed: Uint8Array): string;
}

/**
 * The box of an installation: AES-256-GCM with a key of its own in the data folder (mode 0600),
 * made at the first start. Each secret is bound to its name, so that none can be put in another's
 * place. After a rotation that was cut off what was sealed with the new key opens as well.
 */
export async function openSecretBox(dataFolder: string): Promise<SecretBox> {
  const key = await readKey(join(dataFolder, SECRET_KEY_FILE));
  const next = join(dataFolder, NEXT_KEY_FILE);
  return boxOf(existsSync(next) ? [key, await readKey(next)] : [key]);
}

/** A key that takes the place of another. */
export interface KeyRotation {
  /** Opens what either key sealed, and seals with the new one. */
  readonly box: SecretBox;
  /** Puts the new key in the place of the old one, which is gone then. */
  finish(): Promise<void>;
}

/**
 * Begins to replace the key: everything is to be sealed anew with the box, and stored, before
 * `finish`. One that was cut off is gone on with by the same new key: both open until then.
 */
export async function beginKeyRotation(dataFolder: string): Promise<KeyRotation> {
  const path = join(dataFolder, SECRET_KEY_FILE);
  const nextPath = join(dataFolder, NEXT_KEY_FILE);
  const key = await readKey(path);
  const next = await readKey(nextPath);
  return { box: boxOf([next, key]), finish: () => rename(nextPath, path) };
}

/** Seals with the first key, and opens with whichever it was. */
function boxOf(keys: readonly Buffer[]): SecretBox {
  const [sealing] = keys;
  if (!sealing) throw new Error("a secret box has a key");
  return {
    seal(name, plain) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", sealing, nonce).setAAD(Buffer.from(name));
      const sealed = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
    },
    open(name, sealed) {
      let cause: unknown;
      for (const key of keys) {
        try {
          return opened(key, { name, sealed: Buffer.from(sealed) });
        } catch (error) {
          cause = error;
        }
      }
      throw new Refusal(
        `the secret "${name}" does not open with ${SECRET_KEY_FILE} of the data folder: put back the key that this database was used with`,
        { cause },
      );
    },
  };
}

/** Throws when it was sealed otherwise. */
function opened(
  key: Buffer,
  { name, sealed }: { readonly name: string; readonly sealed: Buffer },
): string {
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
  const decipher = createDecipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(name));
  decipher.setAuthTag(tag);
  const plain = decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES));
  return Buffer.concat([plain, decipher.final()]).toString("utf8");
}

async function readKey(path: string): Promise<Buffer> {
  if (!existsSync(path)) {
    await writeWholeFile(path, randomBytes(KEY_BYTES));
  }
  const key = await readFile(path);
  if (key.length === KEY_BYTES) return key;
  throw new Refusal(`${path} is damaged: put it back from a backup`);
}
