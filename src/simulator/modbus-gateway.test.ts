import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { MovableClock } from "#platform/clock.ts";
import { VISIBLE_CORRUPTIONS } from "./corruption.ts";
import { UNDISTURBED } from "./line-disturbance.ts";
import { MODBUS_EXCEPTION, type RegisterRequest } from "./modbus-answer.ts";
import { ModbusGateway } from "./modbus-gateway.ts";

const TRY_AGAIN_MS = 2;
/** Long enough for a machine that is busy with other tests; reached only when a test fails. */
const TRIES_AT_MOST = 2500;
const START = Temporal.Instant.from("2026-11-24T08:00Z");

/** Units 1 and 2 hold ten input registers: 100 × unit + address. */
function read(unitAddress: number, { functionCode, address, count }: RegisterRequest) {
  if (unitAddress > 2) return undefined;
  if (functionCode !== 4 || address + count > 10) return MODBUS_EXCEPTION.illegalAddress;
  return Uint16Array.from({ length: count }, (_, n) => 100 * unitAddress + address + n);
}

async function startGateway(
  t: TestContext,
): Promise<{ gateway: ModbusGateway; clock: MovableClock }> {
  const clock = new MovableClock(START);
  const gateway = new ModbusGateway({ host: "127.0.0.1", port: 0, clock, read, key: 1 });
  await gateway.start();
  t.after(() => gateway.stop());
  return { gateway, clock };
}

/** A connection that collects what it receives, as hexadecimal text. */
class Wire {
  readonly socket: Socket;
  received = "";
  closed = false;

  constructor(t: TestContext, port: number) {
    this.socket = connect(port, "127.0.0.1");
    this.socket.on("data", (chunk) => {
      this.received += chunk.toString("hex");
    });
    this.socket.on("error", () => {});
    this.socket.on("close", () => {
      this.closed = true;
    });
    t.after(() => this.socket.destroy());
  }

  send(hex: string): void {
    this.socket.write(Buffer.from(hex.replaceAll(" ", ""), "hex"));
  }

  async receives(hex: string): Promise<void> {
    const expected = hex.replaceAll(" ", "");
    await until(() => this.received.length >= expected.length);
    assert.equal(this.received, expected);
    this.received = "";
  }
}

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries += 1) {
    if (tries === TRIES_AT_MOST) throw new Error("waited in vain");
    await setTimeout(TRY_AGAIN_MS);
  }
}

const ASK_UNIT_1 = "0001 0000 0006 01 04 0003 0002";
const ANSWER_UNIT_1 = "0001 0000 0007 01 04 04 0067 0068";
const ASK_UNIT_2 = "0002 0000 0006 02 04 0000 0001";
const ANSWER_UNIT_2 = "0002 0000 0005 02 04 02 00c8";

test("answers registers with the unit and transaction it was asked with", async (t) => {
  const { gateway } = await startGateway(t);
  const wire = new Wire(t, gateway.port);
  wire.send(ASK_UNIT_1);
  await wire.receives(ANSWER_UNIT_1);
});

test("answers pipelined requests in order, and requests cut into single bytes", async (t) => {
  const { gateway } = await startGateway(t);
  const wire = new Wire(t, gateway.port);
  wire.send(ASK_UNIT_1 + ASK_UNIT_2 + ASK_UNIT_1);
  await wire.receives(
    ANSWER_UNIT_1.replaceAll(" ", "") + ANSWER_UNIT_2.replaceAll(" ", "") + ANSWER_UNIT_1,
  );
  wire.socket.setNoDelay(true);
  for (const byte of ASK_UNIT_2.replaceAll(" ", "").match(/../g) ?? []) wire.send(byte);
  await wire.receives(ANSWER_UNIT_2);
});

test("serves several clients at once", async (t) => {
  const { gateway } = await startGateway(t);
  const wires = Array.from({ length: 20 }, () => new Wire(t, gateway.port));
  for (const wire of wires) wire.send(ASK_UNIT_2);
  for (const wire of wires) await wire.receives(ANSWER_UNIT_2);
});

test("says what is wrong with a request by the code of the standard", async (t) => {
  const { gateway } = await startGateway(t);
  const wire = new Wire(t, gateway.port);
  const cases = [
    ["another function", "0001 0000 0006 01 06 0000 0001", "0001 0000 0003 01 86 01"],
    ["an address nobody has", "0001 0000 0006 01 04 0009 0002", "0001 0000 0003 01 84 02"],
    ["the other table", "0001 0000 0006 01 03 0000 0001", "0001 0000 0003 01 83 02"],
    ["past the last address", "0001 0000 0006 01 04 ffff 0002", "0001 0000 0003 01 84 02"],
    ["no register", "0001 0000 0006 01 04 0000 0000", "0001 0000 0003 01 84 03"],
    ["126 registers", "0001 0000 0006 01 04 0000 007e", "0001 0000 0003 01 84 03"],
    ["a unit nobody has", "0001 0000 0006 63 04 0000 0001", "0001 0000 0003 63 84 0b"],
  ] as const;
  for (const [name, request, answer] of cases) {
    await t.test(name, async () => {
      wire.send(request);
      await wire.receives(answer);
    });
  }
});

test("closes a connection that does not speak Modbus TCP, the others go on", async (t) => {
  const { gateway } = await startGateway(t);
  const stranger = new Wire(t, gateway.port);
  stranger.socket.write("GET / HTTP/1.1\r\n\r\n");
  await until(() => stranger.closed);
  const wire = new Wire(t, gateway.port);
  wire.send(ASK_UNIT_1);
  await wire.receives(ANSWER_UNIT_1);
});

test("an unplugged meter is reported by the gateway, or silent; its neighbours answer", async (t) => {
  const { gateway } = await startGateway(t);
  const wire = new Wire(t, gateway.port);
  gateway.unplug(1, "exception");
  wire.send(ASK_UNIT_1 + ASK_UNIT_2);
  await wire.receives(`000100000003 01 84 0b ${ANSWER_UNIT_2}`);
  gateway.unplug(1, "silence");
  wire.send(ASK_UNIT_1 + ASK_UNIT_2);
  await wire.receives(ANSWER_UNIT_2);
  gateway.plug(1);
  wire.send(ASK_UNIT_1);
  await wire.receives(ANSWER_UNIT_1);
});

test("a silently cut line takes requests and answers none until it is restored", async (t) => {
  const { gateway } = await startGateway(t);
  const wire = new Wire(t, gateway.port);
  await gateway.disturb({ ...UNDISTURBED, cut: "silent" });
  const before = gateway.requests;
  wire.send(ASK_UNIT_1);
  await until(() => gateway.requests === before + 1);
  await gateway.disturb(UNDISTURBED);
  wire.send(ASK_UNIT_2);
  await wire.receives(ANSWER_UNIT_2);
});

test("a refusing line closes its connections, refuses new ones and comes back on its port", async (t) => {
  const { gateway } = await startGateway(t);
  const { port } = gateway;
  const wire = new Wire(t, port);
  wire.send(ASK_UNIT_1);
  await wire.receives(ANSWER_UNIT_1);
  await gateway.disturb({ ...UNDISTURBED, cut: "refusing" });
  await until(() => wire.closed);
  const refused = new Wire(t, port);
  await until(() => refused.closed);
  await gateway.disturb(UNDISTURBED);
  assert.equal(gateway.port, port);
  const again = new Wire(t, port);
  again.send(ASK_UNIT_1);
  await again.receives(ANSWER_UNIT_1);
});

test("a delayed answer comes late on the same connection, after its asker gave up", async (t) => {
  const { gateway, clock } = await startGateway(t);
  const wire = new Wire(t, gateway.port);
  await gateway.disturb({ ...UNDISTURBED, delayMs: 3000 });
  wire.send(ASK_UNIT_1);
  await until(() => gateway.requests === 1);
  await gateway.disturb(UNDISTURBED);
  wire.send(ASK_UNIT_2);
  await wire.receives(ANSWER_UNIT_2);
  clock.moveTo(START.add({ milliseconds: 2999 }));
  wire.send(ASK_UNIT_2);
  await wire.receives(ANSWER_UNIT_2);
  clock.moveTo(START.add({ milliseconds: 3000 }));
  await wire.receives(ANSWER_UNIT_1);
});

test("a line that corrupts everything never sends a right frame; a probability does so sometimes", async (t) => {
  const { gateway } = await startGateway(t);
  const right = ANSWER_UNIT_1.replaceAll(" ", "");
  const ask = async () => {
    const wire = new Wire(t, gateway.port);
    wire.send(ASK_UNIT_1);
    await until(() => wire.received.length > 0);
    wire.socket.destroy();
    return wire.received;
  };
  await gateway.disturb({
    ...UNDISTURBED,
    corruptProbability: 1,
    corruptions: VISIBLE_CORRUPTIONS,
  });
  for (let n = 0; n < 40; n += 1) assert.notEqual(await ask(), right);
  await gateway.disturb({
    ...UNDISTURBED,
    corruptProbability: 0.5,
    corruptions: VISIBLE_CORRUPTIONS,
  });
  let wrong = 0;
  for (let n = 0; n < 60; n += 1) if ((await ask()) !== right) wrong += 1;
  assert.ok(wrong > 15 && wrong < 45, `${wrong} of 60`);
  await gateway.disturb(UNDISTURBED);
  assert.equal(await ask(), right);
});

test("a client that sends far more than may wait is told that the gateway is busy", async (t) => {
  const { gateway } = await startGateway(t);
  const wire = new Wire(t, gateway.port);
  await gateway.disturb({ ...UNDISTURBED, delayMs: 1000 });
  wire.send(ASK_UNIT_1.repeat(65));
  await wire.receives("0001 0000 0003 01 84 06");
});

test("a taken port is an error, not a second gateway", async (t) => {
  const { gateway, clock } = await startGateway(t);
  const second = new ModbusGateway({ host: "127.0.0.1", port: gateway.port, clock, read, key: 1 });
  await assert.rejects(second.start(), { code: "EADDRINUSE" });
});
