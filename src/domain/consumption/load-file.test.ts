import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { Decimal } from "#domain/core/decimal.ts";
import { faultText } from "#domain/core/fault.ts";
import { consumptionOfAveragePower } from "./average-power.ts";
import { parseLoadFile } from "./load-file.ts";
import { registerFromAmounts, resolutionFor } from "./register-from-amounts.ts";
import { roundedAmounts } from "./rounded-amounts.ts";
import { shortestDecimal } from "./shortest-decimal.ts";
import { timedReadings } from "./timed-readings.ts";

const SCALE = {
  resolution: Decimal.parse("0.01"),
  digits: 0,
  multiplier: { numerator: 1n, denominator: 1n },
};

function complaint(text: string): string {
  const result = parseLoadFile(text);
  return result.ok ? "" : result.faults.map(faultText).join("\n");
}

test("a number a line, with or without a heading, whatever ends the lines", () => {
  for (const text of ["1.5\n2\n", "kWh\r\n1.5\r\n2", "\uFEFF1.5\n2\n\n"]) {
    const result = parseLoadFile(text);
    assert.ok(result.ok && result.value.kind === "amounts");
    assert.deepEqual(
      result.value.lines.map(({ value }) => value.toString()),
      ["1.5", "2"],
    );
  }
});

test("what is no number is told with its line", () => {
  assert.equal(complaint("1\nabc\n3"), 'line 2: "abc" is not a number (write it like 12.5)');
  assert.equal(complaint("1\n\n3"), 'line 2: "" is not a number (write it like 12.5)');
  assert.equal(complaint("1\n1e5"), 'line 2: "1e5" is not a number (write it like 12.5)');
  assert.equal(complaint("1\n-2"), "line 2: -2 is below zero (a register only climbs)");
  assert.equal(complaint(""), "line 1: holds no value (write one number a line, like 12.5)");
});

test("numbers that a program counted in binary lose their noise, and no other digit", () => {
  assert.equal(shortestDecimal("75.159300000000002")?.toString(), "75.1593");
  assert.equal(shortestDecimal("65.6374")?.toString(), "65.6374");
  assert.equal(shortestDecimal("123456789012345.25")?.toString(), "123456789012345.25");
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 10 ** 9 }),
      fc.integer({ min: 0, max: 6 }),
      (n, scale) => {
        const value = new Decimal(BigInt(n), scale);
        const printed = Number(value.toString()).toFixed(15);
        assert.ok(shortestDecimal(printed)?.equals(value), printed);
      },
    ),
    { seed: 20_263 },
  );
});

test("average power over an interval is consumption where that ends, else a fault", () => {
  const line = { line: 3, value: Decimal.parse("1.3") };
  const quarter = consumptionOfAveragePower(line, 15);
  assert.equal(quarter.ok && quarter.value.toString(), "0.325");
  const fiveMinutes = consumptionOfAveragePower(line, 5);
  assert.match(fiveMinutes.ok ? "" : faultText(fiveMinutes.faults[0]!), /^line 3: .*--values kWh/);
});

test("the register climbs by the amounts: its differences are what was given", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(10 ** 6), { minLength: 1 }), fc.nat(10 ** 6), (amounts, first) => {
      const lines = amounts.map((n, line) => ({ line, value: new Decimal(BigInt(n), 3) }));
      const resolution = resolutionFor(lines);
      const registers = registerFromAmounts(first, lines, { ...SCALE, resolution });
      assert.ok(registers.ok);
      const back = registers.value.slice(1).map((value, i) => value - (registers.value[i] ?? 0));
      assert.deepEqual(back, amounts);
    }),
    { seed: 20_264 },
  );
});

test("rounding to a resolution carries what it takes: the sum stays within half a count", () => {
  const lines = ["0.336", "0.336", "0.336"].map((text, n) => ({
    line: n + 1,
    value: Decimal.parse(text),
  }));
  const rounded = roundedAmounts(lines, Decimal.parse("0.01"));
  assert.deepEqual(
    rounded.map(({ value }) => value.toString()),
    ["0.34", "0.33", "0.34"],
  );
});

test("an amount that the register cannot hold is a fault with its line", () => {
  const lines = [
    { line: 1, value: Decimal.parse("1.25") },
    { line: 2, value: Decimal.parse("1.255") },
  ];
  const registers = registerFromAmounts(0, lines, SCALE);
  assert.deepEqual(registers.ok ? [] : registers.faults.map(({ subject }) => subject), ["line 2"]);
});

test("behind transformers the register climbs by the amount divided by their ratio", () => {
  const lines = [{ line: 1, value: Decimal.parse("80.4") }];
  const scale = { ...SCALE, multiplier: { numerator: 40n, denominator: 1n } };
  const registers = registerFromAmounts(5, lines, scale);
  assert.deepEqual(registers.ok && registers.value, [5, 206]);
});

test("a register of four digits that is full starts anew", () => {
  const lines = [{ line: 1, value: Decimal.parse("0.05") }];
  const registers = registerFromAmounts(9998, lines, { ...SCALE, digits: 4 });
  assert.deepEqual(registers.ok && registers.value, [9998, 3]);
});

function line(n: number, time: string) {
  return { line: n, time, value: Decimal.parse("1.5") };
}

test("times with registers: local ones are told apart from those the clocks skip or repeat", () => {
  const good = timedReadings(
    [line(1, "2026-03-29 01:45"), line(2, "2026-03-29T03:00"), line(3, "2026-03-29T01:15Z")],
    "Europe/Berlin",
    SCALE,
  );
  assert.deepEqual(good.ok && good.value.map(({ measuredAt }) => String(measuredAt)), [
    "2026-03-29T00:45:00Z",
    "2026-03-29T01:00:00Z",
    "2026-03-29T01:15:00Z",
  ]);
  for (const time of ["2026-03-29T02:30", "2026-10-25T02:30", "yesterday"]) {
    const bad = timedReadings([line(7, time)], "Europe/Berlin", SCALE);
    assert.equal(bad.ok ? "" : bad.faults[0]?.subject, "line 7");
  }
  const twice = timedReadings(
    [line(1, "2026-01-01T00:00Z"), line(2, "2026-01-01T00:00Z")],
    "UTC",
    SCALE,
  );
  assert.match(twice.ok ? "" : faultText(twice.faults[0]!), /^line 2: .* not after/);
});
