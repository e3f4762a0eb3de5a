import { LineError } from "#drivers/line-error.ts";
import type { ModbusConnection } from "./modbus-connection.ts";
import { ModbusExceptionError } from "./modbus-frame.ts";

/** Where a SunSpec map may begin: SunSpec Device Information Model Specification, section 6.2. */
const STARTS = [40_000, 50_000, 0] as const;
/** "SunS" in two registers. */
const MARK = [0x5375, 0x6e53] as const;
const END_OF_MODELS = 0xffff;
const MODELS_AT_MOST = 64;

/**
 * The address of the first block of one of these SunSpec models; its identifier stands there and
 * its length after it. Throws a LineError when the device has none.
 */
export async function findSunspecModel(
  connection: ModbusConnection,
  unitAddress: number,
  models: readonly number[],
): Promise<number> {
  for (const start of STARTS) {
    if (!(await hasMark(connection, unitAddress, start))) continue;
    let address = start + MARK.length;
    for (let n = 0; n < MODELS_AT_MOST; n += 1) {
      const [id = END_OF_MODELS, length = 0] = await connection.read({
        unitAddress,
        functionCode: 3,
        address,
        count: 2,
      });
      if (id === END_OF_MODELS) break;
      if (models.includes(id)) return address;
      address += 2 + length;
    }
    throw new LineError("wrong-answer", `no SunSpec model ${models.join(" or ")} in this device`);
  }
  throw new LineError("wrong-answer", "the device has no SunSpec map");
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
