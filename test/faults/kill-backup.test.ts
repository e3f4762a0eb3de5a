/**
 * R21: `./smartpm backup` and `./smartpm restore` killed on their way. A killed backup leaves no
 * file that looks like one, a killed restore an empty database; both succeed when begun again.
 */
import assert from "node:assert/strict";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { openDatabase } from "#platform/database.ts";
import { startEmbeddedServer } from "#platform/embedded-server.ts";
import { migrate } from "#platform/migrate.ts";
import { RecoveryTimes } from "#test/support/recovery-times.ts";
import { startCommand } from "#test/support/started-command.ts";

const WITHIN_MS = 600_000;
const POLL_MS = 5;

/** Enough that both take a while: 300,000 rows. */
const ROWS = 300_000;

test(
  "R21: killed while it backs up or restores, and begun again",
  { timeout: WITHIN_MS },
  async (t) => {
    const place = await mkdtemp(join(tmpdir(), "smartpm-kill-backup-"));
    t.after(() => rm(place, { recursive: true, force: true, maxRetries: 3 }));
    const old = join(place, "old");
    await fill(old);
    const backups = join(old, "backups");

    const whileWriting = startCommand({ args: ["backup", "--data", old] });
    await until(async () => (await namesIn(backups)).some((name) => name.endsWith(".partial")));
    whileWriting.child.kill("SIGKILL");
    await whileWriting.ended;
    assert.deepEqual(
      (await namesIn(backups)).filter((name) => name.endsWith(".backup")),
      [],
    );

    const whileRehearsing = startCommand({ args: ["backup", "--data", old] });
    await until(async () => (await namesIn(old)).some((name) => name.startsWith("rehearsal-")));
    whileRehearsing.child.kill("SIGKILL");
    const recoveries = new RecoveryTimes();
    recoveries.fault();
    await whileRehearsing.ended;

    const made = startCommand({ args: ["backup", "--data", old] });
    const [, file = ""] = await made.says(/good +(\S+\.backup) /);
    assert.equal((await made.ended).code, 0);
    recoveries.works();
    assert.deepEqual(
      (await namesIn(old)).filter((name) => name.startsWith("rehearsal-")),
      [],
    );
    assert.deepEqual(
      (await namesIn(backups)).filter((name) => name.endsWith(".partial")),
      [],
    );

    const fresh = join(place, "fresh");
    const args = ["restore", file, "--data", fresh, "--key-file", join(old, "backup.key")];
    const restoring = startCommand({ args });
    await until(async () => (await namesIn(fresh)).includes("secret.key"));
    restoring.child.kill("SIGKILL");
    recoveries.fault();
    await restoring.ended;
    const again = startCommand({ args });
    await again.says(/Restored \d+ rows of \d+ tables, .*every table's digest agrees/);
    assert.equal((await again.ended).code, 0);
    recoveries.works();
    recoveries.print(t, "from the kill of a backup or restore to the next one whole");
    assert.equal(await rowsOf(fresh), ROWS);
  },
);

async function fill(folder: string): Promise<void> {
  await startCommand({ args: ["backup", "key", "--data", folder] }).ended;
  await writeFile(join(folder, "secret.key"), Buffer.alloc(32, 1), { mode: 0o600 });
  await onServer(folder, async (url) => {
    const database = openDatabase(url);
    await migrate(database);
    await database.query(
      `insert into received_mail (message_id, recipient, sender, subject, received_at, raw)
       select n::text, 'a@example.org', 'b@example.org', md5(n::text), now(), '\\x00'
         from generate_series(1, $1) as n`,
      [ROWS],
    );
    await database.close();
  });
}

function rowsOf(folder: string): Promise<number> {
  return onServer(folder, async (url) => {
    const database = openDatabase(url);
    const { rows } = await database.query<{ n: number }>(
      "select count(*)::int as n from received_mail",
    );
    await database.close();
    return rows[0]?.n ?? 0;
  });
}

async function onServer<T>(folder: string, work: (url: string) => Promise<T>): Promise<T> {
  const server = await startEmbeddedServer(folder);
  try {
    return await work(server.url);
  } finally {
    await server.stop();
  }
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(POLL_MS);
}

function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
