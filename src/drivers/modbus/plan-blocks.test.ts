import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import {
  type ModbusRegister,
  type ModbusType,
  WORDS_OF_TYPE,
} from "#domain/metering/meter-register.ts";
import { planBlocks, splitBlock } from "./plan-blocks.ts";

const SEED = 20_261_124;

function registerAt(
  address: number,
  type: ModbusType,
  functionCode: 1 | 2 | 3 | 4 = 3,
): ModbusRegister {
  const quantity = `at${functionCode}-${address}`;
  return {
    quantity,
    address,
    functionCode,
    type,
    wordOrder: "big",
    scale: "1",
    unit: "",
    role: "live",
  };
}

test("adjacent registers are read by one request, a hole only where the model lets it be read", () => {
  const registers = [registerAt(4, "float32"), registerAt(0, "float32"), registerAt(10, "uint16")];
  const requests = (holesReadable: boolean, registersAtMost = 125) =>
    planBlocks({ registersAtMost, holesReadable }, registers).map(({ address, count }) => [
      address,
      count,
    ]);
  assert.deepEqual(requests(true), [[0, 11]]);
  assert.deepEqual(requests(false), [
    [0, 2],
    [4, 2],
    [10, 1],
  ]);
  assert.deepEqual(requests(true, 6), [
    [0, 6],
    [10, 1],
  ]);
});

test("every register is in exactly one request, whole, and none asks for more than is allowed", () => {
  const types = Object.keys(WORDS_OF_TYPE) as ModbusType[];
  const maps = fc.array(
    fc.record({
      gap: fc.nat({ max: 40 }),
      type: fc.constantFrom(...types),
      functionCode: fc.constantFrom(3 as const, 4 as const),
    }),
    { minLength: 1, maxLength: 40 },
  );
  const limits = fc.record({
    registersAtMost: fc.integer({ min: 4, max: 125 }),
    holesReadable: fc.boolean(),
  });
  fc.assert(
    fc.property(maps, limits, (map, limit) => {
      let next = 0;
      const registers = map.map(({ gap, type, functionCode }) => {
        const register = registerAt(next + gap, type, functionCode);
        next = register.address + WORDS_OF_TYPE[type];
        return register;
      });
      const blocks = planBlocks(limit, registers);
      const planned = blocks.flatMap((block) => block.registers);
      assert.equal(planned.length, registers.length);
      assert.deepEqual(new Set(planned), new Set(registers));
      for (const block of [...blocks, ...blocks.flatMap(splitBlock)]) {
        assert.ok(block.count <= limit.registersAtMost);
        for (const { address, type, functionCode } of block.registers) {
          assert.equal(functionCode, block.functionCode);
          assert.ok(address >= block.address);
          assert.ok(address + WORDS_OF_TYPE[type] <= block.address + block.count);
        }
      }
    }),
    { seed: SEED, numRuns: 300 },
  );
});
