/** How the words of a Modbus register make a number. mod10k: each word counts to 9999. */
export const WORDS_OF_TYPE = {
  bit: 1,
  uint16: 1,
  int16: 1,
  bcd16: 1,
  uint32: 2,
  int32: 2,
  float32: 2,
  bcd32: 2,
  mod10k32: 2,
  uint64: 4,
  int64: 4,
  float64: 4,
  bcd64: 4,
  mod10k64: 4,
} as const satisfies Record<string, 1 | 2 | 4>;
export type ModbusType = keyof typeof WORDS_OF_TYPE;

/**
 * What a register is for. billing: cumulative and not resettable, kept and billed; register:
 * cumulative, shown; live: how things are now, shown.
 */
export const REGISTER_ROLES = ["billing", "register", "live"] as const;
export type RegisterRole = (typeof REGISTER_ROLES)[number];

/** What is known of a meter's value whatever the protocol. */
export interface RegisterFacts {
  /** A word of QUANTITIES: one word per quantity in all models. */
  readonly quantity: string;
  readonly unit: string;
  /** Decimal text: value = raw × scale, in `unit`. */
  readonly scale: string;
  readonly role: RegisterRole;
  /**
   * Of billing registers: what one stored count is worth, in `unit`, as decimal text. Floats are
   * rounded to it once, at the driver.
   */
  readonly resolution?: string;
  /** Of billing registers: counts wrap at 10^digits; 0 when they never do. */
  readonly digits?: number;
}

export interface ModbusRegister extends RegisterFacts {
  /** Counted from 0, as on the wire; manuals often count from 1. */
  readonly address: number;
  /** 1 coils, 2 discrete inputs (both of the type bit), 3 holding registers, 4 input registers. */
  readonly functionCode: 1 | 2 | 3 | 4;
  readonly type: ModbusType;
  /** big: the most significant word comes first. */
  readonly wordOrder: "big" | "little";
  /** little: within each word the least significant byte comes first; big when absent. */
  readonly byteOrder?: "big" | "little";
  /** The register, read by the same function, whose int16 is an exponent of ten on top of `scale`. */
  readonly exponentAddress?: number;
  /** Raw values, as unsigned hexadecimal text, that mean "no value". */
  readonly noValue?: readonly string[];
}

/** A value of DL/T 645: BCD, least significant byte first, 0x33 added to each byte on the wire. */
export interface Dlt645Register extends RegisterFacts {
  /** As printed, most significant byte first: `00010000` (2007), `9010` (1997). */
  readonly dataIdentifier: string;
  readonly bytes: number;
  /** Bytes before the value in the answer, where one identifier brings several. */
  readonly offset?: number;
  /** The highest bit is the sign. */
  readonly signed?: true;
}

/** A value of CJ/T 188: BCD, least significant byte first, at a place of the answer's data. */
export interface Cjt188Register extends RegisterFacts {
  /** `901F`: the data as they are now. */
  readonly dataIdentifier: string;
  /** From the first byte after the sequence number. */
  readonly offset: number;
  readonly bytes: number;
  /** Where the unit's code stands; the driver converts to `unit`. */
  readonly unitCodeOffset?: number;
}

/** The kinds of values of EN 13757-3 that models use; the driver converts to the register's unit. */
export const MBUS_VALUES = [
  "energy",
  "volume",
  "mass",
  "power",
  "flow",
  "massFlow",
  "flowTemperature",
  "returnTemperature",
  "temperatureDifference",
  "externalTemperature",
  "pressure",
  "voltage",
  "current",
  "frequency",
  "powerFactor",
  "reactiveEnergy",
  "reactivePower",
  "apparentEnergy",
  "apparentPower",
  "operatingTime",
  "onTime",
  "unitsForHca",
  "dimensionless",
] as const;
export type MbusValueKind = (typeof MBUS_VALUES)[number];

/** The first record of an M-Bus answer that fits in everything. */
export interface MbusRegister extends RegisterFacts {
  readonly value: MbusValueKind;
  readonly storage: number;
  readonly tariff: number;
  readonly subunit: number;
  readonly function: "instantaneous" | "maximum" | "minimum" | "error";
  /** Of several records that fit: which, counted from 0. */
  readonly occurrence?: number;
}

export interface ObisRegister extends RegisterFacts {
  /** As the meter prints it: `1.8.0` or `1-0:1.8.0`; the shorter form fits the longer one. */
  readonly obis: string;
}

/** A value in a message; a JSONPath from its root: `$.object.counter`. */
export interface JsonRegister extends RegisterFacts {
  readonly path: string;
}

/** How each protocol addresses a value. */
export interface MeterRegisters {
  readonly modbus: ModbusRegister;
  readonly "dlt645-1997": Dlt645Register;
  readonly "dlt645-2007": Dlt645Register;
  readonly cjt188: Cjt188Register;
  readonly mbus: MbusRegister;
  readonly "iec62056-21": ObisRegister;
  readonly "mqtt-json": JsonRegister;
  readonly push: JsonRegister;
  readonly manual: RegisterFacts;
}

/** A value of a meter, whatever its protocol. */
export type MeterRegister = MeterRegisters[keyof MeterRegisters];

interface ExpectedValue {
  readonly quantity: string;
  readonly value: string;
}

/** A published answer of a Modbus model and what it says, to test the entry with. */
export interface WordsFrame {
  readonly source: string;
  readonly address: number;
  /** The registers' words in hexadecimal, most significant byte first. */
  readonly words: string;
  readonly expected: readonly ExpectedValue[];
}

/** A published answer of any other model and what it says, to test the entry with. */
export interface TelegramFrame {
  readonly source: string;
  /** The whole answers, one telegram each: bytes in hexadecimal, or the text of a message. */
  readonly telegrams: readonly string[];
  readonly expected: readonly ExpectedValue[];
}
