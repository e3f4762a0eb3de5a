import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Refusal } from "./refusal.ts";

/** In the data folder; backups carry it, encrypted. */
export const SECRET_KEY_FILE = "secret.key";
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
 * place.
 */
export async function openSecretBox(dataFolder: string): Promise<SecretBox> {
  const key = await readKey(join(dataFolder, SECRET_KEY_FILE));
  return {
    seal(name, plain) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(name));
      const sealed = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
    },
    open(name, sealed) {
      const bytes = Buffer.from(sealed);
      const nonce = bytes.subarray(0, NONCE_BYTES);
      const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
      const decipher = createDecipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(name));
      decipher.setAuthTag(tag);
      try {
        const plain = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES));
        return Buffer.concat([plain, decipher.final()]).toString("utf8");
      } catch (error) {
        throw new Refusal(
          `the secret "${name}" does not open with ${SECRET_KEY_FILE} of the data folder: put back the key that this database was used with`,
          { cause: error },
        );
      }
    },
  };
}

async function readKey(path: string): Promise<Buffer> {
  if (!existsSync(path)) {
    await writeFile(`${path}.new`, randomBytes(KEY_BYTES), { mode: 0o600, flush: true });
    await rename(`${path}.new`, path);
  }
  const key = await readFile(path);
  if (key.length === KEY_BYTES) return key;
  throw new Refusal(`${path} is damaged: put it back from a backup`);
}
