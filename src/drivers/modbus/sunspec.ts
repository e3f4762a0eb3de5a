import { LineError } from "#drivers/line-error.ts";
import type { ModbusConnection } from "./modbus-connection.ts";
import { ModbusExceptionError } from "./modbus-frame.ts";

/** Where a SunSpec map may begin: SunSpec Device Information Model Specification, section 6.2. */
const STARTS = [40_000, 50_000, 0] as const;
/** "SunS" in two registers. */
const MARK = [0x5375, 0x6e53] as const;
const END_OF_MODELS = 0xffff;
const MODELS_AT_MOST = 64;

/** A block of a SunSpec map. */
export interface SunspecBlock {
  readonly id: number;
  /** Its identifier stands there and its length after it. */
  readonly address: number;
}

/** The blocks of a device's map in their order; undefined when it has none. */
export async function sunspecBlocks(
  connection: ModbusConnection,
  unitAddress: number,
): Promise<SunspecBlock[] | undefined> {
  for (const start of STARTS) {
    if (!(await hasMark(connection, unitAddress, start))) continue;
    const blocks: SunspecBlock[] = [];
    let address = start + MARK.length;
    while (blocks.length < MODELS_AT_MOST) {
      const request = { unitAddress, functionCode: 3, address, count: 2 } as const;
      const [id = END_OF_MODELS, length = 0] = await connection.read(request);
      if (id === END_OF_MODELS) break;
      blocks.push({ id, address });
      address += 2 + length;
    }
    return blocks;
  }
  return undefined;
}

/**
 * The address of the first block of one of these SunSpec models. Throws a LineError when the device
 * has none.
 */
export async function findSunspecModel(
  connection: ModbusConnection,
  unitAddress: number,
  models: readonly number[],
): Promise<number> {
  const blocks = await sunspecBlocks(connection, unitAddress);
  if (!blocks) throw new LineError("wrong-answer", "the device has no SunSpec map");
  const block = blocks.find(({ id }) => models.includes(id));
  if (block) return block.address;
  throw new LineError("wrong-answer", `no SunSpec model ${models.join(" or ")} in this device`);
}

/** Of the common model, which every map begins with: maker, model and serial number as text. */
const COMMON_MODEL = 1;
const TEXTS = {
  offset: 2,
  maker: [0, 16],
  model: [16, 32],
  serialNumber: [48, 64],
  count: 64,
} as const;

/** What the common model of a SunSpec map says of its device. */
export async function sunspecIdentity(
  connection: ModbusConnection,
  unitAddress: number,
  blocks: readonly SunspecBlock[],
): Promise<{ readonly maker: string; readonly model: string; readonly serialNumber: string }> {
  const common = blocks.find(({ id }) => id === COMMON_MODEL);
  if (!common) return { maker: "", model: "", serialNumber: "" };
  const words = await connection.read({
    unitAddress,
    functionCode: 3,
    address: common.address + TEXTS.offset,
    count: TEXTS.count,
  });
  const text = ([from, to]: readonly [number, number]) =>
    Array.from(words.subarray(from, to), (word) => String.fromCharCode(word >> 8, word & 0xff))
      .join("")
      .replace(/[^\x20-\x7e]/g, "")
      .trim();
  return {
    maker: text(TEXTS.maker),
    model: text(TEXTS.model),
    serialNumber: text(TEXTS.serialNumber),
  };
}

async function hasMark(
  connection: ModbusConnection,
  unitAddress: number,
  address: number,
): Promise<boolean> {
  try {
    const words = await connection.read({ unitAddress, functionCode: 3, address, count: 2 });
    return words[0] === MARK[0] && words[1] === MARK[1];
  } catch (error) {
    if (error instanceof ModbusExceptionError) return false;
    throw error;
  }
}
