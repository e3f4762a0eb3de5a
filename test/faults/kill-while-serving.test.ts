/**
 * The web server, and the whole service with its own database, are killed at random moments while a
 * device pushes readings and payments are booked, and are started again. A few times by default;
 * SMARTPM_KILLS=100 for a release, and SMARTPM_SEED for other moments.
 */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { LeaseId } from "#domain/core/id.ts";
import { type Database, openDatabase } from "#platform/database.ts";
import { withRunningServer } from "#platform/embedded-server.ts";
import { noiseAt } from "#simulator/seeded-noise.ts";
import { createLease } from "#storage/leases.ts";
import { createSpace } from "#storage/property.ts";
import { createTenant } from "#storage/tenants.ts";
import { createTestSite } from "#test/support/metered-site.ts";
import {
  countsOf,
  isPushed,
  seedPushLine,
  storedSlots,
  timeOf,
  TRY_EVERY_MS,
} from "#test/support/pushed-readings.ts";
import { RecoveryTimes } from "#test/support/recovery-times.ts";
import { type StartedCommand, startCommand } from "#test/support/started-command.ts";
import { testDatabaseUrl } from "#test/support/test-database.ts";
import { until } from "#test/support/until.ts";

const KILLS = Number(process.env["SMARTPM_KILLS"] ?? 2);
const SEED = Number(process.env["SMARTPM_SEED"] ?? 20_261_126);
/** It lives until it has stored again, and at most this much longer. */
const LIVES_ON_AT_MOST_MS = 900;
const ADMINISTRATOR = {
  name: "Alma Reyes",
  email: "alma@example.org",
  password: "four lanterns by the quay",
  language: "en",
};

/** Where the database of the killed process can be reached while it runs. */
type OnDatabase = <T>(work: (database: Database) => Promise<T>) => Promise<T>;

const told = (what: string) =>
  `${what} is killed ${KILLS} times under load (seed ${SEED}): nothing acknowledged is lost or doubled`;
const limits = { timeout: 240_000 + KILLS * 120_000 };

test(told("the web server"), limits, async (t) => {
  const url = await testDatabaseUrl(t);
  await killUnderLoad(t, {
    args: ["--roles", "web"],
    env: { DATABASE_URL: url },
    onDatabase: () => (work) => onUrl(url, work),
  });
});

test(told("the whole service"), limits, async (t) => {
  await killUnderLoad(t, {
    args: [],
    env: { SMARTPM_BACKUP_TIME: "off" },
    onDatabase: (folder) => (work) => withRunningServer(folder, (url) => onUrl(url, work)),
  });
});

async function onUrl<T>(url: string, work: (database: Database) => Promise<T>): Promise<T> {
  const database = openDatabase(url);
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

interface Killed {
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly onDatabase: (folder: string) => OnDatabase;
}

async function killUnderLoad(t: TestContext, killed: Killed): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "smartpm-kill-"));
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  const onDatabase = killed.onDatabase(folder);
  const args = ["start", "--data", folder, "--port", "0", "--log-level", "silent", ...killed.args];
  const start = () => startCommand({ args, env: killed.env });

  let service = start();
  t.after(() => service.child.kill("SIGKILL"));
  let address: string | undefined = await readyAt(service);
  const cookie = await signUp(address);
  const { token, leaseId } = await onDatabase(seed);
  const load = new Load(() => address, { token, cookie, leaseId });
  const recoveries = new RecoveryTimes();
  for (let kill = 0; kill < KILLS; kill += 1) {
    await load.isStoring();
    await pause(Math.floor(noiseAt(SEED, kill) * LIVES_ON_AT_MOST_MS));
    recoveries.fault();
    service.child.kill("SIGKILL");
    address = undefined;
    await service.ended;
    service = start();
    address = await readyAt(service);
    await load.isStoring();
    recoveries.works();
  }
  await load.stop();
  await onDatabase((database) => requireAll(database, load));
  service.child.kill("SIGINT");
  const { code, stderr } = await service.ended;
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
  t.diagnostic(
    `${load.stored.size} readings and ${load.booked.size} payments acknowledged, none lost`,
  );
  recoveries.print(t, "from the kill to the next reading and payment acknowledged");
}

async function readyAt(service: StartedCommand): Promise<string> {
  const [, address = ""] = await service.says(/ready: (http\S+)/);
  return address;
}

/** The first administrator's cookie, which outlives the process. */
async function signUp(address: string): Promise<string> {
  const answer = await fetch(`${address}/api/setup`, {
    method: "POST",
    headers: { "x-smartpm": "1", "content-type": "application/json" },
    body: JSON.stringify(ADMINISTRATOR),
  });
  assert.equal(answer.status, 201, await answer.text());
  const [cookie = ""] = (answer.headers.get("set-cookie") ?? "").split(";");
  return cookie;
}

async function seed(database: Database): Promise<{ token: string; leaseId: LeaseId }> {
  const siteId = await createTestSite(database);
  const token = await seedPushLine(database, siteId);
  const spaceId = await createSpace(database, { siteId, kind: "unit", name: "Unit 1" });
  const tenantId = await createTenant(database, { siteId, name: "Harbour Bakery" });
  const startsOn = Temporal.PlainDate.from("2026-01-01");
  const leaseId = await createLease(database, { tenantId, spaceId, startsOn, endsOn: undefined });
  return { token, leaseId };
}

/** A device that pushes one reading after the other, and somebody who books payments meanwhile. */
class Load {
  /** Slots that the service said it has stored, and numbers of payments that it said are booked. */
  readonly stored = new Set<number>();
  readonly booked = new Set<number>();
  /** The last that were tried. */
  slot = 0;
  payment = 0;
  readonly #address: () => string | undefined;
  readonly #of: { readonly token: string; readonly cookie: string; readonly leaseId: LeaseId };
  readonly #over = new AbortController();
  readonly #loops: Promise<unknown>;

  constructor(
    address: () => string | undefined,
    of: { readonly token: string; readonly cookie: string; readonly leaseId: LeaseId },
  ) {
    this.#address = address;
    this.#of = of;
    this.#loops = Promise.all([this.#pushReadings(), this.#bookPayments()]);
  }

  /** Waits until one more reading and one more payment are acknowledged. */
  async isStoring(): Promise<void> {
    const [stored, booked] = [this.stored.size, this.booked.size];
    await until(
      "it stores again",
      async () => this.stored.size > stored && this.booked.size > booked,
    );
  }

  async stop(): Promise<void> {
    this.#over.abort();
    await this.#loops;
  }

  async #pushReadings(): Promise<void> {
    while (!this.#over.signal.aborted) {
      await pause(TRY_EVERY_MS);
      this.slot += 1;
      const { slot } = this;
      if (await isPushed(this.#address(), { token: this.#of.token, slot })) this.stored.add(slot);
    }
  }

  /** Each is tried until it is answered, by its key: one whose end is not known is left. */
  async #bookPayments(): Promise<void> {
    while (!this.#over.signal.aborted) {
      await pause(TRY_EVERY_MS);
      this.payment += 1;
      let status: number | undefined;
      while (status === undefined && !this.#over.signal.aborted) {
        status = await this.#pay(this.payment);
        if (status === undefined) await pause(TRY_EVERY_MS);
      }
      if (status === 201) this.booked.add(this.payment);
      else if (status !== undefined) assert.equal(status, 409, `payment ${this.payment}`);
    }
  }

  async #pay(number: number): Promise<number | undefined> {
    const address = this.#address();
    if (address === undefined) return undefined;
    const { cookie, leaseId } = this.#of;
    try {
      const answer = await fetch(`${address}/api/accounts/${leaseId}/entries`, {
        method: "POST",
        headers: {
          cookie,
          "x-smartpm": "1",
          "content-type": "application/json",
          "idempotency-key": `payment-${String(number).padStart(6, "0")}`,
        },
        body: JSON.stringify({
          kind: "payment",
          amount: "1.00",
          bookedOn: "2026-03-01",
          note: String(number),
        }),
      });
      await answer.text();
      return answer.status;
    } catch {
      return undefined;
    }
  }
}

async function requireAll(database: Database, load: Load): Promise<void> {
  const stored = await storedSlots(database);
  for (const slot of load.stored) assert.equal(stored.get(timeOf(slot)), countsOf(slot), `${slot}`);
  for (let slot = 1; slot <= load.slot; slot += 1) {
    const value = stored.get(timeOf(slot));
    if (value !== undefined) assert.equal(value, countsOf(slot), `${slot}`);
  }
  assert.ok(stored.size <= load.slot, "no reading that was not sent");

  const { rows } = await database.query<{ note: string; times: number }>(
    "select note, count(*)::int as times from ledger_entry where kind = 'payment' group by note",
  );
  const times = new Map(rows.map((row) => [Number(row.note), row.times]));
  for (const number of load.booked) assert.equal(times.get(number), 1, `payment ${number}`);
  for (const [number, count] of times) assert.equal(count, 1, `payment ${number}`);
  assert.ok([...times.keys()].every((number) => number >= 1 && number <= load.payment));
}
