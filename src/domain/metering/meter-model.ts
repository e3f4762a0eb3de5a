import type { Commodity } from "#domain/core/commodity.ts";
import type { MeterRegisters, TelegramFrame, WordsFrame } from "./meter-register.ts";

/** How a meter is talked to; `manual`: a person reads it. */
export const METER_PROTOCOLS = [
  "modbus",
  "dlt645-1997",
  "dlt645-2007",
  "cjt188",
  "mbus",
  "iec62056-21",
  "mqtt-json",
  "push",
  "manual",
] as const;
export type MeterProtocol = (typeof METER_PROTOCOLS)[number];

/**
 * How well the facts of an entry are founded. A: two sources agree; B: one source; C: shown, but
 * not billed before a person has compared it with the meter's manual or display.
 */
export type Confidence = "A" | "B" | "C";

/** How the serial port must be set for a meter that left its factory. */
export interface SerialSettings {
  readonly baudRate: number;
  readonly dataBits: 7 | 8;
  readonly parity: "none" | "even" | "odd";
  readonly stopBits: 1 | 2;
}

/** What entries of all protocols say. */
interface ModelFacts {
  readonly id: string;
  readonly maker: string;
  readonly name: string;
  /** Other names under which it is sold or printed, for the search. */
  readonly aliases?: readonly string[];
  readonly commodities: readonly Commodity[];
  /** primary: the meter itself multiplies by its transformers' ratio; secondary: it does not. */
  readonly transformers: "none" | "primary" | "secondary";
  /** As the maker delivers it; where absent, as the line is set. */
  readonly serial?: SerialSettings;
  /**
   * The registers count pulses: what one is worth, and the meter's figure at count zero, are asked
   * for every meter (`pulseWeight`, `startValue`).
   */
  readonly pulses?: true;
  /** Where the facts were read: document and page or file. */
  readonly sources: readonly string[];
  readonly confidence: Confidence;
  readonly notes?: string;
}

/** A read that tells by its answer that the meter is of this model. */
export interface ModbusProbe {
  readonly functionCode: 3 | 4;
  readonly address: number;
  /** The words that may come, in hexadecimal; all of the same length. */
  readonly answers: readonly string[];
}

export interface ModbusModel extends ModelFacts {
  readonly protocol: "modbus";
  /** The most registers one request may ask for. */
  readonly registersAtMost: number;
  /** Whether a request may span addresses that the model does not define. */
  readonly holesReadable: boolean;
  /**
   * A device with several like inputs, each a meter of its own with the address `unit/input`: input
   * n has its registers `step` × (n - 1) addresses further.
   */
  readonly inputs?: { readonly count: number; readonly step: number };
  /**
   * SunSpec models, one of which the meter has; addresses count from the start of the model's
   * block (its identifier is at 0), which is looked for.
   */
  readonly sunspec?: readonly number[];
  readonly probe?: ModbusProbe;
  readonly registers: readonly MeterRegisters["modbus"][];
  readonly frames: readonly WordsFrame[];
}

export interface Dlt645Model extends ModelFacts {
  readonly protocol: "dlt645-1997" | "dlt645-2007";
  readonly registers: readonly MeterRegisters["dlt645-2007"][];
  readonly frames: readonly TelegramFrame[];
}

export interface Cjt188Model extends ModelFacts {
  readonly protocol: "cjt188";
  /** The type byte of the standard in hexadecimal: `10` cold water, `20` heat, `30` gas. */
  readonly meterType: string;
  readonly registers: readonly MeterRegisters["cjt188"][];
  readonly frames: readonly TelegramFrame[];
}

/** The head of an M-Bus answer that tells the model. */
export interface MbusIdentity {
  /** Three letters: `KAM`; any when absent. */
  readonly manufacturer?: string;
  /** The version byte; any when absent. */
  readonly version?: number;
  /** The medium byte of EN 13757-3: 2 electricity, 4 heat outlet, 6 warm water, 7 water. */
  readonly medium?: number;
}

export interface MbusModel extends ModelFacts {
  readonly protocol: "mbus";
  readonly identities: readonly MbusIdentity[];
  readonly registers: readonly MeterRegisters["mbus"][];
  readonly frames: readonly TelegramFrame[];
}

export interface ObisModel extends ModelFacts {
  readonly protocol: "iec62056-21";
  readonly registers: readonly MeterRegisters["iec62056-21"][];
  readonly frames: readonly TelegramFrame[];
}

export interface JsonModel extends ModelFacts {
  readonly protocol: "mqtt-json" | "push";
  /** Where the message says when it was measured; where absent, when it came. */
  readonly timePath?: string;
  readonly registers: readonly MeterRegisters["mqtt-json"][];
  readonly frames: readonly TelegramFrame[];
}

export interface ManualModel extends ModelFacts {
  readonly protocol: "manual";
  readonly registers: readonly MeterRegisters["manual"][];
  readonly frames: readonly [];
}

/** An entry of the catalogue: everything SmartPM knows of a type of meter. */
export type MeterModel =
  ModbusModel | Dlt645Model | Cjt188Model | MbusModel | ObisModel | JsonModel | ManualModel;
