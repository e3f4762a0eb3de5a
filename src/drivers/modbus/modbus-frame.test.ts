import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import * as fc from "fast-check";
import { LineError } from "#drivers/line-error.ts";
import {
  crc16,
  decodeAnswer,
  encodeRequest,
  ModbusExceptionError,
  type RegisterRequest,
  rtuFrame,
  takeRtuAnswer,
  takeTcpAnswer,
  takeTcpRegisters,
  TCP_READ_BYTES,
  tcpFrame,
  writeTcpRead,
} from "./modbus-frame.ts";

const SEED = 20_261_124;

interface PublishedFrame {
  readonly id: string;
  readonly frame: string;
  readonly unit: number;
  readonly functionCode: number;
  readonly checksumIsRight: boolean;
  readonly rightChecksum?: string;
}

const published = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../../test/captures/modbus-rtu.json"), "utf8"),
) as PublishedFrame[];

function bytesOf(hex: string): Buffer {
  return Buffer.from(hex.replaceAll(" ", ""), "hex");
}

const requests: fc.Arbitrary<RegisterRequest> = fc.record({
  unitAddress: fc.integer({ min: 1, max: 247 }),
  functionCode: fc.constantFrom(3, 4),
  address: fc.integer({ min: 0, max: 0xff00 }),
  count: fc.integer({ min: 1, max: 125 }),
});

function answerPdu({ functionCode }: RegisterRequest, words: readonly number[]): Buffer {
  const pdu = Buffer.alloc(2 + 2 * words.length);
  pdu.writeUInt8(functionCode, 0);
  pdu.writeUInt8(2 * words.length, 1);
  words.forEach((word, n) => pdu.writeUInt16BE(word, 2 + 2 * n));
  return pdu;
}

test("the checksum of every published frame is as its publisher says", () => {
  assert.ok(published.length > 30);
  for (const { id, frame, checksumIsRight, rightChecksum } of published) {
    const bytes = bytesOf(frame);
    const checksum = crc16(bytes.subarray(0, -2));
    assert.equal(bytes.readUInt16LE(bytes.length - 2) === checksum, checksumIsRight, id);
    if (rightChecksum) assert.equal(bytesOf(rightChecksum).readUInt16LE(), checksum, id);
  }
});

test("published requests are what SmartPM would send", () => {
  const asked = published.filter(
    ({ frame, functionCode, checksumIsRight }) =>
      checksumIsRight && (functionCode === 3 || functionCode === 4) && bytesOf(frame).length === 8,
  );
  assert.ok(asked.length >= 15);
  for (const { id, frame, unit, functionCode } of asked) {
    const bytes = bytesOf(frame);
    const pdu = encodeRequest({
      unitAddress: unit,
      functionCode: functionCode === 3 ? 3 : 4,
      address: bytes.readUInt16BE(2),
      count: bytes.readUInt16BE(4),
    });
    assert.deepEqual(rtuFrame(unit, pdu), bytes, id);
  }
});

test("published answers give their registers; a published exception says which it is", () => {
  const eastron = { unitAddress: 1, functionCode: 4, address: 0, count: 2 } as const;
  const voltage = takeRtuAnswer(bytesOf("01 04 04 43 66 33 34 1B 38"), eastron);
  assert.ok(voltage);
  assert.deepEqual([...decodeAnswer(voltage.answer, eastron)], [0x4366, 0x3334]);
  const three = { unitAddress: 17, functionCode: 3, address: 0x6b, count: 3 } as const;
  const words = takeRtuAnswer(bytesOf("11 03 06 AE 41 56 52 43 40 49 AD"), three);
  assert.ok(words);
  assert.deepEqual([...decodeAnswer(words.answer, three)], [0xae41, 0x5652, 0x4340]);
  const refusal = takeRtuAnswer(bytesOf("11 83 04 41 36"), three);
  assert.ok(refusal);
  assert.throws(() => decodeAnswer(refusal.answer, three), new ModbusExceptionError(4));
});

test("registers come back as they were sent, over RTU and TCP, in pieces of any size", () => {
  const answers = requests.chain((request) =>
    fc.record({
      request: fc.constant(request),
      words: fc.array(fc.integer({ min: 0, max: 0xffff }), {
        minLength: request.count,
        maxLength: request.count,
      }),
      transactionId: fc.integer({ min: 0, max: 0xffff }),
      cut: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
    }),
  );
  fc.assert(
    fc.property(answers, ({ request, words, transactionId, cut }) => {
      const pdu = answerPdu(request, words);
      const rtu = rtuFrame(request.unitAddress, pdu);
      const piece = rtu.subarray(0, Math.floor(cut * rtu.length));
      assert.equal(takeRtuAnswer(piece, request), undefined);
      assert.deepEqual(
        [...decodeAnswer(takeRtuAnswer(rtu, request)?.answer ?? pdu.subarray(1), request)],
        words,
      );
      const tcp = tcpFrame(transactionId, request.unitAddress, pdu);
      const { unitAddress } = request;
      const asked = { transactionId, unitAddress };
      assert.equal(takeTcpAnswer(tcp.subarray(0, Math.floor(cut * tcp.length)), asked), undefined);
      const taken = takeTcpAnswer(Buffer.concat([tcp, tcp.subarray(0, 3)]), asked);
      if (!taken || !("answer" in taken)) return assert.fail("the answer is not taken");
      assert.deepEqual([...decodeAnswer(taken.answer, request)], words);
      const next = { transactionId: (transactionId + 1) & 0xffff, unitAddress };
      assert.deepEqual(takeTcpAnswer(tcp, next), { drop: tcp.length }, "it is not the next one's");
    }),
    { seed: SEED, numRuns: 300 },
  );
});

/** What it returns, or the words of what it throws. */
function outcomeOf(take: () => unknown): unknown {
  try {
    return take();
  } catch (error) {
    return String(error);
  }
}

test("a read by Modbus TCP is written over an old frame, and taken where it lies, as if by parts", () => {
  const number = fc.integer({ min: 0, max: 0xffff });
  const frame = Buffer.alloc(TCP_READ_BYTES, 0xff);
  // Answers of any length, whole or not, right in all or spoiled in one byte of the first twelve.
  const received = fc.record({
    words: fc.array(number, { minLength: 1, maxLength: 8 }),
    isOfRightLength: fc.boolean(),
    spoiledAt: fc.integer({ min: 0, max: 24 }),
    by: fc.integer({ min: 1, max: 255 }),
    missing: fc.integer({ min: 0, max: 3 }),
  });
  fc.assert(
    fc.property(requests, number, received, (drawn, transactionId, came) => {
      const request = came.isOfRightLength ? { ...drawn, count: came.words.length } : drawn;
      const { unitAddress } = request;
      writeTcpRead(frame, transactionId, request);
      assert.deepEqual(frame, tcpFrame(transactionId, unitAddress, encodeRequest(request)));
      const bytes = tcpFrame(transactionId, unitAddress, answerPdu(request, came.words));
      if (came.spoiledAt < 12) bytes[came.spoiledAt] = (bytes[came.spoiledAt] ?? 0) ^ came.by;
      const lent = bytes.subarray(0, bytes.length - came.missing);
      const byParts = outcomeOf(() => {
        const taken = takeTcpAnswer(lent, { transactionId, unitAddress });
        return taken && "answer" in taken ? { answer: decodeAnswer(taken.answer, request) } : taken;
      });
      assert.deepEqual(
        outcomeOf(() => takeTcpRegisters(lent, transactionId, request)),
        byParts,
      );
    }),
    { seed: SEED, numRuns: 1_000 },
  );
  for (const wrong of [{ address: 0x1_0000 }, { address: -1 }, { unitAddress: 256 }]) {
    const request = { unitAddress: 1, functionCode: 3, address: 0, count: 1, ...wrong } as const;
    assert.throws(() => writeTcpRead(frame, 1, request), RangeError);
  }
});

test("one flipped bit of an RTU answer is never taken for registers", () => {
  fc.assert(
    fc.property(requests, fc.nat(), (request, position) => {
      const words = Array.from({ length: request.count }, (_, n) => (n * 7919) & 0xffff);
      const frame = rtuFrame(request.unitAddress, answerPdu(request, words));
      const bit = position % (8 * frame.length);
      frame[bit >> 3] = (frame[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      let registers: Uint16Array | undefined;
      try {
        const taken = takeRtuAnswer(frame, request);
        registers = taken && decodeAnswer(taken.answer, request);
      } catch (error) {
        assert.ok(error instanceof LineError, String(error));
      }
      assert.equal(registers, undefined);
    }),
    { seed: SEED, numRuns: 1_000 },
  );
});

test("any bytes are answered by a value or a Modbus error, never by another one", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), requests, (bytes, request) => {
      const received = Buffer.from(bytes);
      for (const take of [
        () => takeRtuAnswer(received, request),
        () => takeTcpAnswer(received, { transactionId: 0, unitAddress: request.unitAddress }),
      ]) {
        try {
          const taken = take();
          if (taken && "answer" in taken) decodeAnswer(taken.answer, request);
        } catch (error) {
          assert.ok(error instanceof LineError, String(error));
        }
      }
    }),
    { seed: SEED, numRuns: 2_000 },
  );
});
