import {
  type MeterModel,
  type MeterRegister,
  WORDS_OF_TYPE,
} from "#domain/metering/meter-model.ts";

/** Registers read by one request. */
export interface RegisterBlock {
  readonly functionCode: 3 | 4;
  readonly address: number;
  readonly count: number;
  readonly registers: readonly MeterRegister[];
}

/** Reading so many registers for nothing costs less than asking a second time. */
const HOLE_AT_MOST = 24;

/**
 * Batches registers into as few requests as the model allows. Registers of one value are never
 * divided between two requests, since they could then be of two moments.
 */
export function planBlocks(
  model: Pick<MeterModel, "registersAtMost" | "holesReadable">,
  registers: readonly MeterRegister[],
): RegisterBlock[] {
  const sorted = registers.toSorted(
    (a, b) => a.functionCode - b.functionCode || a.address - b.address,
  );
  const blocks: RegisterBlock[] = [];
  for (const register of sorted) {
    const end = register.address + WORDS_OF_TYPE[register.type];
    const last = blocks.at(-1);
    const gap = last ? register.address - (last.address + last.count) : 0;
    const joins =
      last &&
      last.functionCode === register.functionCode &&
      gap <= (model.holesReadable ? HOLE_AT_MOST : 0) &&
      end - last.address <= model.registersAtMost;
    if (joins) {
      blocks[blocks.length - 1] = {
        ...last,
        count: Math.max(last.count, end - last.address),
        registers: [...last.registers, register],
      };
    } else {
      const { functionCode, address } = register;
      blocks.push({ functionCode, address, count: end - address, registers: [register] });
    }
  }
  return blocks;
}

/** One request for each register of a block: for a device that refuses the whole. */
export function splitBlock({ registers }: RegisterBlock): RegisterBlock[] {
  return registers.map((register) => ({
    functionCode: register.functionCode,
    address: register.address,
    count: WORDS_OF_TYPE[register.type],
    registers: [register],
  }));
}
