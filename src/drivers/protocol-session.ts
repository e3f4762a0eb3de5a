import type { ByteStream } from "./byte-stream.ts";
import type { MeterOnLine, MeterReader, ScanOptions, ScanStep } from "./line-connection.ts";

/** One protocol on one stream of bytes. */
export interface ProtocolSession {
  /** Asks nothing yet. */
  meter(meter: MeterOnLine): MeterReader;
  scan(options: ScanOptions): AsyncGenerator<ScanStep>;
  /** How many meters are read at once from now on; where it makes no difference it is left out. */
  willAsk?(atOnce: number): void;
}

export interface SessionOptions {
  /** Of one request. */
  readonly timeoutMs: number;
  /** How many requests may be under way at once; heeded by Modbus TCP alone. 1 where absent. */
  readonly questionsAtOnce?: number;
}

/** Opens a protocol on a stream; several protocols may share one, each asking in its turn. */
export type OpenSession = (stream: ByteStream, options: SessionOptions) => ProtocolSession;
