import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { Decimal } from "#domain/core/decimal.ts";
import type { ModbusRegister, ModbusType } from "#domain/metering/meter-register.ts";
import { countsOf } from "#drivers/counts-of.ts";
import { decodeRegister } from "./decode-register.ts";

const SEED = 20_261_124;

function registerOf(given: Partial<ModbusRegister>): ModbusRegister {
  return {
    quantity: "energyDelivered",
    address: 0,
    functionCode: 3,
    type: "uint32",
    wordOrder: "big",
    scale: "1",
    unit: "kWh",
    role: "billing",
    ...given,
  };
}

/** The words of a whole number in two's complement, most significant first. */
function wordsOf(value: bigint, count: number): Uint16Array {
  const bits = BigInt.asUintN(16 * count, value);
  return Uint16Array.from({ length: count }, (_, n) =>
    Number((bits >> BigInt(16 * (count - 1 - n))) & 0xffffn),
  );
}

function floatWords(value: number): Uint16Array {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value);
  return Uint16Array.of(view.getUint16(0), view.getUint16(2));
}

test("every integer type keeps sign and value in both word orders", () => {
  const types: readonly (readonly [ModbusType, number, boolean])[] = [
    ["uint16", 1, false],
    ["int16", 1, true],
    ["uint32", 2, false],
    ["int32", 2, true],
    ["uint64", 4, false],
    ["int64", 4, true],
  ];
  const cases = fc.constantFrom(...types).chain(([type, count, signed]) => {
    const bits = BigInt(16 * count);
    return fc.record({
      type: fc.constant(type),
      count: fc.constant(count),
      wordOrder: fc.constantFrom("big" as const, "little" as const),
      value: signed
        ? fc.bigInt({ min: -(2n ** (bits - 1n)), max: 2n ** (bits - 1n) - 1n })
        : fc.bigInt({ min: 0n, max: 2n ** bits - 1n }),
    });
  });
  fc.assert(
    fc.property(cases, ({ type, count, wordOrder, value }) => {
      const words = wordsOf(value, count);
      const sent = wordOrder === "big" ? words : words.toReversed();
      const shown = decodeRegister(registerOf({ type, wordOrder, scale: "0.001" }), sent);
      assert.ok(shown?.equals(new Decimal(value, 3)), `${shown?.toString()} for ${value}`);
    }),
    { seed: SEED, numRuns: 500 },
  );
});

test("a float reads as the shortest decimal that is the same float", () => {
  const float = registerOf({ type: "float32" });
  // SDM630MCT manual page 34, which prints the first as 230.2; multicomp F144 manual page 62.
  const printed: readonly (readonly [number, number, string])[] = [
    [0x4366, 0x3334, "230.20001"],
    [0x42c8, 0x0000, "100"],
    [0x42dc, 0x6720, "110.201416"],
  ];
  for (const [high, low, expected] of printed) {
    assert.equal(decodeRegister(float, Uint16Array.of(high, low))?.toString(), expected);
  }
  fc.assert(
    fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const shown = decodeRegister(float, floatWords(value));
      assert.equal(Math.fround(Number(shown?.toString())), value === 0 ? 0 : value);
    }),
    { seed: SEED, numRuns: 1_000 },
  );
});

test("NaN, infinity and the maker's codes are no value", () => {
  const float = registerOf({ type: "float32" });
  for (const value of [NaN, Infinity, -Infinity]) {
    assert.equal(decodeRegister(float, floatWords(value)), undefined);
  }
  const int16 = registerOf({ type: "int16", noValue: ["8000"] });
  assert.equal(decodeRegister(int16, Uint16Array.of(0x8000)), undefined);
  assert.equal(decodeRegister(int16, Uint16Array.of(0xffff))?.toString(), "-1");
});

test("decimal digits in words: BCD, and words that count to 9999", () => {
  const words = Uint16Array.of(0x0012, 0x3456);
  assert.equal(decodeRegister(registerOf({ type: "bcd32" }), words)?.toString(), "123456");
  assert.equal(decodeRegister(registerOf({ type: "bcd32" }), Uint16Array.of(0x12, 0xa)), undefined);
  // 12 × 10,000 + 3,456.
  const counting = registerOf({ type: "mod10k32", scale: "0.1" });
  assert.equal(decodeRegister(counting, Uint16Array.of(12, 3456))?.toString(), "12345.6");
  assert.equal(decodeRegister(counting, Uint16Array.of(12, 10_000)), undefined);
});

test("bytes that are exchanged within each word are put right before the words", () => {
  // 0x12345678 = 305,419,896 as 34 12 78 56.
  const register = registerOf({ type: "uint32", byteOrder: "little" });
  assert.equal(decodeRegister(register, Uint16Array.of(0x3412, 0x7856))?.toString(), "305419896");
});

test("a double keeps its digits", () => {
  // 123456.789 is 40 FE 24 0C 9F BE 76 C9 in IEEE 754.
  const words = Uint16Array.of(0x40fe, 0x240c, 0x9fbe, 0x76c9);
  const shown = decodeRegister(registerOf({ type: "float64" }), words);
  assert.equal(shown?.toString(), "123456.789");
});

test("a register of exponents scales by powers of ten; one without sense is no value", () => {
  const register = registerOf({ type: "uint32", scale: "0.001", exponentAddress: 9 });
  const words = Uint16Array.of(0, 12_345);
  // 12,345 × 10^-2 × 0.001.
  assert.equal(decodeRegister(register, words, 0xfffe)?.toString(), "0.12345");
  assert.equal(decodeRegister(register, words, 3)?.toString(), "12345");
  assert.equal(decodeRegister(register, words, 0x8000), undefined);
});

test("counts of integers are rounded down, those of floats to the nearest", () => {
  const resolution = Decimal.parse("0.01");
  const integer = registerOf({ type: "uint32" });
  assert.equal(countsOf(integer, Decimal.parse("12.349"), resolution), 1234);
  assert.equal(
    countsOf(registerOf({ type: "float32" }), Decimal.parse("12.345"), resolution),
    1235,
  );
  assert.throws(
    () => countsOf(integer, Decimal.parse("90071992547409.93"), resolution),
    /register energyDelivered shows 90071992547409.93: too large/,
  );
});
