import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import { type ShownValue, standsSince, standstillFindings } from "./standstill.ts";

const at = (time: string) => Temporal.Instant.from(`2026-11-20T${time}Z`);

const register = {
  quantity: "energyDelivered",
  unit: "kWh",
  resolution: Decimal.parse("0.01"),
  stillSince: at("08:00"),
  newest: at("12:00"),
};

function shows(quantity: string, least: string, since = "07:00"): ShownValue {
  const [value = "", unit = ""] = least.split(" ");
  const aboveZeroSince = at(since);
  return { quantity, unit, aboveZeroSince, least: Decimal.parse(value), measuredAt: at("12:01") };
}

test("a register that stands while power is drawn is found, with what it has not counted", () => {
  // From 8 to 12 o'clock at least 0.5 kW: 2 kWh.
  assert.deepEqual(standstillFindings(register, [shows("activePower", "0.5 kW")]), [
    {
      rule: "stuck-in-use",
      range: { from: at("08:00"), to: at("12:00") },
      details: { hours: 4, missing: "2 kWh" },
    },
  ]);
  // The power is above zero since 10 o'clock only: 1 kWh.
  const [later] = standstillFindings(register, [shows("activePower", "0.5 kW", "10:00")]);
  assert.equal(later?.details["missing"], "1 kWh");
});

test("less than an hour, or less than ten counts, proves nothing", () => {
  assert.deepEqual(standstillFindings(register, [shows("activePower", "50 kW", "11:30")]), []);
  // 4 h of 0.024 kW are 0.096 kWh, of 0.025 kW 0.1 kWh: ten counts.
  assert.deepEqual(standstillFindings(register, [shows("activePower", "0.024 kW")]), []);
  assert.equal(standstillFindings(register, [shows("activePower", "0.025 kW")]).length, 1);
});

test("voltage by current counts as a fifth, of the phase that has carried it for longest", () => {
  const phases = [
    shows("voltageL1", "230 V"),
    shows("currentL1", "10 A", "08:00"),
    shows("voltageL2", "231 V"),
    shows("currentL2", "4 A", "11:30"),
  ];
  // 230 V × 10 A × 0.2 = 0.46 kW, for 4 h.
  const [found] = standstillFindings(register, phases);
  assert.equal(found?.details["missing"], "1.84 kWh");
  const noCurrent = { ...shows("currentL1", "0 A"), aboveZeroSince: null };
  assert.deepEqual(standstillFindings(register, [shows("voltageL1", "230 V"), noCurrent]), []);
});

test("what a meter that counts both ways carries may be received", () => {
  const both = [
    shows("voltage", "230 V"),
    shows("current", "10 A"),
    shows("energyReceived", "12 kWh"),
  ];
  assert.deepEqual(standstillFindings(register, both), []);
  // Where it tells its power, a positive one is drawn.
  const power = shows("activePower", "0.5 kW");
  assert.equal(standstillFindings(register, [...both, power]).length, 1);
  // A power of zero says that nothing is drawn, whatever the current.
  const none = { ...power, aboveZeroSince: null };
  assert.deepEqual(standstillFindings(register, [...both.slice(0, 2), none]), []);
});

test("water that flows is held against the volume, in its unit", () => {
  const flow = [shows("flow", "0.25 m3/h")];
  const volume = { ...register, quantity: "volume", unit: "m3" };
  assert.equal(standstillFindings(volume, flow)[0]?.details["missing"], "1 m3");
  const litres = { ...volume, unit: "l", resolution: Decimal.ONE };
  assert.equal(standstillFindings(litres, flow)[0]?.details["missing"], "1000 l");
  // Heat that flows warms a room or cools it: which register must climb is not known.
  assert.deepEqual(standstillFindings({ ...register, quantity: "coolingEnergy" }, flow), []);
});

test("a register stands since the first of its equal readings", () => {
  const hours = (...counts: number[]) => ({
    epochMs: Float64Array.from(counts, (_, n) => at(`0${n}:00`).epochMilliseconds),
    counts: Float64Array.from(counts),
    qualities: new Uint8Array(counts.length).fill(1),
  });
  assert.equal(standsSince(hours(1, 2, 2, 2))?.toString(), at("01:00").toString());
  assert.equal(standsSince(hours(2, 2, 3)), undefined);
  // When it stopped is not seen.
  assert.equal(standsSince(hours(2, 2, 2)), undefined);
  assert.equal(standsSince(hours()), undefined);
});
