/**
 * Workers that bill, set documents and mail them are killed at random moments, against a real mail
 * server. SMARTPM_KILLS=100 for as many as before a release (SMARTPM_SEED for other moments); a few
 * of them, at fixed seeds, whenever the tests run.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { LeaseId, SiteId } from "#domain/core/id.ts";
import { type Database, openDatabase } from "#platform/database.ts";
import { addRunLeases, beginBillRun } from "#storage/bill-runs.ts";
import { attachServicePoint, createLease } from "#storage/leases.ts";
import { createSpace } from "#storage/property.ts";
import { addTariffVersion, createTariff } from "#storage/tariffs.ts";
import { createTenant } from "#storage/tenants.ts";
import { startCountingMailServer, type TakenMail } from "#test/support/counting-mail-server.ts";
import { LADDER } from "#test/support/let-unit.ts";
import {
  createTestPoint,
  createTestSite,
  storeSteadyReadings,
} from "#test/support/metered-site.ts";
import { RecoveryTimes } from "#test/support/recovery-times.ts";
import { testDatabaseUrl } from "#test/support/test-database.ts";

const KILLS = Number(process.env["SMARTPM_KILLS"] ?? "4");
const SEED = Number(process.env["SMARTPM_SEED"] ?? "20261125");
const LEASES = 8;
const WORKERS = 2;
/** Longest life of a worker that is to be killed, from when it begins to work. */
const LIFE_MS = 2_000;
/** The longest that the mail server takes for its answer. */
const ANSWER_MS = 60;
const NOW = "2026-07-01T05:00:00Z";
const PROCESS = join(import.meta.dirname, "../support/bill-and-mail-process.ts");

/** Park and Miller's: the same lives at every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

// A kill with what comes after it takes seconds: many of them, longer than the runner's limit.
const limits = { timeout: 240_000 + KILLS * 60_000 };

test(
  "R2: killed at any moment while billing and mailing: one Message-ID a delivery, none missed silently",
  limits,
  async (t) => {
    const url = await testDatabaseUrl(t);
    const database = openDatabase(url);
    t.after(() => database.close());
    const random = seeded(SEED);
    const server = await startCountingMailServer(t, () => ANSWER_MS * random());
    const house = await houseOf(database);
    const recoveries = new RecoveryTimes();
    let killed = 0;
    let day = Temporal.PlainDate.from("2026-06-01");
    // A day of June after the other, so that there is work for as many kills as asked for.
    while (killed < KILLS) {
      await beginRun(database, house, day);
      while (killed < KILLS && (await hasWork(database))) {
        // Half of the lives end while a mail is on its way, the others at any time.
        const lives = () =>
          random() < 0.5
            ? pause(LIFE_MS * random())
            : server.nextMail().then(() => pause(2 * ANSWER_MS * random()));
        killed += await work(url, { port: server.port, lives, recoveries });
      }
      day = day.add({ days: 1 });
    }
    await work(url, { port: server.port, recoveries });
    const bills = LEASES * day.since("2026-06-01", { largestUnit: "days" }).days;
    await assertBooks(database, bills);
    await assertMails(database, server.taken, bills);
    recoveries.print(t, "from the kill of those that bill and mail to the next work done");
    t.diagnostic(
      `${killed} kills, ${bills} bills, ${server.taken.length} mails taken, seed ${SEED}`,
    );
  },
);

interface House {
  readonly siteId: SiteId;
  readonly leases: readonly LeaseId[];
}

async function houseOf(database: Database): Promise<House> {
  const siteId = await createTestSite(database);
  const tariffId = await createTariff(database, { siteId, name: "L", commodity: "electricity" });
  const effectiveFrom = Temporal.PlainDate.from("2026-01-01");
  await addTariffVersion(database, { tariffId, effectiveFrom, document: LADDER });
  const leases: LeaseId[] = [];
  for (let n = 0; n < LEASES; n += 1) {
    const name = `Unit ${n}`;
    const spaceId = await createSpace(database, { siteId, kind: "unit", name });
    const emails = [`tenant-${n}@quay.example`];
    const tenantId = await createTenant(database, { siteId, name: `Tenant ${n}`, emails });
    const startsOn = Temporal.PlainDate.from("2026-06-01");
    const leaseId = await createLease(database, { tenantId, spaceId, startsOn });
    const { servicePointId, channelId } = await createTestPoint(database, { siteId, name });
    assert.ok((await attachServicePoint(database, { leaseId, servicePointId, tariffId })).ok);
    const range = { from: "2026-05-31T22:00Z", to: "2026-06-30T23:00Z" };
    await storeSteadyReadings(database, { ...range, channelId, counts: 1 + n });
    leases.push(leaseId);
  }
  return { siteId, leases };
}

async function beginRun(database: Database, { siteId, leases }: House, day: Temporal.PlainDate) {
  const period = { from: day, to: day.add({ days: 1 }) };
  const startedAt = Temporal.Instant.from(NOW);
  const run = {
    siteId,
    period,
    kind: "manual",
    needsApproval: false,
    startedAt,
    actor: "o",
  } as const;
  const runId = await beginBillRun(database, run);
  const wanted = leases.map((leaseId) => ({ leaseId, days: period, kind: "regular" as const }));
  await addRunLeases(database, runId, wanted);
}

/** Whether anything is left to bill, to set or to send. */
async function hasWork(database: Database): Promise<boolean> {
  const { rows } = await database.query<{ left: boolean }>(
    `select exists (select from bill_run_lease where state = 'waiting')
         or exists (select from bill b
                     where not exists (select from bill_document d where d.bill_id = b.id))
         or exists (select from outbox_mail where state = 'waiting') as left`,
  );
  return rows[0]?.left ?? false;
}

/** Lets two workers work, and kills them after their lives, if they have any. How many it killed. */
async function work(
  url: string,
  {
    port,
    lives,
    recoveries,
  }: {
    readonly port: number;
    readonly lives?: () => Promise<unknown>;
    readonly recoveries: RecoveryTimes;
  },
): Promise<number> {
  let killed = 0;
  await Promise.all(
    Array.from({ length: WORKERS }, async () => {
      const args = [PROCESS, url, String(port), NOW];
      const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
      const ended = once(child, "exit");
      child.stdout.on("data", (said: Buffer) => {
        if (said.includes("worked")) recoveries.works();
      });
      if (lives) {
        await Promise.race([once(child.stdout, "data"), ended]);
        await Promise.race([lives(), ended]);
        if (child.exitCode === null && child.kill("SIGKILL")) killed += 1;
      }
      await ended;
    }),
  );
  if (killed > 0) recoveries.fault();
  return killed;
}

async function assertBooks(database: Database, bills: number): Promise<void> {
  const { rows } = await database.query<{ number: string; lease_id: number; day: string }>(
    "select number, lease_id, period_from as day from bill order by number",
  );
  assert.equal(new Set(rows.map(({ lease_id, day }) => `${lease_id} ${day}`)).size, bills);
  assert.deepEqual(
    rows.map(({ number }) => Number(number.slice(-6))),
    Array.from({ length: bills }, (_, n) => n + 1),
    "no bill is missing or twice, no number skipped or used twice",
  );
  const books = await database.query<{ sum: bigint; booked: number; documents: number }>(
    `select (select sum(amount_minor) from ledger_posting)::bigint as sum,
            (select count(distinct bill_id) from ledger_entry)::int as booked,
            (select count(*) from bill_document)::int as documents`,
  );
  assert.deepEqual(books.rows[0], { sum: 0n, booked: bills, documents: bills });
}

async function assertMails(
  database: Database,
  taken: readonly TakenMail[],
  bills: number,
): Promise<void> {
  const { rows: outbox } = await database.query<{
    message_id: string;
    recipient: string;
    subject: string;
    state: string;
    own: string;
  }>(
    `select o.message_id, o.recipient, o.subject, o.state, tenant.emails[1] as own
       from outbox_mail o
       join bill on bill.id = o.bill_id
       join lease on lease.id = bill.lease_id
       join tenant on tenant.id = lease.tenant_id`,
  );
  assert.equal(outbox.length, bills, "one mail a bill and recipient");
  assert.equal(new Set(outbox.map(({ message_id }) => message_id)).size, bills);
  const byId = new Map(outbox.map((mail) => [mail.message_id, mail]));
  const counts = Map.groupBy(taken, ({ messageId }) => messageId);
  for (const { messageId, recipient, subject, attachments } of taken) {
    const mail = byId.get(messageId);
    assert.ok(mail, `${messageId} is none of the outbox: a delivery with a second Message-ID`);
    assert.deepEqual([recipient, subject], [mail.own, mail.subject], "to its own tenant");
    assert.ok(attachments > 0, "with its bill");
  }
  for (const { message_id, state } of outbox) {
    const copies = counts.get(message_id)?.length ?? 0;
    if (state === "sent") assert.equal(copies, 1, "what counts as sent has arrived, once");
    else {
      // Nobody knows, and somebody is told so: it may have arrived, and was not sent again.
      assert.equal(state, "unknown");
      assert.ok(copies <= 1, "what may have arrived is not sent again by itself");
    }
  }
}
