import type { MeterModel } from "#domain/metering/meter-model.ts";
import type { MeterRegister } from "#domain/metering/meter-register.ts";
import type { WireTap } from "./byte-stream.ts";
import type { LineError, LineErrorKind } from "./line-error.ts";
import type { RegisterValue } from "./register-value.ts";

/** A meter on a line: what it is and where. */
export interface MeterOnLine {
  readonly model: MeterModel;
  /** In the form of `parseMeterAddress`. */
  readonly address: string;
}

/**
 * Reads one meter, and remembers what it learns of it: blocks that it refuses, registers that it
 * lacks, the way it wants to be asked.
 */
export interface MeterReader {
  /**
   * Reads the registers; those that the meter turned out not to have are left out. Throws a
   * LineError when it cannot be read, or has none of them. `patienceMs` may be shorter than the
   * line's time-out: to look whether a silent meter is back.
   */
  read(registers: readonly MeterRegister[], patienceMs?: number): Promise<readonly RegisterValue[]>;
}

/** What a scan found at an address. */
export interface FoundMeter {
  readonly address: string;
  /** What it says of itself: manufacturer, version, medium, serial number; empty when nothing. */
  readonly saysOfItself: string;
  /** Models of the catalogue that fit, the most likely first; empty when it could be any. */
  readonly modelIds: readonly string[];
  /** Where none is known to fit: models by which it shows what is usual, the surest first. */
  readonly candidateIds?: readonly string[];
  readonly serialNumber?: string;
}

/** One step of a scan: how far it is, and what it found or could not understand there. */
export interface ScanStep {
  /** 0 to 1. */
  readonly done: number;
  /** The address, or the group of addresses, that was asked. */
  readonly asked: string;
  readonly found?: FoundMeter;
  /** Something answered that could not be understood: two meters at once, a wrong setting. */
  readonly problem?: LineErrorKind;
}

export interface ScanOptions {
  readonly protocol: MeterModel["protocol"];
  /** The addresses to ask, first and last, where the protocol counts them. */
  readonly first?: number;
  readonly last?: number;
  /** Models whose probe is tried on what is found. */
  readonly catalogue: readonly MeterModel[];
}

/**
 * A line as the collector uses it, whatever lies behind it. One meter is read at a time, or as many
 * as `questionsAtOnce` says: whoever calls waits for the calls to end before the next. Connects by itself, and anew when nothing is heard.
 */
export interface LineConnection {
  /**
   * How long the wire must be silent before the next question, in ms, since an answer to the last one
   * may still come: whoever is asked next waits for it. 0 when none may.
   */
  readonly silenceDueMs: number;
  /**
   * How many meters may be read at once. When one of several fails, others may fail with it, as the
   * requests under way are told apart only together: read alone, each has an answer of its own.
   */
  readonly questionsAtOnce: number;
  /**
   * Says how many meters are read at once from now on, at most `questionsAtOnce`: one at a time goes
   * a shorter way. Until it is said, several may be.
   */
  willAsk(atOnce: number): void;
  /** Asks nothing yet. Throws a LineError of the kind unsupported when the line cannot carry it. */
  meter(meter: MeterOnLine): MeterReader;
  /** Looks for meters; ends early when the consumer stops. Throws a LineError when it cannot. */
  scan(options: ScanOptions): AsyncGenerator<ScanStep>;
  /** Hears every byte until it is set to undefined. */
  tap(tap: WireTap | undefined): void;
  close(): void;
}

/** Values that came by themselves, over a line whose meters speak unasked. */
export interface ToldValues {
  readonly meter: MeterOnLine;
  /** The time the message gives, or when it came. */
  readonly measuredAt: Temporal.Instant;
  readonly values: readonly RegisterValue[];
}

/** A line whose meters speak unasked: an MQTT broker. */
export interface ListeningLine {
  /** Begins to listen, until closed; connects anew for ever. */
  listen(options: {
    readonly meters: readonly MeterOnLine[];
    readonly onValues: (told: ToldValues) => void;
    /** Told of a message that could not be understood: it is none of the meter's. */
    readonly onProblem: (meter: MeterOnLine, error: LineError) => void;
    /** Told of the connection's fate: undefined when it is well. */
    readonly onState: (error: Error | undefined) => void;
  }): void;
  tap(tap: WireTap | undefined): void;
  close(): Promise<void>;
}
