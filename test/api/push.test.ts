/** Meters that send their values by themselves: who has the token of their line, and no other. */
import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { asId, type LineId } from "#domain/core/id.ts";
import type { Database } from "#platform/database.ts";
import { createChannel, createLine, createMeter, installMeter } from "#storage/meters.ts";
import { createServicePoint } from "#storage/property.ts";
import { readRegister } from "#storage/read-readings.ts";
import { modelOf } from "#test/support/simulated-wire.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { runApi, seedUsers } from "./running-api.ts";
import { NOW, seedProperty } from "./seeded-property.ts";

const models = [modelOf("push-electricity", "push"), modelOf("pulse-water-mqtt", "mqtt-json")];
const BOUNDARY = NOW.round({ smallestUnit: "hour", roundingMode: "floor" });

async function pushLine(database: Database) {
  const { siteId, bakery } = await seedProperty(database);
  await seedUsers(database, bakery.tenantId);
  const lineId = await createLine(database, {
    siteId: asId(siteId),
    name: "from the field",
    transport: { kind: "push" },
  });
  const meter = { siteId: asId<never>(siteId), lineId, modelId: "push-electricity" };
  const meterId = await createMeter(database, {
    ...meter,
    serialNumber: "P1",
    unitAddress: "hall",
  });
  const servicePointId = await createServicePoint(database, {
    siteId: asId(siteId),
    spaceId: undefined,
    commodity: "electricity",
    role: "common",
    name: "hall",
  });
  await installMeter(database, {
    meterId,
    servicePointId,
    installedAt: BOUNDARY.subtract({ hours: 24 }),
  });
  const channelId = await createChannel(database, {
    servicePointId,
    quantity: "energyDelivered",
    unit: "kWh",
    resolution: "0.01",
    registerDigits: 8,
    intervalMinutes: 15,
  });
  return { lineId, channelId, otherLineId: asId<LineId>(1) };
}

async function running(t: TestContext) {
  const database = await testDatabase(t);
  const line = await pushLine(database);
  const api = await runApi(t, { database, catalogue: models });
  const cookie = await api.signIn("administrator@example.org");
  const made = await api.call("POST", `/lines/${line.lineId}/push-token`, { cookie });
  assert.equal(made.status, 201);
  const { token } = (await made.json()) as { token: string };
  const push = async (body: unknown, bearer = token) => {
    const answer = await fetch(`${api.address}/api/push`, {
      method: "POST",
      headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  return { database, api, cookie, token, push, ...line };
}

test("what a device pushes at a boundary is stored once, however often it is sent", async (t) => {
  const { database, push, channelId } = await running(t);
  const message = { meter: "hall", measuredAt: BOUNDARY.toString(), value: 1234.56 };
  assert.deepEqual(await push(message), { status: 200, body: { stored: 1, refused: [] } });
  assert.deepEqual(await push(message), { status: 200, body: { stored: 0, refused: [] } });
  assert.deepEqual((await push([message, message])).body, { stored: 0, refused: [] });
  const range = { from: BOUNDARY, to: BOUNDARY.add({ seconds: 1 }) };
  const { counts } = await readRegister(database, channelId, range);
  assert.deepEqual([...counts], [123_456]);
});

test("what cannot be taken is told message by message; the others are stored", async (t) => {
  const { push } = await running(t);
  const at = BOUNDARY.toString();
  const { status, body } = await push([
    { meter: "hall", measuredAt: at, value: 7 },
    { meter: "cellar", measuredAt: at, value: 7 },
    { meter: "hall", value: 7 },
    { meter: "hall", measuredAt: at, other: 7 },
    { meter: "hall", measuredAt: NOW.add({ hours: 1 }).toString(), value: 7 },
  ]);
  assert.equal(status, 200);
  assert.deepEqual(body, {
    stored: 1,
    refused: [
      { index: 1, meter: "cellar", message: "the line has no meter of that address" },
      { index: 2, meter: "hall", message: "the message does not say when it was measured" },
      { index: 3, meter: "hall", message: "the message has none of the model's values" },
      {
        index: 4,
        meter: "hall",
        message: `the message is from the future: ${NOW.add({ hours: 1 })}`,
      },
    ],
  });
});

test("between boundaries a value shows how things are now, and is no reading", async (t) => {
  const { database, push } = await running(t);
  const at = BOUNDARY.subtract({ minutes: 5 }).toString();
  assert.deepEqual((await push({ meter: "hall", measuredAt: at, value: 9 })).body, {
    stored: 0,
    refused: [],
  });
  const { rows } = await database.query<{ value: string }>(
    "select v.value::text from live_value v join meter m on m.id = v.meter_id where m.serial_number = 'P1'",
  );
  assert.deepEqual(
    rows.map(({ value }) => Number(value)),
    [9],
  );
});

test("only the token of the line opens it, and a new one closes the old one out", async (t) => {
  const { api, cookie, push, token, lineId } = await running(t);
  const message = { meter: "hall", measuredAt: BOUNDARY.toString(), value: 1 };
  assert.equal((await push(message, "x".repeat(43))).status, 401);
  const without = await api.call("POST", "/push", { body: message });
  assert.equal(without.status, 401);
  await api.call("POST", `/lines/${lineId}/push-token`, { cookie });
  assert.equal((await push(message, token)).status, 401);
});

test("a token is revoked: what comes with it is refused, and that is on record", async (t) => {
  const { api, cookie, push, token, lineId, database } = await running(t);
  const shown = async () => {
    const answer = await api.call("GET", `/lines/${lineId}`, { cookie });
    return ((await answer.json()) as { pushToken: { createdBy: string } | null }).pushToken;
  };
  assert.equal((await shown())?.createdBy, "administrator@example.org");
  const revoked = await api.call("DELETE", `/lines/${lineId}/push-token`, { cookie });
  assert.equal(revoked.status, 204);
  assert.equal(await shown(), null);
  const message = { meter: "hall", measuredAt: BOUNDARY.toString(), value: 1 };
  assert.equal((await push(message, token)).status, 401);
  const again = await api.call("DELETE", `/lines/${lineId}/push-token`, { cookie });
  assert.equal(again.status, 404);
  const { rows } = await database.query<{ subject: string }>(
    "select subject from audit_entry where action = 'line.push-token-revoked'",
  );
  assert.deepEqual(rows, [{ subject: "from the field" }]);
});

test("no token is made for lines that are asked, or by who may not tend lines", async (t) => {
  const { api, cookie, database } = await running(t);
  const { rows } = await database.query<{ id: number }>(
    "select id from line where transport->>'kind' = 'modbus-tcp'",
  );
  const other = await api.call("POST", `/lines/${rows[0]?.id}/push-token`, { cookie });
  assert.equal(other.status, 404);
  const accountant = await api.signIn("accountant@example.org");
  const refused = await api.call("POST", `/lines/${rows[0]?.id}/push-token`, {
    cookie: accountant,
  });
  assert.equal(refused.status, 403);
});

test("only the hash of a token is kept, and its making is on record", async (t) => {
  const { database, token } = await running(t);
  const { rows } = await database.query<{ text: string }>(
    "select row_to_json(p)::text as text from push_token p",
  );
  assert.equal(rows.length, 1);
  assert.ok(!rows[0]?.text.includes(token));
  const audit = await database.query<{ action: string; subject: string }>(
    "select action, subject from audit_entry where action = 'line.push-token'",
  );
  assert.deepEqual(audit.rows, [{ action: "line.push-token", subject: "from the field" }]);
});
