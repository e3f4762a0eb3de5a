import type { Decimal } from "#domain/core/decimal.ts";
import type { MeterRegister } from "#domain/metering/meter-model.ts";
import { WORDS_OF_TYPE } from "#domain/metering/meter-model.ts";
import { decodeRegister } from "./decode-register.ts";
import type { ModbusConnection } from "./modbus-connection.ts";
import { ILLEGAL_ADDRESS, ILLEGAL_VALUE, ModbusExceptionError } from "./modbus-frame.ts";
import { type RegisterBlock, splitBlock } from "./plan-blocks.ts";

/** What one register of a meter shows; undefined where it has no value now. */
export interface RegisterValue {
  readonly register: MeterRegister;
  readonly value: Decimal | undefined;
}

/** Blocks of a meter; shorter for good once the meter has refused one. */
export interface MeterBlocks {
  blocks: readonly RegisterBlock[];
}

/**
 * Reads all blocks of one meter. A block that the meter refuses, as an illegal address or as too
 * long, is split for good; a single register that is an illegal address is left out for good, unless
 * that would leave nothing to read: then the refusal is thrown. Throws what the connection throws.
 */
export async function readMeter(
  connection: ModbusConnection,
  unitAddress: number,
  meter: MeterBlocks,
): Promise<RegisterValue[]> {
  const values: RegisterValue[] = [];
  const queue = [...meter.blocks];
  const kept: RegisterBlock[] = [];
  let refusal: ModbusExceptionError | undefined;
  for (let block = queue.shift(); block; block = queue.shift()) {
    try {
      const { functionCode, address, count } = block;
      const words = await connection.read({ unitAddress, functionCode, address, count });
      kept.push(block);
      values.push(...decodeBlock(block, words));
    } catch (error) {
      if (!(error instanceof ModbusExceptionError)) throw error;
      const isDivisible = block.registers.length > 1;
      const isTooLong = isDivisible && error.code === ILLEGAL_VALUE;
      if (error.code !== ILLEGAL_ADDRESS && !isTooLong) throw error;
      refusal = error;
      if (isDivisible) queue.unshift(...splitBlock(block));
    }
  }
  if (kept.length === 0 && refusal) throw refusal;
  meter.blocks = kept;
  return values;
}

function decodeBlock(block: RegisterBlock, words: Uint16Array): RegisterValue[] {
  return block.registers.map((register) => {
    const start = register.address - block.address;
    const own = words.subarray(start, start + WORDS_OF_TYPE[register.type]);
    return { register, value: decodeRegister(register, own) };
  });
}
