/**
 * R6: the disk of the whole service fills up while readings are pushed to it, and is emptied again.
 * Twice by default; `SMARTPM_ROUNDS=50` for a release.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { type Database, openDatabase } from "#platform/database.ts";
import { withRunningServer } from "#platform/embedded-server.ts";
import { errorCode } from "#platform/refusal.ts";
import { readAnnouncement } from "#service/announcement.ts";
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
import { until } from "#test/support/until.ts";

const ROUNDS = Number(process.env["SMARTPM_ROUNDS"] ?? 2);
const DISK_MB = 320;
const MB = 2 ** 20;
const REFUSED_IN_A_ROUND = 5;
const STORED_IN_A_ROUND = 5;
/** As systemd does, only sooner. */
const RESTART_MS = 500;

const skip = whyNoDisk();
const NAME = `R6: the disk fills up ${ROUNDS} times under load: nothing acknowledged is lost, nothing is stored that was not sent, and it goes on by itself`;

test(NAME, { skip, timeout: 200_000 + ROUNDS * 120_000 }, async (t) => {
  const folder = await smallDisk();
  const service = keepRunning(folder);
  t.after(async () => {
    await service.stop();
    await until("the disk is let go of", async () => spawnSync("umount", [folder]).status === 0);
    await rm(folder, { recursive: true });
  });
  await until("the service serves", async () => (await addressOf(folder)) !== undefined);
  const token = await onDatabase(folder, async (database) =>
    seedPushLine(database, await createTestSite(database)),
  );
  const acknowledged = new Set<number>();
  const recoveries = new RecoveryTimes();
  let slot = 0;
  const push = async () => {
    slot += 1;
    await pause(TRY_EVERY_MS);
    const isStored = await isPushed(await addressOf(folder), { token, slot });
    if (isStored) acknowledged.add(slot);
    return isStored;
  };
  for (let round = 1; round <= ROUNDS; round += 1) {
    const before = acknowledged.size;
    await until("readings are stored", async () => {
      await push();
      return acknowledged.size >= before + STORED_IN_A_ROUND;
    });
    const filler = await fill(folder);
    let refused = 0;
    await until("the full disk is noticed", async () => {
      await askForLog(folder);
      if (!(await push())) refused += 1;
      return refused >= REFUSED_IN_A_ROUND;
    });
    await rm(filler);
    recoveries.fault();
    await until("it goes on by itself", push);
    recoveries.works();
  }
  const stored = await onDatabase(folder, storedSlots);
  for (const one of acknowledged) assert.equal(stored.get(timeOf(one)), countsOf(one), `${one}`);
  for (let one = 1; one <= slot; one += 1) {
    const value = stored.get(timeOf(one));
    if (value !== undefined) assert.equal(value, countsOf(one), `${one}`);
  }
  assert.ok(stored.size <= slot);
  recoveries.print(t, "from the freed disk to the next reading stored");
});

function whyNoDisk(): string | false {
  const can = spawnSync("unshare", ["-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]).status === 0;
  return can ? false : "NOT CHECKED: a small disk can be mounted by root only";
}

async function smallDisk(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "smartpm-full-"));
  const size = `size=${DISK_MB}m,mode=0700`;
  const made = spawnSync("mount", ["-t", "tmpfs", "-o", size, "tmpfs", folder]);
  assert.equal(made.status, 0, String(made.stderr));
  return folder;
}

/** Starts the service, and again whenever it ends, until stopped. */
function keepRunning(folder: string): { stop(): Promise<void> } {
  const over = new AbortController();
  let service: StartedCommand | undefined;
  const lives = (async () => {
    while (!over.signal.aborted) {
      service = startCommand({
        args: ["start", "--data", folder, "--port", "0", "--log-level", "silent"],
        env: { SMARTPM_BACKUP_TIME: "off" },
      });
      await service.ended;
      await pause(RESTART_MS);
    }
  })();
  return {
    async stop() {
      over.abort();
      service?.child.kill("SIGINT");
      await lives;
    },
  };
}

async function addressOf(folder: string): Promise<string | undefined> {
  return (await readAnnouncement(folder))?.address ?? undefined;
}

function onDatabase<T>(folder: string, work: (database: Database) => Promise<T>): Promise<T> {
  return withRunningServer(folder, async (url) => {
    const database = openDatabase(url);
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  });
}

/** Writes until not a byte more fits. */
async function fill(folder: string): Promise<string> {
  const path = join(folder, "filler");
  const file = await open(path, "w");
  try {
    for (let size = MB; size >= 1; size = Math.floor(size / 16)) {
      await writeUntilFull(file, Buffer.alloc(size));
    }
  } finally {
    await file.close();
  }
  return path;
}

async function writeUntilFull(
  file: Awaited<ReturnType<typeof open>>,
  piece: Buffer,
): Promise<void> {
  try {
    for (let n = 0; n < DISK_MB * MB; n += piece.length) await file.write(piece);
  } catch (error) {
    if (errorCode(error) !== "ENOSPC") throw error;
  }
}

/** Lets the server need a new file of its log, which a full disk has no place for. */
async function askForLog(folder: string): Promise<void> {
  await onDatabase(folder, (database) => database.query("select pg_switch_wal()")).catch(() => {});
}
