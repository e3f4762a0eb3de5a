import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import * as fc from "fast-check";
import { Decimal } from "#domain/core/decimal.ts";
import type { ModbusModel } from "#domain/metering/meter-model.ts";
import {
  type ModbusRegister,
  type ModbusType,
  WORDS_OF_TYPE,
} from "#domain/metering/meter-register.ts";
import { answerOf } from "#simulator/encode-registers.ts";
import { loadCatalogue } from "./catalogue.ts";
import { decodeRegister } from "./modbus/decode-register.ts";
import { planBlocks } from "./modbus/plan-blocks.ts";

const PROPERTY = { seed: 20_261_124, numRuns: 60 };
/** Of a value of a float32 register: half a step of its 24 bits. */
const FLOAT_ERROR = 2 ** -24;
/** Of a double, after the simulator's own division. */
const DOUBLE_ERROR = 2 ** -50;

const ERRORS: Partial<Record<ModbusType, number>> = {
  float32: FLOAT_ERROR,
  float64: DOUBLE_ERROR,
};

const models = loadCatalogue(join(import.meta.dirname, "../../catalogue/meters")).filter(
  (model) => model.protocol === "modbus",
);

/** All a meter of the model shows, asked for in the blocks that the driver plans. */
function shownBy(model: ModbusModel, face: ReadonlyMap<string, number>) {
  return planBlocks(model, model.registers).flatMap(
    ({ functionCode, address, count, registers }) => {
      if (functionCode !== 3 && functionCode !== 4) return [];
      assert.ok(count <= model.registersAtMost, `${model.id} at ${address}`);
      const words = answerOf(model, { functionCode, address, count }, face);
      assert.ok(words instanceof Uint16Array, `${model.id} at ${address} is refused`);
      return registers.map((register) => {
        const start = register.address - address;
        const own = words.subarray(start, start + WORDS_OF_TYPE[register.type]);
        return { register, value: decodeRegister(register, own) };
      });
    },
  );
}

/** So many steps of the register, as a number: a billed one moves in whole counts, if not pulses. */
function valueOf(model: ModbusModel, register: ModbusRegister, steps: number): number {
  const { scale } = register;
  const resolution = model.pulses ? scale : (register.resolution ?? scale);
  return Number(Decimal.of(steps).times(Decimal.parse(resolution)).toString());
}

for (const model of models) {
  test(`${model.id}: what a simulated meter shows is what the driver reads`, () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 30_000 }), { minLength: 64, maxLength: 64 }),
        (steps) => {
          const face = new Map(
            model.registers.map((register, n) => [
              register.quantity,
              valueOf(model, register, steps[n] ?? 0),
            ]),
          );
          const values = shownBy(model, face);
          assert.equal(values.length, model.registers.length);
          for (const { register, value } of values) {
            const expected = face.get(register.quantity) ?? Number.NaN;
            const error = Math.abs(Number(value?.toString()) - expected);
            const allowed = expected * (ERRORS[register.type] ?? 0);
            assert.ok(
              error <= allowed,
              `${register.quantity}: ${value?.toString()}, not ${expected}`,
            );
          }
        },
      ),
      PROPERTY,
    );
  });
}

test("every type in both word orders is read as the simulator writes it, negative values too", () => {
  const unsigned = /^(uint|bcd|mod10k)/;
  const types = (Object.keys(WORDS_OF_TYPE) as ModbusType[]).filter((type) => type !== "bit");
  const [base] = models;
  assert.ok(base);
  fc.assert(
    fc.property(
      fc.constantFrom(...types),
      fc.record({
        wordOrder: fc.constantFrom("big" as const, "little" as const),
        byteOrder: fc.constantFrom("big" as const, "little" as const),
      }),
      fc.integer({ min: -30_000, max: 30_000 }),
      (type, { wordOrder, byteOrder }, whole) => {
        // Four decimal digits are the most that one word of BCD holds.
        const magnitude = type === "bcd16" ? Math.abs(whole) % 10_000 : Math.abs(whole);
        const value = unsigned.test(type) ? magnitude : whole;
        const register: ModbusRegister = {
          quantity: "activePower",
          address: 7,
          functionCode: 4,
          type,
          wordOrder,
          byteOrder,
          scale: "1",
          unit: "kW",
          role: "live",
        };
        const model = { ...base, registers: [register] };
        const [shown] = shownBy(model, new Map([[register.quantity, value]]));
        assert.equal(shown?.value?.toString(), String(value), `${type} ${wordOrder}`);
      },
    ),
    PROPERTY,
  );
});
