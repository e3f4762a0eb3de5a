import type { ModbusModel } from "#domain/metering/meter-model.ts";
import { type ModbusRegister, WORDS_OF_TYPE } from "#domain/metering/meter-register.ts";

/** Registers read by one request. */
export interface RegisterBlock {
  readonly functionCode: 1 | 2 | 3 | 4;
  readonly address: number;
  readonly count: number;
  readonly registers: readonly ModbusRegister[];
}

/** Reading so many registers for nothing costs less than asking a second time. */
const HOLE_AT_MOST = 24;

/** The addresses that one request must bring for a register: with its exponent, if it has one. */
export function spanOf(register: ModbusRegister): { readonly start: number; readonly end: number } {
  const { address, type, exponentAddress = address } = register;
  return {
    start: Math.min(address, exponentAddress),
    end: Math.max(address + WORDS_OF_TYPE[type], exponentAddress + 1),
  };
}

/**
 * Batches registers into as few requests as the model allows. What makes one value is never divided
 * between two requests, since it could then be of two moments.
 */
export function planBlocks(
  model: Pick<ModbusModel, "registersAtMost" | "holesReadable">,
  registers: readonly ModbusRegister[],
): RegisterBlock[] {
  const sorted = registers.toSorted(
    (a, b) => a.functionCode - b.functionCode || spanOf(a).start - spanOf(b).start,
  );
  const blocks: RegisterBlock[] = [];
  for (const register of sorted) {
    const { start, end } = spanOf(register);
    const last = blocks.at(-1);
    const gap = last ? start - (last.address + last.count) : 0;
    const joins =
      last &&
      last.functionCode === register.functionCode &&
      gap <= (model.holesReadable ? HOLE_AT_MOST : 0) &&
      end - last.address <= model.registersAtMost;
    if (joins) blocks[blocks.length - 1] = joined(last, blockOf(register));
    else blocks.push(blockOf(register));
  }
  return blocks;
}

function blockOf(register: ModbusRegister): RegisterBlock {
  const { start, end } = spanOf(register);
  const { functionCode } = register;
  return { functionCode, address: start, count: end - start, registers: [register] };
}

/** The two halves of a block: for a device that refuses the whole. */
export function splitBlock({ registers }: RegisterBlock): RegisterBlock[] {
  const middle = Math.ceil(registers.length / 2);
  return [registers.slice(0, middle), registers.slice(middle)].flatMap((half) => {
    const [first, ...others] = half.map(blockOf);
    return first ? [others.reduce(joined, first)] : [];
  });
}

function joined(block: RegisterBlock, next: RegisterBlock): RegisterBlock {
  const end = Math.max(block.address + block.count, next.address + next.count);
  const registers = [...block.registers, ...next.registers];
  return { ...block, count: end - block.address, registers };
}
