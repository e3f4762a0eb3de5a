import { argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

/** OWASP's smallest recommended argon2id setting: 19 MiB, two passes, one lane. */
const MEMORY_KIB = 19_456;
const PASSES = 2;
const LANES = 1;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** Upper limits of what a stored hash may ask for: a damaged one must not exhaust the machine. */
const MEMORY_KIB_AT_MOST = 1_048_576;
const PASSES_AT_MOST = 16;
const LANES_AT_MOST = 8;

const ENCODED = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

const derive = promisify(argon2);

/** Hashes a password for storage: argon2id in the PHC text format, with a salt of its own. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(SALT_BYTES);
  const hash = await derive("argon2id", {
    message: password.normalize("NFKC"),
    nonce,
    parallelism: LANES,
    tagLength: HASH_BYTES,
    memory: MEMORY_KIB,
    passes: PASSES,
  });
  return `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=${LANES}$${encode(nonce)}$${encode(hash)}`;
}

/**
 * Whether the password is the one behind `stored`, compared in constant time. Throws when `stored`
 * is no hash of hashPassword: that is a damaged database, not a wrong password.
 */
export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const [, memory, passes, lanes, salt = "", hash = ""] = ENCODED.exec(stored) ?? [];
  const settings = { memory: Number(memory), passes: Number(passes), parallelism: Number(lanes) };
  const expected = Buffer.from(hash, "base64");
  if (
    !(settings.memory <= MEMORY_KIB_AT_MOST) ||
    !(settings.passes <= PASSES_AT_MOST) ||
    !(settings.parallelism <= LANES_AT_MOST) ||
    expected.length !== HASH_BYTES
  ) {
    throw new Error("a stored password hash is not argon2id in the PHC format");
  }
  const actual = await derive("argon2id", {
    message: password.normalize("NFKC"),
    nonce: Buffer.from(salt, "base64"),
    tagLength: HASH_BYTES,
    ...settings,
  });
  return timingSafeEqual(actual, expected);
}

/**
 * Takes as long as verifyPassword and is always false: for users that do not exist, so that the
 * time of an answer does not tell whether they do.
 */
export async function verifyNobody(password: string): Promise<false> {
  await hashPassword(password);
  return false;
}

function encode(bytes: Buffer): string {
  return bytes.toString("base64").replace(/=+$/, "");
}
