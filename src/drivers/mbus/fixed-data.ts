import { Decimal } from "#domain/core/decimal.ts";
import { LineError } from "#drivers/line-error.ts";
import { bcdDigits } from "#drivers/bcd.ts";
import { reversedBytes } from "#drivers/reversed-bytes.ts";

/** One of the two counters of a meter with the fixed data structure. */
export interface FixedCounter {
  /** energy, power, volume, flow, temperature, unitsForHca, or "number" without a unit. */
  readonly quantity: string;
  readonly unit: string;
  /** Kept at a fixed date, not the present one. */
  readonly isHistoric: boolean;
  /** undefined when the digits are none. */
  readonly value: Decimal | undefined;
}

/** The data of a meter by the old fixed structure, EN 1434-3 and EN 13757-3 annex G. */
export interface FixedTelegram {
  readonly kind: "fixed";
  readonly identification: string;
  readonly accessNumber: number;
  readonly status: number;
  /** 0 other, 1 oil, 2 electricity, 3 gas, 4 heat, 5 steam, 6 hot water, 7 water, 8 allocator. */
  readonly medium: number;
  readonly counters: readonly [FixedCounter, FixedCounter];
}

const FIXED_BYTES = 16;
const IS_BINARY = 0x01;
const IS_STORED = 0x02;
const UNIT = 0x3f;
const SAME_BUT_HISTORIC = 0x3e;

type UnitRow = readonly [first: number, quantity: string, unit: string, exponent: number];

/** Where each run of units begins; every next code is ten times as large. */
const UNITS: readonly UnitRow[] = [
  [0x02, "energy", "Wh", 0],
  [0x0b, "energy", "J", 3],
  [0x14, "power", "W", 0],
  [0x1d, "power", "J/h", 3],
  [0x26, "volume", "m3", -6],
  [0x2f, "flow", "m3/h", -6],
  [0x38, "temperature", "°C", -3],
  [0x39, "unitsForHca", "", 0],
  [0x3a, "unknown", "", 0],
  [0x3f, "number", "", 0],
];
const FIRST_SCALED = 0x02;
const LAST_SCALED = 0x37;

/** Reads the data after the CI field. Throws an LineError when they are not 16 bytes. */
export function decodeFixed(data: Buffer): FixedTelegram {
  if (data.length !== FIXED_BYTES) {
    throw new LineError(
      "wrong-answer",
      "the data of the answer are not the 16 bytes of their kind",
    );
  }
  const status = data[5] ?? 0;
  const [first = 0, second = 0] = data.subarray(6, 8);
  const isStored = (status & IS_STORED) !== 0;
  const isHistoric = (second & UNIT) === SAME_BUT_HISTORIC;
  const secondUnit = isHistoric ? first : second;
  return {
    kind: "fixed",
    identification: reversedBytes(data.subarray(0, 4)).toString("hex").toUpperCase(),
    accessNumber: data[4] ?? 0,
    status,
    medium: (first >> 6) | ((second >> 6) << 2),
    counters: [
      counterOf(data.subarray(8, 12), { unit: first & UNIT, status, isHistoric: isStored }),
      counterOf(data.subarray(12, 16), {
        unit: secondUnit & UNIT,
        status,
        isHistoric: isStored || isHistoric,
      }),
    ],
  };
}

function counterOf(
  bytes: Buffer,
  { unit, status, isHistoric }: { unit: number; status: number; isHistoric: boolean },
): FixedCounter {
  const row = UNITS.findLast(([first]) => first <= unit);
  const [first, quantity, name, base] = row ?? ([unit, "time", "", 0] as const);
  const isScaled = unit >= FIRST_SCALED && unit <= LAST_SCALED;
  const exponent = isScaled ? base + unit - first : base;
  const raw = (status & IS_BINARY) !== 0 ? Decimal.of(bytes.readInt32LE(0)) : bcdValue(bytes);
  const power = exponent >= 0 ? Decimal.of(10n ** BigInt(exponent)) : new Decimal(1n, -exponent);
  return { quantity, unit: name, isHistoric, value: raw?.times(power).normalized() };
}

function bcdValue(bytes: Buffer): Decimal | undefined {
  const digits = bcdDigits(reversedBytes(bytes));
  return digits === undefined ? undefined : Decimal.parse(digits);
}
