/**
 * Workers that make bills are killed at random moments. SMARTPM_KILLS=100 for as many as before a
 * release; a few of them, at fixed seeds, whenever the tests run.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { LeaseId } from "#domain/core/id.ts";
import { prepareBillRun } from "#jobs/prepare-bill-run.ts";
import { MovableClock } from "#platform/clock.ts";
import { openDatabase } from "#platform/database.ts";
import { findBillRun } from "#storage/bill-run-views.ts";
import { moveBillRun } from "#storage/bill-runs.ts";
import { attachServicePoint, createLease } from "#storage/leases.ts";
import { createSpace } from "#storage/property.ts";
import { addTariffVersion, createTariff } from "#storage/tariffs.ts";
import { createTenant } from "#storage/tenants.ts";
import { LADDER } from "#test/support/let-unit.ts";
import {
  createTestPoint,
  createTestSite,
  storeSteadyReadings,
} from "#test/support/metered-site.ts";
import { RecoveryTimes } from "#test/support/recovery-times.ts";
import { testDatabaseUrl } from "#test/support/test-database.ts";

const KILLS = Number(process.env["SMARTPM_KILLS"] ?? "6");
const LEASES = 30;
const WORKERS = 2;
/** Longest life of a worker that is to be killed. */
const LIFE_MS = 400;
const SEED = 20_261_125;
const NOW = "2026-07-01T05:00:00Z";
const PROCESS = join(import.meta.dirname, "../support/bill-run-process.ts");

/** Park and Miller's: the same lives at every run. */
function* randoms(seed: number): Generator<number> {
  let state = seed;
  for (;;) {
    state = (state * 48_271) % 2_147_483_647;
    yield state / 2_147_483_647;
  }
}

// A kill with what comes after it takes seconds: many of them, longer than the runner's limit.
const limits = { timeout: 240_000 + KILLS * 60_000 };

test(
  "R2: killed at any moment: no bill missing or twice, no number skipped or used twice, books balanced",
  limits,
  async (t) => {
    const url = await testDatabaseUrl(t);
    const database = openDatabase(url);
    t.after(() => database.close());
    const siteId = await createTestSite(database);
    const tariffId = await createTariff(database, { siteId, name: "L", commodity: "electricity" });
    const effectiveFrom = Temporal.PlainDate.from("2026-01-01");
    await addTariffVersion(database, { tariffId, effectiveFrom, document: LADDER });
    const startsOn = Temporal.PlainDate.from("2026-06-01");
    const leases: LeaseId[] = [];
    for (let n = 0; n < LEASES; n += 1) {
      const name = `Unit ${n}`;
      const spaceId = await createSpace(database, { siteId, kind: "unit", name });
      const tenantId = await createTenant(database, { siteId, name: `Tenant ${n}` });
      const leaseId = await createLease(database, { tenantId, spaceId, startsOn });
      const { servicePointId, channelId } = await createTestPoint(database, { siteId, name });
      assert.ok((await attachServicePoint(database, { leaseId, servicePointId, tariffId })).ok);
      const range = { from: "2026-05-31T22:00Z", to: "2026-06-30T23:00Z" };
      await storeSteadyReadings(database, { ...range, channelId, counts: 1 + n });
      leases.push(leaseId);
    }
    const clock = new MovableClock(Temporal.Instant.from(NOW));
    const random = randoms(SEED);
    const recoveries = new RecoveryTimes();
    let killed = 0;
    let day = startsOn;
    while (killed < KILLS) {
      // Weeks of June, one run after the other, so that there is work for as many kills as asked for.
      const period = { from: day, to: day.add({ days: 1 }) };
      const runId = await prepareBillRun({
        database,
        clock,
        siteId,
        period,
        kind: "manual",
        leases: leases.map((leaseId) => ({ leaseId, days: period, kind: "regular" as const })),
        actor: "owner",
      });
      for (;;) {
        const run = await findBillRun(database, runId);
        assert.ok(run);
        if (run.state === "done") break;
        if (run.state === "ready") {
          const at = clock.now();
          await moveBillRun(database, {
            id: runId,
            from: "ready",
            to: "issuing",
            at,
            approvedBy: "o",
          });
        }
        const lifeMs = killed < KILLS ? LIFE_MS : undefined;
        killed += await workAndKill(url, { lifeMs, random, recoveries });
      }
      day = period.to;
    }
    await assertWhole(database, day.since(startsOn, { largestUnit: "days" }).days);
    recoveries.print(t, "from the kill of those that bill to the next bills drawn or issued");
  },
);

/** Lets two workers work; kills them after random lives. How many were killed at work. */
async function workAndKill(
  url: string,
  {
    lifeMs,
    random,
    recoveries,
  }: {
    readonly lifeMs: number | undefined;
    readonly random: Generator<number>;
    readonly recoveries: RecoveryTimes;
  },
): Promise<number> {
  const workers = Array.from({ length: WORKERS }, () => {
    const child = spawn(process.execPath, [PROCESS, url, NOW], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    child.stdout.on("data", (said: Buffer) => {
      if (said.includes("billed")) recoveries.works();
    });
    const ended = once(child, "exit");
    return { child, ended, began: once(child.stdout, "data") };
  });
  let killed = 0;
  await Promise.all(
    workers.map(async ({ child, ended, began }) => {
      await Promise.race([began, ended]);
      if (lifeMs !== undefined) {
        await Promise.race([pause(lifeMs * Number(random.next().value)), ended]);
        if (child.kill("SIGKILL")) killed += 1;
      }
      await ended;
    }),
  );
  if (killed > 0) recoveries.fault();
  return killed;
}

async function assertWhole(database: ReturnType<typeof openDatabase>, days: number): Promise<void> {
  const { rows } = await database.query<{ number: string; lease_id: number; day: string }>(
    "select number, lease_id, period_from as day from bill order by number",
  );
  assert.equal(rows.length, LEASES * days, "no bill is missing and none is there twice");
  assert.deepEqual(
    rows.map(({ number }) => Number(number.slice(-6))),
    Array.from({ length: rows.length }, (_, n) => n + 1),
    "no number is skipped or used twice",
  );
  assert.equal(new Set(rows.map(({ lease_id, day }) => `${lease_id} ${day}`)).size, rows.length);
  const books = await database.query<{ sum: bigint; entries: number }>(
    `select coalesce(sum(p.amount_minor), 0)::bigint as sum, count(distinct e.bill_id)::int as entries
       from ledger_entry e join ledger_posting p on p.entry_id = e.id`,
  );
  assert.deepEqual([books.rows[0]?.sum, books.rows[0]?.entries], [0n, rows.length]);
  const audit = await database.query(
    "select subject from audit_entry where action = 'bill.issued'",
  );
  assert.equal(audit.rowCount, rows.length);
}
