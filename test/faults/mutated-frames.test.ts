import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { MeterModel } from "#domain/metering/meter-model.ts";
import { searchCjt188 } from "#drivers/cjt188/cjt188-frame.ts";
import { answerIn as cjt188AnswerIn } from "#drivers/cjt188/cjt188-question.ts";
import { cjt188Value } from "#drivers/cjt188/cjt188-value.ts";
import { searchDlt645 } from "#drivers/dlt645/dlt645-frame.ts";
import { answerIn as dlt645AnswerIn } from "#drivers/dlt645/dlt645-question.ts";
import { dlt645Value } from "#drivers/dlt645/dlt645-value.ts";
import { readoutValue, takeReadout } from "#drivers/iec62056/readout.ts";
import { readJsonMessage } from "#drivers/json/json-message.ts";
import { LineError } from "#drivers/line-error.ts";
import { searchMbus } from "#drivers/mbus/mbus-frame.ts";
import { mbusRegisterValue } from "#drivers/mbus/mbus-register.ts";
import { decodeTelegram } from "#drivers/mbus/mbus-telegram.ts";
import { decodeRegister } from "#drivers/modbus/decode-register.ts";
import {
  decodeAnswer,
  takeRtuAnswer,
  takeTcpAnswer,
  rtuFrame,
  tcpFrame,
} from "#drivers/modbus/modbus-frame.ts";
import { mbusCaptures } from "#test/support/mbus-captures.ts";
import { mutatedFrame, SeededBytes } from "#test/support/mutated-frames.ts";
import { modelOf } from "#test/support/simulated-wire.ts";

/**
 * Frames through each decoder. For a release: SMARTPM_MUTATED_FRAMES=5000000 with
 * `node --test test/faults/mutated-frames.test.ts`, half an hour on one core.
 */
const FRAMES = Number(process.env["SMARTPM_MUTATED_FRAMES"] ?? 5_000);
const SEED = Number(process.env["SMARTPM_SEED"] ?? 20_261_125);
/** A batch takes a millisecond or two; a decoder that hangs takes for ever. */
const BATCH = 100;
const BATCH_MS_AT_MOST = 1_000;
/** What may stay behind in memory whatever the number of frames. */
const GROWN_BYTES_AT_MOST = 300_000_000;

const CAPTURES = join(import.meta.dirname, "../captures");

/** The frames, or texts, of a file of captures. */
function captured(file: string): Buffer[] {
  // The files are ours: an array of entries with a frame in hexadecimal, or a text.
  const entries = JSON.parse(readFileSync(join(CAPTURES, file), "utf8")) as readonly {
    readonly frame?: string;
    readonly text?: string;
  }[];
  return entries.map(({ frame, text }) =>
    frame === undefined
      ? Buffer.from(text ?? "", "latin1")
      : Buffer.from(frame.replaceAll(" ", ""), "hex"),
  );
}

/** Gives every byte its sum again, so that more than the checksum is tried. */
function withSum(frame: Buffer, from: number): Buffer {
  if (frame.length < from + 3) return frame;
  const sum = frame.subarray(from, -2).reduce((total, byte) => (total + byte) & 0xff, 0);
  frame[frame.length - 2] = sum;
  return frame;
}

/** Everything that happens to bytes on their way to a value. */
interface Decoder {
  readonly name: string;
  readonly frames: readonly Buffer[];
  readonly mend: (frame: Buffer) => Buffer;
  /** Throws nothing but LineErrors. Returns how many values it found. */
  readonly decode: (bytes: Buffer) => number;
}

const mbusModel = modelOf("mbus-heat", "mbus");
const dltModel = modelOf("dlt645-2007", "dlt645-2007");
const cjtModel = modelOf("cjt188-heat", "cjt188");
const obisModel = modelOf("iec62056-21-generic", "iec62056-21");
const jsonModel = modelOf("the-things-stack-electricity", "mqtt-json");
const modbusModel = modelOf("eastron-sdm120", "modbus");

const rtuRequest = { unitAddress: 1, functionCode: 4, address: 0, count: 6 } as const;

function modbusValues(words: Uint16Array): number {
  const [register] = modbusModel.registers;
  return register && decodeRegister(register, words.subarray(0, 2)) ? 1 : 0;
}

const DECODERS: readonly Decoder[] = [
  {
    name: "Modbus RTU",
    frames: captured("modbus-rtu.json"),
    mend: (frame) => rtuFrame(1, frame.subarray(1, -2)),
    decode(bytes) {
      const taken = takeRtuAnswer(bytes, rtuRequest);
      return taken ? modbusValues(decodeAnswer(taken.answer, rtuRequest)) : 0;
    },
  },
  {
    name: "Modbus TCP",
    frames: captured("modbus-rtu.json").map((frame) => tcpFrame(7, 1, frame.subarray(1, -2))),
    mend: (frame) => frame,
    decode(bytes) {
      const taken = takeTcpAnswer(bytes, { transactionId: 7, unitAddress: 1 });
      return taken && "answer" in taken ? modbusValues(decodeAnswer(taken.answer, rtuRequest)) : 0;
    },
  },
  {
    name: "M-Bus",
    frames: mbusCaptures().map(({ frame }) => frame),
    mend(frame) {
      if (frame.length < 9 || frame.length > 261) return frame;
      frame[1] = frame.length - 6;
      frame[2] = frame.length - 6;
      return withSum(frame, 4);
    },
    decode(bytes) {
      const telegrams = searchMbus(bytes).found.map(({ frame }) => decodeTelegram(frame));
      for (const telegram of telegrams) {
        if (telegram.kind === "variable") assert.ok(telegram.records.length <= bytes.length);
      }
      const values = mbusModel.registers.map((one) => mbusRegisterValue(one, telegrams));
      return values.filter((value) => value !== undefined && value !== "missing").length;
    },
  },
  {
    name: "DL/T 645",
    frames: captured("dlt645.json"),
    mend(frame) {
      const start = Math.max(0, frame.indexOf(0x68));
      if (frame.length - start > 12) frame[start + 9] = Math.min(255, frame.length - start - 12);
      return withSum(frame, start);
    },
    decode(bytes) {
      let found = 0;
      for (const { frame } of searchDlt645(bytes).found) {
        const asked = { edition: "2007", address: frame.address } as const;
        const { data } = dlt645AnswerIn(frame, asked, { kind: "read", identifier: "00010000" });
        for (const { bytes: width, signed = false } of dltModel.registers) {
          if (dlt645Value(data, { offset: 0, bytes: width, isSigned: signed })) found += 1;
        }
      }
      return found;
    },
  },
  {
    name: "CJ/T 188",
    frames: captured("cjt188.json"),
    mend(frame) {
      const start = Math.max(0, frame.indexOf(0x68));
      if (frame.length - start > 13) frame[start + 10] = Math.min(255, frame.length - start - 13);
      return withSum(frame, start);
    },
    decode(bytes) {
      let found = 0;
      for (const { frame } of searchCjt188(bytes).found) {
        const { address, meterType } = frame;
        const question = { address, meterType, identifier: "901F", order: "high-first" } as const;
        const { data } = cjt188AnswerIn(frame, { ...question, sequence: frame.data[2] ?? 1 });
        found += cjtModel.registers.filter((one) => cjt188Value(one, data)).length;
      }
      return found;
    },
  },
  {
    name: "IEC 62056-21",
    frames: captured("iec62056-21.json"),
    mend: (frame) => frame,
    decode(bytes) {
      const lines = takeReadout(bytes)?.lines ?? [];
      const values = obisModel.registers.map((register) => readoutValue(lines, register));
      return values.filter((value) => value !== undefined && value !== "missing").length;
    },
  },
  {
    name: "JSON",
    frames: jsonFrames(jsonModel),
    mend: (frame) => frame,
    decode: (bytes) =>
      readJsonMessage(jsonModel, jsonModel.registers, bytes.toString("utf8")).values.length,
  },
];

function jsonFrames({ frames }: MeterModel): Buffer[] {
  return frames
    .flatMap((frame) => ("telegrams" in frame ? frame.telegrams : []))
    .map((text) => Buffer.from(text));
}

/** Of the processor, by this thread: on a busy machine the clock tells nothing of a decoder. */
function usedMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

for (const { name, frames, mend, decode } of DECODERS) {
  test(`${name}: ${FRAMES} mutated frames: no crash, no hang, bounded memory (seed ${SEED})`, (t) => {
    const draw = new SeededBytes(SEED);
    const before = process.memoryUsage().rss;
    const startedMs = usedMs();
    let [values, refused, slowestMs] = [0, 0, 0];
    for (let n = 0; n < FRAMES; n += BATCH) {
      const batchMs = usedMs();
      for (let k = 0; k < BATCH; k += 1) {
        const bytes = mutatedFrame(frames, draw);
        try {
          values += decode(draw.below(2) === 0 ? bytes : mend(bytes));
        } catch (error) {
          if (!(error instanceof LineError)) {
            throw new Error(`crash on ${bytes.toString("hex")}`, { cause: error });
          }
          refused += 1;
        }
      }
      slowestMs = Math.max(slowestMs, usedMs() - batchMs);
    }
    const seconds = (usedMs() - startedMs) / 1_000;
    const grownMb = Math.round((process.memoryUsage().rss - before) / 1_000_000);
    t.diagnostic(
      `${name}: ${FRAMES} frames at ${Math.round(FRAMES / seconds)} a second, ${refused} refused, ` +
        `${values} values; slowest ${BATCH} frames ${slowestMs.toFixed(1)} ms; memory grew ${grownMb} MB`,
    );
    assert.ok(slowestMs < BATCH_MS_AT_MOST, `${BATCH} frames took ${slowestMs} ms`);
    assert.ok(grownMb * 1_000_000 < GROWN_BYTES_AT_MOST, `memory grew ${grownMb} MB`);
    assert.ok(refused + values > 0, "the decoder saw nothing");
  });
}
