import type { ByteStream } from "#drivers/byte-stream.ts";
import { HalfDuplex } from "#drivers/half-duplex.ts";
import { LineError } from "#drivers/line-error.ts";
import {
  decodeAnswer,
  encodeRequest,
  type RegisterRequest,
  rtuFrame,
  takeRtuAnswer,
  takeTcpAnswer,
  tcpFrame,
} from "./modbus-frame.ts";

export interface ConnectionOptions {
  /** Of one request. */
  readonly timeoutMs: number;
  /** tcp: Modbus TCP; rtu: RTU frames, through a serial server or on a serial port. */
  readonly framing: "tcp" | "rtu";
}

const TRANSACTIONS = 0x1_0000;
/** The silence that ends a frame: Modbus over serial line V1.02, section 2.5.1.1. */
const SILENT_CHARACTERS = 3.5;
/** Above 19200 baud the silence is fixed, by the same section. */
const SILENCE_AT_LEAST_MS = 1.75;

interface Question {
  readonly pdu: Buffer;
  readonly timeoutMs: number | undefined;
}

/**
 * A Modbus master on one line: one request at a time, as the half-duplex line demands. Answers that
 * come after their time-out are never taken for the next request's: over TCP they carry the old
 * transaction number, over RTU the next request waits until the line has been silent.
 */
export class ModbusConnection {
  readonly #framing: ConnectionOptions["framing"];
  readonly #line: HalfDuplex;
  #transactionId = 0;

  constructor(stream: ByteStream, { timeoutMs, framing }: ConnectionOptions) {
    this.#framing = framing;
    const silenceMs = Math.max(SILENT_CHARACTERS * stream.characterMs, SILENCE_AT_LEAST_MS);
    this.#line = new HalfDuplex(stream, {
      timeoutMs,
      answers: framing === "tcp" ? "numbered" : "unnumbered",
      gapMs: framing === "tcp" ? 0 : silenceMs,
    });
  }

  /**
   * Reads registers. Throws a ModbusExceptionError when the device refuses, a LineError that says
   * why when there is no right answer within the line's time-out or the one given here, a
   * RangeError when a request is under way.
   */
  async read(request: RegisterRequest, timeoutMs?: number): Promise<Uint16Array> {
    const pdu = encodeRequest(request);
    const answer = await (this.#framing === "tcp"
      ? this.#overTcp(request, { pdu, timeoutMs })
      : this.#overRtu(request, { pdu, timeoutMs }));
    try {
      return decodeAnswer(answer, request);
    } catch (error) {
      if (error instanceof LineError && error.kind !== "refused") this.#line.distrust();
      throw error;
    }
  }

  /** Drops the connection; the next request connects anew. */
  close(): void {
    this.#line.close();
  }

  #overTcp({ unitAddress }: RegisterRequest, { pdu, timeoutMs }: Question): Promise<Buffer> {
    this.#transactionId = (this.#transactionId + 1) % TRANSACTIONS;
    const expected = { transactionId: this.#transactionId, unitAddress };
    const frame = tcpFrame(expected.transactionId, unitAddress, pdu);
    return this.#line.ask(frame, (received) => takeTcpAnswer(received, expected), timeoutMs);
  }

  #overRtu(request: RegisterRequest, { pdu, timeoutMs }: Question): Promise<Buffer> {
    const frame = rtuFrame(request.unitAddress, pdu);
    const take = (received: Buffer) => {
      // Some converters for two wires hear what they send: the request itself comes back first.
      const head = received.subarray(0, frame.length);
      if (head.equals(frame.subarray(0, head.length))) {
        return head.length === frame.length ? { drop: frame.length } : undefined;
      }
      return takeRtuAnswer(received, request);
    };
    return this.#line.ask(frame, take, timeoutMs);
  }
}
