import { Decimal } from "#domain/core/decimal.ts";
import { bcdDigits } from "#drivers/bcd.ts";
import { convertUnit } from "#drivers/convert-unit.ts";
import type { Cjt188Register } from "#domain/metering/meter-register.ts";
import { reversedBytes } from "#drivers/reversed-bytes.ts";

/** What a unit's code says: CJ/T 188 table of units, the codes of M-Bus' fixed structure. */
const UNITS: Readonly<Record<number, readonly [unit: string, factor: bigint]>> = {
  0x02: ["Wh", 1n],
  0x05: ["kWh", 1n],
  0x08: ["MWh", 1n],
  0x0a: ["MWh", 100n],
  0x01: ["J", 1n],
  0x0b: ["kJ", 1n],
  0x0e: ["MJ", 1n],
  0x11: ["GJ", 1n],
  0x13: ["GJ", 100n],
  0x14: ["W", 1n],
  0x17: ["kW", 1n],
  0x1a: ["MW", 1n],
  0x29: ["l", 1n],
  0x2c: ["m3", 1n],
  0x32: ["l/h", 1n],
  0x35: ["m3/h", 1n],
};

/**
 * The value of a register in an answer's data (those after the sequence number), in the register's
 * unit. Undefined for digits that are none (FF.. is "no value"), for data that are too short, and
 * for a unit that cannot become the register's.
 */
export function cjt188Value(register: Cjt188Register, data: Buffer): Decimal | undefined {
  const { offset, bytes, scale, unit, unitCodeOffset } = register;
  const own = reversedBytes(data.subarray(offset, offset + bytes));
  if (own.length < bytes) return undefined;
  const digits = bcdDigits(own);
  if (digits === undefined) return undefined;
  const shown = Decimal.parse(digits).times(Decimal.parse(scale));
  if (unitCodeOffset === undefined) return shown.normalized();
  const sent = UNITS[data[unitCodeOffset] ?? 0];
  return sent && convertUnit(shown.times(Decimal.of(sent[1])), sent[0], unit)?.normalized();
}

/** The position of a valve, from the lowest two bits of the first status byte. */
export type ValvePosition = "open" | "closed" | "faulty" | "unknown";

/** What the two status bytes at the end of a water or gas meter's data say. */
export function cjt188Status(first: number): { valve: ValvePosition; isBatteryLow: boolean } {
  const valve = (["open", "closed", "unknown", "faulty"] as const)[first & 3] ?? "unknown";
  return { valve, isBatteryLow: (first & 4) !== 0 };
}
