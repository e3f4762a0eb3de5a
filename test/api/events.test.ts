/** The live screen's stream, from the database's notifications to the bytes that a browser gets. */
import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { asId } from "#domain/core/id.ts";
import type { Database } from "#platform/database.ts";
import { raiseAlarm } from "#storage/alarms.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { runApi, type RunningApi, seedUsers } from "./running-api.ts";
import { FLORIST_CANARY, NOW, seedProperty } from "./seeded-property.ts";

const TRY_AGAIN_MS = 20;
/** Reached only when a test fails: what is told comes within two seconds. */
const TRIES_AT_MOST = 1000;

interface SentEvent {
  readonly name: string;
  readonly data: string;
}

/** An open stream of one user, and what came on it so far. */
class EventStream {
  readonly events: SentEvent[] = [];
  readonly answer: Response;
  ended = false;
  #text = "";

  private constructor(answer: Response) {
    this.answer = answer;
  }

  static async open(
    t: TestContext,
    api: RunningApi,
    email: string,
  ): Promise<{ stream: EventStream; cookie: string }> {
    const cookie = await api.signIn(email);
    const leaving = new AbortController();
    const answer = await fetch(`${api.address}/api/events`, {
      headers: { cookie },
      signal: leaving.signal,
    });
    const stream = new EventStream(answer);
    const reading = stream.#read();
    t.after(async () => {
      leaving.abort();
      await reading;
    });
    return { stream, cookie };
  }

  async #read(): Promise<void> {
    const decoder = new TextDecoder();
    try {
      for await (const chunk of this.answer.body ?? []) {
        this.#text += decoder.decode(chunk, { stream: true });
        const messages = this.#text.split("\n\n");
        this.#text = messages.pop() ?? "";
        for (const message of messages) {
          const [, name, data] = /^event: (\w+)\ndata: (.*)$/s.exec(message) ?? [];
          if (name !== undefined && data !== undefined) this.events.push({ name, data });
        }
      }
    } catch {
      // The test has left, or the server has closed the connection.
    }
    this.ended = true;
  }

  named(name: string): SentEvent[] {
    return this.events.filter((event) => event.name === name);
  }
}

async function eventually(holds: () => boolean, what: string): Promise<void> {
  for (let tries = 0; tries < TRIES_AT_MOST; tries += 1) {
    if (holds()) return;
    await pause(TRY_AGAIN_MS);
  }
  assert.fail(`never came: ${what}`);
}

async function setUp(t: TestContext) {
  const database = await testDatabase(t);
  const property = await seedProperty(database);
  await seedUsers(database, property.bakery.tenantId);
  return { database, property, api: await runApi(t, { database }) };
}

function notify(database: Database, channel: string, payload: unknown) {
  return database.query("select pg_notify($1, $2)", [channel, JSON.stringify(payload)]);
}

function meterIds({ data }: SentEvent): number[] {
  return JSON.parse(data).meters.map(({ id }: { id: number }) => id);
}

test("staff hears of every meter, line and alarm, a tenant of its own meters only", async (t) => {
  const { database, property, api } = await setUp(t);
  const { bakery, florist, lineId, siteId } = property;
  const { stream: staff } = await EventStream.open(t, api, "viewer@example.org");
  const { stream: tenant } = await EventStream.open(t, api, "tenant@example.org");
  assert.match(staff.answer.headers.get("content-type") ?? "", /^text\/event-stream/);
  assert.ok(staff.answer.headers.has("content-security-policy"));

  await database.transaction((tx) =>
    raiseAlarm(tx, {
      siteId: asId(siteId),
      source: { kind: "meter", id: florist.meterId, name: FLORIST_CANARY },
      details: {
        rule: "meter-silent",
        lineName: "gateway A",
        failedPolls: 3,
        lastGoodAt: null,
        lastError: null,
      },
      raisedAt: NOW,
    }),
  );
  await notify(database, "communication", { lineId });
  await notify(database, "live", { meterIds: [florist.meterId, bakery.meterId] });
  const kinds = ["alarm", "communication", "live"];
  await eventually(() => kinds.every((kind) => staff.named(kind).length > 0), "all three");
  await eventually(() => tenant.named("live").length > 0, "live values of the tenant");

  assert.deepEqual(
    staff.named("live").flatMap(meterIds).toSorted(),
    [bakery.meterId, florist.meterId].toSorted(),
  );
  assert.deepEqual(tenant.named("live").flatMap(meterIds), [bakery.meterId]);
  assert.equal(JSON.parse(staff.named("alarm")[0]?.data ?? "").counts.communication.open, 1);
  assert.equal(JSON.parse(staff.named("communication")[0]?.data ?? "").line.id, lineId);
  assert.deepEqual(new Set(tenant.events.map(({ name }) => name)), new Set(["live"]));
  assert.ok(!tenant.events.some(({ data }) => data.includes(FLORIST_CANARY)));
});

test("how far a file is taken in is told to the session that sent it, and to nobody else", async (t) => {
  const { property, api } = await setUp(t);
  const { stream: own, cookie } = await EventStream.open(t, api, "administrator@example.org");
  const { stream: other } = await EventStream.open(t, api, "administrator@example.org");
  const from = Temporal.Instant.from("2026-09-01T00:00Z");
  const rows = Array.from({ length: 1_200 }, (_, n) => {
    const time = from.add({ minutes: 15 * n }).toString();
    return `${time};${n}`;
  });
  const content = Buffer.from(["Time;Register", ...rows, ""].join("\n")).toString("base64");
  const answer = await api.call("POST", "/imports", {
    cookie,
    body: {
      siteId: property.siteId,
      fileName: "september.csv",
      content,
      columns: { time: 1, value: 2 },
      pointId: property.bakery.servicePointId,
      values: "registers",
      timeZone: "UTC",
      dryRun: true,
    },
  });
  assert.equal(answer.status, 200, await answer.text());
  await eventually(() => own.named("importing").length === 2, "progress of both portions");
  const told = own.named("importing").map(({ data }) => JSON.parse(data));
  assert.deepEqual(told, [
    { fileName: "september.csv", rows: 1_000, of: 1_201 },
    { fileName: "september.csv", rows: 1_200, of: 1_201 },
  ]);
  assert.deepEqual(other.named("importing"), []);
});

test("what happens within a second is told together", async (t) => {
  const { database, property, api } = await setUp(t);
  const { stream } = await EventStream.open(t, api, "viewer@example.org");
  await database.query(
    "select pg_notify('live', $1::text || repeat(' ', n)) from generate_series(1, 200) n",
    [JSON.stringify({ meterIds: [property.bakery.meterId] })],
  );
  await notify(database, "communication", { lineId: property.lineId });
  await eventually(() => stream.named("communication").length > 0, "the last notification");
  assert.ok(stream.named("live").length <= 2, `${stream.named("live").length} messages for 200`);
});

test("after signing out the stream ends, and nobody else's does", async (t) => {
  const { database, property, api } = await setUp(t);
  const { stream, cookie } = await EventStream.open(t, api, "viewer@example.org");
  const { stream: other } = await EventStream.open(t, api, "operator@example.org");
  await api.call("DELETE", "/session", { cookie });
  await eventually(() => stream.ended, "the end of the stream");
  await notify(database, "live", { meterIds: [property.bakery.meterId] });
  await eventually(() => other.named("live").length > 0, "live values of the other");
});

test("when the listening connection breaks, everybody reads anew and the stream goes on", async (t) => {
  const { database, property, api } = await setUp(t);
  const { stream } = await EventStream.open(t, api, "viewer@example.org");
  const { rowCount } = await database.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and query like 'listen%'`,
  );
  assert.equal(rowCount, 1);
  await eventually(() => stream.named("reset").length > 0, "the reset");
  await notify(database, "live", { meterIds: [property.bakery.meterId] });
  await eventually(() => stream.named("live").length > 0, "live values");
});

test("a notification that makes no sense is passed over", async (t) => {
  const { database, property, api } = await setUp(t);
  const { stream } = await EventStream.open(t, api, "viewer@example.org");
  await database.query("select pg_notify('live', 'no JSON')");
  await notify(database, "live", null);
  await notify(database, "live", { meterIds: ["x", -1, 9_999_999] });
  await notify(database, "alarm", { alarmIds: [9_999_999] });
  await notify(database, "live", { meterIds: [property.bakery.meterId] });
  const shows = (id: number) =>
    stream.named("live").some(({ data }) => data.includes(`"id":${id}`));
  const showsOrReset = () => shows(property.bakery.meterId) || stream.named("reset").length > 0;
  await eventually(showsOrReset, "the meter, or the word to read anew");
  await notify(database, "live", { meterIds: [property.florist.meterId] });
  await eventually(() => shows(property.florist.meterId), "the next meter");
});
