/** The machine's clock is set by a day, forward and back, while meters are read and jobs are done. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { startCollector } from "#collector/collector.ts";
import { loadCatalogue } from "#drivers/catalogue.ts";
import { JobWatch } from "#jobs/job-watch.ts";
import { repeat } from "#jobs/repeat.ts";
import { clockOf, monotonicMs } from "#platform/clock.ts";
import { createLog } from "#platform/log.ts";
import type { Reading } from "#storage/reading.ts";
import { collectedBuilding } from "#test/support/collected-building.ts";
import { until } from "#test/support/until.ts";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const METERS = 3;
/** Before a boundary: the jumps lead there, so that nobody has to wait for a minute. */
const BEFORE_MS = 3_000;

test("clock jumps of a day: readings and jobs go on, nothing acknowledged is lost or doubled", async (t) => {
  const building = await collectedBuilding(t, { metersALine: METERS, gateways: [1], speed: 1 });
  const { database } = building;
  const startMs = Date.parse("2026-11-24T10:00:57Z");
  const begunMs = monotonicMs();
  const passedMs = () => monotonicMs() - begunMs;
  let setByMs = 0;
  const clock = clockOf(() => startMs + passedMs() + setByMs, passedMs);
  const log = createLog("silent");
  const acknowledged: Reading[] = [];
  const collector = await startCollector({
    database,
    clock,
    log,
    catalogue: loadCatalogue(join(import.meta.dirname, "../../catalogue/meters")),
    dataFolder: await building.folder(),
    onKept: (readings) => acknowledged.push(...readings),
  });
  const stopping = new AbortController();
  const watch = new JobWatch();
  const job = { name: "a job", everyMs: 1_000, round: async () => {} };
  const jobs = repeat(job, { clock, log, watch, signal: stopping.signal });
  t.after(async () => {
    stopping.abort();
    await jobs;
    await collector.stop();
  });

  /** Readings and rounds after the jump; how long until both had come. */
  const goesOn = async (jump: string, boundary: string) => {
    const jumpedMs = monotonicMs();
    const rounds = watch.states()[0]?.rounds ?? 0;
    await until(`${jump}: the meters are read for ${boundary}`, async () => {
      const { rows } = await database.query<{ stored: number }>(
        "select count(*)::int as stored from reading where measured_at = $1",
        [boundary],
      );
      return rows[0]?.stored === METERS;
    });
    await until(`${jump}: the job goes on`, async () => (watch.states()[0]?.rounds ?? 0) > rounds);
    const seconds = (monotonicMs() - jumpedMs) / 1000;
    t.diagnostic(
      `recovery time, clock set ${jump}: readings and jobs went on after ${seconds.toFixed(1)} s`,
    );
  };
  /** Sets the clock to just before a boundary near that time; the boundary. */
  const setBy = (byMs: number) => {
    const nearMs = clock.now().epochMilliseconds + byMs;
    const boundaryMs = Math.ceil((nearMs + BEFORE_MS) / MINUTE_MS) * MINUTE_MS;
    setByMs += boundaryMs - BEFORE_MS - clock.now().epochMilliseconds;
    return Temporal.Instant.fromEpochMilliseconds(boundaryMs).toString();
  };

  await goesOn("at first", "2026-11-24T10:01:00Z");
  await goesOn("a day forward", setBy(DAY_MS));
  await goesOn("a day back", setBy(-DAY_MS));
  await goesOn("another day back", setBy(-DAY_MS));
  await goesOn("two days forward", setBy(2 * DAY_MS));

  const { rows } = await database.query<{ channel_id: number; at: string; value: bigint }>(
    "select channel_id, measured_at::text as at, value from reading",
  );
  const stored = new Map(
    rows.map(({ at, channel_id: channelId, value }) => [
      keyOf(channelId, Temporal.Instant.from(`${at.replace(" ", "T")}:00`)),
      value,
    ]),
  );
  const keys = acknowledged.map(({ channelId, measuredAt }) => keyOf(channelId, measuredAt));
  assert.equal(new Set(keys).size, keys.length, "no reading is acknowledged twice");
  for (const { channelId, counts, measuredAt } of acknowledged) {
    assert.equal(stored.get(keyOf(channelId, measuredAt)), BigInt(counts));
  }
});

function keyOf(channelId: number, at: Temporal.Instant): string {
  return `${channelId} ${at}`;
}
