import { type ModbusRegister, WORDS_OF_TYPE } from "#domain/metering/meter-register.ts";
import type { RegisterValue } from "#drivers/register-value.ts";
import { decodeRegister } from "./decode-register.ts";
import type { ModbusConnection } from "./modbus-connection.ts";
import { ILLEGAL_ADDRESS, ILLEGAL_VALUE, ModbusExceptionError } from "./modbus-frame.ts";
import { type RegisterBlock, splitBlock } from "./plan-blocks.ts";

/** Blocks of a meter; shorter for good once the meter has refused one. */
export interface MeterBlocks {
  blocks: readonly RegisterBlock[];
}

/** Which unit is asked, and how much further than its registers' addresses say. */
export interface UnitPlace {
  readonly unitAddress: number;
  readonly shift: number;
  /** Instead of the line's time-out. */
  readonly patienceMs?: number | undefined;
}

/**
 * Reads all blocks of one meter. A block that the meter refuses, as an illegal address or as too
 * long, is halved for good; a single register that is an illegal address is left out for good, unless
 * that would leave nothing to read: then the refusal is thrown. Throws what the connection throws.
 */
export async function readMeter(
  connection: ModbusConnection,
  { unitAddress, shift, patienceMs }: UnitPlace,
  meter: MeterBlocks,
): Promise<RegisterValue[]> {
  const values: RegisterValue[] = [];
  const queue = [...meter.blocks];
  const kept: RegisterBlock[] = [];
  let refusal: ModbusExceptionError | undefined;
  for (let block = queue.shift(); block; block = queue.shift()) {
    try {
      const { functionCode, count } = block;
      const address = block.address + shift;
      const request = { unitAddress, functionCode, address, count };
      const words = await connection.read(request, patienceMs);
      kept.push(block);
      for (const register of block.registers) values.push(valueOf(register, block, words));
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
  if (refusal) meter.blocks = kept;
  return values;
}

function valueOf(
  register: ModbusRegister,
  block: RegisterBlock,
  words: Uint16Array,
): RegisterValue {
  const { address, type, exponentAddress } = register;
  const start = address - block.address;
  const own = words.subarray(start, start + WORDS_OF_TYPE[type]);
  const exponent =
    exponentAddress === undefined ? undefined : words[exponentAddress - block.address];
  return { register, value: decodeRegister(register, own, exponent), words: own };
}
