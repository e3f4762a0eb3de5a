/**
 * R21: rows are added at random places, a backup is made and proven, and restored into an empty
 * database: every table has the same rows, bills with their digests among them, and the chain of the
 * audit log holds there. 2 rounds by default; SMARTPM_ROUNDS=50 for a release, SMARTPM_SEED for
 * other rows.
 */
import assert from "node:assert/strict";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { openBackupKey } from "#backup/backup-key.ts";
import { restoreBackup } from "#backup/restore-backup.ts";
import { backUp } from "#jobs/back-up.ts";
import { AUDIT_HEAD_FILE, openAuditKey, sealAudit, verifyAudit } from "#jobs/seal-audit.ts";
import { MovableClock } from "#platform/clock.ts";
import { type Database, openDatabase } from "#platform/database.ts";
import { openSecretBox } from "#platform/secrets.ts";
import { noiseAt } from "#simulator/seeded-noise.ts";
import { recordAudits } from "#storage/audit-entries.ts";
import { storeReadings } from "#storage/readings.ts";
import { fixTextForm, listWholeTables } from "#storage/whole-database.ts";
import { letUnit } from "#test/support/let-unit.ts";
import { emptyDatabaseUrl } from "#test/support/test-database.ts";

const ROUNDS = Number(process.env["SMARTPM_ROUNDS"] ?? 2);
const SEED = Number(process.env["SMARTPM_SEED"] ?? 20_261_126);
const MS_A_ROUND = 120_000;
const FROM = Temporal.Instant.from("2026-05-31T22:00Z");
const HOURS = 720;
/** The note of the backup itself is written after its snapshot. */
const AFTER_THE_SNAPSHOT = "backup";

test(
  `R21: ${ROUNDS} backups are restored with every row (seed ${SEED})`,
  { timeout: 120_000 + ROUNDS * MS_A_ROUND },
  async (t) => {
    const unit = await letUnit(t, "2026-06-01");
    const { database } = unit;
    const { channelId } = await unit.attach("Unit 1 electricity");
    const reading = (hour: number) => {
      const measuredAt = FROM.add({ hours: hour });
      return { channelId, measuredAt, counts: 100 * hour, quality: 1, collectedAt: measuredAt };
    };
    await storeReadings(database, [reading(0), reading(HOURS)]);
    assert.ok((await unit.bill("2026-06-01", "2026-07-01")).ok);
    const dataFolder = await temporaryFolder(t);
    const folder = join(dataFolder, "backups");
    const auditKey = await openAuditKey(database, await openSecretBox(dataFolder));
    const clock = new MovableClock(Temporal.Instant.from("2026-07-02T01:30:00Z"));
    const key = await openBackupKey(dataFolder);
    const backup = { folder, keepDays: 14, keepMonths: 12, copyCommand: undefined };
    const seconds: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const hours = Array.from({ length: 20 }, (_, n) => chance(round, n, HOURS - 1) + 1);
      await storeReadings(database, [...new Set(hours)].map(reading));
      const subject = `meter ${chance(round, 99, 1000)}`;
      const entry = {
        actor: "ada@example.org",
        action: "meter.renamed",
        before: null,
        after: null,
      };
      await recordAudits(database, [{ ...entry, at: clock.now(), subject }]);
      await sealAudit({ database, key: auditKey, dataFolder });
      clock.moveTo(clock.now().add({ hours: 24 }));
      const stored = await backUp({ database, clock, dataFolder, key, backup }, "schedule");
      assert.equal(stored?.outcome.kind, "verified", JSON.stringify(stored));
      const began = performance.now();
      const copy = openDatabase(await emptyDatabaseUrl(t));
      try {
        const restored = await temporaryFolder(t);
        const { file: path } = stored.outcome;
        await restoreBackup({
          path,
          key,
          database: copy,
          dataFolder: restored,
          progress: () => {},
        });
        assert.deepEqual(await digestsOf(copy), await digestsOf(database));
        await cp(join(dataFolder, AUDIT_HEAD_FILE), join(restored, AUDIT_HEAD_FILE));
        const chain = { database: copy, key: auditKey, dataFolder: restored };
        assert.equal((await verifyAudit(chain)).broken, undefined);
      } finally {
        await copy.close();
      }
      seconds.push((performance.now() - began) / 1000);
    }
    t.diagnostic(
      `${ROUNDS} restored and compared, the slowest in ${Math.max(...seconds).toFixed(1)} s`,
    );
  },
);

function chance(round: number, salt: number, of: number): number {
  return Math.floor(noiseAt(SEED + salt, round) * of);
}

/** Of each table's rows in an order of their own. */
function digestsOf(database: Database): Promise<Record<string, string>> {
  return database.transaction(async (tx) => {
    await fixTextForm(tx);
    const digests: Record<string, string> = {};
    for (const { table, columns } of await listWholeTables(tx)) {
      if (table === AFTER_THE_SNAPSHOT) continue;
      const names = columns.map((name) => `"${name}"`).join(", ");
      const { rows } = await tx.query<{ digest: string }>(
        `select count(*) || ' ' || coalesce(md5(string_agg(r::text, '|' order by r::text)), '') as digest
           from (select ${names} from public."${table}") r`,
      );
      digests[table] = rows[0]?.digest ?? "";
    }
    return digests;
  });
}

async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "smartpm-restored-"));
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}
