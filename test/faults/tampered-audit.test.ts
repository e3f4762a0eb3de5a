/**
 * R23: one byte of the audit log is changed in the database, in an entry or a link of the chain
 * chosen by a seed, and put back: each time the check of the chain must find it. 60 by default;
 * SMARTPM_TAMPERED=10000 for a release, SMARTPM_SEED for other places.
 */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { type AuditChain, openAuditKey, sealAudit, verifyAudit } from "#jobs/seal-audit.ts";
import { openSecretBox } from "#platform/secrets.ts";
import { noiseAt } from "#simulator/seeded-noise.ts";
import { recordAudits } from "#storage/audit-entries.ts";
import { testDatabase } from "#test/support/test-database.ts";

const TAMPERED = Number(process.env["SMARTPM_TAMPERED"] ?? 60);
const SEED = Number(process.env["SMARTPM_SEED"] ?? 20_261_126);
const ENTRIES = 12;
const AT = Temporal.Instant.from("2026-11-01T08:00:00Z");

/** Where a byte is changed: the text that becomes another one, and the way there and back. */
const PLACES = [
  { table: "audit_entry", column: "actor", type: "text" },
  { table: "audit_entry", column: "action", type: "text" },
  { table: "audit_entry", column: "subject", type: "text" },
  { table: "audit_entry", column: "before", type: "json" },
  { table: "audit_entry", column: "after", type: "json" },
  { table: "audit_link", column: "digest", type: "bytea" },
] as const;

test(
  `R23: each of ${TAMPERED} changed bytes of the audit log is found (seed ${SEED})`,
  { timeout: 120_000 + TAMPERED * 200 },
  async (t) => {
    const database = await testDatabase(t);
    const dataFolder = await mkdtemp(join(tmpdir(), "smartpm-audit-"));
    t.after(() => rm(dataFolder, { recursive: true, force: true }));
    const key = await openAuditKey(database, await openSecretBox(dataFolder));
    const chain = { database, key, dataFolder };
    await recordAudits(
      database,
      Array.from({ length: ENTRIES }, (_, n) => entry(n + 1)),
    );
    await sealAudit(chain);
    assert.equal((await verifyAudit(chain)).broken, undefined);
    for (let n = 0; n < TAMPERED; n += 1) {
      const what = await changeByte(chain, n);
      const { broken } = await verifyAudit(chain);
      assert.ok(broken, `${what} was not found`);
      await what.putBack();
    }
    assert.equal((await verifyAudit(chain)).broken, undefined, "all is as it was");
  },
);

function entry(number: number) {
  return {
    at: AT.add({ minutes: number }),
    actor: "ada@example.org",
    action: "lease.changed",
    subject: `lease ${number}`,
    before: { rent: `${number}00.00`, until: "2026-12-31" },
    after: { rent: `${number}50.00`, until: "2027-12-31" },
  };
}

/** Changes one byte to another, as who owns the database can: the triggers do not hold him. */
async function changeByte({ database }: AuditChain, n: number) {
  const any = (of: number, salt: number) => Math.floor(noiseAt(SEED + salt, n) * of);
  const { table, column, type } = PLACES[any(PLACES.length, 1)] ?? PLACES[0];
  const key = table === "audit_link" ? "position" : "id";
  const row = 1 + any(ENTRIES, 2);
  const { rows } = await database.query<{ text: string }>(
    `select ${type === "bytea" ? `encode(${column}, 'hex')` : `${column}::text`} as text
       from ${table} where ${key} = $1`,
    [row],
  );
  const text = rows[0]?.text ?? assert.fail(`${table} has no row ${row}`);
  const write = (value: string) =>
    database.transaction(async (tx) => {
      await tx.query("set local session_replication_role = replica");
      // Not what is tested is waited for: two flushes of the disk for each change.
      await tx.query("set local synchronous_commit = off");
      const given = type === "bytea" ? "decode($2, 'hex')" : `$2::text::${type}`;
      await tx.query(`update ${table} set ${column} = ${given} where ${key} = $1`, [row, value]);
    });
  // Of JSON a letter or digit of a value: its frame must stay JSON to be stored at all.
  const places = [...text.matchAll(type === "json" ? /(?<=: ?"[^"]*)[\w.-](?=[^"]*")/g : /./g)];
  const at = places[any(places.length, 3)]?.index ?? assert.fail(`nothing to change in ${text}`);
  const other = text[at] === "7" ? "3" : "7";
  await write(text.slice(0, at) + other + text.slice(at + 1));
  return {
    toString: () => `${table}.${column} of row ${row}, character ${at} of ${text}`,
    putBack: () => write(text),
  };
}
