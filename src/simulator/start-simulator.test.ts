import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import { loadCatalogue } from "#drivers/catalogue.ts";
import { countsOf } from "#drivers/counts-of.ts";
import { ModbusConnection } from "#drivers/modbus/modbus-connection.ts";
import { planBlocks } from "#drivers/modbus/plan-blocks.ts";
import { TcpByteStream } from "#drivers/tcp-byte-stream.ts";
import { readMeter } from "#drivers/modbus/read-meter.ts";
import { MovableClock } from "#platform/clock.ts";
import { planBuilding } from "./building.ts";
import { ConsumptionModel } from "./consumption-model.ts";
import type { SimulatorState } from "./simulator-state.ts";
import { startSimulator } from "./start-simulator.ts";

const START = Temporal.Instant.from("2026-11-24T08:07:13Z");
const CATALOGUE = loadCatalogue(join(import.meta.dirname, "../../catalogue/meters"));
const PLAN = planBuilding({ seed: 11, timeZone: "Europe/Berlin" });
const TIMEOUT_MS = 5000;

async function simulatorFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "smartpm-simulator-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function start(t: TestContext, folder: string, clock = new MovableClock(START)) {
  const running = await startSimulator({
    plan: PLAN,
    clock,
    catalogue: CATALOGUE,
    folder,
    controlPort: 0,
  });
  t.after(() => running.stop());
  return { ...running, clock };
}

/** The meter of a point as a driver on its gateway finds it. */
function meterOf(pointIndex: number) {
  const point = PLAN.points[pointIndex] ?? assert.fail(`no point ${pointIndex}`);
  const model = CATALOGUE.find(({ id }) => id === point.meter.modelId);
  if (model?.protocol !== "modbus") return assert.fail(point.meter.modelId);
  return { point, model, unitAddress: point.meter.unitAddress };
}

/** All values of a point's meter, read by the product's own driver. */
async function readPoint(connection: ModbusConnection, pointIndex: number) {
  const { model, unitAddress } = meterOf(pointIndex);
  const values = await readMeter(
    connection,
    { unitAddress, shift: 0 },
    { blocks: planBlocks(model, model.registers) },
  );
  return new Map(values.map((value) => [value.register.quantity, value]));
}

/** The billed register in the channel's counts, as the collector stores it. */
async function countsAt(connection: ModbusConnection, pointIndex: number): Promise<number> {
  const { channel } = meterOf(pointIndex).point;
  const read = (await readPoint(connection, pointIndex)).get(channel.quantity);
  if (!read?.value) return assert.fail(`${channel.quantity} of point ${pointIndex} has no value`);
  return countsOf(read.register, read.value, Decimal.parse(channel.resolution));
}

function connectTo(t: TestContext, port: number | undefined): ModbusConnection {
  const connection = new ModbusConnection(
    new TcpByteStream({
      host: "127.0.0.1",
      port: port ?? 0,
      timeoutMs: TIMEOUT_MS,
      characterMs: 0,
    }),
    { timeoutMs: TIMEOUT_MS, framing: "tcp" },
  );
  t.after(() => connection.close());
  return connection;
}

async function command(address: string, path: string, body: unknown = {}) {
  const response = await fetch(`${address}${path}`, { method: "POST", body: JSON.stringify(body) });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** The first tenant's electricity meter behind the first gateway. */
const TENANT_POINT = PLAN.points.findIndex(
  ({ role, commodity, meter }) =>
    role === "unit" && commodity === "electricity" && meter.gateway === 1,
);

test("what the driver reads of every meter is the count that the history holds", async (t) => {
  const { ports, clock } = await start(t, await simulatorFolder(t));
  const connections = ports.map((port) => connectTo(t, port));
  const history = new ConsumptionModel(PLAN);
  for (const at of [START, START.add({ minutes: 15 }), START.add({ hours: 200, seconds: 1 })]) {
    clock.moveTo(at);
    for (const [pointIndex, { name, meter }] of PLAN.points.entries()) {
      const connection = connections[meter.gateway - 1] ?? assert.fail(`gateway ${meter.gateway}`);
      const read = await countsAt(connection, pointIndex);
      assert.equal(read, history.registerAt(pointIndex, at), `${name} at ${at.toString()}`);
    }
  }
});

test("a meter's live values agree with each other", async (t) => {
  const { ports } = await start(t, await simulatorFolder(t));
  const values = await readPoint(connectTo(t, ports[0]), TENANT_POINT);
  const valueOf = (quantity: string) =>
    Number(values.get(quantity)?.value?.toString() ?? assert.fail(`no ${quantity}`));
  const phases = ["L1", "L2", "L3"];
  const volts = phases.map((phase) => valueOf(`voltage${phase}`));
  assert.ok(
    volts.every((volt) => volt > 220 && volt < 240),
    `voltages ${volts.join(", ")}`,
  );
  const apparent = phases.reduce(
    (sum, phase, n) => sum + ((volts[n] ?? 0) * valueOf(`current${phase}`)) / 1000,
    0,
  );
  // Together they must hold cos φ: the real power is never more than the apparent.
  const share = valueOf("activePower") / apparent;
  assert.ok(share > 0.85 && share <= 1.001, `active is ${share} of apparent power`);
});

test("a meter that is unplugged on the control page does not answer until it is plugged in", async (t) => {
  const { ports, controlAddress } = await start(t, await simulatorFolder(t));
  const connection = connectTo(t, ports[0]);
  const path = `/meters/${meterOf(TENANT_POINT).point.meter.serialNumber}`;
  assert.equal((await command(controlAddress, `${path}/unplug`)).status, 200);
  await assert.rejects(countsAt(connection, TENANT_POINT), /exception|gateway|target/i);
  await command(controlAddress, `${path}/plug`);
  assert.ok((await countsAt(connection, TENANT_POINT)) > 0);
});

test("a bypass outlives the simulator: the register goes on from where it was", async (t) => {
  const folder = await simulatorFolder(t);
  const first = await start(t, folder);
  const { serialNumber } = meterOf(TENANT_POINT).point.meter;
  const opening = await countsAt(connectTo(t, first.ports[0]), TENANT_POINT);
  await command(first.controlAddress, `/meters/${serialNumber}/bypass`, { fraction: 1 });
  await first.stop();

  const later = new MovableClock(START.add({ hours: 48 }));
  const second = await start(t, folder, later);
  const connection = connectTo(t, second.ports[0]);
  assert.equal(await countsAt(connection, TENANT_POINT), opening);
  await command(second.controlAddress, `/meters/${serialNumber}/bypass`, { fraction: 0 });
  later.moveTo(later.now().add({ hours: 24 }));
  const closing = await countsAt(connection, TENANT_POINT);
  const truth = new ConsumptionModel(PLAN).registerAt(TENANT_POINT, later.now());
  assert.ok(closing > opening && closing < truth, `${opening} < ${closing} < ${truth}`);
});

test("the control page and the state are served, a wrong command says what would be right", async (t) => {
  const { controlAddress, ports } = await start(t, await simulatorFolder(t));
  const page = await fetch(controlAddress);
  assert.match(page.headers.get("content-type") ?? "", /text\/html/);
  assert.match(await page.text(), /<html lang="en">/);

  const state = (await (await fetch(`${controlAddress}/state`)).json()) as SimulatorState;
  assert.deepEqual(
    state.lines.map(({ port }) => port),
    ports,
  );
  assert.equal(state.meters.length, PLAN.points.length);

  const { serialNumber } = meterOf(TENANT_POINT).point.meter;
  const wrong = await command(controlAddress, `/meters/${serialNumber}/bypass`, { fraction: 2 });
  assert.equal(wrong.status, 400);
  assert.match(JSON.stringify(wrong.body), /"subject":"fraction".*from 0 to 1/);
  assert.equal((await command(controlAddress, "/meters/NONE/plug")).status, 404);
  assert.equal((await command(controlAddress, "/lines/9/cut")).status, 404);
  const supply = PLAN.points.find(({ role }) => role === "supply") ?? assert.fail("no supply");
  const thief = await command(controlAddress, `/meters/${supply.meter.serialNumber}/bypass`, {
    fraction: 0.5,
  });
  assert.equal(thief.status, 400);
});

test("pages of other sites cannot disturb the building, by whatever name they reach it", async (t) => {
  const { controlAddress } = await start(t, await simulatorFolder(t));
  const { port } = new URL(controlAddress);
  const posted = (headers: Record<string, string>) =>
    new Promise<number | undefined>((resolve, reject) => {
      request(`${controlAddress}/lines/1/cut`, { method: "POST", headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on("error", reject)
        .end();
    });
  assert.equal(await posted({ origin: "http://evil.example" }), 403);
  // A name of its own that it points at this machine makes the page's origin look right.
  const rebound = `evil.example:${port}`;
  assert.equal(await posted({ origin: `http://${rebound}`, host: rebound }), 403);
  assert.equal(
    await posted({ origin: `http://localhost:${port}`, host: `localhost:${port}` }),
    200,
  );
});
