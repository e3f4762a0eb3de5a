import assert from "node:assert/strict";
import { test } from "node:test";
import type { ModbusRegister } from "#domain/metering/meter-register.ts";
import { decodeRegister } from "./decode-register.ts";
import { readHints } from "./read-hints.ts";

function hintsFor(given: Partial<ModbusRegister>, words: readonly number[]) {
  const register: ModbusRegister = {
    quantity: "voltageL1",
    address: 0,
    functionCode: 3,
    type: "float32",
    wordOrder: "big",
    scale: "1",
    unit: "V",
    role: "live",
    ...given,
  };
  const own = Uint16Array.from(words);
  return readHints([{ register, value: decodeRegister(register, own), words: own }]);
}

test("230.2 V with its words exchanged is told as such", () => {
  // 230.2 is 0x43663333; as 0x33334366 it would be 4.17e-8.
  const [hint] = hintsFor({}, [0x3333, 0x4366]);
  assert.deepEqual([hint?.change, hint?.to, hint?.would], ["word-order", "little", "230.2"]);
});

test("2302 V is told as a wrong scale", () => {
  const [hint] = hintsFor({ type: "uint16" }, [2302]);
  assert.deepEqual([hint?.change, hint?.to, hint?.would], ["scale", "0.1", "230.2"]);
});

test("a counter with its words exchanged is told; one that looks right is left alone", () => {
  // 12,345 kWh is 0x00003039; as 0x30390000 it would be 809,041,920.
  const energy = { quantity: "energyDelivered", unit: "kWh", type: "uint32" } as const;
  assert.equal(hintsFor(energy, [0x3039, 0])[0]?.would, "12345");
  assert.deepEqual(hintsFor(energy, [0, 0x3039]), []);
});
