import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import { LineError } from "#drivers/line-error.ts";
import { encodeDlt645, searchDlt645 } from "./dlt645-frame.ts";
import {
  answerIn,
  type Dlt645Edition,
  type Dlt645Question,
  questionFrame,
} from "./dlt645-question.ts";
import { dlt645Value } from "./dlt645-value.ts";

interface Capture {
  readonly id: string;
  readonly edition: Dlt645Edition;
  readonly frame: string;
  readonly isValid: boolean;
  readonly address: string;
  readonly control: string;
  readonly identifier?: string;
  readonly errorCode?: string;
  readonly value?: string | null;
  readonly unit?: string;
}

const file = join(import.meta.dirname, "../../../test/captures/dlt645.json");
// The file is ours; the interface above says what stands in it.
const captures = JSON.parse(readFileSync(file, "utf8")) as readonly Capture[];

/** How the two editions write what the published frames hold, by unit: bytes, digits after the point. */
const FORMATS: Readonly<
  Record<Dlt645Edition, Readonly<Record<string, readonly [number, number]>>>
> = {
  "2007": {
    kWh: [4, 2],
    V: [2, 1],
    A: [3, 3],
    kW: [3, 4],
    kvar: [3, 4],
    kVA: [3, 4],
    "": [2, 3],
  },
  "1997": { kWh: [4, 2], V: [2, 0] },
};

function bytesOf({ frame }: Capture): Buffer {
  return Buffer.from(frame.replaceAll(" ", ""), "hex");
}

for (const capture of captures.filter(({ isValid }) => isValid)) {
  test(`${capture.id}: address, control, identifier and value are as published`, () => {
    const { found, problem } = searchDlt645(bytesOf(capture));
    const [first] = found;
    assert.ok(first, problem?.message ?? "no frame");
    const { frame } = first;
    const { edition, identifier, errorCode, unit, value } = capture;
    assert.equal(frame.address, capture.address);
    assert.equal(frame.control, Number.parseInt(capture.control, 16));
    // What we make of it is what was there, but for the number of FEs before it.
    const again = encodeDlt645(frame)
      .toString("hex")
      .replace(/^(fe)+/, "");
    assert.equal(
      again,
      bytesOf(capture)
        .toString("hex")
        .replace(/^(fe)+/, ""),
    );
    const question: Dlt645Question = { kind: "read", identifier: identifier ?? "00010000" };
    const asked = { edition, address: frame.address };
    if (errorCode !== undefined) {
      const shown = edition === "1997" ? ({ kind: "read", identifier: "9010" } as const) : question;
      if (frame.control === 0xc5) return;
      assert.throws(() => answerIn(frame, asked, shown), new RegExp(`error ${errorCode}`));
    } else if ((frame.control & 0x80) === 0 && frame.control !== 0x13) {
      assert.deepEqual(questionFrame(edition, frame.address, question), frame);
    } else if (identifier !== undefined) {
      const { data } = answerIn(frame, asked, question);
      const format = FORMATS[edition][unit ?? ""];
      if (!format || value === undefined) return;
      const [bytes, decimals] = format;
      const raw = dlt645Value(data, { offset: 0, bytes, isSigned: false });
      const shown = raw && new Decimal(raw.coefficient, decimals);
      assert.equal(shown && Number(shown.toString()), value === null ? undefined : Number(value));
    }
  });
}

test("frames with a wrong checksum are no frames", () => {
  const wrong = captures.filter(({ isValid }) => !isValid);
  assert.equal(wrong.length, 2);
  for (const capture of wrong) {
    const { found, problem } = searchDlt645(bytesOf(capture));
    assert.equal(found.length, 0, capture.id);
    assert.equal(problem?.kind, "wrong-checksum", capture.id);
  }
});

const asked = { edition: "2007", address: "000000000001" } as const;
const read = { kind: "read", identifier: "00010000" } as const;

function answer(parts: { address?: string; control?: number; data?: string }) {
  return {
    address: parts.address ?? asked.address,
    control: parts.control ?? 0x91,
    data: Buffer.from(parts.data ?? "0000010078563412", "hex"),
  };
}

test("an answer of another meter, to another question or of another register is refused", () => {
  const kindOf = (frame: ReturnType<typeof answer>, question: Dlt645Question = read) => {
    try {
      answerIn(frame, asked, question);
      return "taken";
    } catch (error) {
      assert.ok(error instanceof LineError);
      return error.kind;
    }
  };
  assert.equal(kindOf(answer({})), "taken");
  assert.equal(kindOf(answer({ address: "000000000002" })), "wrong-unit");
  assert.equal(kindOf(answer({ control: 0x93 })), "wrong-answer");
  assert.equal(kindOf(answer({ control: 0x11 })), "wrong-answer");
  assert.equal(kindOf(answer({ data: "0000020078563412" })), "wrong-answer");
  assert.equal(kindOf(answer({ data: "0000" })), "wrong-answer");
  assert.equal(kindOf(answer({ control: 0xd1, data: "02" })), "refused");
  const more = { kind: "read-more", identifier: "00010000", part: 2 } as const;
  assert.equal(kindOf(answer({ control: 0x92, data: "000001001102" }), more), "taken");
  assert.equal(kindOf(answer({ control: 0x92, data: "000001001101" }), more), "wrong-answer");
});

test("data go on in further frames while the meter says so", () => {
  const first = answerIn(answer({ control: 0xb1 }), asked, read);
  assert.equal(first.moreFollow, true);
  const more = { kind: "read-more", identifier: "00010000", part: 1 } as const;
  const last = answerIn(answer({ control: 0x92, data: "00000100aabb01" }), asked, more);
  assert.equal(last.moreFollow, false);
  assert.equal(last.data.toString("hex"), "aabb");
});

test("the sign is the highest bit; FF and other half bytes that are no digits are no value", () => {
  const power = { offset: 0, bytes: 3, isSigned: true };
  assert.equal(dlt645Value(Buffer.from("563412", "hex"), power)?.toString(), "123456");
  assert.equal(dlt645Value(Buffer.from("563492", "hex"), power)?.toString(), "-123456");
  assert.equal(dlt645Value(Buffer.from("ffffff", "hex"), power), undefined);
  assert.equal(dlt645Value(Buffer.from("0a0000", "hex"), power), undefined);
  assert.equal(dlt645Value(Buffer.from("5634", "hex"), power), undefined);
  assert.equal(
    dlt645Value(Buffer.from("00563412", "hex"), { ...power, offset: 1 })?.toString(),
    "123456",
  );
});
