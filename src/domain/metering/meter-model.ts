import type { Commodity } from "#domain/core/commodity.ts";

/** How the words of a register make a number. */
export type RegisterType = "uint16" | "int16" | "uint32" | "int32" | "uint64" | "int64" | "float32";

/** How many 16-bit words a register type takes. */
export const WORDS_OF_TYPE: Readonly<Record<RegisterType, 1 | 2 | 4>> = {
  uint16: 1,
  int16: 1,
  uint32: 2,
  int32: 2,
  float32: 2,
  uint64: 4,
  int64: 4,
};

/**
 * What a register is for. billing: cumulative and not resettable, kept and billed; register:
 * cumulative, shown; live: how things are now, shown.
 */
export type RegisterRole = "billing" | "register" | "live";

/** One value in a meter's Modbus map. */
export interface MeterRegister {
  /** energyDelivered, volume, activePower, voltageL1, ...: one word per quantity in all models. */
  readonly quantity: string;
  /** Counted from 0, as on the wire; manuals often count from 1. */
  readonly address: number;
  readonly functionCode: 3 | 4;
  readonly type: RegisterType;
  /** big: the most significant word comes first. */
  readonly wordOrder: "big" | "little";
  /** Decimal text: value = raw × scale, in `unit`. */
  readonly scale: string;
  readonly unit: string;
  readonly role: RegisterRole;
  /**
   * Of billing registers: what one stored count is worth, in `unit`, as decimal text. Float
   * registers are rounded to it once, here at the driver.
   */
  readonly resolution?: string;
  /** Of billing registers: counts wrap at 10^digits; 0 when they never do. */
  readonly digits?: number;
  /** Raw values, as unsigned hexadecimal text, that mean "no value". */
  readonly noValue?: readonly string[];
}

/** A published answer of this model and what it says, to test the entry with. */
export interface MeterFrame {
  readonly source: string;
  readonly address: number;
  /** The registers' words in hexadecimal, most significant byte first. */
  readonly words: string;
  readonly expected: readonly { readonly quantity: string; readonly value: string }[];
}

/** An entry of the catalogue: everything SmartPM knows of a type of meter. */
export interface MeterModel {
  readonly id: string;
  readonly maker: string;
  readonly name: string;
  readonly commodities: readonly Commodity[];
  readonly protocol: "modbus";
  /** The most registers one request may ask for. */
  readonly registersAtMost: number;
  /** Whether a request may span addresses that the model does not define. */
  readonly holesReadable: boolean;
  /** primary: the meter itself multiplies by its transformers' ratio; secondary: it does not. */
  readonly transformers: "none" | "primary" | "secondary";
  readonly registers: readonly MeterRegister[];
  /** Where the facts were read: document and page or file. */
  readonly sources: readonly string[];
  /** A: two sources agree; B: one source; C: do not bill before the manual was read. */
  readonly confidence: "A" | "B" | "C";
  readonly notes?: string;
  readonly frames: readonly MeterFrame[];
}
