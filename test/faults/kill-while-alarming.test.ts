/**
 * Collector, worker and database are killed at random moments while meters are unplugged and lines
 * cut, and while an evasion alarm that stands grows worse. Few rounds by default; `SMARTPM_KILLS=100 ./smartpm test --only
 * test/faults/kill-while-alarming.test.ts` for a release, and SMARTPM_SEED for other moments.
 */
import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { Database } from "#platform/database.ts";
import type { SimulatorCommand } from "#simulator/simulator-command.ts";
import { noiseAt } from "#simulator/seeded-noise.ts";
import { createUser } from "#storage/users.ts";
import { startAlarming } from "#test/support/alarming-worker.ts";
import { collectedBuilding } from "#test/support/collected-building.ts";
import { end, startCollecting } from "#test/support/collecting-process.ts";
import { startCountingMailServer } from "#test/support/counting-mail-server.ts";
import { fastClock } from "#test/support/fast-clock.ts";
import { startKillableDatabase } from "#test/support/killable-database.ts";
import { standingLoss } from "#test/support/raised-again.ts";
import { RecoveryTimes } from "#test/support/recovery-times.ts";
import { assertToldOnce, isAllTold } from "#test/support/told-once.ts";
import { until } from "#test/support/until.ts";

const ROUNDS = Number(process.env["SMARTPM_KILLS"] ?? 3);
const SEED = Number(process.env["SMARTPM_SEED"] ?? 20_261_125);
/** Two minutes without a collector, after which it counts as gone, are six seconds. */
const SPEED = 20;
const METERS_A_LINE = 7;
/** The meters are simulated by this process: one that a loaded machine holds up is not silent. */
const TIMEOUT_MS = 1_000;
/** The moment of a kill after the meter was unplugged, or plugged in again. */
const KILLED_AFTER_AT_MOST_MS = 1_500;
/** In every so many rounds the loss that stands grows worse as well. */
const ROUNDS_A_GROWTH = 2;
const PARTS = ["collector", "worker", "database"] as const;

const NAME = `R2: ${ROUNDS} times killed (seed ${SEED}): each cause is one alarm, told once each time it is raised`;
const WITHIN_MS = 120_000 + ROUNDS * 60_000;

test(NAME, { timeout: WITHIN_MS }, async (t) => {
  const server = await startKillableDatabase(t);
  const building = await collectedBuilding(t, {
    metersALine: METERS_A_LINE,
    speed: SPEED,
    timeoutMs: TIMEOUT_MS,
    databaseUrl: server.url,
  });
  const { database, databaseUrl, clock, simulator } = building;
  await createUser(database, {
    email: "owner@quay.example",
    name: "The owner",
    role: "administrator",
    language: "en",
    tenantId: null,
    passwordHash: "",
    createdAt: Temporal.Instant.fromEpochMilliseconds(clock.shownMs),
  });
  const mailServer = await startCountingMailServer(t, () => 0);
  const collecting = { databaseUrl, dataFolder: await building.folder(), clock };
  const alarming = { databaseUrl, clock, mailPort: mailServer.port };
  const start = {
    collector: async () => {
      const { child, firstLine } = startCollecting(collecting, []);
      await firstLine;
      return child;
    },
    worker: () => startAlarming(alarming),
  };
  const running: Record<"collector" | "worker", ChildProcess> = {
    collector: await start.collector(),
    worker: await start.worker(),
  };
  t.after(async () => {
    await end(running.worker, "SIGKILL");
    await end(running.collector, "SIGKILL");
  });
  const killAndRestart = async (part: (typeof PARTS)[number]) => {
    if (part === "database") return server.killAndRestart();
    await end(running[part], "SIGKILL");
    running[part] = await start[part]();
  };

  const loss = await standingLoss({ database, clock: fastClock(clock) }, building.siteId);
  const causes = causesOf(building);
  const expected: string[] = [];
  const recoveries = new RecoveryTimes();
  for (let round = 0; round < ROUNDS; round += 1) {
    const cause = causes[round % causes.length] ?? assert.fail();
    const part = PARTS[Math.floor(noiseAt(SEED, round) * PARTS.length)] ?? "worker";
    const isKilledAtRepair = noiseAt(SEED + 1, round) < 0.5;
    const afterMs = Math.floor(noiseAt(SEED + 2, round) * KILLED_AFTER_AT_MOST_MS);
    const kill = async () => {
      await pause(afterMs);
      recoveries.fault();
      await killAndRestart(part);
    };
    expected.push(cause.alarm);
    if (round % ROUNDS_A_GROWTH === 0) await loss.growWorse();
    assert.equal((await simulator.apply(cause.disturb)).ok, true);
    if (!isKilledAtRepair) await kill();
    await until(`${cause.alarm} is open`, async () => {
      assertRunning(running);
      return (await open(database)).includes(cause.alarm);
    });
    recoveries.works();
    assert.equal((await simulator.apply(cause.repair)).ok, true);
    if (isKilledAtRepair) await kill();
    await until(`${cause.alarm} is cleared`, async () => {
      assertRunning(running);
      return (await open(database)).length === 0;
    });
    recoveries.works();
  }
  await until("all is told", () => isAllTold(database));

  const { rows } = await database.query<{ alarm: string }>(
    `select rule || ' ' || source_name as alarm
       from alarm
      where rule not in ('collector-gone', 'zone-loss-risen')
      order by id`,
  );
  assert.deepEqual(
    rows.map(({ alarm }) => alarm),
    expected,
    "one alarm of each cause, and no other",
  );
  const told = await assertToldOnce(
    database,
    mailServer.taken.map(({ messageId }) => messageId),
  );
  recoveries.print(t, "from the kill of collector, worker or database to the next alarm's change");
  t.diagnostic(
    `${told.told} raises (${loss.occasion()} again), ${told.mails} mails, ${told.unknown} of unknown fate`,
  );
  assert.ok(told.unknown <= ROUNDS, "only a mail that was on its way at a kill");
});

interface Cause {
  /** `meter-silent Lift` */
  readonly alarm: string;
  readonly disturb: SimulatorCommand;
  readonly repair: SimulatorCommand;
}

/** A line after every few meters; none comes again so soon that it would count as wavering. */
function causesOf({
  lines,
  meters,
}: Awaited<ReturnType<typeof collectedBuilding>>): readonly Cause[] {
  const ofMeters = meters.map(({ name, serialNumber }, n): Cause => ({
    alarm: `meter-silent ${name}`,
    disturb: { kind: "unplug", serialNumber, answer: n % 4 === 3 ? "silence" : "exception" },
    repair: { kind: "plug", serialNumber },
  }));
  const ofLines = lines.map(({ name, gateway }, n): Cause => ({
    alarm: `line-down ${name}`,
    disturb: { kind: "cut", line: gateway, how: n === 0 ? "refusing" : "silent" },
    repair: { kind: "restore", line: gateway },
  }));
  const [first, second, ...others] = ofMeters;
  return [first, ofLines[0], second, ofLines[1], ...others].filter((cause) => cause !== undefined);
}

/** A database that was killed must not end who works with it. */
function assertRunning(running: Readonly<Record<string, ChildProcess>>): void {
  for (const [name, { exitCode, signalCode }] of Object.entries(running)) {
    assert.deepEqual([exitCode, signalCode], [null, null], `the ${name} ended by itself`);
  }
}

async function open(database: Database): Promise<string[]> {
  const { rows } = await database.query<{ alarm: string }>(
    "select rule || ' ' || source_name as alarm from alarm where cleared_at is null and kind = 'communication'",
  );
  return rows.map(({ alarm }) => alarm);
}
