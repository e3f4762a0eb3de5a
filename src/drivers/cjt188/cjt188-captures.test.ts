import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Cjt188Register } from "#domain/metering/meter-register.ts";
import { LineError } from "#drivers/line-error.ts";
import { encodeCjt188, searchCjt188 } from "./cjt188-frame.ts";
import { answerIn, type Cjt188Question, questionFrame } from "./cjt188-question.ts";
import { cjt188Status, cjt188Value } from "./cjt188-value.ts";

interface Shown {
  readonly value: string | null;
  readonly unit: string;
}

interface Capture {
  readonly id: string;
  readonly frame: string;
  readonly isValid: boolean;
  readonly meterType: string;
  readonly address: string;
  readonly control: string;
  readonly identifier: string;
  readonly total?: Shown;
  readonly settlementDay?: Shown;
  readonly status?: string;
  readonly valve?: string;
}

const file = join(import.meta.dirname, "../../../test/captures/cjt188.json");
// The file is ours; the interface above says what stands in it.
const captures = JSON.parse(readFileSync(file, "utf8")) as readonly Capture[];

const VALVES: Readonly<Record<string, string>> = { abnormal: "faulty" };

function bytesOf({ frame }: Capture): Buffer {
  return Buffer.from(frame.replaceAll(" ", ""), "hex");
}

/** A value of four BCD bytes with two digits after the point, its unit's code after it. */
function register(offset: number, unit: string): Cjt188Register {
  const place = { offset, bytes: 4, unitCodeOffset: offset + 4 };
  const facts = { quantity: "volume", scale: "0.01", unit, role: "register" } as const;
  return { ...facts, ...place, dataIdentifier: "901F" };
}

/** The question that a published answer answers. */
function questionOf(capture: Capture, sequence: number): Cjt188Question {
  const { meterType, address, identifier } = capture;
  const type = Number.parseInt(meterType, 16);
  return { meterType: type, address, identifier, order: "high-first", sequence };
}

function assertShown(shown: Shown | undefined, offset: number, data: Buffer): void {
  if (!shown) return;
  const value = cjt188Value(register(offset, shown.unit), data);
  const expected = shown.value === null ? undefined : Number(shown.value);
  assert.equal(value && Number(value.toString()), expected);
}

for (const capture of captures.filter(({ isValid }) => isValid)) {
  test(`${capture.id}: type, address and values are as published`, () => {
    const { found, problem } = searchCjt188(bytesOf(capture));
    const [first] = found;
    assert.ok(first, problem?.message ?? "no frame");
    const { frame } = first;
    assert.equal(frame.address, capture.address);
    assert.equal(frame.meterType, Number.parseInt(capture.meterType, 16));
    assert.equal(frame.control, Number.parseInt(capture.control, 16));
    const question = questionOf(capture, frame.data[2] ?? 0);
    if ((frame.control & 0x80) === 0) {
      assert.deepEqual(questionFrame(question), frame);
      return;
    }
    const { data } = answerIn(frame, question);
    assertShown(capture.total, 0, data);
    assertShown(capture.settlementDay, 5, data);
    const { valve, status } = capture;
    if (valve === undefined || status === undefined) return;
    const shown = cjt188Status(Number.parseInt(status.slice(0, 2), 16));
    assert.equal(shown.valve, VALVES[valve] ?? valve);
  });
}

test("a heat meter that puts the units' codes before the values is read by its places", () => {
  // Frame cjt188-020: day's heat, heat, power, flow, volume, two temperatures, hours.
  const capture = captures.find(({ id }) => id === "cjt188-020");
  assert.ok(capture);
  const [first] = searchCjt188(bytesOf(capture)).found;
  assert.ok(first);
  const { data } = answerIn(first.frame, questionOf(capture, 0));
  const at = (
    [offset, bytes, unitCodeOffset]: readonly [number, number, number?],
    scale: string,
    unit: string,
  ) => {
    const { unitCodeOffset: _, ...facts } = register(offset, unit);
    const code = unitCodeOffset === undefined ? {} : { unitCodeOffset };
    return cjt188Value({ ...facts, bytes, scale, ...code }, data)?.toString();
  };
  assert.equal(at([1, 4, 0], "0.01", "kWh"), "5328.19");
  assert.equal(at([6, 4, 5], "0.01", "kWh"), "5328.19");
  assert.equal(at([6, 4, 5], "0.01", "MWh"), "5.32819");
  assert.equal(at([11, 4, 10], "0.01", "kW"), "0");
  assert.equal(at([16, 4, 15], "0.01", "m3/h"), "0");
  assert.equal(at([21, 4, 20], "0.01", "m3"), "1833.42");
  assert.equal(at([25, 3], "0.01", "°C"), "19.03");
  assert.equal(at([28, 3], "0.01", "°C"), "19.1");
  assert.equal(at([31, 3], "1", "h"), "2761");
});

test("frames that are cut or have a wrong checksum are no frames", () => {
  const wrong = captures.filter(({ isValid }) => !isValid);
  assert.equal(wrong.length, 2);
  for (const capture of wrong)
    assert.deepEqual(searchCjt188(bytesOf(capture)).found, [], capture.id);
});

test("an answer of another meter, kind or sequence is refused", () => {
  const question: Cjt188Question = {
    meterType: 0x10,
    address: "00000000000012",
    identifier: "901F",
    order: "high-first",
    sequence: 7,
  };
  const right = { meterType: 0x10, address: question.address, control: 0x81 };
  const kindOf = (parts: object, data = "901f0701") => {
    try {
      answerIn({ ...right, data: Buffer.from(data, "hex"), ...parts }, question);
      return "taken";
    } catch (error) {
      assert.ok(error instanceof LineError);
      return error.kind;
    }
  };
  assert.equal(kindOf({}), "taken");
  assert.equal(kindOf({}, "1f900701"), "taken");
  assert.equal(kindOf({}, "901f0001"), "taken");
  assert.equal(kindOf({}, "901f0601"), "wrong-answer");
  assert.equal(kindOf({}, "901e0701"), "wrong-answer");
  assert.equal(kindOf({ address: "00000000000013" }), "wrong-unit");
  assert.equal(kindOf({ meterType: 0x20 }), "wrong-unit");
  assert.equal(kindOf({ control: 0x83 }), "wrong-answer");
  assert.equal(kindOf({ control: 0xc1 }), "refused");
});

test("what we ask begins with three FEs and ends with its checksum", () => {
  const frame = questionFrame({
    meterType: 0x10,
    address: "78331505104145",
    identifier: "901F",
    order: "high-first",
    sequence: 0xaa,
  });
  // Sum: 68+10+45+41+10+05+15+33+78+01+03+90+1F+AA = 330 hex.
  const wire = "fefefe 68 10 45411005153378 01 03 901faa 30 16".replaceAll(" ", "");
  assert.equal(encodeCjt188(frame).toString("hex"), wire);
});
