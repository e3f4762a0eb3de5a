import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { test, type TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { systemClock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import { collectedBuilding } from "#test/support/collected-building.ts";
import { type Acknowledged, end, startCollecting } from "#test/support/collecting-process.ts";

const METERS = 3;
const POLL_MS = 100;
const WAITS_AT_MOST_MS = 60_000;
/** Of the machine's time: within it the lines of a killed collector answer again. */
const TAKEN_OVER_WITHIN_MS = 30_000;

/** Stands before a gateway and counts who is connected to it at once. */
async function startDoorman(t: TestContext, gatewayPort: number, seen: { most: number }) {
  let now = 0;
  const server = createServer((socket) => {
    now += 1;
    seen.most = Math.max(seen.most, now);
    const inner = connect({ host: "127.0.0.1", port: gatewayPort });
    socket.pipe(inner).pipe(socket);
    for (const end of [socket, inner]) end.on("error", () => end.destroy());
    socket.once("close", () => {
      now -= 1;
      inner.destroy();
    });
  });
  server.listen({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  t.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadlineMs = systemClock.now().epochMilliseconds + WAITS_AT_MOST_MS;
  while (!(await holds())) {
    assert.ok(
      systemClock.now().epochMilliseconds < deadlineMs,
      "the condition did not come to hold",
    );
    await pause(POLL_MS);
  }
}

async function holders(database: Database): Promise<Map<number, string>> {
  const { rows } = await database.query<{ line_id: number; collector_id: string }>(
    "select line_id, collector_id from line_lease where expires_at > now()",
  );
  return new Map(rows.map((row) => [row.line_id, row.collector_id]));
}

test("two collectors share the lines; one is killed, and the other reads its lines within 30 s, none twice", async (t) => {
  const seen = { most: 0 };
  const building = await collectedBuilding(t, {
    metersALine: METERS,
    portOf: (port) => startDoorman(t, port, seen),
  });
  const { database, databaseUrl, clock } = building;
  const acknowledged: Acknowledged[][] = [[], []];
  const start = async (n: 0 | 1) => {
    const order = { databaseUrl, dataFolder: await building.folder(), clock };
    return startCollecting(order, acknowledged[n] ?? []);
  };
  const first = await start(0);
  await until(async () => (await holders(database)).size === 2);
  const second = await start(1);
  await until(async () => new Set((await holders(database)).values()).size === 2);
  await second.firstLine;

  await end(first.child, "SIGKILL");
  const killedMs = systemClock.now().epochMilliseconds;
  const lost = new Set(acknowledged[0]?.map(([channelId]) => channelId));
  await until(() => {
    const read = new Set(acknowledged[1]?.map(([channelId]) => channelId));
    return lost.difference(read).size === 0;
  });
  const tookMs = systemClock.now().epochMilliseconds - killedMs;
  assert.ok(tookMs <= TAKEN_OVER_WITHIN_MS, `${tookMs} ms`);
  t.diagnostic(
    `recovery time from the kill of a collector to its lines read by the other: ${(tookMs / 1000).toFixed(1)} s`,
  );
  await end(second.child, "SIGTERM");

  const keys = acknowledged.flat().map(([channelId, ms]) => `${channelId} ${ms}`);
  assert.equal(new Set(keys).size, keys.length, "no reading is taken twice");
  const { rows } = await database.query<{ readings: number; different: number }>(
    "select count(*)::int as readings, count(distinct (channel_id, measured_at))::int as different from reading",
  );
  assert.equal(rows[0]?.readings, rows[0]?.different);
  assert.equal(seen.most, 1, "never two at once on a line");
});
