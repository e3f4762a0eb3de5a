import { createHmac, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Database } from "#platform/database.ts";
import type { SecretBox } from "#platform/secrets.ts";
import {
  appendLinks,
  type ChainHead,
  listLinks,
  listUnsealed,
  lockChain,
  readChainHead,
  type SealedEntry,
  takePending,
} from "#storage/audit-chain.ts";
import { readSecret, storeSecretOnce } from "#storage/secrets.ts";

const SECRET = "audit-chain-key";
const KEY_BYTES = 32;
const SEALED_AT_ONCE = 1_000;
const READ_AT_ONCE = 2_000;

/** In the data folder, outside the database: how long the chain was when it was last sealed here. */
export const AUDIT_HEAD_FILE = "audit-head.json";

export interface AuditChain {
  readonly database: Database;
  /** Of openAuditKey. */
  readonly key: Uint8Array;
  readonly dataFolder: string;
}

/** The key of the chain: made once, sealed with the key in the data folder. */
export async function openAuditKey(database: Database, box: SecretBox): Promise<Uint8Array> {
  const made = box.seal(SECRET, randomBytes(KEY_BYTES).toString("hex"));
  await storeSecretOnce(database, { name: SECRET, sealed: made });
  const stored = await readSecret(database, SECRET);
  if (!stored) throw new Error("the key of the audit chain was not stored");
  return Buffer.from(box.open(SECRET, stored), "hex");
}

/**
 * Seals what was noted since: each entry to all before it. True when there is more to do at once.
 * Then the end of the chain is noted outside the database, so that cutting it off is seen as well.
 */
export async function sealAudit({ database, key, dataFolder }: AuditChain): Promise<boolean> {
  const { sealed, head } = await database.transaction(async (tx) => {
    await lockChain(tx);
    const entries = await takePending(tx, SEALED_AT_ONCE);
    let last = await readChainHead(tx);
    const links = entries.map((entry) => {
      last = linkAfter(last, entry, key);
      return { ...last, entryId: entry.id };
    });
    if (links.length > 0) await appendLinks(tx, links);
    return { sealed: links.length, head: last };
  });
  if (sealed > 0) await noteHead(dataFolder, head);
  return sealed === SEALED_AT_ONCE;
}

/** What a check of the chain found: `broken` says where and how; undefined: nothing was changed. */
export interface AuditCheck {
  readonly entries: bigint;
  /** In hexadecimal, of the last link: to be kept elsewhere. */
  readonly headDigest: string;
  readonly broken: string | undefined;
}

/** Goes through the whole chain in its order, and asks for what stands outside it. */
export async function verifyAudit({ database, key, dataFolder }: AuditChain): Promise<AuditCheck> {
  const noted = await readHead(dataFolder);
  let last: ChainHead = { position: 0n, digest: new Uint8Array(KEY_BYTES) };
  const checked = (broken?: string): AuditCheck => ({
    entries: last.position,
    headDigest: Buffer.from(last.digest).toString("hex"),
    broken,
  });
  for (;;) {
    const links = await listLinks(database, { after: last.position, atMost: READ_AT_ONCE });
    for (const { position, digest, entry } of links) {
      const expected = last.position + 1n;
      if (position !== expected) return checked(`link ${expected} of the chain is missing`);
      if (!entry) return checked(`the entry of link ${position} is gone`);
      const right = linkAfter(last, entry, key);
      if (!Buffer.from(digest).equals(right.digest)) {
        return checked(
          `entry ${entry.id} of ${entry.at} (${entry.actor}, ${entry.action}, ${entry.subject}) is not as it was sealed, or its link was changed`,
        );
      }
      last = right;
      if (noted?.position === position && !Buffer.from(noted.digest).equals(right.digest)) {
        return checked(`at link ${position} another chain was noted in ${AUDIT_HEAD_FILE}`);
      }
    }
    if (links.length === 0) break;
  }
  if (noted && noted.position > last.position) {
    return checked(`the last ${noted.position - last.position} links were cut off`);
  }
  const [unsealed] = await listUnsealed(database, 1);
  return checked(unsealed === undefined ? undefined : `entry ${unsealed} has lost its seal`);
}

/** Fields as a JSON array: no two entries give the same text. */
function linkAfter({ position, digest }: ChainHead, entry: SealedEntry, key: Uint8Array) {
  const { id, at, actor, action, subject, origin, before, after } = entry;
  const text = JSON.stringify([`${id}`, at, actor, action, subject, origin, before, after]);
  return {
    position: position + 1n,
    digest: createHmac("sha256", key).update(digest).update(text).digest(),
  };
}

async function noteHead(dataFolder: string, { position, digest }: ChainHead): Promise<void> {
  const path = join(dataFolder, AUDIT_HEAD_FILE);
  const text = JSON.stringify({
    position: `${position}`,
    digest: Buffer.from(digest).toString("hex"),
  });
  // Of two who seal at once each writes a file of its own.
  const written = `${path}.${position}`;
  await writeFile(written, `${text}\n`, { mode: 0o600, flush: true });
  await rename(written, path);
}

async function readHead(dataFolder: string): Promise<ChainHead | undefined> {
  const path = join(dataFolder, AUDIT_HEAD_FILE);
  if (!existsSync(path)) return undefined;
  const { position, digest } = JSON.parse(await readFile(path, "utf8")) as Record<string, string>;
  return { position: BigInt(position ?? "0"), digest: Buffer.from(digest ?? "", "hex") };
}
