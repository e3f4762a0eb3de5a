import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import { withPulses } from "./pulse-values.ts";

const register = {
  quantity: "volume",
  unit: "m3",
  scale: "1",
  role: "billing",
  resolution: "0.001",
  digits: 0,
} as const;

function shown(pulses: string, setting: Parameters<typeof withPulses>[2]) {
  const values = [{ register, value: Decimal.parse(pulses) }];
  return withPulses(values, { pulses: true }, setting)[0]?.value?.toString();
}

test("pulses become what the meter's face shows: start + pulses × weight", () => {
  // 1234.5 + 678 × 0.01 = 1241.28.
  assert.equal(shown("678", { pulseWeight: "0.01", startValue: "1234.5" }), "1241.28");
  assert.equal(shown("678", {}), "678");
});

test("a meter that counts no pulses is left as it is", () => {
  const values = [{ register, value: Decimal.parse("678") }];
  assert.equal(withPulses(values, {}, { pulseWeight: "10" }), values);
});
