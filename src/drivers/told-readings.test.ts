import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import type { JsonRegister } from "#domain/metering/meter-register.ts";
import { toldReadings } from "./told-readings.ts";

const REGISTER: JsonRegister = {
  quantity: "volume",
  path: "$.count",
  scale: "1",
  unit: "m3",
  role: "billing",
};
const QUARTERS = { id: 7, quantity: "volume", resolution: "0.001", intervalMinutes: 15 };
const HOURS = { id: 8, quantity: "volume", resolution: "0.01", intervalMinutes: 60 };

function told(at: string, value: string | undefined = "12.3456") {
  const values = [
    { register: REGISTER, value: value === undefined ? undefined : Decimal.parse(value) },
  ];
  const channels = [QUARTERS, HOURS, { ...QUARTERS, id: 9, quantity: "energyDelivered" }];
  return toldReadings(values, Temporal.Instant.from(at), channels).map(
    ({ channelId, measuredAt, counts }) => `${channelId} ${measuredAt} ${counts}`,
  );
}

test("what is told at a boundary, or within a fifth of the interval after it, is its reading", () => {
  // 10:00 is a boundary of both; 3 minutes are a fifth of a quarter, 12 of an hour.
  const [quarter, hour] = ["7 2026-03-02T10:00:00Z 12346", "8 2026-03-02T10:00:00Z 1235"];
  assert.deepEqual(told("2026-03-02T10:00:00Z"), [quarter, hour]);
  assert.deepEqual(told("2026-03-02T10:03:00Z"), [quarter, hour]);
  assert.deepEqual(told("2026-03-02T10:03:01Z"), [hour]);
  assert.deepEqual(told("2026-03-02T10:12:00Z"), [hour]);
  assert.deepEqual(told("2026-03-02T10:12:01Z"), []);
});

test("what is told before a boundary is never taken for it", () => {
  assert.deepEqual(told("2026-03-02T09:59:59Z"), []);
});

test("a quantity without a value, or that is not kept, makes no reading", () => {
  const none = [{ register: REGISTER, value: undefined }];
  assert.deepEqual(
    toldReadings(none, Temporal.Instant.from("2026-03-02T10:00:00Z"), [QUARTERS]),
    [],
  );
  assert.deepEqual(toldReadings([], Temporal.Instant.from("2026-03-02T10:00:00Z"), [QUARTERS]), []);
});
