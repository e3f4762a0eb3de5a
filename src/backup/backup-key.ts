import { createHash, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { errorCode, errorText, Refusal } from "#platform/refusal.ts";
import { writeWholeFile } from "#platform/whole-file.ts";

/** In the data folder, beside the database and not in it. */
export const BACKUP_KEY_FILE = "backup.key";

/** Without I, O, 0 and 1, which a person mistakes on paper. */
const ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const BITS = 5n;
const KEY_BYTES = 32;
const CHECK_BYTES = 4;
const ID_BYTES = 4;
const LETTERS = Math.ceil(((KEY_BYTES + CHECK_BYTES) * 8) / Number(BITS));
const GROUP = 6;

/** What backups are encrypted with. Whoever has it and a backup has everything. */
export interface BackupKey {
  readonly bytes: Buffer;
  /** Eight hexadecimal digits by which backups name their key; tells nothing of it. */
  readonly id: string;
}

/** The key of a data folder, made at first use (mode 0600). */
export async function openBackupKey(dataFolder: string): Promise<BackupKey> {
  const path = join(dataFolder, BACKUP_KEY_FILE);
  if (!existsSync(path)) {
    const text = backupKeyText(keyOf(randomBytes(KEY_BYTES)));
    await writeWholeFile(path, `${text}\n`);
  }
  return readBackupKey(path);
}

/** The key that a file holds, as `./smartpm backup key` prints it; refuses anything else. */
export async function readBackupKey(path: string): Promise<BackupKey> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    const reason = errorCode(error) === "ENOENT" ? "there is no such file" : errorText(error);
    throw new Refusal(
      `cannot read the backup key ${path} (${reason}): write there what ./smartpm backup key printed on the old machine, and name the file with --key-file`,
    );
  }
  const key = parseBackupKey(text);
  if (key) return key;
  throw new Refusal(
    `${path} holds no backup key, or one with a mistake in it: it is ${LETTERS} letters and digits, as ./smartpm backup key prints them`,
  );
}

/** For paper: groups of six, the last of them checking the rest. */
export function backupKeyText({ bytes }: BackupKey): string {
  const checked = Buffer.concat([bytes, checkOf(bytes)]);
  let value = BigInt(`0x${checked.toString("hex")}`);
  let letters = "";
  for (let n = 0; n < LETTERS; n++) {
    letters = ALPHABET.charAt(Number(value & 31n)) + letters;
    value >>= BITS;
  }
  return letters.match(new RegExp(`.{1,${GROUP}}`, "g"))?.join("-") ?? "";
}

/** Reads it in any case and spacing; undefined when a letter is wrong. */
export function parseBackupKey(text: string): BackupKey | undefined {
  const letters = text.toUpperCase().replaceAll(/[\s-]/g, "");
  if (letters.length !== LETTERS) return undefined;
  let value = 0n;
  for (const letter of letters) {
    const digit = ALPHABET.indexOf(letter);
    if (digit < 0) return undefined;
    value = (value << BITS) | BigInt(digit);
  }
  const digits = 2 * (KEY_BYTES + CHECK_BYTES);
  const checked = Buffer.from(value.toString(16).padStart(digits, "0"), "hex");
  if (checked.length !== KEY_BYTES + CHECK_BYTES) return undefined;
  const bytes = checked.subarray(0, KEY_BYTES);
  return checkOf(bytes).equals(checked.subarray(KEY_BYTES)) ? keyOf(bytes) : undefined;
}

function keyOf(bytes: Buffer): BackupKey {
  return { bytes, id: digest("id", bytes).subarray(0, ID_BYTES).toString("hex") };
}

function checkOf(bytes: Buffer): Buffer {
  return digest("check", bytes).subarray(0, CHECK_BYTES);
}

function digest(purpose: string, bytes: Buffer): Buffer {
  return createHash("sha256").update(`SmartPM backup key ${purpose}`).update(bytes).digest();
}
