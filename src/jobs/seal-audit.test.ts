import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite, test, type TestContext } from "node:test";
import type { Database } from "#platform/database.ts";
import { workFor } from "#platform/origin.ts";
import { openSecretBox } from "#platform/secrets.ts";
import { recordAudit, recordAudits } from "#storage/audit-entries.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { type AuditChain, openAuditKey, sealAudit, verifyAudit } from "./seal-audit.ts";

const AT = Temporal.Instant.from("2026-11-01T08:00:00Z");

function entry(number: number) {
  return {
    at: AT.add({ minutes: number }),
    actor: "ada@example.org",
    action: "user.changed",
    subject: `user ${number}`,
    after: { name: `Name ${number}` },
  };
}

/** A chain of five entries: 1 to 3 noted and sealed, then 4 and 5. */
async function sealedChain(t: TestContext): Promise<AuditChain> {
  const database = await testDatabase(t);
  const dataFolder = await mkdtemp(join(tmpdir(), "smartpm-audit-"));
  t.after(() => rm(dataFolder, { recursive: true, force: true }));
  const key = await openAuditKey(database, await openSecretBox(dataFolder));
  const chain = { database, key, dataFolder };
  await workFor("192.0.2.7", () => recordAudit(database, entry(1)));
  await recordAudits(database, [entry(2), entry(3)]);
  await sealAudit(chain);
  await recordAudits(database, [entry(4), entry(5)]);
  await sealAudit(chain);
  return chain;
}

/** Changes rows as somebody does who owns the database: the triggers do not hold him. */
async function tamper(database: Database, statement: string): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.query("set local session_replication_role = replica");
    await tx.query(statement);
  });
}

suite("the chain over the audit log", () => {
  test("is good while nobody touches it, and says from where a change came", async (t) => {
    const chain = await sealedChain(t);
    const { entries, broken } = await verifyAudit(chain);
    t.assert.deepEqual({ entries, broken }, { entries: 5n, broken: undefined });
    const { rows } = await chain.database.query(
      "select array_agg(origin order by id) as origins from audit_entry",
    );
    t.assert.deepEqual(rows[0].origins, ["192.0.2.7", null, null, null, null]);
  });

  test("an entry is never changed or deleted by way of the product", async (t) => {
    const { database } = await sealedChain(t);
    await t.assert.rejects(
      database.query("update audit_entry set actor = 'x' where id = 2"),
      /never changed/,
    );
    await t.assert.rejects(database.query("delete from audit_link"), /never changed/);
  });

  const TAMPERINGS = [
    {
      what: "another actor",
      by: "update audit_entry set actor = 'bob@example.org' where id = 2",
      found:
        /^entry 2 of 2026-11-01T08:02:00.000000Z \(bob@example.org, user.changed, user 2\) is not as/,
    },
    {
      what: "another time, by a microsecond",
      by: "update audit_entry set at = at + interval '1 microsecond' where id = 5",
      found: /^entry 5 /,
    },
    {
      what: "another value",
      by: `update audit_entry set after = '{"name": "Name 9"}' where id = 1`,
      found: /^entry 1 /,
    },
    {
      what: "from elsewhere",
      by: "update audit_entry set origin = '192.0.2.8' where id = 1",
      found: /^entry 1 /,
    },
    {
      what: "an entry gone",
      by: "delete from audit_entry where id = 3",
      found: /^the entry of link 3 is gone$/,
    },
    {
      what: "an entry and its link gone",
      by: `with gone as (delete from audit_entry where id = 3)
           delete from audit_link where audit_entry_id = 3`,
      found: /^link 3 of the chain is missing$/,
    },
    {
      what: "the end cut off",
      by: `with gone as (delete from audit_entry where id > 3)
           delete from audit_link where audit_entry_id > 3`,
      found: /^the last 2 links were cut off$/,
    },
    {
      what: "an entry slipped in",
      by: `insert into audit_entry (at, actor, action, subject)
           values ('2026-10-01', 'bob@example.org', 'user.changed', 'user 1')`,
      found: /^entry 6 has lost its seal$/,
    },
    {
      what: "a link with a digest of one's own",
      by: "update audit_link set digest = sha256('mine') where position = 4",
      found: /^entry 4 /,
    },
  ];
  for (const { what, by, found } of TAMPERINGS) {
    test(`finds ${what}`, async (t) => {
      const chain = await sealedChain(t);
      await tamper(chain.database, by);
      const { broken } = await verifyAudit(chain);
      t.assert.match(broken ?? "", found);
    });
  }

  test("nobody can make another chain without the key", async (t) => {
    const chain = await sealedChain(t);
    const { broken } = await verifyAudit({ ...chain, key: new Uint8Array(32) });
    t.assert.match(broken ?? "", /^entry 1 /);
  });

  test("many who note and seal at once make one chain", async (t) => {
    const chain = await sealedChain(t);
    const note = (number: number) =>
      recordAudit(chain.database, {
        at: AT,
        actor: "ada@example.org",
        action: "site.changed",
        subject: `site ${number}`,
      });
    await Promise.all(
      Array.from({ length: 40 }, async (_, number) => {
        await note(number);
        await sealAudit(chain);
      }),
    );
    const { entries, broken } = await verifyAudit(chain);
    t.assert.deepEqual({ entries, broken }, { entries: 45n, broken: undefined });
  });
});
