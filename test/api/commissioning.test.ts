import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { startCollector } from "#collector/collector.ts";
import { loadCatalogue } from "#drivers/catalogue.ts";
import { systemClock } from "#platform/clock.ts";
import { createLog } from "#platform/log.ts";
import { planBuilding } from "#simulator/building.ts";
import { startSimulator } from "#simulator/start-simulator.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { runApi, seedUsers } from "./running-api.ts";
import { seedProperty } from "./seeded-property.ts";

const catalogue = loadCatalogue(join(import.meta.dirname, "../../catalogue/meters"));
const POLL_MS = 50;
const POLLS_AT_MOST = 600;

/** The API with a collector, and the simulated building's first gateway. */
async function commissioning(t: TestContext) {
  const database = await testDatabase(t);
  const { bakery } = await seedProperty(database);
  await database.query("update line set enabled = false");
  await seedUsers(database, bakery.tenantId);
  const folder = await mkdtemp(join(tmpdir(), "smartpm-commissioning-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const plan = planBuilding({ seed: 7, timeZone: "Europe/Berlin" });
  const simulator = await startSimulator({
    plan,
    clock: systemClock,
    catalogue,
    folder,
    controlPort: 0,
  });
  t.after(() => simulator.stop());
  const log = createLog("silent");
  const collector = await startCollector({
    database,
    clock: systemClock,
    log,
    catalogue,
    dataFolder: folder,
  });
  t.after(() => collector.stop());
  const api = await runApi(t, { database, catalogue });
  const cookie = await api.signIn("operator@example.org");
  const { rows } = await database.query<{ id: number }>("select id from site order by id limit 1");
  const siteId = rows[0]?.id ?? 0;
  const ask = async (method: string, path: string, body?: unknown) => {
    const answer = await api.call(method, path, { cookie, ...(body ? { body } : {}) });
    const json = answer.status === 204 ? null : await answer.json();
    return { status: answer.status, json: json as Record<string, unknown> };
  };
  const line = async (port: number) => {
    const transport = { kind: "modbus-tcp", host: "127.0.0.1", port, timeoutMs: 1000 };
    const { json } = await ask("POST", "/lines", { siteId, name: `Line ${port}`, transport });
    return Number(json["id"]);
  };
  const finished = async (lineId: number, command: object) => {
    const { status, json } = await ask("POST", `/lines/${lineId}/commands`, command);
    assert.equal(status, 201, JSON.stringify(json));
    for (let poll = 0; poll < POLLS_AT_MOST; poll += 1) {
      const { json: now } = await ask("GET", `/line-commands/${json["id"]}`);
      if (now["state"] !== "waiting" && now["state"] !== "running") return now as never;
      await pause(POLL_MS);
    }
    return assert.fail("the command did not end");
  };
  const gateway = plan.points.filter(({ meter }) => meter.gateway === 1);
  return { database, simulator, siteId, ask, line, finished, gateway };
}

interface Finished {
  readonly state: string;
  readonly values: readonly { readonly quantity: string; readonly value: string | null }[];
  readonly wire: readonly { readonly direction: string; readonly hex: string }[];
  readonly found: readonly {
    readonly address: string;
    readonly modelIds: readonly string[];
    readonly meterId: number | null;
  }[];
  readonly error: { readonly kind: string; readonly code: number | null } | null;
}

test("a line is added, a meter on it read with its bytes, entered, and its value is there", async (t) => {
  const { simulator, siteId, ask, line, finished, gateway, database } = await commissioning(t);
  const lineId = await line(simulator.ports[0] ?? 0);
  const { meter } = gateway.find(({ commodity }) => commodity === "electricity")!;
  const read = { kind: "read", address: String(meter.unitAddress), modelId: meter.modelId };
  const now: Finished = await finished(lineId, read);
  assert.equal(now.state, "done");
  assert.ok(now.values.some(({ quantity, value }) => quantity === "energyDelivered" && value));
  assert.deepEqual([...new Set(now.wire.map(({ direction }) => direction))], ["sent", "received"]);

  const nobody: Finished = await finished(lineId, { ...read, address: "246" });
  assert.deepEqual([nobody.state, nobody.error?.kind], ["failed", "refused"]);
  assert.equal(nobody.error?.code, 11, "the gateway says that nobody answers there");

  const entry = {
    siteId,
    serialNumber: "NEW-1",
    modelId: meter.modelId,
    lineId,
    unitAddress: String(meter.unitAddress),
    servicePointId: null,
    newPoint: { name: "New point", commodity: "electricity", role: "unit", spaceId: null },
    multiplier: "1",
    intervalMinutes: 15,
  };
  const created = await ask("POST", "/meters", entry);
  assert.equal(created.status, 201, JSON.stringify(created.json));
  const meterId = Number(created.json["id"]);
  for (let poll = 0; poll < POLLS_AT_MOST; poll += 1) {
    const { rows } = await database.query("select from live_value where meter_id = $1", [meterId]);
    if (rows.length > 0) break;
    await pause(POLL_MS);
  }
  const { json } = await ask("GET", `/meters/${meterId}`);
  assert.equal(json["state"], "answering");

  const again = await ask("POST", "/meters", { ...entry, serialNumber: "NEW-2", newPoint: null });
  assert.equal(again.status, 409);
  assert.match(JSON.stringify(again.json), /body\.unitAddress.*is the address of meter NEW-1/);
  const water = await ask("POST", "/meters", {
    ...entry,
    serialNumber: "NEW-3",
    unitAddress: "200",
    newPoint: { ...entry.newPoint, name: "Other", commodity: "gas" },
  });
  assert.match(JSON.stringify(water.json), /body\.newPoint\.commodity.*the meter measures/);
});

test("a scan finds who is there, tells how far it is, and can be stopped", async (t) => {
  const { simulator, ask, line, finished, gateway } = await commissioning(t);
  const lineId = await line(simulator.ports[0] ?? 0);
  const last = 12;
  const expected = gateway
    .map(({ meter }) => meter.unitAddress)
    .filter((unit) => unit <= last)
    .map(String);
  const scan: Finished = await finished(lineId, {
    kind: "scan",
    protocol: "modbus",
    first: 1,
    last,
  });
  assert.equal(scan.state, "done");
  assert.deepEqual(
    scan.found.map(({ address }) => address),
    expected,
  );
  const started = await ask("POST", `/lines/${lineId}/commands`, {
    kind: "scan",
    protocol: "modbus",
  });
  const id = Number(started.json["id"]);
  assert.equal((await ask("POST", `/line-commands/${id}/stop`)).status, 204);
  let state = "";
  for (let poll = 0; poll < POLLS_AT_MOST && state !== "stopped"; poll += 1) {
    state = String((await ask("GET", `/line-commands/${id}`)).json["state"]);
    await pause(POLL_MS);
  }
  assert.equal(state, "stopped");
});

test("a type of one's own is checked field by field, tried on a meter, kept, confirmed and removed", async (t) => {
  const { simulator, ask, line, finished, gateway } = await commissioning(t);
  const lineId = await line(simulator.ports[0] ?? 0);
  const { meter } = gateway.find(({ commodity }) => commodity === "electricity")!;
  const copy = (await ask("GET", `/meter-models/${meter.modelId}`)).json["document"] as object;
  const wrong = { ...copy, id: "Own Type", sources: [] };
  const checked = await ask("POST", "/meter-models/check", { document: wrong });
  assert.deepEqual(
    (checked.json["faults"] as { subject: string }[]).map(({ subject }) => subject).toSorted(),
    ["id", "sources"],
  );
  const own = { ...copy, id: "own-type", name: "My type", confidence: "C" };
  const tried: Finished = await finished(lineId, {
    kind: "read",
    address: String(meter.unitAddress),
    document: own,
  });
  assert.equal(tried.state, "done");
  assert.equal((await ask("POST", "/meter-models", { document: copy })).status, 409);
  assert.equal((await ask("POST", "/meter-models", { document: own })).status, 201);
  const mine = async () => {
    const { json } = await ask("GET", "/meter-models");
    const models = json["meterModels"] as { id: string; isOwn: boolean; confirmed: unknown }[];
    return models.find(({ id }) => id === "own-type");
  };
  assert.deepEqual([(await mine())?.isOwn, (await mine())?.confirmed], [true, null]);
  const note = { note: "Display 1234.5, SmartPM 1234.5" };
  assert.equal((await ask("POST", "/meter-models/own-type/confirmation", note)).status, 200);
  assert.ok((await mine())?.confirmed);
  assert.equal((await ask("DELETE", "/meter-models/own-type")).status, 204);
  assert.equal(await mine(), undefined);
});

test("a broker's password is sealed, never shown, kept when not entered anew, and given to no other broker", async (t) => {
  const { database, siteId, ask } = await commissioning(t);
  const broker = { kind: "mqtt", url: "mqtt://127.0.0.1:1", username: "meters" };
  const secret = "in the cellar";
  const entered = { siteId, name: "Radio", transport: { ...broker, password: secret } };
  const { status, json } = await ask("POST", "/lines", entered);
  assert.equal(status, 201);
  const path = `/lines/${Number(json["id"])}`;
  const sealed = async () => {
    const { rows } = await database.query<{ sealed: string | null }>(
      "select transport->>'sealedPassword' as sealed from line where name = 'Radio'",
    );
    return rows[0]?.sealed;
  };
  const first = await sealed();
  assert.ok(first && !first.includes("cellar"));
  const shown = (await ask("GET", path)).json["transport"];
  assert.deepEqual(shown, { ...broker, hasPassword: true });

  await ask("PATCH", path, { ...entered, transport: { ...broker, password: null } });
  assert.equal(await sealed(), first, "not entered anew, it stays");
  const elsewhere = { ...broker, url: "mqtt://elsewhere.example:1883", password: null };
  const refused = await ask("PATCH", path, { ...entered, transport: elsewhere });
  assert.equal(refused.status, 409);
  assert.match(JSON.stringify(refused.json), /body\.transport\.password.*another broker or user/);
  assert.equal(await sealed(), first);
  await ask("PATCH", path, { ...entered, transport: { kind: "mqtt", url: broker.url } });
  assert.equal(await sealed(), null, "without a user there is no password");

  const { rows } = await database.query<{ text: string }>(
    "select string_agg(row_to_json(a)::text, '') as text from audit_entry a where action like 'line.%'",
  );
  assert.match(rows[0]?.text ?? "", /"hasPassword"/);
  assert.ok(!rows[0]?.text.includes(secret) && !rows[0]?.text.includes(first));
});

test("a message of a meter is read by a type that is being written; what is none is told at its field", async (t) => {
  const { ask } = await commissioning(t);
  const document = {
    id: "radio",
    maker: "Shop",
    name: "Radio",
    commodities: ["electricity"],
    protocol: "mqtt-json",
    transformers: "none",
    registers: [
      {
        quantity: "energyDelivered",
        path: "$.energy",
        scale: "0.001",
        unit: "kWh",
        role: "billing",
        resolution: "0.001",
        digits: 0,
      },
    ],
    sources: ["made up here"],
    confidence: "C",
    frames: [],
  };
  const tried = (message: string, type: object = document) =>
    ask("POST", "/meter-models/try-message", { document: type, message });
  assert.deepEqual((await tried('{"energy": 1234567}')).json, {
    measuredAt: null,
    values: [{ quantity: "energyDelivered", value: "1234.567", unit: "kWh" }],
  });
  const none = await tried("no JSON");
  assert.equal(none.status, 409);
  assert.match(JSON.stringify(none.json), /body\.message.*not JSON/);
  const other = catalogue.find(({ id }) => id === "eastron-sdm630");
  assert.match(JSON.stringify((await tried("{}", other)).json), /send no messages/);
  assert.match(
    JSON.stringify((await tried("{}", { ...document, registers: [] })).json),
    /registers/,
  );
});

test("a list of meters is looked at row by row, and entered all together or not at all", async (t) => {
  const { siteId, ask, line, database } = await commissioning(t);
  await line(9);
  const file = (rows: readonly string[]) => ({
    siteId,
    fileName: "meters.csv",
    base64: Buffer.from(
      ["Serial number,Type,Line,Address,Service point,Commodity,Role", ...rows].join("\n"),
    ).toString("base64"),
  });
  const count = async () =>
    (await database.query("select count(*)::int as meters from meter")).rows[0]?.meters as number;
  const before = await count();
  const right = [
    "A1,eastron-sdm630,Line 9,7,Shop 1 electricity,electricity,unit",
    "A2,water,Line 9,8,Shop 1 water,cold-water,unit",
  ];
  const wrong = file([...right, "A3,no-such,Line 9,7,X,gas,unit", "A1,water,Line 8,300,Y,,tenant"]);
  const looked = await ask("POST", "/meters/import", { ...wrong, action: "enter" });
  const faults = (looked.json["rows"] as { row: number; faults: { column: string }[] }[]).map(
    (row) => [row.row, ...row.faults.map(({ column }) => column)],
  );
  assert.deepEqual(faults, [[2], [3], [4, "Type"], [5, "Line", "Role"]]);
  assert.equal(await count(), before, "nothing was entered");
  const some = await ask("POST", "/meters/import", { ...wrong, action: "enter-valid" });
  assert.equal(some.json["entered"], 2, "the right rows can be entered without the others");
  assert.equal(await count(), before + 2);
  const points = async () =>
    (await database.query("select from service_point where name like 'Shop 1 %'")).rowCount;
  assert.equal(await points(), 2);
  const { meterIds, servicePointIds } = some.json;
  const back = await ask("POST", "/meters/removal", { siteId, meterIds, servicePointIds });
  assert.equal(back.status, 204, JSON.stringify(back.json));
  assert.equal(await count(), before, "and taken back, with their points");
  assert.equal(await points(), 0);

  const entered = await ask("POST", "/meters/import", { ...file(right), action: "enter" });
  assert.equal(entered.json["entered"], 2, JSON.stringify(entered.json));
  assert.equal(await count(), before + 2);
  await database.query(
    `insert into reading (channel_id, measured_at, value, quality, collected_at, stored_at)
     select id, now(), 1, 1, now(), now() from channel order by id desc limit 1`,
  );
  const read = await ask("POST", "/meters/removal", { ...entered.json, siteId });
  assert.equal(read.status, 409);
  assert.match(JSON.stringify(read.json), /meter A2.*readings of it are kept/);
  assert.equal(await count(), before + 2, "a meter that was read stays, and all with it");
  const twice = await ask("POST", "/meters/import", { ...file(right), action: "enter" });
  assert.equal(twice.json["entered"], 0);
});
