/**
 * R1 and R3 of the readings store: writer and server killed at random moments. Few kills by
 * default; `SMARTPM_KILLS=100 ./smartpm test --only test/faults/kill-readings.test.ts` for a
 * release, and SMARTPM_SEED for other moments.
 */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { openDatabase } from "#platform/database.ts";
import { type EmbeddedServer, startEmbeddedServer } from "#platform/embedded-server.ts";
import { migrate } from "#platform/migrate.ts";
import { noiseAt } from "#simulator/seeded-noise.ts";
import { RecoveryTimes } from "#test/support/recovery-times.ts";
import type { ReadingsOrder } from "./readings-process.ts";

const KILLS = Number(process.env["SMARTPM_KILLS"] ?? 8);
const SEED = Number(process.env["SMARTPM_SEED"] ?? 20_273);
const STEPS_BEFORE_A_KILL = 12;
const LIVES_ON_AT_MOST_MS = 60;
const LAST_STEPS = 12;

const NAME = `R1, R3: writer or server killed ${KILLS} times while it stores, packs and corrects (seed ${SEED}): all is as if it had not been`;
const WITHIN_MS = 120_000 + KILLS * 20_000;

test(NAME, { timeout: WITHIN_MS }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "smartpm-kill-"));
  let server: EmbeddedServer = await startEmbeddedServer(folder);
  t.after(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  });
  await inDatabase(server.url, (database) => migrate(database));

  const recoveries = new RecoveryTimes();
  let step = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    const writer = startWriter({ databaseUrl: server.url, seed: SEED, from: step, to: Infinity });
    await writer.hasTaken(step);
    recoveries.works();
    await writer.hasTaken(step + Math.floor(noiseAt(SEED, kill) * STEPS_BEFORE_A_KILL));
    await pause(Math.floor(noiseAt(SEED + 1, kill) * LIVES_ON_AT_MOST_MS));
    recoveries.fault();
    if (kill % 2 === 0) writer.child.kill("SIGKILL");
    else {
      process.kill(await postmasterOf(folder), "SIGKILL");
      await server.failed;
      await server.stop();
    }
    await writer.closed;
    if (kill % 2 === 1) server = await startEmbeddedServer(folder);
    step = writer.next();
  }
  const end = step + LAST_STEPS;
  const last = startWriter({ databaseUrl: server.url, seed: SEED, from: step, to: end });
  await last.hasTaken(step);
  recoveries.works();
  await last.closed;
  assert.equal(last.next(), end, "the last writer ends by itself");
  const killed = await inDatabase(server.url, contentOf);

  const undisturbedUrl = await inDatabase(server.url, async (database) => {
    await database.query("create database undisturbed");
    const url = new URL(server.url);
    url.pathname = "/undisturbed";
    return url.href;
  });
  await inDatabase(undisturbedUrl, (database) => migrate(database));
  const calm = startWriter({ databaseUrl: undisturbedUrl, seed: SEED, from: 0, to: end });
  await calm.closed;
  const undisturbed = await inDatabase(undisturbedUrl, contentOf);
  assert.ok(undisturbed.readings.length > 0 && undisturbed.corrections.length > 0);
  assert.deepEqual(killed.readings, undisturbed.readings, "readings");
  assert.deepEqual(killed.corrections, undisturbed.corrections, "their history");
  recoveries.print(t, "from the kill of writer or server to the next step stored");
});

async function inDatabase<T>(
  url: string,
  work: (database: ReturnType<typeof openDatabase>) => Promise<T>,
): Promise<T> {
  const database = openDatabase(url);
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

/** Every reading that counts, each as often as it is there, and every change. */
async function contentOf(database: ReturnType<typeof openDatabase>) {
  const readings = await database.query({
    text: "select channel_id, measured_at::text, value::text, quality from reading_history order by 1, 2",
    rowMode: "array",
  });
  const corrections = await database.query({
    text: `select channel_id, measured_at::text, revision, old_value::text, old_quality,
                  new_value::text, new_quality, author, reason
             from reading_correction order by 1, 2, 3`,
    rowMode: "array",
  });
  return { readings: readings.rows, corrections: corrections.rows };
}

function startWriter(order: ReadingsOrder) {
  const script = join(import.meta.dirname, "readings-process.ts");
  // JSON knows no Infinity.
  const text = JSON.stringify({ ...order, to: Math.min(order.to, Number.MAX_SAFE_INTEGER) });
  const child: ChildProcess = spawn(process.execPath, [script, text], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  child.stderr?.on("data", (bytes: Buffer) => (said = `${said}${bytes.toString()}`.slice(-2000)));
  const lines = createInterface({ input: child.stdout ?? assert.fail("no output") });
  const progress = { next: order.from };
  lines.on("line", (line) => (progress.next = Number(line) + 1));
  const closed = Promise.all([once(child, "close"), once(lines, "close")]);
  return {
    child,
    closed,
    /** The first step that it has not said to be over. */
    next: () => progress.next,
    async hasTaken(step: number): Promise<void> {
      while (progress.next <= step) {
        const [what] = await Promise.race([once(lines, "line"), closed.then(() => [undefined])]);
        if (what === undefined) assert.fail(`ended by itself at ${progress.next}: ${said}`);
      }
    },
  };
}

/** The first line of PostgreSQL's lock file is the number of its main process. */
async function postmasterOf(folder: string): Promise<number> {
  const lock = await readFile(join(folder, "postgres/postmaster.pid"), "utf8");
  return Number(lock.split("\n")[0]);
}
