/** Several meters of a line asked at once, at gateways that bear it and at gateways that do not. */
import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { test, type TestContext } from "node:test";
import { asId, type ChannelId, type LineId, type MeterId } from "#domain/core/id.ts";
import type { ModbusModel } from "#domain/metering/meter-model.ts";
import { tcpFrame } from "#drivers/modbus/modbus-frame.ts";
import { openLine } from "#drivers/open-line.ts";
import { MovableClock } from "#platform/clock.ts";
import type { Reading } from "#storage/readings.ts";
import { type Asked, type Device, startDevice } from "#test/support/modbus-device.ts";
import { LineReader } from "./line-reader.ts";

const START = Temporal.Instant.from("2026-11-20T09:50:00Z");
const BOUNDARY = Temporal.Instant.from("2026-11-20T10:00:00Z");
const METERS = 6;
const AT_ONCE = 4;

const model: ModbusModel = {
  id: "one-register",
  maker: "Test",
  name: "One register",
  commodities: ["electricity"],
  protocol: "modbus",
  registersAtMost: 125,
  holesReadable: true,
  transformers: "none",
  registers: [
    {
      quantity: "energyDelivered",
      address: 0,
      functionCode: 3,
      type: "uint16",
      wordOrder: "big",
      scale: "1",
      unit: "kWh",
      role: "billing",
      resolution: "1",
      digits: 5,
    },
  ],
  sources: ["none: made up here"],
  confidence: "C",
  frames: [],
};

/** The answer of a unit, with the registers of another when the gateway mixes them up. */
function answerOf({ transactionId, unitAddress }: Asked, shown: number): Buffer {
  return tcpFrame(transactionId, unitAddress, Buffer.of(3, 2, 0, 10 * shown));
}

/** Every meter shows ten times its own unit. */
function answer(asked: Asked): Buffer {
  return answerOf(asked, asked.unitAddress);
}

function refuse({ transactionId, unitAddress }: Asked, code: number): Buffer {
  return tcpFrame(transactionId, unitAddress, Buffer.of(0x83, code));
}

/** What was asked and not answered yet, at the most, since the last look. */
class Load {
  #open = 0;
  #most = 0;

  begin(): number {
    this.#open += 1;
    this.#most = Math.max(this.#most, this.#open);
    return this.#open;
  }

  end(): void {
    this.#open -= 1;
  }

  most(): number {
    const most = this.#most;
    this.#most = 0;
    return most;
  }
}

/** A gateway that answers a turn of its loop later; `misdeed` is what it does with one question. */
function gateway(
  load: Load,
  misdeed: (socket: Socket, asked: Asked, open: number) => boolean,
): Device {
  return async (socket, asked) => {
    const open = load.begin();
    await new Promise((resolve) => setImmediate(resolve));
    load.end();
    if (!socket.destroyed && !misdeed(socket, asked, open)) socket.write(answer(asked));
  };
}

async function lineAt(t: TestContext, device: Device) {
  const clock = new MovableClock(START);
  const kept: Reading[] = [];
  const port = await startDevice(t, "tcp", device);
  const transport = {
    kind: "modbus-tcp",
    host: "127.0.0.1",
    port,
    timeoutMs: 300,
    questionsAtOnce: AT_ONCE,
  } as const;
  const meters = Array.from({ length: METERS }, (_, n) => ({
    meterId: asId<MeterId>(n + 1),
    modelId: model.id,
    unitAddress: String(n + 1),
    parameters: {},
    channels: [
      {
        id: asId<ChannelId>(n + 1),
        quantity: "energyDelivered",
        resolution: "1",
        intervalMinutes: 15,
      },
    ],
  }));
  const reader = new LineReader({
    line: { lineId: asId<LineId>(1), name: "Line", transport, meters },
    connection: openLine(transport),
    catalogue: new Map([[model.id, model]]),
    clock,
    keep: async (readings) => {
      kept.push(...readings);
    },
    mayAsk: () => true,
  });
  t.after(() => reader.close());
  const round = async () => {
    const { values, attempts } = await reader.round(new AbortController().signal);
    for (const { meterId, value } of values) assert.equal(value, String(10 * meterId));
    return attempts.filter(({ error }) => error !== undefined).map(({ meterId }) => meterId);
  };
  return { clock, kept, round };
}

function assertAllKeptOnce(kept: readonly Reading[], channels: readonly number[]): void {
  const shown = kept.map(({ channelId, counts, measuredAt }) => [
    Number(channelId),
    Number(counts),
    measuredAt.toString(),
  ]);
  shown.sort(([a], [b]) => Number(a) - Number(b));
  assert.deepEqual(
    shown,
    channels.map((channel) => [channel, 10 * channel, BOUNDARY.toString()]),
  );
}

const ALL = Array.from({ length: METERS }, (_, n) => n + 1);

test("a gateway that bears it is asked for several meters at once, savings too", async (t) => {
  const load = new Load();
  const { clock, kept, round } = await lineAt(
    t,
    gateway(load, () => false),
  );
  assert.deepEqual(await round(), []);
  assert.equal(load.most(), 1, "what each shows is not known yet");
  for (const now of [START, BOUNDARY]) {
    clock.moveTo(now);
    assert.deepEqual(await round(), []);
    assert.equal(load.most(), AT_ONCE);
  }
  assertAllKeptOnce(kept, ALL);
});

for (const [what, misdeed] of Object.entries<(socket: Socket, asked: Asked) => boolean>({
  "drops what comes while it is busy": () => true,
  "refuses what comes while it is busy": (socket, asked) => socket.write(refuse(asked, 6)) || true,
  "hangs up when several come": (socket) => Boolean(socket.destroy()),
  "mixes up the units of several": (socket, asked) =>
    socket.write(answer({ ...asked, unitAddress: asked.unitAddress + 1 })) || true,
  // Number, unit and length are right, and everyone is answered once: only what was shown before tells.
  "hands the registers of one meter to the next": (socket, asked) =>
    socket.write(answerOf(asked, (asked.unitAddress % METERS) + 1)) || true,
  "gives all the registers of one meter": (socket, asked) =>
    socket.write(answerOf(asked, METERS)) || true,
})) {
  test(`a gateway that ${what} is asked one at a time from then on, and nothing is lost`, async (t) => {
    const load = new Load();
    const { clock, kept, round } = await lineAt(
      t,
      gateway(load, (socket, asked, open) => open > 1 && misdeed(socket, asked)),
    );
    await round();
    clock.moveTo(BOUNDARY);
    assert.deepEqual(await round(), [], "no meter is blamed for the gateway");
    assert.ok(load.most() > 1);
    assertAllKeptOnce(kept, ALL);
    for (let n = 0; n < 3; n += 1) {
      assert.deepEqual(await round(), []);
      assert.equal(load.most(), 1);
    }
  });
}

test("a silent meter is found out alone, and the others stay together", async (t) => {
  const load = new Load();
  const units: number[] = [];
  let silent = 0;
  const { clock, kept, round } = await lineAt(
    t,
    gateway(load, (_, { unitAddress }) => units.push(unitAddress) > 0 && unitAddress === silent),
  );
  await round();
  units.length = 0;
  silent = 3;
  clock.moveTo(BOUNDARY);
  assert.deepEqual(await round(), [3]);
  assert.deepEqual(units, [1, 2, 3, 4, 1, 2, 3, 4, 5, 6], "who failed in company is asked next");
  load.most();
  const others = ALL.filter((meter) => meter !== 3);
  assertAllKeptOnce(kept, others);
  // Later, so that it is not asked for its saving any more: the gateway was not blamed.
  clock.moveTo(BOUNDARY.add({ minutes: 4 }));
  await round();
  assert.equal(load.most(), AT_ONCE);
});
