import assert from "node:assert/strict";
import { test } from "node:test";
import type { ModbusModel } from "#domain/metering/meter-model.ts";
import type { ModbusRegister } from "#domain/metering/meter-register.ts";
import { TcpByteStream } from "#drivers/tcp-byte-stream.ts";
import { startDevice } from "#test/support/modbus-device.ts";
import { tcpFrame } from "./modbus-frame.ts";
import { openModbusTcp } from "./modbus-session.ts";

/** A SunSpec map at 40000: the mark, the common model of 2 registers, and model 203 of 6. */
const MAP = new Map(
  [0x5375, 0x6e53, 1, 2, 0, 0, 203, 6, 0, 0, 0, 0x3039, 0xfffe, 0, 0xffff, 0].map((word, n) => [
    40_000 + n,
    word,
  ]),
);
/** 0x3039 = 12,345 in two registers at 4, their exponent -2 at 6. */
const energy: ModbusRegister = {
  quantity: "energyDelivered",
  address: 4,
  functionCode: 3,
  type: "uint32",
  wordOrder: "big",
  exponentAddress: 6,
  scale: "0.001",
  unit: "kWh",
  role: "billing",
  resolution: "0.001",
  digits: 0,
};

function modelOf(sunspec: readonly number[]): ModbusModel {
  return {
    id: "sunspec",
    maker: "Any",
    name: "SunSpec",
    commodities: ["electricity"],
    protocol: "modbus",
    transformers: "none",
    registersAtMost: 125,
    holesReadable: true,
    sunspec,
    sources: ["SunSpec Alliance, model 203"],
    confidence: "A",
    registers: [energy],
    frames: [],
  };
}

test("a SunSpec meter is found in the map, wherever it stands, and read with its exponents", async (t) => {
  const port = await startDevice(t, "tcp", (socket, asked) => {
    const { transactionId, unitAddress, address, count } = asked;
    const words = Array.from({ length: count }, (_, n) => MAP.get(address + n));
    const pdu = Buffer.alloc(2 + 2 * count);
    pdu.writeUInt8(3, 0);
    pdu.writeUInt8(2 * count, 1);
    words.forEach((word, n) => pdu.writeUInt16BE(word ?? 0, 2 + 2 * n));
    const answer = words.includes(undefined) ? Buffer.of(0x83, 2) : pdu;
    socket.write(tcpFrame(transactionId, unitAddress, answer));
  });
  const stream = new TcpByteStream({ host: "127.0.0.1", port, timeoutMs: 2000, characterMs: 0 });
  t.after(() => stream.close());
  const session = openModbusTcp(stream, { timeoutMs: 2000 });
  const read = (sunspec: readonly number[]) =>
    session.meter({ model: modelOf(sunspec), address: "1" }).read([energy]);
  // 12,345 × 10^-2 Wh × 0.001 = 0.12345 kWh.
  assert.equal((await read([201, 203]))[0]?.value?.toString(), "0.12345");
  await assert.rejects(read([213]), /no SunSpec model 213 in this device/);
});
