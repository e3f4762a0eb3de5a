import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { noiseAt } from "#simulator/seeded-noise.ts";
import { collectedBuilding } from "#test/support/collected-building.ts";
import { type Acknowledged, end, startCollecting } from "#test/support/collecting-process.ts";
import { RecoveryTimes } from "#test/support/recovery-times.ts";

const SEED = Number(process.env["SMARTPM_SEED"] ?? 20_261_124);
const KILLS = Number(process.env["SMARTPM_KILLS"] ?? 10);
const METERS = 8;
/** A process lives at least until its first acknowledgement, and at most this much longer. */
const LIVES_ON_AT_MOST_MS = 900;

const NAME = `R1: killed ${KILLS} times while collecting (seed ${SEED}), every acknowledged reading is stored exactly once`;

test(NAME, { timeout: 120_000 + KILLS * 20_000 }, async (t) => {
  const building = await collectedBuilding(t, { metersALine: METERS, gateways: [1] });
  const { database, databaseUrl, clock } = building;
  const order = { databaseUrl, dataFolder: await building.folder(), clock };
  const acknowledged: Acknowledged[] = [];
  const recoveries = new RecoveryTimes();
  for (let kill = 0; kill < KILLS; kill += 1) {
    const { child, firstLine } = startCollecting(order, acknowledged);
    await firstLine;
    recoveries.works();
    await pause(Math.floor(noiseAt(SEED, kill) * LIVES_ON_AT_MOST_MS));
    recoveries.fault();
    await end(child, "SIGKILL");
  }
  const last = startCollecting(order, acknowledged);
  await last.firstLine;
  recoveries.works();
  await end(last.child, "SIGTERM");

  const { rows } = await database.query<{ channel_id: number; ms: string; value: bigint }>(
    `select channel_id, (extract(epoch from measured_at) * 1000)::bigint::text as ms, value
       from reading`,
  );
  const stored = new Map(rows.map((row) => [`${row.channel_id} ${row.ms}`, Number(row.value)]));
  assert.equal(stored.size, rows.length, "no reading is stored twice");
  assert.ok(acknowledged.length >= (KILLS + 1) * METERS, `${acknowledged.length} acknowledged`);
  const keys = acknowledged.map(([channelId, ms]) => `${channelId} ${ms}`);
  assert.equal(new Set(keys).size, keys.length, "no reading is acknowledged twice");
  for (const [channelId, ms, counts] of acknowledged) {
    assert.equal(stored.get(`${channelId} ${ms}`), counts, `channel ${channelId} at ${ms}`);
  }
  recoveries.print(t, "from the kill of a collector to the next reading acknowledged");
});
