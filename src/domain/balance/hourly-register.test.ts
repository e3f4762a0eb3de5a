import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import { hourlyRegister } from "./hourly-register.ts";

const from = Temporal.Instant.from("2026-01-01T00:00Z");
const { measured, estimated } = READING_QUALITY;

test("a hole's hours are unknown, and what was used in it is counted after it", () => {
  // Half hours of 0.1 kWh counts; readings are missing from 01:00 to 02:30.
  const register = hourlyRegister(7, {
    from,
    intervalMinutes: 30,
    amounts: Float64Array.of(10, 10, 20, 20, 20, 20, 10, 10),
    perCount: Decimal.parse("0.1"),
    qualities: Uint8Array.of(
      measured,
      measured,
      estimated,
      estimated,
      estimated,
      estimated,
      measured,
      measured,
    ),
  });
  assert.deepEqual([...register.values], [0, 2, Number.NaN, 10, 12]);
  assert.equal(register.pointId, 7);
});
