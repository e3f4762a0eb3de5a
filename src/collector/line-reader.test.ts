import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { asId, type ChannelId, type LineId, type MeterId } from "#domain/core/id.ts";
import type { MeterModel } from "#domain/metering/meter-model.ts";
import type { ModbusRegister } from "#domain/metering/meter-register.ts";
import { openLine } from "#drivers/open-line.ts";
import { tcpFrame } from "#drivers/modbus/modbus-frame.ts";
import { MovableClock } from "#platform/clock.ts";
import type { Reading } from "#storage/reading.ts";
import { type Asked, startDevice } from "#test/support/modbus-device.ts";
import { LineReader } from "./line-reader.ts";

const START = Temporal.Instant.from("2026-11-20T09:50:00Z");
const BOUNDARY = Temporal.Instant.from("2026-11-20T10:00:00Z");
const NO_VALUE = 0xffff_ffff;
const BILLING_REGISTERS = 2;

const billing: ModbusRegister = {
  quantity: "energyDelivered",
  address: 0,
  functionCode: 3,
  type: "uint32",
  wordOrder: "big",
  scale: "1",
  unit: "kWh",
  role: "billing",
  resolution: "1",
  digits: 9,
  noValue: ["ffffffff"],
};
const { resolution: _, digits: __, noValue: ___, ...shown } = billing;
const model: MeterModel = {
  id: "two-registers",
  maker: "Test",
  name: "Two registers",
  commodities: ["electricity"],
  protocol: "modbus",
  registersAtMost: 125,
  holesReadable: true,
  transformers: "none",
  registers: [
    billing,
    { ...shown, quantity: "activePower", address: 2, type: "uint16", role: "live" },
  ],
  sources: ["none: made up here"],
  confidence: "C",
  frames: [],
};

/** Meters 1 to `meters` on one line; `registerOf` says what they show, undefined for silence. */
async function lineOf(
  t: TestContext,
  meters: number,
  registerOf: (asked: Asked) => number | undefined,
) {
  const clock = new MovableClock(START);
  const asked: Asked[] = [];
  const port = await startDevice(t, "tcp", (socket, request) => {
    asked.push(request);
    const value = registerOf(request);
    if (value === undefined) return;
    const pdu = Buffer.alloc(2 + 2 * request.count);
    pdu.writeUInt8(3, 0);
    pdu.writeUInt8(2 * request.count, 1);
    pdu.writeUInt32BE(value, 2);
    socket.write(tcpFrame(request.transactionId, request.unitAddress, pdu));
  });
  const kept: Reading[] = [];
  const transport = { kind: "modbus-tcp", host: "127.0.0.1", port, timeoutMs: 150 } as const;
  const reader = new LineReader({
    connection: openLine(transport),
    line: {
      lineId: asId<LineId>(1),
      name: "Line",
      transport,
      meters: Array.from({ length: meters }, (_none, n) => ({
        meterId: asId<MeterId>(n + 1),
        modelId: model.id,
        unitAddress: String(n + 1),
        parameters: {},
        channels: [
          {
            id: asId<ChannelId>(n + 1),
            quantity: billing.quantity,
            resolution: "1",
            intervalMinutes: 15,
          },
        ],
      })),
    },
    catalogue: new Map([[model.id, model]]),
    clock,
    keep: async (readings) => {
      kept.push(...readings);
    },
    mayAsk: () => true,
  });
  t.after(() => reader.close());
  const round = () => reader.round(new AbortController().signal);
  return { clock, asked, kept, round };
}

test("a line on which nothing answers costs four time-outs; with the first answer all are asked again", async (t) => {
  let isDead = true;
  const line = await lineOf(t, 6, () => {
    if (isDead) line.clock.moveTo(line.clock.now().add({ milliseconds: 100 }));
    return isDead ? undefined : 7;
  });
  const first = await line.round();
  assert.equal(line.asked.length, 4);
  assert.deepEqual(
    first.attempts.map(({ error }) => error),
    [
      ...Array.from({ length: 4 }, () => "no answer within 150 ms"),
      ...Array.from({ length: 2 }, () => "not asked: nothing on the line answers"),
    ],
  );
  await line.round();
  assert.deepEqual((await line.round()).attempts, [], "every meter is paused");
  isDead = false;
  // The first of the four may be asked 3 s after its failure, which was 300 ms ago; the others later.
  line.clock.moveTo(line.clock.now().add({ milliseconds: 2_750 }));
  line.asked.length = 0;
  const back = await line.round();
  assert.equal(back.attempts.length, 6, "one was due, its answer opened the others");
  assert.ok(back.attempts.every(({ error }) => error === undefined));
});

test("a line cut in the middle of a round costs five time-outs, and the rest is noted as failed", async (t) => {
  let isCut = false;
  const line = await lineOf(t, 48, () => {
    if (line.asked.length > 10) isCut = true;
    return isCut ? undefined : 7;
  });
  const errorsOf = async () =>
    (await line.round()).attempts.map(({ meterId, error }) => [meterId as number, error] as const);
  const first = await errorsOf();
  const asked = line.asked.map(({ unitAddress }) => unitAddress);
  assert.deepEqual(asked.slice(10), [11, 12, 13, 14, 10], "who answered last is asked once more");
  const failed = first.flatMap(([id, error]) => (error === undefined ? [] : [id]));
  assert.equal(failed.length, 39);
  assert.deepEqual(
    first.flatMap(([id, error]) => (error === undefined ? [id] : [])),
    [1, 2, 3, 4, 5, 6, 7, 8, 9],
  );
  // The next round finds nobody either: now every meter has failed, after nine time-outs in all.
  const second = await errorsOf();
  assert.equal(line.asked.length, 15 + 4);
  assert.deepEqual(
    second.filter(([, error]) => error === undefined),
    [],
  );
  assert.equal(second.length, 48);
});

function isTornOff(unit: number): boolean {
  return unit > 20 && unit <= 28;
}

test("a branch of eight meters that is torn off takes no other meter with it", async (t) => {
  let isTorn = false;
  const line = await lineOf(t, 48, ({ unitAddress }) =>
    isTorn && isTornOff(unitAddress) ? undefined : 7,
  );
  await line.round();
  isTorn = true;
  for (let round = 0; round < 2; round += 1) {
    const { attempts } = await line.round();
    const failed = attempts.filter(({ error }) => error !== undefined);
    assert.ok(failed.every(({ meterId }) => isTornOff(meterId)));
    assert.equal(attempts.length - failed.length, 40);
  }
});

test("a boundary interrupts a round of live values: registers are saved before it goes on", async (t) => {
  const line = await lineOf(t, 4, () => {
    if (line.asked.length === 2) line.clock.moveTo(BOUNDARY);
    return 7;
  });
  await line.round();
  const [first, second, ...rest] = line.asked.map(({ count }) => count);
  assert.deepEqual([first, second], [3, 3], "live values of the first two");
  assert.deepEqual(rest.slice(0, 4), [2, 2, 2, 2], "then the registers of all four");
  assert.deepEqual(line.kept.map(({ channelId }) => Number(channelId)).toSorted(), [1, 2, 3, 4]);
  assert.ok(line.kept.every(({ measuredAt }) => measuredAt.equals(BOUNDARY)));
});

test("a register read within a fifth of the interval is kept as of its boundary, a later one is not", async (t) => {
  const line = await lineOf(t, 1, () => 7);
  line.clock.moveTo(BOUNDARY.add({ minutes: 3, milliseconds: 1 }));
  assert.deepEqual(
    (await line.round()).attempts.map(({ error }) => error),
    [undefined],
  );
  assert.deepEqual(line.kept, []);
  const next = BOUNDARY.add({ minutes: 15 });
  line.clock.moveTo(next.add({ minutes: 3 }));
  await line.round();
  await line.round();
  assert.deepEqual(
    line.kept.map(({ measuredAt, counts }) => ({ at: String(measuredAt), counts })),
    [{ at: next.toString(), counts: 7 }],
  );
});

test("a meter without a value at the boundary is asked again until it has one", async (t) => {
  let value = NO_VALUE;
  const line = await lineOf(t, 1, () => value);
  line.clock.moveTo(BOUNDARY);
  const [attempt] = (await line.round()).attempts;
  assert.match(attempt?.error ?? "", /no value of energyDelivered/);
  value = 8;
  line.clock.moveTo(BOUNDARY.add({ seconds: 10 }));
  await line.round();
  assert.deepEqual(
    line.kept.map(({ counts }) => counts),
    [8],
  );
  assert.ok(line.asked.every(({ count }) => count === BILLING_REGISTERS));
});

/** Another system was seen to store none of the ten, on every sweep. */
test("of ten slaves on one gateway slave 4 times out: the other nine are stored, on every sweep", async (t) => {
  const line = await lineOf(t, 10, ({ unitAddress }) => (unitAddress === 4 ? undefined : 1));
  for (let sweep = 0; sweep < 3; sweep += 1) {
    line.clock.moveTo(BOUNDARY.add({ minutes: 15 * sweep }));
    await line.round();
    const own = line.kept.splice(0).map(({ channelId }) => Number(channelId));
    assert.deepEqual(
      own.toSorted((a, b) => a - b),
      [1, 2, 3, 5, 6, 7, 8, 9, 10],
    );
  }
});

test("48 meters are read in one round, each once", async (t) => {
  const line = await lineOf(t, 48, ({ unitAddress }) => unitAddress);
  line.clock.moveTo(BOUNDARY);
  await line.round();
  assert.deepEqual(
    line.kept.map(({ channelId, counts }) => [Number(channelId), counts]),
    Array.from({ length: 48 }, (_none, n) => [n + 1, n + 1]),
  );
});
