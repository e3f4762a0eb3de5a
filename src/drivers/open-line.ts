import { characterMs, type LineTransport } from "#domain/metering/line-transport.ts";
import type { MeterProtocol } from "#domain/metering/meter-model.ts";
import { QUESTIONS_AT_MOST } from "#domain/metering/question-pace.ts";
import type { ByteStream, WireTap } from "./byte-stream.ts";
import { openCjt188 } from "./cjt188/cjt188-session.ts";
import { openDlt645Of1997, openDlt645Of2007 } from "./dlt645/dlt645-session.ts";
import { openIec62056 } from "./iec62056/iec62056-session.ts";
import type {
  LineConnection,
  MeterOnLine,
  MeterReader,
  ScanOptions,
  ScanStep,
} from "./line-connection.ts";
import { LineError } from "./line-error.ts";
import { openMbus } from "./mbus/mbus-session.ts";
import { openModbusRtu, openModbusTcp } from "./modbus/modbus-session.ts";
import type { OpenSession, ProtocolSession, SessionOptions } from "./protocol-session.ts";
import { SerialByteStream } from "./serial-byte-stream.ts";
import { TcpByteStream } from "./tcp-byte-stream.ts";

/** What carries bytes to meters that are asked. */
type AskedTransport = Extract<
  LineTransport,
  { readonly kind: "modbus-tcp" | "serial-server" | "serial-port" }
>;

/** Whether a line is asked; the others speak by themselves. */
export function isAsked(transport: LineTransport): transport is AskedTransport {
  return transport.kind !== "mqtt" && transport.kind !== "push";
}

/** The protocols of a wire on which bytes go as they are. */
const WIRE_SESSIONS: Partial<Record<MeterProtocol, OpenSession>> = {
  modbus: openModbusRtu,
  mbus: openMbus,
  "dlt645-1997": openDlt645Of1997,
  "dlt645-2007": openDlt645Of2007,
  cjt188: openCjt188,
  "iec62056-21": openIec62056,
};

/** Opens a line; it connects when it is first asked. */
export function openLine(transport: AskedTransport): LineConnection {
  const sessions = transport.kind === "modbus-tcp" ? { modbus: openModbusTcp } : WIRE_SESSIONS;
  const isGateway = transport.kind === "modbus-tcp";
  const questionsAtOnce = isGateway ? (transport.questionsAtOnce ?? QUESTIONS_AT_MOST) : 1;
  const { timeoutMs } = transport;
  return new StreamLine(streamOf(transport), { sessions, timeoutMs, questionsAtOnce });
}

function streamOf(transport: AskedTransport): ByteStream {
  switch (transport.kind) {
    case "modbus-tcp":
      return new TcpByteStream({ ...transport, characterMs: 0 });
    case "serial-server":
      return new TcpByteStream({ ...transport, characterMs: characterMs(transport.serial) });
    case "serial-port":
      return new SerialByteStream(transport);
  }
}

interface StreamLineOptions extends Required<SessionOptions> {
  readonly sessions: Partial<Record<MeterProtocol, OpenSession>>;
}

/** The protocols that share one stream; each is opened when the first meter wants it. */
class StreamLine implements LineConnection {
  readonly #stream: ByteStream;
  readonly #options: StreamLineOptions;
  readonly #sessions = new Map<MeterProtocol, ProtocolSession>();
  #newest: MeterProtocol | undefined;

  constructor(stream: ByteStream, options: StreamLineOptions) {
    this.#stream = stream;
    this.#options = options;
  }

  get silenceDueMs(): number {
    return this.#stream.silenceDueMs;
  }

  get questionsAtOnce(): number {
    return this.#options.questionsAtOnce;
  }

  willAsk(atOnce: number): void {
    for (const session of this.#sessions.values()) session.willAsk?.(atOnce);
  }

  meter(meter: MeterOnLine): MeterReader {
    const { protocol } = meter.model;
    const reader = this.#session(protocol).meter(meter);
    return {
      read: (registers, patienceMs) => {
        this.#turnTo(protocol);
        return reader.read(registers, patienceMs);
      },
    };
  }

  async *scan(options: ScanOptions): AsyncGenerator<ScanStep> {
    const session = this.#session(options.protocol);
    this.#turnTo(options.protocol);
    yield* session.scan(options);
  }

  tap(tap: WireTap | undefined): void {
    this.#stream.tap = tap;
  }

  close(): void {
    this.#stream.close();
  }

  /** Who shares a stream listens to it alone: the next protocol opens it anew. */
  #turnTo(protocol: MeterProtocol): void {
    if (this.#newest !== undefined && this.#newest !== protocol) this.#stream.close();
    this.#newest = protocol;
  }

  #session(protocol: MeterProtocol): ProtocolSession {
    const known = this.#sessions.get(protocol);
    if (known) return known;
    const open = this.#options.sessions[protocol];
    if (!open) throw new LineError("unsupported", `this line does not carry ${protocol}`);
    const session = open(this.#stream, this.#options);
    this.#sessions.set(protocol, session);
    return session;
  }
}
