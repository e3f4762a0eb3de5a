import assert from "node:assert/strict";
import { test } from "node:test";
import type { ModbusRegister } from "#domain/metering/meter-register.ts";
import { type Asked, connectTo, frameOf } from "#test/support/modbus-device.ts";
import { ILLEGAL_ADDRESS, ILLEGAL_VALUE, tcpFrame } from "./modbus-frame.ts";
import { planBlocks } from "./plan-blocks.ts";
import { readMeter } from "./read-meter.ts";

const PLACE = { unitAddress: 5, shift: 0 };

/** Registers whose value is their own address, as the device of these tests shows them. */
const registers = [100, 101, 102].map((address): ModbusRegister => ({
  quantity: `at${address}`,
  address,
  functionCode: 3,
  type: "uint16",
  wordOrder: "big",
  scale: "1",
  unit: "",
  role: "live",
}));
const limits = { registersAtMost: 125, holesReadable: true };

/** Answers with an illegal address wherever the request touches `missing`. */
function answerWithout(missing: readonly number[], asked: Asked): Buffer {
  const end = asked.address + asked.count;
  return missing.some((address) => address >= asked.address && address < end)
    ? tcpFrame(asked.transactionId, asked.unitAddress, Buffer.of(0x83, ILLEGAL_ADDRESS))
    : frameOf("tcp", asked);
}

test("a block that the meter refuses is split for good, and what it lacks is left out", async (t) => {
  let requests = 0;
  const connection = await connectTo(t, "tcp", (socket, asked) => {
    requests += 1;
    socket.write(answerWithout([101], asked));
  });
  const meter = { blocks: planBlocks(limits, registers) };
  const shown = async () =>
    (await readMeter(connection, PLACE, meter)).map(({ value }) => value?.toString());
  assert.deepEqual(await shown(), ["100", "102"]);
  assert.equal(requests, 5, "the block, its halves, and the halves of the first");
  assert.deepEqual(await shown(), ["100", "102"]);
  assert.equal(requests, 7, "only what it has");
});

test("a block that is too long for the meter is split for good, but nothing it refuses alone is left out", async (t) => {
  let isMoody = false;
  const connection = await connectTo(t, "tcp", (socket, asked) => {
    const refusal = tcpFrame(
      asked.transactionId,
      asked.unitAddress,
      Buffer.of(0x83, ILLEGAL_VALUE),
    );
    socket.write(asked.count > 1 || isMoody ? refusal : frameOf("tcp", asked));
  });
  const meter = { blocks: planBlocks(limits, registers) };
  assert.equal((await readMeter(connection, PLACE, meter)).length, 3);
  isMoody = true;
  await assert.rejects(readMeter(connection, PLACE, meter), /exception 3 \(illegal value\)/);
  isMoody = false;
  assert.equal((await readMeter(connection, PLACE, meter)).length, 3);
});

test("a meter that refuses everything has not answered, and is asked the same again", async (t) => {
  let isStarting = true;
  const connection = await connectTo(t, "tcp", (socket, asked) => {
    socket.write(answerWithout(isStarting ? [100, 101, 102] : [], asked));
  });
  const meter = { blocks: planBlocks(limits, registers) };
  await assert.rejects(readMeter(connection, PLACE, meter), /exception 2 \(illegal address\)/);
  isStarting = false;
  assert.equal((await readMeter(connection, PLACE, meter)).length, 3);
});
