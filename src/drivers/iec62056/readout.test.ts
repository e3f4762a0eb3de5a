import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readoutLines, readoutValue, takeReadout } from "./readout.ts";

interface Capture {
  readonly id: string;
  readonly text?: string;
  readonly registers?: Readonly<Record<string, string>>;
  readonly crc_ok?: boolean;
}

const file = join(import.meta.dirname, "../../../test/captures/iec62056-21.json");
// The file is ours; the interface above says what stands in it.
const captures = JSON.parse(readFileSync(file, "utf8")) as readonly Capture[];
const telegrams = captures.filter(({ text }) => text?.startsWith("/"));

for (const { id, text = "", registers = {}, crc_ok: isChecked } of telegrams) {
  test(`${id}: every code and value is as published`, () => {
    const bytes = Buffer.from(text, "latin1");
    if (isChecked === false) {
      assert.throws(() => takeReadout(bytes), /checksum/);
      return;
    }
    const readout = takeReadout(Buffer.concat([bytes, Buffer.from("\r\n")]));
    assert.ok(readout);
    const said = new Map(readout.lines.map(({ obis, groups }) => [obis, groups]));
    for (const [code, value] of Object.entries(registers)) {
      const groups = said.get(code.replace(/[*&]255$/, ""));
      assert.ok(groups, `${code} is missing`);
      assert.ok(groups.join(")(").includes(value) || groups.includes(value), `${code}: ${groups}`);
    }
  });
}

test("a read-out between STX and ETX is taken when its check character is right, and only then", () => {
  const data = "1-0:1.8.0*255(0001234.56*kWh)\r\n1.8.1(12.5)\r\n!\r\n";
  const body = Buffer.from(`${data}\u0003`, "latin1");
  const check = body.reduce((sum, byte) => sum ^ byte, 0);
  const whole = Buffer.concat([Buffer.from("/ABC5METER\r\n\u0002"), body, Buffer.of(check)]);
  for (let end = 0; end < whole.length; end += 1) {
    assert.equal(takeReadout(whole.subarray(0, end)), undefined, `cut at ${end}`);
  }
  const readout = takeReadout(whole);
  assert.equal(readout?.end, whole.length);
  const lines = readout?.lines ?? [];
  assert.equal(String(readoutValue(lines, { obis: "1.8.0", unit: "kWh" })), "1234.56");
  assert.equal(String(readoutValue(lines, { obis: "1-0:1.8.0", unit: "MWh" })), "1.23456");
  assert.equal(String(readoutValue(lines, { obis: "1-0:1.8.1", unit: "kWh" })), "12.5");
  assert.equal(readoutValue(lines, { obis: "1-0:2.8.0", unit: "kWh" }), "missing");
  const wrong = Buffer.from(whole);
  wrong[30] = (wrong[30] ?? 0) ^ 1;
  assert.throws(() => takeReadout(wrong), /the checksum of the answer is wrong/);
});

test("7E1 carried as 8N1 is read by its seven bits", () => {
  const body = Buffer.from("1.8.0(0000007*kWh)\r\n!\r\n\u0003", "latin1");
  const check = body.reduce((sum, byte) => sum ^ byte, 0);
  const whole = Buffer.concat([Buffer.of(2), body, Buffer.of(check)]).map((byte) => byte | 0x80);
  const lines = takeReadout(Buffer.from(whole))?.lines ?? [];
  assert.equal(String(readoutValue(lines, { obis: "1.8.0", unit: "kWh" })), "7");
});

test("values of earlier billing periods are not the present one", () => {
  const lines = readoutLines("1.8.0*01(0000005*kWh)\r\n1.8.0(0000009*kWh)\r\n");
  assert.equal(String(readoutValue(lines, { obis: "1.8.0", unit: "kWh" })), "9");
});

test("where a time stands before the value, the value is the last", () => {
  const lines = readoutLines("0-1:24.2.1(170102161005W)(00000.107*m3)\r\n");
  assert.equal(String(readoutValue(lines, { obis: "0-1:24.2.1", unit: "m3" })), "0.107");
});
