import type { ScanOptions, ScanStep } from "#drivers/line-connection.ts";
import { LineError, lineErrorKind } from "#drivers/line-error.ts";
import type { ModbusConnection } from "./modbus-connection.ts";
import { ModbusExceptionError } from "./modbus-frame.ts";
import { recogniseUnit } from "./recognise-unit.ts";

/** Modbus over serial line V1.02, section 2.2: 1 to 247 are single devices. */
const UNITS = { first: 1, last: 247 } as const;
/** A meter that is there answers far sooner; a gateway that waits longer for it says so later. */
const SCAN_TIMEOUT_MS = 300;
/** Codes by which a gateway says that nobody is there. */
const NOBODY: readonly (number | undefined)[] = [10, 11];

/**
 * Asks every unit for one register. Whatever answers, even with an exception, is there; then it is
 * looked of what type it is.
 */
export async function* scanUnits(
  connection: ModbusConnection,
  { first = UNITS.first, last = UNITS.last, catalogue }: ScanOptions,
): AsyncGenerator<ScanStep> {
  const models = catalogue.filter((model) => model.protocol === "modbus");
  const units = Math.max(1, last - first + 1);
  for (let unit = first; unit <= last; unit += 1) {
    const done = (unit - first + 1) / units;
    const asked = String(unit);
    const seen = await answerOf(connection, unit);
    if (seen === "nobody") {
      yield { done, asked };
      continue;
    }
    if (seen !== "somebody") {
      yield { done, asked, problem: seen };
      continue;
    }
    const recognised = await recogniseUnit(connection, unit, models);
    yield { done, asked, found: { address: asked, ...recognised } };
  }
}

async function answerOf(connection: ModbusConnection, unitAddress: number) {
  try {
    await connection.read({ unitAddress, functionCode: 3, address: 0, count: 1 }, SCAN_TIMEOUT_MS);
    return "somebody";
  } catch (error) {
    if (error instanceof ModbusExceptionError) {
      return NOBODY.includes(error.code) ? "nobody" : "somebody";
    }
    if (!(error instanceof LineError)) throw error;
    if (error.kind === "not-connected") throw error;
    return error.kind === "no-answer" ? "nobody" : lineErrorKind(error);
  }
}
