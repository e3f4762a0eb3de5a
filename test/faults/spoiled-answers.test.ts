/**
 * Answers spoiled on the wire: what is taken at all is the value that was sent. For a release:
 * SMARTPM_SPOILED_ANSWERS=2500000 for each of the four (10 million).
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { searchCjt188 } from "#drivers/cjt188/cjt188-frame.ts";
import { answerIn as cjt188AnswerIn } from "#drivers/cjt188/cjt188-question.ts";
import { cjt188Value } from "#drivers/cjt188/cjt188-value.ts";
import { searchDlt645 } from "#drivers/dlt645/dlt645-frame.ts";
import { answerIn as dlt645AnswerIn } from "#drivers/dlt645/dlt645-question.ts";
import { dlt645Value } from "#drivers/dlt645/dlt645-value.ts";
import { LineError } from "#drivers/line-error.ts";
import { encodeMbusFrame, searchMbus } from "#drivers/mbus/mbus-frame.ts";
import { mbusRegisterValue } from "#drivers/mbus/mbus-register.ts";
import { decodeTelegram } from "#drivers/mbus/mbus-telegram.ts";
import { decodeAnswer, rtuFrame, takeRtuAnswer } from "#drivers/modbus/modbus-frame.ts";
import { SeededBytes } from "#test/support/mutated-frames.ts";
import { modelOf } from "#test/support/simulated-wire.ts";

const ANSWERS = Number(process.env["SMARTPM_SPOILED_ANSWERS"] ?? 10_000);
const SEED = Number(process.env["SMARTPM_SEED"] ?? 20_261_125);
const NOISE_AT_MOST = 32;

/** An answer as it was sent, and what is read out of whatever arrives. */
interface Sent {
  readonly name: string;
  readonly wire: Buffer;
  readonly value: string;
  readonly read: (received: Buffer) => string | undefined;
}

const mbusRegister = modelOf("mbus-heat", "mbus").registers[0];
const cjtRegister = modelOf("cjt188-cold-water", "cjt188").registers[0];
assert.ok(mbusRegister && cjtRegister);
const request = { unitAddress: 1, functionCode: 4, address: 0, count: 2 } as const;
const dltAsked = { edition: "2007", address: "123456789012" } as const;
const cjtAsked = {
  meterType: 0x10,
  address: "78330011223344",
  identifier: "901F",
  order: "high-first",
  sequence: 2,
} as const;

/** The first answer among the frames, as the session takes it; others are passed over. */
function firstAnswer<Frame, Answer>(
  found: readonly { readonly frame: Frame }[],
  take: (frame: Frame) => Answer,
): Answer | undefined {
  for (const { frame } of found) {
    try {
      return take(frame);
    } catch (error) {
      if (!(error instanceof LineError)) throw error;
    }
  }
  return undefined;
}

const SENT: readonly Sent[] = [
  {
    name: "Modbus RTU",
    wire: rtuFrame(1, Buffer.from("0404436633 34".replaceAll(" ", ""), "hex")),
    value: "17254,13108",
    read(received) {
      const taken = takeRtuAnswer(received, request);
      return taken && [...decodeAnswer(taken.answer, request)].join();
    },
  },
  {
    name: "M-Bus",
    // The head and the first record of a published answer (libmbus, sen_pollutherm).
    wire: encodeMbusFrame({
      kind: "long",
      control: 8,
      address: 8,
      information: 0x72,
      data: Buffer.from("76000521184e3104510000000c0764080000", "hex"),
    }),
    value: "8640",
    read(received) {
      const { found } = searchMbus(received);
      const telegram = firstAnswer(found, (frame) => {
        if (frame.kind !== "long" || frame.address !== 8)
          throw new LineError("wrong-unit", "other");
        return decodeTelegram(frame);
      });
      const value = telegram && mbusRegisterValue(mbusRegister, [telegram]);
      return value === "missing" ? undefined : value?.toString();
    },
  },
  {
    name: "DL/T 645",
    wire: Buffer.from("68129078563412689108333334 33ab896745cc16".replaceAll(" ", ""), "hex"),
    value: "12345678",
    read(received) {
      const question = { kind: "read", identifier: "00010000" } as const;
      const answer = firstAnswer(searchDlt645(received).found, (frame) =>
        dlt645AnswerIn(frame, dltAsked, question),
      );
      // A catalogue entry says how many bytes the answer has: four.
      const isWhole = answer?.data.length === 4;
      return isWhole
        ? dlt645Value(answer.data, { offset: 0, bytes: 4, isSigned: false })?.toString()
        : undefined;
    },
  },
  {
    name: "CJ/T 188",
    wire: Buffer.from(
      "68104433221100337881161f9000007766552c007766552c31012211051520218413 16".replaceAll(" ", ""),
      "hex",
    ),
    value: "556677",
    read(received) {
      const answer = firstAnswer(searchCjt188(received).found, (frame) =>
        cjt188AnswerIn(frame, cjtAsked),
      );
      return answer && cjt188Value(cjtRegister, answer.data)?.toString();
    },
  },
];

/** What a line does to an answer: one burst of at most eight bits, a byte more or less, its end. */
function spoiled(wire: Buffer, draw: SeededBytes): Buffer {
  const bytes = Buffer.from(wire);
  const at = draw.below(bytes.length);
  switch (draw.below(6)) {
    case 0:
      bytes[at] = (bytes[at] ?? 0) ^ (1 << draw.below(8));
      return bytes;
    case 1:
      bytes[at] = (bytes[at] ?? 0) ^ (1 + draw.below(255));
      return bytes;
    case 2:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]);
    case 3:
      return Buffer.concat([bytes.subarray(0, at), Buffer.of(draw.below(256)), bytes.subarray(at)]);
    case 4:
      return bytes.subarray(0, at);
    default: {
      const noise = () =>
        Buffer.from(Array.from({ length: draw.below(NOISE_AT_MOST) }, () => draw.below(256)));
      return Buffer.concat([noise(), bytes, noise()]);
    }
  }
}

for (const { name, wire, value, read } of SENT) {
  test(`${name}: ${ANSWERS} spoiled answers, no wrong value (seed ${SEED})`, (t) => {
    assert.equal(read(wire), value, "unspoiled it is read");
    const draw = new SeededBytes(SEED);
    let right = 0;
    for (let n = 0; n < ANSWERS; n += 1) {
      const received = spoiled(wire, draw);
      let shown: string | undefined;
      try {
        shown = read(received);
      } catch (error) {
        if (!(error instanceof LineError)) throw error;
      }
      if (shown === undefined) continue;
      assert.equal(shown, value, `out of ${received.toString("hex")}`);
      right += 1;
    }
    t.diagnostic(`${name}: ${right} right values, 0 wrong ones out of ${ANSWERS} spoiled answers`);
    assert.ok(right > 0, "none of them was read");
  });
}
